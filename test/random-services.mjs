/**
 * Services drawn at random from the registry of steps: the options of each step come from its own schema, the rows hold what
 * is hard. `test/random-services.test.ts` runs some of them, `npm run fuzz` many.
 */
import { z } from 'zod'
import { drawExpression } from './random-expressions.mjs'

/** Small and fast; the same seed draws the same (mulberry32). */
export class Dice {
  #state

  /** @param {number} seed */
  constructor(seed) {
    this.#state = seed >>> 0
  }

  /** From 0 up to, not including, 1. */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let t = this.#state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }

  /** True as often as `share` says. */
  chance(share) {
    return this.next() < share
  }

  /** From 0 up to, not including, `count`. */
  below(count) {
    return Math.floor(this.next() * count)
  }

  pick(list) {
    return list[this.below(list.length)]
  }

  list(count, draw) {
    return Array.from({ length: count }, draw)
  }
}

/** A column of each type, and two that look like probabilities. */
export const INPUTS = {
  n: 'number',
  f: 'float32',
  i: 'integer',
  b: 'bigint',
  y: 'boolean',
  s: 'string',
  d: 'datetime',
  a: 'any',
  p: 'number',
  q: 'number',
}
const NAMES = Object.keys(INPUTS)

const TEXTS = [
  '',
  ' x ',
  'red',
  'Red',
  'ß',
  '日本語',
  '1,234.5',
  '12%',
  '(3)',
  '3 kg',
  'NaN',
  '\u00a0',
  'a,b',
  '-7',
  '1e400',
]
const HARD_TEXTS = ['\ud800', 'x\udc00y', '__proto__', 'constructor', 'a\u0000b', 'x'.repeat(5000), '👩‍👩‍👧', '=1+1']
const DATES = [
  '2024-02-29',
  '1969-12-31T23:59:59.999999',
  '0001-01-01',
  '9999-12-31T23:59:59Z',
  '2024-01-01T00:00:00+14:00',
]
const NUMBERS = [0, -0, 1, -1, 0.5, 2.5, 3, 1e-300, 1e300, -1e9, 123.456, 2 ** 31, 0.1 + 0.2]
const WHOLE = [0, 1, -1, 7, -20, 3, 2 ** 31, 2 ** 53 - 1, 12]
const HARD_NUMBERS = [Number.NaN, Infinity, -Infinity, Number.MAX_VALUE, 5e-324]

const CELLS = {
  number: (dice) => dice.pick(dice.chance(0.15) ? HARD_NUMBERS : NUMBERS),
  float32: (dice) => dice.pick(dice.chance(0.15) ? HARD_NUMBERS : NUMBERS),
  integer: (dice) => dice.pick(WHOLE),
  bigint: (dice) => dice.pick([0n, -5n, 2n ** 70n, -(2n ** 64n), 12n, 3]),
  boolean: (dice) => dice.chance(0.5),
  string: (dice) => dice.pick(dice.chance(0.1) ? HARD_TEXTS : TEXTS),
  datetime: (dice) => dice.pick(DATES),
  any: (dice) => dice.pick([...TEXTS, ...NUMBERS, true, false, 2n ** 60n]),
}

/** A row that fits its columns; some values are missing. */
export function drawRow(dice) {
  return Object.fromEntries(
    NAMES.map((name) => {
      if (dice.chance(0.15)) return [name, null]
      if (name === 'p' || name === 'q') return [name, dice.next()]
      return [name, CELLS[INPUTS[name]](dice)]
    }),
  )
}

