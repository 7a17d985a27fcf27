/**
 * Loads a model in a process of its own and prints what it took: `node load-brine.mjs [MODEL]`. Without a model, the
 * memory of a process that has only imported Brine.
 */
import { loadModel } from '../dist/index.js'

const [path] = process.argv.slice(2)
const start = performance.now()
if (path !== undefined) await loadModel(path)
const milliseconds = performance.now() - start
console.log(JSON.stringify({ milliseconds, peakBytes: process.resourceUsage().maxRSS * 1024 }))
