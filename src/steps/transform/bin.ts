/**
 * `bin`: pandas' cut, and qcut with edges that were fitted. The edges are given, evenly spaced, or fitted: `quantiles` and
 * `equal_width` take them from data once. A number outside of all bins becomes missing, as in pandas.
 */
import { z } from 'zod'
import { type Column, cellColumn, numericColumn } from '../../frame/column.ts'
import { pythonFloat } from '../../frame/python-number.ts'
import type { Schema } from '../../frame/schema.ts'
import { notFitted } from '../fitted.ts'
import { type ColumnNames, columnNames, numericPositions, retyped } from '../options.ts'
import type { Notes } from '../report.ts'
import { type Constants, defineStep, rowStep } from '../step.ts'
import { stepError } from '../step-error.ts'
import { edgeFitter } from './bin-edges.ts'
import { evenEdges } from './even-edges.ts'

/** YAML and JSON can say the numbers; infinite ones by their names. */
const edge = z.union([z.number(), z.enum(['inf', '-inf'])])

const common = {
  columns: columnNames,
  labels: z
    .union([z.array(z.string()).min(1), z.literal('intervals')])
    .optional()
    .meta({
      description: 'The names of the bins, or `intervals` for (0.0, 10.0]; their numbers from 0 on if not given.',
    }),
  right: z.boolean().default(true).meta({ description: 'A bin holds its right edge, not its left one.' }),
  include_lowest: z.boolean().optional().meta({ description: 'The first bin holds its left edge too.' }),
  outside: z
    .enum(['missing', 'reject'])
    .default('missing')
    .meta({ description: 'What becomes of a number outside of all bins.' }),
}

const count = z.int().min(1).max(10_000)

const options = z.union([
  z.strictObject({ ...common, edges: z.array(edge).min(2) }),
  z.strictObject({ ...common, min: z.number(), max: z.number(), count }),
  z.strictObject({ ...common, quantiles: count.meta({ description: 'So many bins with as many rows each: fitted.' }) }),
  z.strictObject({ ...common, equal_width: count.meta({ description: 'So many bins from min to max: fitted.' }) }),
])

interface Common {
  readonly columns: ColumnNames
  readonly labels?: readonly string[] | 'intervals' | undefined
  readonly right: boolean
  readonly include_lowest?: boolean | undefined
  readonly outside: 'missing' | 'reject'
}

type Options = Common &
  (
    | { readonly edges: readonly (number | string)[] }
    | { readonly min: number; readonly max: number; readonly count: number }
    | { readonly quantiles: number }
    | { readonly equal_width: number }
  )

export const bin = defineStep<Options>({
  name: 'bin',
  summary: 'Puts numbers into bins: their numbers, names or intervals.',
  stages: ['preprocess', 'postprocess'],
  options,
  example: 'bin: { columns: age, edges: [0, 18, 65, 120], labels: [child, adult, senior] }',
  compile(asked, { input, fitted }) {
    const positions = numericPositions(input, asked.columns)
    const bins = positions.map((at) => binsOf(input[at] as Schema[number], asked, fitted))
    const type = asked.labels === undefined ? 'integer' : 'string'
    return rowStep(retyped(input, positions, type), (frame, notes) => {
      const columns = [...frame.columns]
      positions.forEach((at, i) => {
        columns[at] = binned((frame.columns[at] as { readonly data: Float64Array }).data, bins[i] as Bins, notes)
      })
      return { ...frame, columns }
    })
  },
  fitter(asked, { input }) {
    if ('quantiles' in asked)
      return edgeFitter(input, numericPositions(input, asked.columns), { quantiles: asked.quantiles })
    if (!('equal_width' in asked)) return undefined
    const { equal_width, right } = asked
    return edgeFitter(input, numericPositions(input, asked.columns), { equalWidth: equal_width, right })
  },
})

/** The bins of one column. */
interface Bins {
  readonly name: string
  readonly edges: Float64Array
  readonly right: boolean
  readonly includeLowest: boolean
  readonly labels: readonly string[] | undefined
  readonly rejectsOutside: boolean
}

function binsOf({ name }: Schema[number], asked: Options, fitted: Constants | undefined): Bins {
  const edges = Float64Array.from(edgesOf(name, asked, fitted))
  for (let i = 1; i < edges.length; i++) {
    if (!((edges[i - 1] as number) < (edges[i] as number))) {
      throw stepError(`edges have to ascend, and ${edges[i - 1]} is followed by ${edges[i]}`, { column: name })
    }
  }
  const { right, outside } = asked
  // qcut's lowest bin holds the smallest number.
  const includeLowest = asked.include_lowest ?? 'quantiles' in asked
  const labels = asked.labels === 'intervals' ? intervals(edges, right) : asked.labels
  if (labels !== undefined && labels.length !== edges.length - 1) {
    throw stepError(`there are ${edges.length - 1} bins and ${labels.length} labels`, { column: name })
  }
  return { name, edges, right, includeLowest, labels, rejectsOutside: outside === 'reject' }
}

function edgesOf(name: string, asked: Options, fitted: Constants | undefined): readonly number[] {
  if ('edges' in asked) return asked.edges.map(numberOfEdge)
  if ('count' in asked) {
    if (asked.min < asked.max) return evenEdges(asked.min, asked.max, asked.count)
    throw stepError(`min has to be below max, and they are ${asked.min} and ${asked.max}`)
  }
  const learned = (fitted?.edges ?? {}) as Readonly<Record<string, readonly (number | string)[]>>
  const edges = Object.hasOwn(learned, name) ? learned[name] : undefined
  if (edges === undefined) throw notFitted(`the edges of the bins of "${name}" are neither given nor fitted`, name)
  return edges.map(numberOfEdge)
}

function numberOfEdge(value: number | string): number {
  if (typeof value === 'number') return value
  return value.startsWith('-') ? -Infinity : Infinity
}

function intervals(edges: Float64Array, right: boolean): string[] {
  return Array.from({ length: edges.length - 1 }, (_, i) => {
    const [low, high] = [pythonFloat(edges[i] as number), pythonFloat(edges[i + 1] as number)]
    return right ? `(${low}, ${high}]` : `[${low}, ${high})`
  })
}

function binned(data: Float64Array, bins: Bins, notes: Notes): Column {
  const { labels, name, rejectsOutside } = bins
  const codes = data.map((x, r) => {
    const code = binOf(x, bins)
    if (rejectsOutside && Number.isNaN(code) && !Number.isNaN(x)) {
      notes.reject(r, 'the number lies outside of all bins', name, x)
    }
    return code
  })
  if (labels === undefined) return numericColumn(codes)
  return cellColumn(Array.from(codes, (code) => (Number.isNaN(code) ? null : (labels[code] as string))))
}

/** The number of the bin; NaN outside of all. */
function binOf(x: number, { edges, right, includeLowest }: Bins): number {
  if (Number.isNaN(x)) return x
  if (includeLowest && x === edges[0]) return 0
  let low = 0
  let high = edges.length
  while (low < high) {
    const middle = (low + high) >> 1
    const found = edges[middle] as number
    if (right ? found < x : found <= x) low = middle + 1
    else high = middle
  }
  return low === 0 || low === edges.length ? Number.NaN : low - 1
}
