/** `parse_number`: texts with units, signs of currency, thousands separators or decimal commas into numbers. */
import { z } from 'zod'
import { type Column, isArithmetic, numericColumn } from '../../frame/column.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { changeColumns } from '../change-columns.ts'
import { columnNames, positionsOf, retyped } from '../options.ts'
import { showCell } from '../report.ts'
import { defineStep, rowStep } from '../step.ts'
import { stepError } from '../step-error.ts'
import { type NumberFormat, numberReader } from './number-reader.ts'
import { textPositions } from './text-step.ts'

const long = z.strictObject({
  columns: columnNames.optional().meta({ description: 'The columns to read; all of the type string if not given.' }),
  decimal: z.enum(['.', ',']).default('.').meta({ description: 'What stands before the decimals.' }),
  thousands: z
    .enum([',', '.', ' ', "'", '_'])
    .optional()
    .meta({ description: 'What stands between groups of three digits; a space also means a narrow or fixed one.' }),
  currency: z
    .union([z.boolean(), z.string().min(1), z.array(z.string().min(1)).min(1)])
    .default(false)
    .meta({ description: 'Signs that may stand before or after, such as [€, EUR]; true for every sign of Unicode.' }),
  percent: z.boolean().default(false).meta({ description: '"12%" is 0.12.' }),
  parentheses: z.boolean().default(false).meta({ description: '"(12)" is -12, as accountants write it.' }),
  units: z
    .record(z.string(), z.number())
    .default({})
    .meta({ description: 'What to multiply by, by unit: {kg: 1, g: 0.001}. A unit "" is for numbers without one.' }),
})

type Options = z.infer<typeof long>

export const parseNumber = defineStep<Options>({
  name: 'parse_number',
  summary: 'Reads texts such as "1.234,50 €" or "75 kg" as numbers; a text that is none is an error.',
  stages: ['preprocess', 'postprocess'],
  options: z.union([columnNames.transform((columns) => long.parse({ columns })), long]),
  example: 'parse_number: { columns: weight, decimal: ",", thousands: ".", units: { kg: 1, g: 0.001 } }',
  compile({ columns, ...options }, { input }) {
    const format = checkedFormat(options)
    const named = positionsOf(input, columns, (type) => type === 'string')
    // A column that is of numbers already is as it should be.
    const positions = named.filter((at) => !isArithmetic(input[at]?.type ?? 'any'))
    const names = positions.map((at) => input[at]?.name as string)
    if (names.length > 0) textPositions(input, names)
    const read = numberReader(format)
    return rowStep(retyped(input, positions, 'number'), (frame, notes) =>
      changeColumns(frame, positions, (column, i) =>
        readColumn(column, read, (r, cell) => {
          notes.reject(r, `expected a number${describe(format)}, got ${showCell(cell)}`, names[i] as string, cell)
        }),
      ),
    )
  },
})

function checkedFormat({ decimal, thousands, currency, ...rest }: Omit<Options, 'columns'>): NumberFormat {
  if (decimal === thousands) {
    throw stepError(`"${decimal}" cannot stand both before the decimals and between the thousands`, {
      remedy: 'Set decimal and thousands to different characters.',
    })
  }
  const signs = typeof currency === 'string' ? [currency] : currency
  return { decimal, thousands, currency: signs, ...rest }
}

function describe({ units, thousands, decimal }: NumberFormat): string {
  const names = Object.keys(units).filter((unit) => unit !== '')
  const parts = [
    ...(decimal === ',' ? ['with a decimal comma'] : []),
    ...(thousands === undefined ? [] : [`in groups of three digits with "${thousands}"`]),
    ...(names.length === 0 ? [] : [`in ${names.slice(0, 10).join(', ')}`]),
  ]
  return parts.length === 0 ? '' : ` ${parts.join(', ')}`
}

function readColumn(
  column: Column,
  read: (text: string) => number | undefined,
  refuse: (r: number, cell: Cell) => void,
): Column {
  const cells = column.data as readonly Cell[]
  const numbers = new Float64Array(cells.length)
  for (let r = 0; r < cells.length; r++) {
    const cell = cells[r] as Cell
    const number = cell === null ? Number.NaN : typeof cell === 'string' ? read(cell) : numberOf(cell)
    if (number === undefined) refuse(r, cell)
    numbers[r] = number ?? Number.NaN
  }
  return numericColumn(numbers)
}

/** Numbers in a column of mixed values count as they are; true and false are none. */
function numberOf(cell: Cell): number | undefined {
  if (typeof cell === 'number') return cell
  return typeof cell === 'bigint' ? Number(cell) : undefined
}
