/**
 * How predictions are distributed, in bounded memory: how often each label comes, and for numbers the smallest, the mean
 * and the largest, as pandas' `describe` has them, and quartiles to within one percent, from counts of numbers that are
 * nearly the same. What is not exact is told to be so.
 */
import { type Column, type ColumnType, cellAt, isMissingAt } from '../../frame/column.ts'
import type { Frame } from '../../frame/frame.ts'
import type { ColumnSpec, Schema } from '../../frame/schema.ts'

/** What is known of one column of answers: of a block, or of all rows so far. Plain JSON. */
export interface ColumnSketch {
  readonly name: string
  readonly rows: number
  readonly missing: number
  /** How often each label came; the rest are counted together. */
  readonly labels?: readonly (readonly [label: string, count: number])[]
  readonly otherLabels?: number
  readonly numbers?: NumberSketch
}

export interface NumberSketch {
  readonly finite: number
  readonly min: number
  readonly max: number
  readonly sum: number
  /** How many numbers fall into each bin: see `binOf`. */
  readonly bins: readonly (readonly [bin: number, count: number])[]
}

const MAX_LABELS = 1000

/**
 * A bin is a float64 without its last 46 bits: sign, exponent, and six bits of the mantissa. It reaches from 1/64 to 1/128
 * of its numbers, and costs no logarithm.
 */
const KEPT_BITS = 18
const BINS = 2 ** KEPT_BITS

const DOUBLE = new Float64Array(1)
const WORDS = new Uint32Array(DOUBLE.buffer)
const HIGH = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0

function binOf(value: number): number {
  DOUBLE[0] = value
  return (WORDS[HIGH] as number) >>> (32 - KEPT_BITS)
}

/** The middle of a bin; 0 is alone in the middle of its own. */
function middleOf(bin: number): number {
  if (bin === 0 || bin === BINS / 2) return 0
  WORDS[HIGH] = bin << (32 - KEPT_BITS)
  WORDS[1 - HIGH] = 0
  const start = DOUBLE[0] as number
  WORDS[HIGH] = (bin + 1) << (32 - KEPT_BITS)
  const end = DOUBLE[0] as number
  return Number.isFinite(end) ? (start + end) / 2 : start
}

/** Bins of negative numbers come first, and their order is the other way round. */
function orderOf(bin: number): number {
  return bin >= BINS / 2 ? BINS / 2 - bin : bin + 1
}

/** Counts of the column at hand, and which of them are not zero. */
const COUNTS = new Int32Array(BINS)

/** The columns of answers in a frame, described. */
export function sketchFrame(schema: Schema, frame: Frame): ColumnSketch[] {
  return schema.flatMap((spec, at) => (isAnswer(spec) ? [sketchColumn(spec, frame.columns[at] as Column)] : []))
}

function isAnswer({ role }: ColumnSpec): boolean {
  return role !== undefined
}

function sketchColumn({ name, type, role }: ColumnSpec, column: Column): ColumnSketch {
  const isLabel = role?.kind === 'label' || column.kind === 'cells'
  return isLabel ? sketchLabels(name, type, column) : sketchNumbers(name, column.data as Float64Array)
}

function sketchLabels(name: string, type: ColumnType, column: Column): ColumnSketch {
  const counts = new Map<string, number>()
  const rows = column.data.length
  let [missing, otherLabels] = [0, 0]
  for (let r = 0; r < rows; r++) {
    if (isMissingAt(column, r)) missing++
    else otherLabels += count(counts, String(cellAt(column, type, r)), 1)
  }
  return { name, rows, missing, labels: [...counts], otherLabels }
}

/** Gives what was too much. */
function count(counts: Map<string, number>, label: string, more: number): number {
  const known = counts.get(label)
  if (known === undefined && counts.size >= MAX_LABELS) return more
  counts.set(label, (known ?? 0) + more)
  return 0
}

