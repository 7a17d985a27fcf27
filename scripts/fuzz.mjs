// Fuzzes the readers of pickle and joblib, and services: `npm run fuzz [-- seconds [seed]]`.
//
// 1. Each small fixture is cut at every byte, and every bit of it is flipped; so are three models, which are then asked.
// 2. fast-check makes valid streams of opcodes and then damages some of them.
// 3. Python's own unpickler, which only records here, judges the same streams: what it looks up, the scan must name;
//    what both of them load must be equal.
// 4. Services at random, and rows that may be anything: see fuzz-services.mjs.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { unpackFixtures } from '../conformance/fixtures.mjs'
import { damageFile } from '../test/damage.mjs'
import { DAMAGED_MODELS } from '../test/damaged-models.mjs'
import { build } from './build.mjs'
import { fuzzServices } from './fuzz-services.mjs'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const OUT = join(ROOT, 'dist')
const SECONDS = Number(process.argv[2] ?? 60)
const SEED = Number(process.argv[3] ?? Math.floor(Math.random() * 2 ** 31))
const BATCH = 500

build()
await unpackFixtures()
const load = (path) => import(pathToFileURL(join(OUT, path)).href)
const { BrineError } = await load('errors.js')
const { Budget } = await load('bytes/budget.js')
const { readPickle } = await load('pickle/read-pickle.js')
const { scanPickle } = await load('pickle/scan.js')
const values = await load('pickle/values.js')

/** The value, the error and the scan. Anything but a BrineError, and anything slow, is a find. */
function run(bytes, what) {
  const started = performance.now()
  let error
  let value
  try {
    value = readPickle(bytes, { budget: new Budget({ milliseconds: 2000 }) }).value
  } catch (thrown) {
    if (!(thrown instanceof BrineError)) fail(bytes, `${what}: ${thrown.stack}`)
    error = thrown
  }
  const report = scanPickle(bytes, new Budget({ milliseconds: 2000 }))
  if (error !== undefined && report.verdict === 'clean') fail(bytes, `${what}: clean in spite of ${error.message}`)
  if (performance.now() - started > 4000) fail(bytes, `${what}: too slow`)
  return { error, value, report }
}

function fail(bytes, message) {
  console.error(`seed ${SEED}: ${message}\npickle: ${Buffer.from(bytes).toString('hex')}`)
  process.exit(1)
}

function damageFixtures() {
  let runs = 0
  for (const name of ['numpy2/protocol2.pkl', 'numpy2/protocol5.pkl', 'numpy2/plain.joblib']) {
    const bytes = new Uint8Array(readFileSync(join(ROOT, 'test', 'fixtures', 'pickle', name)))
    for (let length = 0; length < bytes.length; length++, runs++) {
      const cut = bytes.subarray(0, length)
      if (run(cut, `${name} cut at ${length}`).error === undefined) fail(cut, `${name} cut at ${length} loads`)
    }
    for (let bit = 0; bit < bytes.length * 8; bit++, runs++) {
      const flipped = Uint8Array.from(bytes)
      flipped[bit >> 3] ^= 1 << (bit & 7)
      run(flipped, `${name} with bit ${bit} flipped`)
    }
  }
  console.log(`fixtures: ${runs} cuts and flips, all of them values or coded errors`)
}

async function damageModels() {
  const brine = await load('index.js')
  for (const file of DAMAGED_MODELS) {
    const { runs, loaded, finds } = await damageFile(join(ROOT, file), brine, { step: 1, allBits: true })
    console.log(`${file}: ${runs} cuts and flips, ${loaded} still load, ${finds.length} finds`)
    if (finds.length > 0) {
      console.error(finds.join('\n'))
      process.exit(1)
    }
  }
}

const u8 = (n) => String.fromCharCode(n)
const u32 = (n) => Buffer.from(Uint32Array.of(n).buffer).toString('latin1')
const latin1 = (bytes) => Buffer.from(bytes).toString('latin1')

