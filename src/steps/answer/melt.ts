/**
 * `melt`: columns become rows, one for each, with the name of the column (or the class whose probability it holds) in one
 * column and its value in another. The values of pandas' DataFrame.melt, in the order of DataFrame.stack: the rows that
 * come of one row stand together, so that a file can be melted in parts. They keep the number of the row.
 */
import { z } from 'zod'
import { pickedColumn, typeOfCells } from '../../frame/cell-type.ts'
import {
  type Column,
  type ColumnType,
  cellAt,
  cellColumn,
  isArithmetic,
  isNumericType,
  numericColumn,
} from '../../frame/column.ts'
import { type Frame, takeRows } from '../../frame/frame.ts'
import { type ColumnSpec, findColumn, type Schema } from '../../frame/schema.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { columnName, columnNames, positionsOf } from '../options.ts'
import { defineStep, rowStep } from '../step.ts'
import { stepError } from '../step-error.ts'
import { classLabel, probabilityColumns } from './probabilities.ts'

const options = z.strictObject({
  columns: z
    .union([columnNames, z.record(columnName, classLabel)])
    .optional()
    .meta({
      description: 'The columns that become rows, or each with what stands for it; the probabilities if not given.',
    }),
  id: columnNames.optional().meta({ description: 'The columns that stay beside them; all others if not given.' }),
  target: z.int().min(0).default(0).meta({ description: 'Which target, for a model of several.' }),
  variable: columnName.default('class').meta({ description: 'The column that says which one it was.' }),
  value: columnName.default('probability').meta({ description: 'The column of the values.' }),
})

type Options = z.infer<typeof options>

export const melt = defineStep<Options>({
  name: 'melt',
  summary: 'Turns columns into rows: one row for each class, with its probability.',
  stages: ['postprocess'],
  options,
  example: 'melt: { id: customer, variable: class, value: probability }',
  compile(given, { input }) {
    const melted = meltedColumns(given, input)
    const kept =
      given.id === undefined
        ? [...input.keys()].filter((at) => !melted.some((column) => column.at === at))
        : positionsOf(input, given.id)
    const labels = melted.map(({ label }) => label)
    const types = melted.map(({ at }) => (input[at] as ColumnSpec).type)
    const [variable, value] = [typeOfCells(labels), joinedType(types)]
    const output = [
      ...kept.map((at) => input[at] as ColumnSpec),
      { name: given.variable, type: variable, values: labels },
      { name: given.value, type: value },
    ]
    refuseTwice(output)
    const width = melted.length
    return rowStep(output, (frame: Frame) => {
      const rows = frame.rows * width
      const { index, columns } = takeRows(
        { ...frame, columns: kept.map((at) => frame.columns[at] as Column) },
        positionsTimes(frame.rows, width),
      )
      const values = interleaved(
        melted.map(({ at }) => frame.columns[at] as Column),
        types,
        value,
        frame.rows,
      )
      return {
        rows,
        columns: [...columns, repeated(labels, variable, frame.rows), values],
        ...(index === undefined ? {} : { index }),
      }
    })
  },
})

interface Melted {
  readonly at: number
  readonly label: Cell
}

/** Without names, the probabilities; columns that are named can hold anything. */
function meltedColumns({ columns, target }: Options, input: Schema): readonly Melted[] {
  if (columns === undefined) return probabilityColumns(input, { target })
  if (typeof columns === 'string' || Array.isArray(columns)) {
    return positionsOf(input, columns).map((at) => {
      const { name, role } = input[at] as ColumnSpec
      return { at, label: role?.kind === 'probability' ? (role.label ?? name) : name }
    })
  }
  return Object.entries(columns).map(([name, label]) => ({ at: positionsOf(input, name)[0] as number, label }))
}

function refuseTwice(output: Schema): void {
  const twice = output.find(({ name }, at) => findColumn(output, name) !== at)
  if (twice === undefined) return
  throw stepError(`there would be two columns "${twice.name}"`, {
    column: twice.name,
    remedy: 'Give the new ones other names: variable: …, value: ….',
  })
}

function joinedType(types: readonly ColumnType[]): ColumnType {
  const [first = 'any'] = types
  if (types.every((type) => type === first)) return first
  return types.every((type) => isArithmetic(type) && type !== 'boolean') ? 'number' : 'any'
}

/** Each position so many times: 0, 0, 1, 1, … */
function positionsTimes(rows: number, times: number): Int32Array {
  const positions = new Int32Array(rows * times)
  for (let i = 0, r = 0; r < rows; r++) for (let t = 0; t < times; t++) positions[i++] = r
  return positions
}

/** All of the cells for each row. */
function repeated(cells: readonly Cell[], type: ColumnType, rows: number): Column {
  const picks = new Int32Array(rows * cells.length)
  for (let i = 0, r = 0; r < rows; r++) for (let c = 0; c < cells.length; c++) picks[i++] = c
  return pickedColumn(type, cells, picks)
}

/** The first value of each column, then the second of each, … */
function interleaved(columns: readonly Column[], types: readonly ColumnType[], type: ColumnType, rows: number): Column {
  const width = columns.length
  if (isNumericType(type)) {
    const data = new Float64Array(rows * width)
    columns.forEach((column, c) => {
      for (let r = 0; r < rows; r++) data[r * width + c] = column.data[r] as number
    })
    return numericColumn(data)
  }
  return cellColumn(
    Array.from({ length: rows * width }, (_, i) =>
      cellAt(columns[i % width] as Column, types[i % width] as ColumnType, Math.floor(i / width)),
    ),
  )
}
