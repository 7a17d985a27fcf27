/** The same as batch_peer.py, with Brine's library: `node batch-brine.mjs MODEL ROWS OUT`. */
import { readFileSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { loadModel } from '../dist/index.js'

const FEATURES = 30
const WARM_UP = 10
const [modelPath, rowsPath, outPath] = process.argv.slice(2)
const model = await loadModel(modelPath)
const bytes = readFileSync(rowsPath)
// What a numpy array is to the peer: numbers in one block.
const data = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / Float64Array.BYTES_PER_ELEMENT)
const rows = { data, shape: [data.length / FEATURES, FEATURES] }
const answer = model.run('predict_proba', rows)
writeFileSync(outPath, Float64Array.from(answer.data))
for (let i = 0; i < WARM_UP; i++) model.run('predict_proba', rows)
console.log('ready')
for await (const _ of createInterface({ input: process.stdin })) {
  const start = performance.now()
  model.run('predict_proba', rows)
  console.log(performance.now() - start)
}