/** Opcodes that push one value, as latin-1 text. */
function leaves(name) {
  const text = fc
    .string({ maxLength: 12, unit: 'grapheme' })
    .map((s) => latin1(Buffer.from(s, 'utf8').subarray(0, 200)))
  const short = fc.uint8Array({ maxLength: 12 })
  return fc.oneof(
    fc.constantFrom('N', '\x88', '\x89', ']', ')', '}', '\x8f', 'I00\n', 'I01\n', 'F-0.0\n', 'Fnan\n', 'F1e400\n'),
    fc.nat(255).map((n) => `K${u8(n)}`),
    fc.nat(2 ** 32 - 1).map((n) => `J${u32(n)}`),
    fc.bigInt(-(2n ** 80n), 2n ** 80n).map((n) => `L${n}L\n`),
    short.map((b) => `\x8a${u8(b.length)}${latin1(b)}`),
    fc.double().map((n) => `G${latin1(Buffer.from(new Float64Array([n]).buffer).reverse())}`),
    text.map((s) => `X${u32(s.length)}${s}`),
    text.map((s) => `\x8c${u8(s.length)}${s}`),
    short.map((b) => `C${u8(b.length)}${latin1(b)}`),
    short.map((b) => `U${u8(b.length)}${latin1(b)}`),
    fc.nat(5).map((n) => `h${u8(n)}`),
    name.map((n) => `c${n}\n`),
    name.map((n) => n.split('\n')).map(([module, n]) => `\x8c${u8(module.length)}${module}\x8c${u8(n.length)}${n}\x93`),
    fc.nat(3).map((n) => `\x82${u8(n)}`),
    fc.constant('Pid\n'),
  )
}

/** Streams that leave one value, some with a few bytes changed. */
function streams() {
  const name = fc.constantFrom(
    'os\nsystem',
    'm\nC',
    'builtins\neval',
    'm.sub\nD.e',
    '__builtin__\nopen',
    'sklearn.svm\nSVC',
  )
  const { value } = fc.letrec((tie) => {
    const one = tie('value')
    const items = fc.array(one, { maxLength: 4 }).map((list) => list.join(''))
    const pairs = fc.array(fc.tuple(one, one), { maxLength: 3 }).map((list) => list.flat().join(''))
    return {
      value: fc.oneof(
        { maxDepth: 5 },
        leaves(name),
        items.map((s) => `(${s}t`),
        items.map((s) => `(${s}l`),
        items.map((s) => `](${s}e`),
        items.map((s) => `\x8f(${s}\x90`),
        items.map((s) => `(${s}\x91`),
        pairs.map((s) => `(${s}d`),
        pairs.map((s) => `}(${s}u`),
        one.map((s) => `${s}\x85`),
        fc.tuple(one, one).map(([a, b]) => `${a}${b}\x86`),
        fc.tuple(name, items).map(([n, s]) => `c${n}\n(${s}tR`),
        fc.tuple(name, items).map(([n, s]) => `c${n}\n(${s}t\x81`),
        fc.tuple(name, items).map(([n, s]) => `(${s}i${n}\n`),
        fc.tuple(name, items).map(([n, s]) => `(c${n}\n${s}o`),
        fc.tuple(name, one).map(([n, s]) => `c${n}\n)\x81${s}b`),
        fc.tuple(name, items).map(([n, s]) => `c${n}\n)\x81(${s}e`),
        fc.tuple(one, one).map(([a, b]) => `${a}${b}0`),
        fc.tuple(one, items).map(([a, s]) => `${a}(${s}1`),
        fc.tuple(one, fc.nat(5)).map(([a, n]) => `${a}q${u8(n)}`),
        one.map((a) => `${a}\x94`),
        one.map((a) => `${a}2\x86`),
        fc.tuple(one, one).map(([a, b]) => `${a}${b}a`),
      ),
    }
  })
  const head = fc.constantFrom('', '\x80\x02', '\x80\x04', '\x80\x05')
  const edits = fc.oneof(fc.constant([]), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }))
  return fc.tuple(head, value, edits).map(([start, body, changes]) => {
    const bytes = Uint8Array.from(Buffer.from(`${start}${body}.`, 'latin1'))
    for (const [at, byte] of changes) bytes[at % bytes.length] = byte
    return bytes
  })
}

