/** The command line as its users start it: real processes, real sockets, real signals. Needs a build. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, describe, expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const BRINE = join(ROOT, 'bin', 'brine.js')
const MODEL = join('examples', 'cancer', 'model.pkl')
const SAMPLES = join('examples', 'cancer', 'samples.csv')

const folder = mkdtempSync(join(tmpdir(), 'brine-e2e-'))
const servers = new Set<ChildProcess>()

afterEach(() => {
  for (const server of servers) server.kill('SIGKILL')
  servers.clear()
})
afterAll(() => rmSync(folder, { recursive: true }))

interface Result {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

function execute(command: string, args: readonly string[]): Promise<Result> {
  return new Promise((resolve) => {
    const child = execFile(command, args, { cwd: ROOT, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr })
    })
    child.stdin?.end()
  })
}

const brine = (...args: readonly string[]) => execute(process.execPath, [BRINE, ...args])

/** Starts a server, and gives what it prints until it is ready. */
async function serve(...args: readonly string[]) {
  const server = spawn(process.execPath, [BRINE, 'serve', ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] })
  servers.add(server)
  const lines: string[] = []
  for await (const line of createInterface({ input: server.stdout })) {
    lines.push(line)
    if (line.startsWith('Ctrl-C')) break
  }
  const find = (pattern: RegExp) => lines.map((line) => pattern.exec(line)?.[1]).find((found) => found !== undefined)
  return { server, url: find(/^API +(http\S+)/) as string, curl: find(/^ +(curl .*)$/) as string }
}

async function exitCode(server: ChildProcess): Promise<number | null> {
  if (server.exitCode === null && server.signalCode === null) await once(server, 'exit')
  return server.exitCode
}

describe('serve', () => {
  test('prints a curl line that works when it is pasted', async () => {
    const { curl } = await serve(MODEL, '--port', '0')
    const { code, stdout } = await execute('sh', ['-c', `${curl} --silent --fail`])
    expect(code).toBe(0)
    expect(JSON.parse(stdout).predictions).toHaveLength(40)
  })

  test('makes up a row for a model without samples', async () => {
    const model = join('.cache', 'fixtures', 'sklearn-1.9', 'compose', 'table-drawn-1.xz.joblib')
    const { curl } = await serve(model, '--port', '0', '--name', 'wine')
    const { stdout } = await execute('sh', ['-c', `${curl} --silent --fail`])
    expect(JSON.parse(stdout)).toMatchObject({ model: 'wine', predictions: [expect.any(String)] })
  })

  test('a service beside a model, with curl lines that work when they are pasted', async () => {
    const { url, curl } = await serve(join('examples', 'cancer', 'brine.yaml'), MODEL, '--port', '0')
    const { code, stdout } = await execute('sh', ['-c', `${curl} --silent --fail`])
    const { service, rows, row_index: index } = JSON.parse(stdout)
    expect([code, service, rows.length, new Set(index).size]).toEqual([0, 'cancer-triage', 40, 40])
    const urgent = rows.map((row: Record<string, number>) => row.probability_malignant)
    expect(urgent).toEqual(urgent.toSorted((a: number, b: number) => b - a))
    const headers = { 'content-type': 'text/csv' }
    const body = readFileSync(join(ROOT, SAMPLES))
    const plain = await (await fetch(`${url}/models/cancer/predict`, { method: 'POST', headers, body })).json()
    expect(plain.predictions[index[0]]).toBe(rows[0].prediction)
  })

  test('a service makes up a row where it has no samples', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'brine-e2e-')), 'made-up.yaml')
    writeFileSync(
      file,
      'inputs: { age: { type: integer, min: 18 }, plan: { type: string, values: [free, paid] } }\npredict: none\n',
    )
    const { curl } = await serve(file, '--port', '0', '--name', 'renamed')
    const { stdout } = await execute('sh', ['-c', `${curl} --silent --fail`])
    expect(JSON.parse(stdout)).toMatchObject({ service: 'renamed', rows: [{ age: 18, plan: 'free' }] })
    rmSync(dirname(file), { recursive: true })
  })

  test.each(['SIGTERM', 'SIGINT'] as const)('%s ends it with 0', async (signal) => {
    const { server, url } = await serve(MODEL, '--port', '0')
    await fetch(`${url}/healthz`)
    server.kill(signal)
    expect(await exitCode(server)).toBe(0)
  })

  test('a request that was accepted before the signal is answered', async () => {
    const { server, url } = await serve(MODEL, '--port', '0')
    const { port } = new URL(url)
    const { connect } = await import('node:net')
    const socket = connect(Number(port), '127.0.0.1')
    const body = readFileSync(join(ROOT, 'examples', 'cancer', 'samples.json'))
    const head = `POST /predict HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`
    socket.write(head)
    socket.write(body.subarray(0, 100))
    await new Promise((resolve) => setTimeout(resolve, 200))
    server.kill('SIGTERM')
    await new Promise((resolve) => setTimeout(resolve, 200))
    socket.write(body.subarray(100))
    const answer = Buffer.concat(await socket.toArray()).toString()
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    expect(await exitCode(server)).toBe(0)
  })

  test('a second signal does not wait', async () => {
    const { server, url } = await serve(MODEL, '--port', '0')
    const { connect } = await import('node:net')
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write('POST /predict HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{')
    await new Promise((resolve) => setTimeout(resolve, 200))
    server.kill('SIGTERM')
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(server.exitCode).toBeNull()
    server.kill('SIGTERM')
    expect(await exitCode(server)).toBe(143)
    socket.destroy()
  })

  test('a port in use is named, with another one', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    const { code, stderr } = await brine('serve', MODEL, '--port', String(port))
    other.close()
    expect(code).toBe(1)
    expect(stderr).toContain(`port ${port} is in use`)
    expect(stderr).toContain(`--port ${port + 1}`)
  })

  test('a model that cannot be loaded ends it with 1', async () => {
    const { code, stdout, stderr } = await brine('serve', SAMPLES)
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain('[not_a_model]')
  })
})

