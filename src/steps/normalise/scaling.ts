/** What the steps that scale columns one by one have in common. */
import type { z } from 'zod'
import { type Column, numericColumn } from '../../frame/column.ts'
import type { Frame } from '../../frame/frame.ts'
import type { Schema } from '../../frame/schema.ts'
import { changeColumns } from '../change-columns.ts'
import { type ColumnNames, columnNames, numericPositions } from '../options.ts'
import type { Notes } from '../report.ts'
import { type CompiledStep, rowStep } from '../step.ts'

/** `columns`, as the scalers take them. */
export const scaledColumns: z.ZodOptional<typeof columnNames> = columnNames
  .optional()
  .meta({ description: 'The columns to scale; all numeric ones if not given.' })

/** One operation with a constant of each column. */
export interface Operation {
  readonly op: 'subtract' | 'divide' | 'multiply' | 'add'
  readonly by: readonly number[]
}

/** The columns that a scaler works on. What was float32 stays so, and every operation on it is rounded, as numpy does. */
export interface ScaledColumns {
  readonly positions: readonly number[]
  readonly names: readonly string[]
  /** For each, Math.fround, or what leaves a float64 as it is. */
  readonly rounding: readonly ((x: number) => number)[]
  readonly output: Schema
}

export function columnsToScale(input: Schema, columns: ColumnNames | undefined): ScaledColumns {
  const positions = numericPositions(input, columns)
  const output = input.map((column, at): Schema[number] =>
    positions.includes(at) ? { name: column.name, type: column.type === 'float32' ? 'float32' : 'number' } : column,
  )
  return {
    positions,
    names: positions.map((at) => output[at]?.name as string),
    rounding: positions.map((at) => (output[at]?.type === 'float32' ? Math.fround : identity)),
    output,
  }
}

function identity(x: number): number {
  return x
}

/** What is not scaled, as it is too small: scikit-learn's `_handle_zeros_in_scale`, ten times the machine's precision. */
export function withoutZero(scale: number, round: (x: number) => number = identity): number {
  const precision = round === identity ? Number.EPSILON : 2 ** -23
  return scale < 10 * precision ? 1 : scale
}

/** Missing values stay missing; a row with an infinite value is rejected, as scikit-learn refuses it. */
export function scalingStep(
  { positions, names, rounding, output }: ScaledColumns,
  operations: readonly Operation[],
  finish?: (scaled: Float64Array) => void,
): CompiledStep {
  const rounded = operations.map(({ op, by }) => ({ op, by: by.map((x, i) => rounding[i]?.(x) as number) }))
  return rowStep(output, (frame: Frame, notes: Notes) =>
    changeColumns(frame, positions, (column, i) => {
      const scaled = finiteValues(column, names[i] as string, notes)
      for (const { op, by } of rounded) {
        OPERATIONS[op](scaled, by[i] as number)
        if (rounding[i] === Math.fround) roundAll(scaled)
      }
      finish?.(scaled)
      return numericColumn(scaled)
    }),
  )
}

/** A copy of the values of a numeric column, in which NaN stands for those that are rejected. */
export function finiteValues({ data }: Column, name: string, notes: Notes): Float64Array {
  const values = (data as Float64Array).slice()
  for (let r = 0; r < values.length; r++) {
    const value = values[r] as number
    if (value - value === 0 || Number.isNaN(value)) continue
    notes.reject(r, `expected a finite number, got ${value}`, name, String(value))
    values[r] = Number.NaN
  }
  return values
}

export function roundAll(x: Float64Array): void {
  for (let r = 0; r < x.length; r++) x[r] = Math.fround(x[r] as number)
}

const OPERATIONS: { readonly [op in Operation['op']]: (x: Float64Array, by: number) => void } = {
  subtract(x, by) {
    for (let r = 0; r < x.length; r++) x[r] = (x[r] as number) - by
  },
  divide(x, by) {
    for (let r = 0; r < x.length; r++) x[r] = (x[r] as number) / by
  },
  multiply(x, by) {
    for (let r = 0; r < x.length; r++) x[r] = (x[r] as number) * by
  },
  add(x, by) {
    for (let r = 0; r < x.length; r++) x[r] = (x[r] as number) + by
  },
}