async function compareWithPython() {
  const script = join(ROOT, 'conformance', 'pickle_oracle.py')
  const oracle = spawn('python3', [script], { stdio: ['pipe', 'pipe', 'inherit'] })
  const answers = createInterface({ input: oracle.stdout })[Symbol.asyncIterator]()
  const started = performance.now()
  const tally = { streams: 0, both: 0, neither: 0, onlyPython: 0, onlyBrine: 0 }
  for (let batch = 0; performance.now() - started < SECONDS * 1000; batch++) {
    const pickles = fc.sample(streams(), { numRuns: BATCH, seed: SEED * 1000 + batch })
    oracle.stdin.write(pickles.map((bytes) => `${Buffer.from(bytes).toString('hex')}\n`).join(''))
    for (const bytes of pickles) {
      const { value: line, done } = await answers.next()
      if (done) fail(bytes, 'the oracle ended')
      compare(bytes, JSON.parse(line), tally)
    }
  }
  oracle.stdin.end()
  console.log(`against Python: ${JSON.stringify(tally)}`)
  if (tally.both < tally.streams / 10) fail(new Uint8Array(0), 'too few streams load: the generator is broken')
}

/** What Python loads and Brine refuses on purpose, by code and message. */
const STRICTER = [
  /^unsafe_file/, // BUILD of a name
  /^limit_exceeded/,
  /^unsupported_version/,
  // Python's pure unpickler takes a last line without its newline; the one in C does not.
  /^file_truncated/,
  /is given a state twice/,
  // Python calls whatever `append` or `__setitem__` an object has, and BUILD with an empty state changes nothing.
  /expected (?:a list|a set|a dict|an object|a class or a function|a tuple of arguments), found/,
  /cannot be the key of a dict/,
  /a frame starts inside|beyond its frame|a frame of \d+ bytes/,
]

function compare(bytes, python, tally) {
  const { error, value, report } = run(bytes, 'generated')
  const stricter = error !== undefined && STRICTER.some((rule) => rule.test(`${error.code} ${error.message}`))
  tally.streams += 1
  const named = new Set(report.globals.map(({ module, name }) => `${module}\n${name}`))
  const missed = python.names.find((name) => !name.startsWith('<extension>') && !named.has(name))
  if (missed !== undefined && !(stricter && report.verdict !== 'clean')) {
    fail(bytes, `Python looks up ${JSON.stringify(missed)}, which the scan does not name (${error?.message})`)
  }
  if (python.ok && error === undefined) {
    tally.both += 1
    const ours = JSON.stringify(python.value === undefined ? undefined : plain(value))
    const theirs = JSON.stringify(python.value)
    if (ours !== theirs) fail(bytes, `the values differ\nPython: ${theirs}\nBrine:  ${ours}`)
  } else if (python.ok) {
    tally.onlyPython += 1
    if (!stricter)
      fail(bytes, `Python loads ${JSON.stringify(python.value)}, Brine says ${error.code} ${error.message}`)
  } else if (error === undefined) tally.onlyBrine += 1
  else tally.neither += 1
}

/** The same form as the oracle's. */
function plain(value) {
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'bigint') return ['int', String(value)]
  if (typeof value === 'number') {
    const bits = Buffer.from(new Float64Array([value]).buffer)
      .reverse()
      .toString('hex')
    return ['number', Number.isNaN(value) ? 'nan' : bits]
  }
  if (typeof value === 'string') return ['str', Buffer.from(value, 'utf16le').swap16().toString('hex')]
  if (value instanceof Uint8Array) return ['bytes', Buffer.from(value).toString('hex')]
  if (value instanceof values.PickleList) return ['list', ...value.items.map(plain)]
  if (value instanceof values.PickleTuple) return ['tuple', ...value.items.map(plain)]
  if (value instanceof values.PickleSet) return [value.frozen ? 'frozenset' : 'set']
  if (value instanceof values.PickleGlobal) return ['name', value.toString()]
  if (value instanceof values.PickleDict) {
    const entries = [...value.entries.values()]
    if (!entries.every(([key]) => typeof key === 'string')) return ['dict']
    return ['dict', ...entries.map(([key, item]) => [plain(key), plain(item)])]
  }
  return ['object']
}

console.log(`seed ${SEED}, ${SECONDS} s`)
damageFixtures()
await damageModels()
await compareWithPython()
const finds = await fuzzServices({ load, seconds: SECONDS, seed: SEED })
if (finds.length > 0) {
  console.error(finds.join('\n\n'))
  process.exit(1)
}
