/**
 * `npm start`, or `npm start -- MODEL... [--port N]`: sets up what is missing, then serves the models, or the example if
 * none is named.
 */
import { join } from 'node:path'
import { ROOT, setUp } from './setup.mjs'

const EXAMPLE = join('examples', 'cancer', 'model.pkl')
const OPTIONS_WITH_VALUE = ['-p', '--port', '--host', '--name']

const starter = process.ppid
const args = process.argv.slice(2)
const namesModel = args.some((arg, i) => !arg.startsWith('-') && !OPTIONS_WITH_VALUE.includes(args[i - 1]))

await setUp()
if (!namesModel) process.chdir(ROOT)
process.argv.splice(2, args.length, 'serve', ...(namesModel ? [] : [EXAMPLE]), ...args)
endWithNpm()
await import('../dist/bundle/main.js')

/** npm that is told to end does not always pass it on, and a server without it would keep the port. */
function endWithNpm() {
  if (process.env.npm_lifecycle_event !== 'start') return
  const timer = setInterval(() => {
    if (process.ppid === starter) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, 500)
  timer.unref()
}
