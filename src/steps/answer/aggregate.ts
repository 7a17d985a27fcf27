/**
 * `aggregate`: pandas' DataFrame.groupby(by, sort=…, dropna=…).agg(…), one row for each group. Missing values are left out
 * of everything but `size`; `first` and `last` are those that are not missing; `std` and `var` divide by one less than the
 * count; `sum` of nothing is 0. Columns of float32 are added up as float64. Integers and booleans are added up exactly, and
 * a sum beyond 2^53 is refused, where pandas would wrap around 2^64. Without `by`, all rows are one group, even if there
 * are none. The rows that come out have no number in the input.
 */
import { z } from 'zod'
import { type Column, type ColumnType, isArithmetic } from '../../frame/column.ts'
import { emptyFrame, type Frame, takeRows } from '../../frame/frame.ts'
import type { FrameJson } from '../../frame/frame-json.ts'
import { type ColumnSpec, columnAt, findColumn, type Schema } from '../../frame/schema.ts'
import { columnName, columnNames, positionsOf } from '../options.ts'
import type { Notes } from '../report.ts'
import { defineStep, type StepRun } from '../step.ts'
import { stepError } from '../step-error.ts'
import { type Accumulator, Count, Distinct, FloatSum, Kept, Median, Spread, WholeSum } from './accumulators.ts'
import { type GroupOptions, Groups, MOST_GROUPS } from './groups.ts'
import { refuseUnordered, sortedPositions } from './order.ts'

const HOW = ['size', 'count', 'sum', 'mean', 'min', 'max', 'std', 'var', 'median', 'first', 'last', 'nunique'] as const

type How = (typeof HOW)[number]

const measure = z.strictObject({
  of: columnName.optional().meta({ description: 'The column; `size` needs none.' }),
  how: z.enum(HOW),
})

const options = z.strictObject({
  by: columnNames.optional().meta({ description: 'The columns whose values make the groups; one group if not given.' }),
  each: z
    .record(columnName, measure)
    .meta({ description: 'The columns that come out: {rows: {how: size}, average: {of: price, how: mean}}.' }),
  sort: z.boolean().default(true).meta({ description: 'False: groups come in the order in which they appear.' }),
  dropna: z.boolean().default(true).meta({ description: 'False: missing values make a group as well.' }),
  max_groups: z.int().min(1).max(MOST_GROUPS).default(1_000_000).meta({ description: 'More groups are an error.' }),
})

export const aggregate = defineStep<z.infer<typeof options>>({
  name: 'aggregate',
  summary: 'Makes one row of each group: counts, sums, means and others.',
  stages: ['postprocess'],
  options,
  example: 'aggregate: { by: segment, each: { rows: { how: size }, average: { of: probability_yes, how: mean } } }',
  compile({ by: names, each, sort, dropna, max_groups: maxGroups }, { input }) {
    const by = names === undefined ? [] : positionsOf(input, names)
    for (const at of by) refuseUnordered(input, at)
    const measures = Object.entries(each).map(([name, { of, how }]) => measureOf(name, of, how, input))
    const output = [...by.map((at) => keySpec(input[at] as ColumnSpec)), ...measures.map(({ spec }) => spec)]
    refuseTwice(output)
    const groups: GroupOptions = { schema: input, by, dropsMissing: dropna, maxGroups }
    return { output, scope: 'whole', start: () => new AggregateRun(output, groups, measures, sort) }
  },
})

/** A column that comes out. */
interface Measure {
  readonly spec: ColumnSpec
  /** What it is made of. */
  readonly at: number | undefined
  start(): Accumulator
}

function keySpec({ name, type, values }: ColumnSpec): ColumnSpec {
  return { name, type, ...(values === undefined ? {} : { values }) }
}

function refuseTwice(output: Schema): void {
  const twice = output.find(({ name }, at) => findColumn(output, name) !== at)
  if (twice !== undefined) throw stepError(`there would be two columns "${twice.name}"`, { column: twice.name })
}