/** A row that may be anything. */
export function drawHostileRow(dice) {
  const row = drawRow(dice)
  for (let n = dice.below(4); n > 0; n--) {
    const name = dice.chance(0.8) ? dice.pick(NAMES) : dice.pick(['__proto__', 'constructor', 'toString', '', 'x'])
    Object.defineProperty(row, name, {
      value: drawHostile(dice, 3),
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  if (dice.chance(0.1)) delete row[dice.pick(NAMES)]
  return dice.chance(0.02) ? drawHostile(dice, 3) : row
}

function drawHostile(dice, depth) {
  const kind = dice.below(depth > 0 ? 9 : 6)
  if (kind < 2) return dice.pick([...HARD_TEXTS, ...TEXTS, ...DATES])
  if (kind < 4) return dice.pick([...HARD_NUMBERS, ...NUMBERS])
  if (kind === 4) return dice.pick([null, true, false, undefined])
  if (kind === 5) return dice.pick([2n ** 200n, -1n, new Date(Number.NaN), new Date(0)])
  if (kind === 6) return dice.list(dice.below(4), () => drawHostile(dice, depth - 1))
  if (kind === 7) return JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}')
  let nested = 1
  for (let i = 0; i < 2000; i++) nested = [nested]
  return nested
}

const COLUMN_KEYS = new Set(['columns', 'column', 'by', 'of', 'from', 'id', 'items', ''])
const EXPRESSION_KEYS = new Set(['keep', 'drop', 'derive'])

/** Draws what a JSON Schema allows. */
class OptionDraw {
  constructor(dice, step, columns) {
    this.dice = dice
    this.step = step
    this.columns = columns
  }

  draw(schema, key) {
    const { dice } = this
    if (schema.anyOf !== undefined) return this.draw(dice.pick(schema.anyOf), key)
    if ('const' in schema) return schema.const
    if (schema.enum !== undefined) return dice.pick(schema.enum)
    const type = Array.isArray(schema.type) ? dice.pick(schema.type) : schema.type
    switch (type) {
      case 'null':
        return null
      case 'boolean':
        return dice.chance(0.5)
      case 'string':
        return this.text(key)
      case 'number':
      case 'integer':
        return this.number(schema, type)
      case 'array':
        return this.array(schema, key)
      case 'object':
        return this.object(schema, key)
      default:
        return this.callback()
    }
  }

  text(key) {
    const { dice, step, columns } = this
    if (EXPRESSION_KEYS.has(key) || step === 'filter' || step === 'derive') return drawExpression(dice, columns)
    if (COLUMN_KEYS.has(key) && !dice.chance(0.02)) return dice.pick(columns).name
    if (key === 'as' || step === 'rename') return dice.pick(['new', 'other', 'x y', '__proto__'])
    return dice.pick([...TEXTS, ...DATES, ...HARD_TEXTS, '%d/%m/%Y', '[a-z]+', '(', dice.pick(columns).name])
  }

  number({ minimum = -Infinity, maximum = Infinity }, type) {
    const pool = (type === 'integer' ? [...WHOLE, 2, 4, 5, 100] : [...NUMBERS, 0.25, 25, 75]).filter(
      (value) => value >= minimum && value <= maximum,
    )
    return pool.length === 0 ? minimum : this.dice.pick(pool)
  }

  array({ prefixItems, items, minItems = 0 }, key) {
    const { dice } = this
    if (prefixItems !== undefined) return prefixItems.map((item) => this.draw(item, key))
    const drawn = dice.list(minItems + dice.below(3), () => this.draw(items, key))
    const isOrdered = drawn.every((value) => typeof value === 'number') && dice.chance(0.9)
    return isOrdered ? [...new Set(drawn)].sort((a, b) => a - b) : drawn
  }

  object({ properties = {}, required = [], additionalProperties }, key) {
    const { dice, columns } = this
    const entries = Object.entries(properties)
      .filter(([name]) => required.includes(name) || dice.chance(name === 'columns' ? 0.8 : 0.35))
      .map(([name, schema]) => [name, this.draw(schema, name)])
    if (typeof additionalProperties === 'object' && Object.keys(properties).length === 0) {
      for (let n = 1 + dice.below(3); n > 0; n--) {
        const isNew = this.step === 'derive' || this.step === 'derive_with' || key === 'each'
        const name = isNew
          ? dice.pick(['new', 'other', 'n', 's'])
          : dice.chance(0.7)
            ? dice.pick(columns).name
            : dice.pick(TEXTS)
        entries.push([name, this.draw(additionalProperties, this.step === 'derive' ? 'derive' : key)])
      }
    }
    return Object.fromEntries(entries)
  }

  callback() {
    return this.dice.pick([
      (row) => row,
      () => true,
      (row) => ({ ...row, new: 1 }),
      () => undefined,
      () => {
        throw new TypeError('refused')
      },
      (row) => {
        if (row.n > 1) throw new Error('too large')
        return row
      },
    ])
  }
}

/** @param {typeof import('../src/steps/registry.ts').STEP_FAMILIES} families */
export function stepDraws(families) {
  return families.flatMap(({ steps }) =>
    steps.map(({ name, stages, options }) => ({
      name,
      stages,
      schema: z.toJSONSchema(options, { io: 'input', unrepresentable: 'any' }),
    })),
  )
}

/** An entry of a service file for this step, over these columns. It need not make sense. */
export function drawEntry(dice, { name, schema }, columns) {
  return { [name]: new OptionDraw(dice, name, columns).draw(schema, '') }
}

const ATTEMPTS = 40

/**
 * A service of valid steps, without a model; undefined where none was found. What steps learn, they learn from `rows`.
 *
 * @returns {Promise<{ service: import('../src/service/service.ts').Service, definition: object } | undefined>}
 */
export async function drawService(dice, modules, { draws, first, count, onError, rows, isMeant = () => true }) {
  const definition = { inputs: INPUTS, preprocess: [], predict: 'none', postprocess: [], on_error: onError }
  let service = await build(modules, definition, rows)
  for (let n = 0; n < count; n++) {
    const step = n === 0 && first !== undefined ? first : dice.pick(draws)
    const stage =
      step.stages.includes('postprocess') && (n >= count / 2 || !step.stages.includes('preprocess'))
        ? 'postprocess'
        : 'preprocess'
    if (!step.stages.includes(stage) || (stage === 'preprocess' && definition.postprocess.length > 0)) continue
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const entry = drawEntry(dice, step, service.output)
      const next = { ...definition, [stage]: [...definition[stage], entry] }
      const built = await build(modules, next, rows)
      if (built === undefined || built.output.length === 0 || !built.steps.every(isMeant)) continue
      service = built
      definition[stage] = next[stage]
      break
    }
  }
  return definition.preprocess.length + definition.postprocess.length === 0 ? undefined : { service, definition }
}

/** The service, or undefined if the definition was refused. Throws what is no refusal. */
async function build(modules, given, rows) {
  const { BrineError, checkDefinition, Service, fitSteps, FrameNotes } = modules
  try {
    const { definition } = checkDefinition(given)
    const make = (fitted) => new Service({ name: 'drawn', definition, models: new Map(), fitted })
    try {
      return make({})
    } catch (error) {
      if (!(error instanceof BrineError) || rows === undefined) throw error
    }
    const bare = new Service({
      name: 'bare',
      definition: { ...definition, preprocess: [], postprocess: [] },
      models: new Map(),
    })
    const notes = new FrameNotes()
    const frame = bare.reader.fromRecords(rows, notes)
    const entries = [...definition.preprocess]
    const options = { before: bare.steps, input: bare.input, frames: () => [{ frame, notes }], onError: 'skip' }
    const { fitted } = await fitSteps({ ...options, stage: 'preprocess', entries })
    return make(fitted)
  } catch (error) {
    if (error instanceof BrineError && error.code !== 'internal') return undefined
    throw error
  }
}

/** What became of rows: those that are answered, and those that are not. */
export function answerAll({ FrameNotes }, service, rows) {
  const notes = new FrameNotes()
  const { frame, dropped, rejections, rejected } = service.answer(service.reader.fromRecords(rows, notes), notes)
  return { frame, dropped: counts(dropped), rejected, rows: rejectedRows(rejections) }
}

/** The same in parts; after each, `between` may put another run in the place of the one at work. */
export function answerParts({ FrameNotes, Report, concatFrames }, service, rows, sizes, between = (run) => run) {
  const report = new Report()
  let run = service.start(report)
  const frames = []
  for (let from = 0, part = 0; from < rows.length; part++) {
    const to = Math.min(rows.length, from + sizes[part % sizes.length])
    const notes = new FrameNotes()
    frames.push(run.push(service.reader.fromRecords(rows.slice(from, to), notes, from), notes))
    run = between(run, report)
    from = to
  }
  const rest = run.finish()
  if (rest !== undefined) frames.push(rest)
  const full = frames.filter((frame) => frame.rows > 0)
  const frame = full.length === 0 ? frames.at(-1) : concatFrames(service.output, full)
  const { dropped, rejected } = report
  return { frame, dropped: counts(dropped), rejected, rows: rejectedRows(report.takeRejections()) }
}

/** Goes on with what the run remembers, by way of text. */
export function restored(service) {
  return (run, report) => {
    const next = service.start(report)
    next.restore(JSON.parse(JSON.stringify(run.save())))
    return next
  }
}

function counts(dropped) {
  return Object.fromEntries([...dropped].map(([step, reasons]) => [step, Object.fromEntries(reasons)]))
}

function rejectedRows(rejections) {
  return rejections.map(({ row, step, column, problem }) => `${row} ${step} ${column} ${problem}`).sort()
}

/** An answer as plain values that can be compared: a missing number is null, a whole number of any size a text. */
export function plainAnswer({ cellAt }, service, { frame, ...rest }) {
  const columns = service.output.map(({ name, type }, c) => [
    name,
    Array.from({ length: frame.rows }, (_, r) => {
      const cell = cellAt(frame.columns[c], type, r)
      if (typeof cell === 'bigint') return `${cell}n`
      return Object.is(cell, -0) || (typeof cell === 'number' && !Number.isFinite(cell))
        ? `number ${Object.is(cell, -0) ? '-0' : cell}`
        : cell
    }),
  ])
  return { columns, index: frame.index === undefined ? undefined : [...frame.index], ...rest }
}
