/** `sklearn.preprocessing.KBinsDiscretizer`. */
import { NdArray } from '../../pickle/ndarray.ts'
import { toFloat64 } from '../../pickle/ndarray-decode.ts'
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { ZeroRule } from '../../program/operators/decoding.ts'
import type { ValueId } from '../../program/value.ts'
import { type Attributes, detached } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { finiteNumbers } from '../outputs.ts'
import { isAtLeast } from '../version.ts'
import { readCategories } from './categories.ts'
import { readDType } from './dtype-option.ts'
import { pythonText } from './python-text.ts'

export function readKBinsDiscretizer(attributes: Attributes): Estimator {
  const { className, version } = attributes
  const edges = readEdges(attributes)
  const inner = edges.map((column) => column.slice(1, -1))
  const counts = Int32Array.from(edges, (column) => column.length - 1)
  const isOneHot = attributes.string('encode') !== 'ordinal'
  const dtype = attributes.has('dtype') ? readDType(attributes) : 'float64'
  // Until 1.0 a number just below an edge was counted above it.
  const isTolerant = !isAtLeast(version, 1, 1)
  const emitBins = (builder: ProgramBuilder, values: Values): ValueId => {
    const x = builder.numeric(values)
    const input = builder.checkFinite(dtype === 'float32' ? builder.float32(x) : x, className)
    const operator = { op: 'binNumbers', input, edges: inner, isTolerant } as const
    return builder.emitColumnwise('binNumbers', operator, builder.type(x))
  }
  return {
    ...readFacts(attributes, edges.length),
    children: [],
    methods: {},
    transformDtype: dtype,
    transform: (builder, input) => {
      const bins = emitBins(builder, input)
      return isOneHot ? emitIndicators(builder, bins, counts) : { kind: 'numeric', id: bins }
    },
    // The encoder inside answers with its categories, which are float64.
    inverseAnswer: { dtype: isOneHot ? 'float64' : dtype },
    featureNamesOut: isOneHot ? readBinNames(attributes) : (names) => names,
    inverseTransform: (builder, input) => {
      const x = finiteNumbers(builder, input, className)
      const rule = isAtLeast(version, 0, 24) ? 'refuse' : 'first'
      const bins = isOneHot
        ? undoIndicators(builder, x, counts, rule, className)
        : readBins(builder, x, counts, className)
      return emitCentres(builder, bins, edges, isOneHot || dtype !== 'float32' ? (x) => x : Math.fround)
    },
  }
}

function readEdges(attributes: Attributes): Float64Array[] {
  return attributes.list('bin_edges_').map((value, i) => {
    if (!(value instanceof NdArray) || value.size < 2) {
      throw attributes.error('model_invalid', `expected an array of two edges or more in bin_edges_[${i}]`)
    }
    return detached(toFloat64(value))
  })
}

function emitIndicators(builder: ProgramBuilder, bins: ValueId, counts: Int32Array): Values {
  const tables = Array.from(counts, (count) => Int32Array.from({ length: count }, (_, i) => i))
  const unknownColumn = new Int32Array(counts.length).fill(-1)
  const operator = { op: 'oneHot', input: bins, tables, widths: counts, unknownColumn } as const
  const width = counts.reduce((sum, count) => sum + count, 0)
  return { kind: 'numeric', id: builder.emit('oneHot', operator, { kind: 'numeric', dtype: 'float64', width }) }
}

/** The encoder inside has the numbers of the bins for categories. */
function readBinNames(attributes: Attributes): (names: readonly string[]) => readonly string[] {
  const categories = readCategories(attributes.part('_encoder'))
  return (names) =>
    categories.flatMap(({ original, dtype }, i) =>
      original.map((cell) => `${names[i]}_${pythonText(cell, dtype === 'f')}`),
    )
}

function undoIndicators(
  builder: ProgramBuilder,
  input: ValueId,
  counts: Int32Array,
  rule: ZeroRule,
  estimator: string,
): ValueId {
  const tables = Array.from(counts, (count) => Int32Array.from({ length: count }, (_, i) => i))
  const zeros = tables.map(() => rule)
  const operator = { op: 'undoOneHot', input, tables, zeros, estimator } as const
  return builder.emit('undoOneHot', operator, { kind: 'numeric', dtype: 'float64', width: counts.length })
}

function readBins(builder: ProgramBuilder, input: ValueId, sizes: Int32Array, estimator: string): ValueId {
  const replaced = Array.from(sizes, () => undefined)
  const named = Array.from(sizes, () => [])
  const operator = { op: 'readIndices', input, sizes, replaced, named, isStrict: false, estimator } as const
  return builder.emit('readIndices', operator, builder.type(input))
}

/** The middle of each bin. */
function emitCentres(
  builder: ProgramBuilder,
  input: ValueId,
  edges: readonly Float64Array[],
  round: (x: number) => number,
): Values {
  const centre = (column: Float64Array, i: number) => ((column[i + 1] as number) + (column[i] as number)) * 0.5
  const tables = edges.map((column) =>
    Float64Array.from({ length: column.length - 1 }, (_, i) => round(centre(column, i))),
  )
  const unknown = new Float64Array(edges.length).fill(Number.NaN)
  const id = builder.emit('lookUp', { op: 'lookUp', input, tables, unknown }, builder.type(input))
  return { kind: 'numeric', id }
}
