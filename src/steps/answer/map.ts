/**
 * `map`: pandas' Series.map of a mapping (`unknown: missing`) or Series.replace (`unknown: keep`). Keys are read as the
 * column's type has them: `{0: no, 1: yes}` maps numbers where the column holds numbers. A missing value stays missing,
 * unless `missing` says what it becomes.
 */
import { z } from 'zod'
import { pickedColumn, typeOfCells } from '../../frame/cell-type.ts'
import {
  type Column,
  type ColumnType,
  cellAt,
  cellColumn,
  isMissingAt,
  isNumericType,
  numericColumn,
} from '../../frame/column.ts'
import { type Frame, withColumn } from '../../frame/frame.ts'
import { EXPECTED, storedFromText, storedFromValue } from '../../frame/parse-cell.ts'
import { type ColumnSpec, columnAt } from '../../frame/schema.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { columnName } from '../options.ts'
import { type Notes, showCell } from '../report.ts'
import { defineStep, rowStep } from '../step.ts'
import { stepError } from '../step-error.ts'
import { withSpec } from './probabilities.ts'

const value = z.union([z.string(), z.number(), z.boolean(), z.null()])

const options = z.strictObject({
  column: columnName,
  values: z
    .union([z.record(z.string(), value), z.array(z.strictObject({ from: value, to: value })).min(1)])
    .meta({ description: 'What each value becomes: {0: no, 1: yes}, or a list of {from: 0, to: no}.' }),
  unknown: z
    .enum(['keep', 'missing', 'reject'])
    .default('reject')
    .meta({ description: 'What becomes of a value that is not among them.' }),
  missing: value.optional().meta({ description: 'What a missing value becomes; it stays missing if not given.' }),
  as: columnName.optional().meta({ description: 'The column of the results; the same one if not given.' }),
})

type Options = z.infer<typeof options>

export const map = defineStep<Options>({
  name: 'map',
  summary: 'Gives other values for those of a column, such as labels for classes.',
  stages: ['preprocess', 'postprocess'],
  options,
  example: 'map: { column: prediction, values: { 0: benign, 1: malignant } }',
  compile({ column: name, values, unknown, missing = null, as }, { input }) {
    const from = columnAt(input, name)
    const source = input[from] as ColumnSpec
    const pairs = pairsOf(values, source)
    const results = resultsOf([...pairs.map(([, to]) => to), missing], unknown === 'keep' && source.type === 'bigint')
    const type = resultType(results, unknown === 'keep' ? source.type : undefined)
    const { output, at } = withSpec(input, {
      name: as ?? name,
      type,
      ...(unknown === 'keep' ? {} : { values: results.filter((cell) => cell !== null) }),
      ...(source.role === undefined ? {} : { role: source.role }),
    })
    const find = finderOf(pairs, results.length - 1)
    return rowStep(output, (frame: Frame, notes: Notes) => {
      const given = frame.columns[from] as Column
      const picks = find(given)
      if (unknown === 'reject') rejectUnknown(given, source, picks, notes)
      const mapped =
        unknown === 'keep' ? keptColumn(given, source.type, type, results, picks) : pickedColumn(type, results, picks)
      return withColumn(frame, at, mapped)
    })
  },
})

type Pair = readonly [from: Cell, to: Cell]

/** The values as the column stores them. */
function pairsOf(values: Options['values'], { name, type }: ColumnSpec): readonly Pair[] {
  if (!Array.isArray(values) && type === 'any') {
    throw stepError(
      `the column "${name}" holds values of any kind, so that the keys of \`values\` could be of several`,
      {
        column: name,
        remedy: 'Give them as a list: values: [{from: 0, to: no}, {from: "0", to: no}].',
      },
    )
  }
  const given: readonly Pair[] = Array.isArray(values)
    ? values.map(({ from, to }) => [from, to] as const)
    : Object.entries(values)
  const pairs = given.map(([from, to]) => [storedKey(from, name, type, Array.isArray(values)), to] as const)
  const twice = pairs.find(([from], i) => pairs.findIndex(([other]) => other === from) !== i)
  if (twice === undefined) return pairs
  throw stepError(`the value ${showCell(twice[0])} is mapped twice`, { column: name })
}

function storedKey(from: Cell, name: string, type: ColumnType, isTyped: boolean): Cell {
  const isText = type === 'string' && typeof from === 'string'
  const stored = isText ? from : isTyped ? storedFromValue(type, from) : storedFromText(type, from as string)
  if (stored !== undefined && stored !== null && !Number.isNaN(stored)) return stored
  const isMissing = from === null || stored !== undefined
  throw stepError(
    isMissing
      ? `a missing value is not mapped under \`values\``
      : `the value ${showCell(from)} cannot be in the column "${name}": expected ${EXPECTED[type]}`,
    { column: name, ...(isMissing ? { remedy: 'Say what it becomes: missing: unknown.' } : {}) },
  )
}

/** Whole numbers become bigints where they stand among bigints. */
function resultsOf(results: readonly Cell[], areAmongBigints: boolean): readonly Cell[] {
  const isWhole = (cell: Cell): cell is number | null => cell === null || Number.isSafeInteger(cell)
  if (!areAmongBigints || !results.every(isWhole)) return results
  return results.map((cell) => (cell === null ? null : BigInt(cell)))
}

function resultType(results: readonly Cell[], kept: ColumnType | undefined): ColumnType {
  const type = results.every((cell) => cell === null) ? (kept ?? 'string') : typeOfCells(results)
  if (kept === undefined || type === kept) return type
  const isNumber = (one: ColumnType) => one === 'number' || one === 'integer' || one === 'float32'
  return isNumber(type) && isNumber(kept) ? 'number' : 'any'
}

/** For each row, which result: -1 where the value is unknown, `missing` where it is missing. */
function finderOf(pairs: readonly Pair[], missing: number): (column: Column) => Int32Array {
  const positions = new Map(pairs.map(([from], i) => [from, i]))
  return (column) => {
    const rows = column.data.length
    const picks = new Int32Array(rows)
    for (let r = 0; r < rows; r++) {
      picks[r] = isMissingAt(column, r) ? missing : (positions.get(column.data[r] as Cell) ?? -1)
    }
    return picks
  }
}

function rejectUnknown(column: Column, { name, type }: ColumnSpec, picks: Int32Array, notes: Notes): void {
  for (let r = 0; r < picks.length; r++) {
    if (picks[r] !== -1) continue
    const cell = cellAt(column, type, r)
    notes.reject(r, `there is no value to map ${showCell(cell)} to`, name, cell)
  }
}

/** Results where a value is known, and what stood there where it is not. */
function keptColumn(
  given: Column,
  from: ColumnType,
  type: ColumnType,
  results: readonly Cell[],
  picks: Int32Array,
): Column {
  const mapped = pickedColumn(type, results, picks)
  if (given.kind === 'numeric' && mapped.kind === 'numeric') {
    return numericColumn(mapped.data.map((result, r) => (picks[r] === -1 ? (given.data[r] as number) : result)))
  }
  const cells = Array.from(picks, (pick, r) => (pick === -1 ? cellAt(given, from, r) : (results[pick] ?? null)))
  return isNumericType(type) ? numericColumn(Float64Array.from(cells as readonly number[])) : cellColumn(cells)
}
