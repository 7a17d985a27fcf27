/**
 * `npm start`, or `npm start -- MODEL... [--port N]`: sets up what is missing, then serves the models, or the example if
 * none is named.
 */
import { join } from 'node:path'
import { ROOT, setUp } from './setup.mjs'

const EXAMPLE = join('examples', 'cancer', 'model.pkl')
const OPTIONS_WITH_VALUE = ['-p', '--port', '--host', '--name']

const args = process.argv.slice(2)
const namesModel = args.some((arg, i) => !arg.startsWith('-') && !OPTIONS_WITH_VALUE.includes(args[i - 1]))

await setUp()
if (!namesModel) process.chdir(ROOT)
process.argv.splice(2, args.length, 'serve', ...(namesModel ? [] : [EXAMPLE]), ...args)
await import('../dist/cli/main.js')