function sketchNumbers(name: string, data: Float64Array): ColumnSketch {
  const used: number[] = []
  let [missing, finite, sum, min, max] = [0, 0, 0, Infinity, -Infinity]
  for (let r = 0; r < data.length; r++) {
    const value = data[r] as number
    if (Number.isNaN(value)) {
      missing++
      continue
    }
    if (value < min) min = value
    if (value > max) max = value
    if (!Number.isFinite(value)) continue
    finite++
    sum += value
    const bin = binOf(value)
    if (COUNTS[bin] === 0) used.push(bin)
    ;(COUNTS[bin] as number)++
  }
  const bins = used.map((bin) => [bin, COUNTS[bin] as number] as const)
  for (const bin of used) COUNTS[bin] = 0
  return { name, rows: data.length, missing, numbers: { finite, min, max, sum, bins } }
}

/** One after the other; sums depend on the order, which is that of the rows. */
export function mergeSketches(a: readonly ColumnSketch[], b: readonly ColumnSketch[]): readonly ColumnSketch[] {
  if (a.length === 0) return b
  return a.map((sketch, i) => mergeTwo(sketch, b[i] as ColumnSketch))
}

function mergeTwo(a: ColumnSketch, b: ColumnSketch): ColumnSketch {
  const both = { name: a.name, rows: a.rows + b.rows, missing: a.missing + b.missing }
  if (a.numbers !== undefined && b.numbers !== undefined)
    return { ...both, numbers: mergeNumbers(a.numbers, b.numbers) }
  const counts = new Map(a.labels)
  let otherLabels = (a.otherLabels ?? 0) + (b.otherLabels ?? 0)
  for (const [label, more] of b.labels ?? []) otherLabels += count(counts, label, more)
  return { ...both, labels: [...counts], otherLabels }
}

function mergeNumbers(a: NumberSketch, b: NumberSketch): NumberSketch {
  const bins = new Map(a.bins)
  for (const [bin, more] of b.bins) bins.set(bin, (bins.get(bin) ?? 0) + more)
  return {
    finite: a.finite + b.finite,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    sum: a.sum + b.sum,
    bins: [...bins],
  }
}

/** What the closing summary says of a column. */
export interface ColumnSummary {
  readonly name: string
  readonly rows: number
  readonly missing: number
  /** The most frequent label first. */
  readonly labels?: readonly { readonly label: string; readonly count: number; readonly share: number }[]
  /** Rows whose labels were too many to be told apart; if there are any, the counts are no more than lower bounds. */
  readonly otherLabels?: number
  /** How many numbers are infinities, which neither the mean nor the quartiles take into account. */
  readonly infinite?: number
  readonly min?: number
  /** Not exact, but for the error that `quartileError` says. */
  readonly quartiles?: readonly [number, number, number]
  /** The part by which a quartile may be wrong, of the larger of the two values that it lies between. */
  readonly quartileError?: number
  readonly max?: number
  readonly mean?: number
}

const QUARTILE_ERROR = 0.01

export function summaryOf({ name, rows, missing, labels, otherLabels, numbers }: ColumnSketch): ColumnSummary {
  const known = rows - missing
  if (numbers === undefined) {
    const sorted = [...(labels ?? [])].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    const shares = sorted.map(([label, count]) => ({ label, count, share: count / known }))
    return { name, rows, missing, labels: shares, ...(otherLabels ? { otherLabels } : {}) }
  }
  if (known === 0) return { name, rows, missing }
  const { finite, min, max, sum } = numbers
  const infinite = finite === known ? {} : { infinite: known - finite }
  const inside =
    finite === 0
      ? {}
      : {
          mean: sum / finite,
          quartiles: quartilesOf(numbers),
          ...(min === max ? {} : { quartileError: QUARTILE_ERROR }),
        }
  return { name, rows, missing, ...infinite, min, max, ...inside }
}

/** Between two values they are interpolated, as pandas does it. */
function quartilesOf({ bins, finite, min, max }: NumberSketch): [number, number, number] {
  const sorted = [...bins].sort(([a], [b]) => orderOf(a) - orderOf(b))
  const valueAt = (position: number): number => {
    let left = position
    for (const [bin, count] of sorted) {
      if (left < count) return Math.min(max, Math.max(min, middleOf(bin)))
      left -= count
    }
    return max
  }
  const at = (share: number): number => {
    const position = share * (finite - 1)
    const below = Math.floor(position)
    const low = valueAt(below)
    return position === below ? low : low + (position - below) * (valueAt(below + 1) - low)
  }
  return [at(0.25), at(0.5), at(0.75)]
}
