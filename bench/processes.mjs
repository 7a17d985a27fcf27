/** The processes that a benchmark starts: found a port, waited for, talked to, and ended by their own handle. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('..', import.meta.url))
export const CACHE = join(ROOT, '.cache', 'bench')
export const PYTHON = join(ROOT, '.cache', 'python', 'bench', 'bin', 'python')

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

/** Starts a child that is ended at the latest when the benchmark ends. */
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
export function output(command, args, env = {}) {
  return execFileSync(command, args, {
    cwd: ROOT,
    env: childEnvironment(env),
    encoding: 'utf8',
    timeout: START_LIMIT_MS,
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

/** Asks until there is an answer of status 200, and gives it. */
export async function firstAnswer(url, body, child) {
  const deadline = performance.now() + START_LIMIT_MS
  for (;;) {
    try {
      return await post(url, body)
    } catch (error) {
      if (child.exitCode !== null) throw new Error(`${child.spawnargs.join(' ')} ended with code ${child.exitCode}`)
      if (performance.now() > deadline) throw new Error(`${url} does not answer: ${error.message}`)
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    }
  }
}

/** One POST, one connection. Not fetch, which is slow to start. */
function post(url, body) {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const call = request(url, { method: 'POST', headers, agent: false }, async (response) => {
      const chunks = await response.toArray()
      const text = Buffer.concat(chunks).toString()
      if (response.statusCode === 200) resolve(JSON.parse(text))
      else reject(new Error(`${url} answers ${response.statusCode}: ${text}`))
    })
    call.on('error', reject)
    call.end(body)
  })
}

/** A child that does its work once for each line it is sent, and answers with a line. */
export async function lineWorker(command, args) {
  const child = start(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const read = async () => {
    const { value, done } = await lines.next()
    if (done) throw new Error(`${child.spawnargs.join(' ')} ended early`)
    return value
  }
  await read()
  const ask = async () => {
    child.stdin.write('\n')
    return Number(await read())
  }
  return { ask, child }
}