describe('predict', () => {
  test('a reader that has seen enough is no error', async () => {
    const { code, stdout } = await execute('bash', [
      '-c',
      `set -o pipefail; (head -1 ${SAMPLES}; for i in $(seq 3000); do tail -n +2 ${SAMPLES}; done) |
        "${process.execPath}" ${BRINE} predict ${MODEL} - | head -1`,
    ])
    expect(stdout).toBe('prediction\n')
    expect([0, 141]).toContain(code)
  })

  test('being interrupted leaves no file', async () => {
    const output = join(folder, 'answers.csv')
    const child = spawn(process.execPath, [BRINE, 'predict', MODEL, '-', '-o', output], { cwd: ROOT })
    const rows = readFileSync(join(ROOT, SAMPLES), 'utf8')
    child.stdin.on('error', () => undefined)
    const [header, ...lines] = rows.trimEnd().split('\n')
    const feed = setInterval(() => child.stdin.write(`${lines.join('\n')}\n`.repeat(100)), 5)
    child.stdin.write(`${header}\n`)
    while (readdirSync(folder).length === 0) await new Promise((resolve) => setTimeout(resolve, 20))
    child.kill('SIGINT')
    const [code] = await once(child, 'exit')
    clearInterval(feed)
    expect(code).toBe(130)
    expect(readdirSync(folder)).toEqual([])
  })
})

test('inspect and scan', async () => {
  expect(await brine('inspect', MODEL)).toMatchObject({ code: 0, stderr: '' })
  expect(await brine('scan', MODEL)).toMatchObject({ code: 0, stderr: '' })
  expect(await brine('scan', SAMPLES)).toMatchObject({ code: 2 })
})

test('npm start serves the example, and starts again without setting up', async () => {
  const child = spawn(process.execPath, [join(ROOT, 'scripts', 'start.mjs'), '--port', '0'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  servers.add(child)
  const setUp: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => setUp.push(line))
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('Install')) setUp.push(line)
    if (line.startsWith('API')) break
  }
  expect(setUp).toEqual([])
  child.kill('SIGTERM')
  expect(await exitCode(child)).toBe(0)
})
