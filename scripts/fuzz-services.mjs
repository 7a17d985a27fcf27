/**
 * Fuzzes services: definitions at random, damaged ones, and rows that may be anything, compiled, asked and sent over HTTP.
 * Whatever comes, there is an answer or a BrineError, within two seconds, and nothing is polluted; and answers do not depend
 * on how rows come.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkConsistent, checkCounts } from '../test/random-checks.mjs'
import { Dice, drawEntry, drawHostileRow, drawRow, drawService, INPUTS, stepDraws } from '../test/random-services.mjs'
import { ROOT } from './processes.mjs'

const SLOW_MILLISECONDS = 2000
const EXAMPLES = ['examples/cancer/brine.yaml', 'examples/screening/brine.yaml', 'examples/cars/brine.yaml']

/** @returns {Promise<string[]>} what was found */
export async function fuzzServices({ load, seconds, seed: first }) {
  const modules = await loadModules(load)
  const draws = stepDraws(modules.STEP_FAMILIES)
  const models = await loadModels(modules)
  const graphs = await loadGraphs(modules)
  const texts = EXAMPLES.map((file) => readFileSync(join(ROOT, file)))
  const finds = []
  const end = performance.now() + seconds * 1000
  const attempts = { services: 0, answers: 0, refused: 0 }
  for (let seed = first; performance.now() < end && finds.length < 10; seed++) {
    const dice = new Dice(seed)
    const fuzz = {
      dice,
      seed,
      modules,
      draws,
      models,
      graphs,
      texts,
      attempts,
      find: (what) => finds.push(`seed ${seed}: ${what}`),
    }
    await fuzzConsistency(fuzz)
    await fuzzRows(fuzz, await anyService(fuzz))
    attempts.services++
  }
  console.log(`services: ${JSON.stringify(attempts)}, ${finds.length} finds`)
  return finds
}

async function loadModules(load) {
  const files = [
    'errors.js',
    'frame/column.js',
    'frame/frame.js',
    'runtime/repository.js',
    'service/definition/read-definition.js',
    'service/load.js',
    'service/service.js',
    'steps/fit.js',
    'steps/pipeline.js',
    'steps/registry.js',
    'transports/http/server.js',
  ]
  return Object.assign({}, ...(await Promise.all(files.map(load))))
}

async function loadModels({ loadModel }) {
  const [cancer, screening, cars] = await Promise.all([
    loadModel(join(ROOT, 'examples/cancer/model.pkl')),
    loadModel(join(ROOT, 'examples/screening/model.pkl')),
    loadModel(join(ROOT, 'examples/cars/model.joblib')),
  ])
  return [cancer, screening, cars].map((model) => new Map([['model', model]]))
}

/** Models put together in every way, each with those that it names. */
async function loadGraphs({ loadModel }) {
  const folder = join(ROOT, 'test', 'fixtures', 'graph')
  const names = readdirSync(folder).flatMap((file) => (file.endsWith('.joblib') ? [file.slice(0, -7)] : []))
  const all = await Promise.all(
    names.map(async (name) => [name, await loadModel(join(folder, `${name}.joblib`), { name })]),
  )
  return JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')).map(({ predict }) => {
    const text = JSON.stringify(predict)
    return { predict, among: new Map(all.filter(([name]) => text.includes(`"${name}"`))) }
  })
}

/** Anything but a BrineError is a find, and so is what takes too long. Gives undefined for what was refused. */
async function attempt({ modules, attempts, find }, what, work) {
  const started = performance.now()
  let result
  try {
    result = await work()
    attempts.answers++
  } catch (error) {
    attempts.refused++
    if (!(error instanceof modules.BrineError) || error.code === 'internal')
      find(`${what()}: ${error.stack} ${error.cause?.stack ?? ''}`)
  }
  const took = performance.now() - started
  if (took > SLOW_MILLISECONDS) find(`${what()}: ${Math.round(took)} ms`)
  if (Object.keys(Object.prototype).length > 0 || {}.polluted !== undefined)
    find(`${what()}: the prototype is polluted`)
  return result
}

async function fuzzConsistency({ dice, seed, modules, draws, find }) {
  const first = dice.pick(draws)
  const onError = dice.pick(['skip', 'null'])
  try {
    const found =
      (await checkConsistent(seed, modules, { draws, first })) ?? (await checkCounts(seed, modules, { draws, onError }))
    if (found !== undefined) find(found)
  } catch (error) {
    find(`${error.message}: ${error.cause?.stack ?? error.stack}`)
  }
}

