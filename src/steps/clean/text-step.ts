/** Steps that change texts one by one. */
import { type Column, type ColumnType, cellColumn } from '../../frame/column.ts'
import type { Schema } from '../../frame/schema.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { changeColumns } from '../change-columns.ts'
import { type ColumnNames, positionsOf } from '../options.ts'
import { type CompiledStep, rowStep } from '../step.ts'
import { stepError } from '../step-error.ts'

/**
 * Changes every text of the columns; without names, of all columns that can hold texts. Missing values stay missing. In a
 * column of mixed values, those that are no texts stay as they are, where pandas' Series.str makes them missing.
 */
export function textStep(
  input: Schema,
  columns: ColumnNames | undefined,
  change: (text: string) => string,
): CompiledStep {
  const positions = textPositions(input, columns)
  const output = input.map((column, at) => {
    if (!positions.includes(at)) return column
    const { values: _, ...rest } = column
    return rest
  })
  return rowStep(output, (frame) => changeColumns(frame, positions, (column) => changed(column, change)))
}

/** Where the named columns stand; a named column without texts is refused. */
export function textPositions(
  input: Schema,
  columns: ColumnNames | undefined,
  isMeant: (type: ColumnType) => boolean = holdsText,
): number[] {
  const positions = positionsOf(input, columns, isMeant)
  for (const at of positions) {
    const { name, type } = input[at] as Schema[number]
    if (holdsText(type)) continue
    throw stepError(`the column "${name}" holds ${type}, and this step takes texts`, {
      column: name,
      remedy: 'Leave the column out of the step, or declare it as string.',
    })
  }
  return positions
}

function holdsText(type: ColumnType): boolean {
  return type === 'string' || type === 'any'
}

function changed(column: Column, change: (text: string) => string): Column {
  const cells = column.data as readonly Cell[]
  let copy: Cell[] | undefined
  for (let r = 0; r < cells.length; r++) {
    const cell = cells[r]
    if (typeof cell !== 'string') continue
    const text = change(cell)
    if (text === cell) continue
    copy ??= [...cells]
    copy[r] = text
  }
  return copy === undefined ? column : cellColumn(copy)
}
