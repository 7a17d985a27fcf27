/** The processes that scripts start: given a free port, waited for, asked, and ended by their own handle. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('..', import.meta.url))

const START_LIMIT_MS = 60_000
const POLL_MS = 2
const STOP_LIMIT_MS = 5_000

const running = new Set()

/**
 * The environment of every child. Both OPENBLAS variables pick kernels by hand, which can slow a current numpy down: the
 * peer gets OpenBLAS's own choice.
 */
export function childEnvironment(extra = {}) {
  const { OPENBLAS_CORETYPE, OPENBLAS_L2_SIZE, ...rest } = process.env
  return { ...rest, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', ...extra }
}

/** Starts a child that is ended at the latest by stopAll. */
export function start(command, args, { env = {}, stdio = ['ignore', 'ignore', 'inherit'], cwd = ROOT } = {}) {
  const child = spawn(command, args, { cwd, env: childEnvironment(env), stdio })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
  await once(child, 'exit')
  clearTimeout(timer)
}

export async function stopAll() {
  await Promise.all([...running].map(stop))
}

/** Runs to the end and gives its standard output. */
export function output(command, args, env = {}, limit = START_LIMIT_MS) {
  return execFileSync(command, args, {
    cwd: ROOT,
    env: childEnvironment(env),
    encoding: 'utf8',
    timeout: limit,
  })
}

/** A port that is free now. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

/** Asks until the server listens, and gives its answer. `child` is the server: if it ends, there is no point in waiting. */
export async function firstAnswer(url, body, child) {
  const deadline = performance.now() + START_LIMIT_MS
  for (;;) {
    try {
      return await post(url, body)
    } catch (error) {
      if (error.code !== 'ECONNREFUSED' && error.code !== 'ECONNRESET') throw error
      if (child.exitCode !== null) throw new Error(`${child.spawnargs.join(' ')} ended with code ${child.exitCode}`)
      if (performance.now() > deadline) throw new Error(`${url} does not answer`)
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    }
  }
}

/** One POST on a connection of its own, and the JSON of its answer. Not by fetch, which is slow to start. */
function post(url, body) {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const call = request(url, { method: 'POST', headers, agent: false }, async (response) => {
      const text = Buffer.concat(await response.toArray()).toString()
      if (response.statusCode === 200) resolve(JSON.parse(text))
      else reject(new Error(`${url} answers ${response.statusCode}: ${text}`))
    })
    call.on('error', reject)
    call.end(body)
  })
}