/** A service of valid steps, one of steps that may be anything, or the text of one that was damaged. */
async function anyService(fuzz) {
  const { dice, seed, modules, draws, models, texts } = fuzz
  const onError = dice.pick(['fail', 'skip', 'null'])
  const kind = dice.below(4)
  if (kind === 0) {
    const rows = dice.list(20, () => drawRow(dice))
    const drawn = await attempt(
      fuzz,
      () => 'drawing',
      () => drawService(dice, modules, { draws, count: 1 + dice.below(5), onError, rows }),
    )
    return drawn && { ...drawn, what: () => shown(drawn.definition) }
  }
  if (kind === 1) {
    const schema = Object.entries(INPUTS).map(([name, type]) => ({ name, type }))
    const definition = { inputs: INPUTS, predict: 'none', on_error: onError }
    definition[dice.pick(['preprocess', 'postprocess'])] = dice.list(1 + dice.below(3), () =>
      drawEntry(dice, dice.pick(draws), schema),
    )
    const what = () => shown(definition)
    const service = await attempt(fuzz, what, () =>
      serviceOf(modules, modules.checkDefinition(definition).definition, new Map()),
    )
    return service && { service, what }
  }
  if (kind === 2) {
    const { predict, among } = dice.pick(fuzz.graphs)
    const definition = { predict, on_error: onError }
    const what = () => shown(definition)
    const service = await attempt(fuzz, what, () =>
      serviceOf(modules, modules.checkDefinition(definition).definition, among),
    )
    return service && { service, what }
  }
  const at = dice.below(texts.length)
  const bytes = damaged(dice, texts[at])
  const what = () => `seed ${seed}, ${EXAMPLES[at]} damaged: ${JSON.stringify(bytes)}`
  const service = await attempt(fuzz, what, () =>
    serviceOf(modules, modules.parseYamlDefinition(bytes).definition, models[at]),
  )
  return service && { service, what }
}

function serviceOf({ Service }, definition, models) {
  return new Service({ name: 'fuzz', definition, models })
}

/** Bytes changed, taken out and put in; and whole lines that come again. */
function damaged(dice, bytes) {
  let text = bytes.toString('latin1')
  for (let n = 1 + dice.below(4); n > 0; n--) {
    const at = dice.below(text.length)
    const piece = dice.pick([
      '',
      ' ',
      '\n',
      ':',
      '"',
      '- ',
      '{',
      '[',
      '&a ',
      '*a',
      '!!js ',
      '0',
      '-1',
      '\t',
      '\u0000',
      '.inf',
      '9'.repeat(30),
      text.slice(at, at + dice.below(80)),
    ])
    text = text.slice(0, at) + piece + text.slice(at + dice.below(dice.chance(0.5) ? 2 : 20))
  }
  return Buffer.from(text, 'latin1').toString('utf8')
}

async function fuzzRows(fuzz, subject) {
  if (subject === undefined) return
  const { dice, modules } = fuzz
  const { service, what } = subject
  const rows = drawRowsFor(dice, service)
  const about = () => `${what()} on ${shown(rows)}`
  await attempt(fuzz, about, () => service.predict(rows, { extraColumns: dice.pick(['ignore', 'refuse', undefined]) }))
  const errors = []
  const repository = new modules.Repository()
  repository.put(service)
  const app = modules.createServer({ repository, onError: (error) => errors.push(error) })
  const isCsv = dice.chance(0.3)
  const payload = isCsv ? csvOf(dice, rows) : jsonOf(rows)
  const headers = { 'content-type': isCsv ? 'text/csv' : 'application/json', accept: dice.pick(['text/csv', '*/*']) }
  await attempt(fuzz, about, async () => {
    const { statusCode } = await app.inject({ method: 'POST', url: '/predict?extra_columns=ignore', headers, payload })
    if (statusCode >= 500 && errors.length > 0) throw errors[0]
  })
  await app.close()
}

/** Rows of the columns that the drawn services have; for a model, its own columns with some of these cells. */
function drawRowsFor(dice, service) {
  const rows = dice.list(1 + dice.below(dice.chance(0.1) ? 200 : 6), () => drawHostileRow(dice))
  if (service.inputs.some(({ name }) => name in INPUTS)) return rows
  const keep = dice.chance(0.7)
  return rows.map((row) => {
    const cells = Object.values(typeof row === 'object' && row !== null ? row : { row })
    return Object.fromEntries(
      service.inputs.map(({ name }) => [
        name,
        keep && dice.chance(0.8) ? 1 : dice.pick(cells.length === 0 ? [null] : cells),
      ]),
    )
  })
}

/** JSON as Python writes it: NaN and Infinity as words, whole numbers of any size. */
function jsonOf(value) {
  if (Array.isArray(value)) return `[${value.map(jsonOf).join()}]`
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null || value instanceof Date) return textOf(value)
  return `{${Object.entries(value)
    .map(([key, each]) => `${JSON.stringify(key)}:${jsonOf(each)}`)
    .join()}}`
}

function textOf(value) {
  if (value instanceof Date && Number.isNaN(value.getTime())) return 'null'
  return JSON.stringify(value) ?? 'null'
}

function csvOf(dice, rows) {
  const names = Object.keys(rows.find((row) => typeof row === 'object' && row !== null) ?? { a: 1 })
  const quote = (cell) => (dice.chance(0.98) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell))
  const lines = rows.map((row) => names.map((name) => quote(typeof row?.[name] === 'object' ? '' : row?.[name])))
  return [names.map(quote), ...lines].map((cells) => cells.join()).join(dice.pick(['\n', '\r\n']))
}

function shown(value) {
  const plain = (_, inner) => {
    if (typeof inner === 'bigint') return `${inner}n`
    return typeof inner === 'function' ? String(inner) : inner
  }
  try {
    return JSON.stringify(value, plain).slice(0, 3000)
  } catch {
    return 'what cannot be shown'
  }
}