function measureOf(name: string, of: string | undefined, how: How, input: Schema): Measure {
  if (of === undefined) {
    if (how === 'size') return { spec: { name, type: 'integer' }, at: undefined, start: () => new Count() }
    throw stepError(`\`${name}\` does not say of which column`, { remedy: `Write ${name}: { of: …, how: ${how} }.` })
  }
  const at = columnAt(input, of)
  const column = input[at] as ColumnSpec
  switch (how) {
    case 'size':
      return { spec: { name, type: 'integer' }, at: undefined, start: () => new Count() }
    case 'count':
      return { spec: { name, type: 'integer' }, at, start: () => new Count() }
    case 'nunique':
      refuseUnordered(input, at)
      return { spec: { name, type: 'integer' }, at, start: () => new Distinct() }
    case 'first':
    case 'last':
      return { spec: { name, type: column.type }, at, start: () => new Kept(column.type, how) }
    case 'min':
    case 'max':
      refuseUnordered(input, at)
      return { spec: { name, type: column.type }, at, start: () => new Kept(column.type, how) }
    case 'sum':
      return sumOf(name, at, column)
    default:
      requireNumbers(column, how)
      return { spec: { name, type: 'number' }, at, start: () => floatAccumulator(how) }
  }
}

function sumOf(name: string, at: number, column: ColumnSpec): Measure {
  if (column.type === 'bigint') {
    return { spec: { name, type: 'bigint' }, at, start: () => new WholeSum('bigint', column.name) }
  }
  requireNumbers(column, 'sum')
  if (column.type === 'integer' || column.type === 'boolean') {
    return { spec: { name, type: 'integer' }, at, start: () => new WholeSum('integer', column.name) }
  }
  return { spec: { name, type: 'number' }, at, start: () => new FloatSum(false) }
}

function floatAccumulator(how: 'mean' | 'std' | 'var' | 'median'): Accumulator {
  if (how === 'median') return new Median()
  return how === 'mean' ? new FloatSum(true) : new Spread(how === 'std')
}

function requireNumbers({ name, type }: { readonly name: string; readonly type: ColumnType }, how: How): void {
  if (isArithmetic(type)) return
  throw stepError(`the column "${name}" holds ${type}, of which there is no ${how}`, {
    column: name,
    remedy: `Make it one of numbers first: cast: { columns: ${name}, to: number }.`,
  })
}

interface AggregateState {
  readonly groups: FrameJson
  readonly measures: readonly FrameJson[]
}

class AggregateRun implements StepRun {
  readonly #output: Schema
  readonly #groups: Groups
  readonly #measures: readonly (Measure & { readonly accumulator: Accumulator })[]
  readonly #width: number
  readonly #sorts: boolean

  constructor(output: Schema, groups: GroupOptions, measures: readonly Measure[], sorts: boolean) {
    this.#output = output
    this.#groups = new Groups(groups)
    this.#measures = measures.map((one) => ({ ...one, accumulator: one.start() }))
    this.#width = groups.by.length
    this.#sorts = sorts
  }

  run(frame: Frame, notes: Notes): Frame {
    const groups = this.#groups.of(frame, notes)
    for (const { accumulator, at } of this.#measures) {
      accumulator.add(groups, at === undefined ? undefined : (frame.columns[at] as Column), this.#groups.count)
    }
    return emptyFrame(this.#output)
  }

  finish(): Frame {
    const { count } = this.#groups
    const keys = this.#groups.keys()
    const results = this.#measures.map(({ accumulator }) => accumulator.result(count))
    const answer: Frame = { rows: count, columns: [...keys.columns, ...results] }
    if (!this.#sorts || this.#width === 0) return answer
    const by = Array.from({ length: this.#width }, (_, at) => ({ at, descending: false, missing: 'last' as const }))
    return takeRows(answer, sortedPositions(answer, by))
  }

  save(): AggregateState {
    const { count } = this.#groups
    return {
      groups: this.#groups.save(),
      measures: this.#measures.map(({ accumulator }) => accumulator.save(count)),
    }
  }

  restore(state: unknown): void {
    const { groups, measures } = state as AggregateState
    this.#groups.restore(groups)
    this.#measures.forEach(({ accumulator }, i) => {
      accumulator.restore(measures[i] as FrameJson)
    })
  }
}
