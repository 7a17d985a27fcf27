/**
 * `one_hot`: pandas' get_dummies, with the same names and places: the columns go, and one for each category comes at the end.
 * The categories are given or fitted, so that a row's columns do not depend on the rows beside it.
 */
import { z } from 'zod'
import { type Column, type ColumnType, cellAt, numericColumn } from '../../frame/column.ts'
import type { Frame } from '../../frame/frame.ts'
import { pythonCellText, pythonDatetime } from '../../frame/python-text.ts'
import type { Schema } from '../../frame/schema.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { type ColumnNames, columnNames, positionsOf } from '../options.ts'
import type { Notes } from '../report.ts'
import { defineStep, rowStep } from '../step.ts'
import { stepError } from '../step-error.ts'
import {
  type Categories,
  type CategoriesOption,
  categoriesOf,
  categoriesOption,
  categoryFitter,
  givenCategories,
  MISSING,
  UNKNOWN,
} from './categories.ts'

const long = z.strictObject({
  columns: columnNames,
  categories: categoriesOption.optional(),
  unknown: z
    .enum(['reject', 'ignore'])
    .default('reject')
    .meta({ description: 'What to do with a value that is no category: ignore makes all its columns 0.' }),
  missing: z
    .enum(['ignore', 'column'])
    .default('ignore')
    .meta({ description: 'A missing value makes all columns 0, or has a column of its own, as city_nan.' }),
  drop_first: z.boolean().default(false).meta({ description: 'Leave out the column of the first category.' }),
})

interface Options {
  readonly columns: ColumnNames
  readonly categories?: CategoriesOption | undefined
  readonly unknown: 'reject' | 'ignore'
  readonly missing: 'ignore' | 'column'
  readonly drop_first: boolean
}

const DEFAULTS = { unknown: 'reject', missing: 'ignore', drop_first: false } as const

export const oneHot = defineStep<Options>({
  name: 'one_hot',
  summary: 'Makes a column of 0 and 1 for each category.',
  stages: ['preprocess', 'postprocess'],
  options: z.union([columnNames.transform((columns): Options => ({ columns, ...DEFAULTS })), long]),
  example: 'one_hot: { columns: city, categories: [Bern, Genf], unknown: ignore }',
  compile(options, { input, fitted }) {
    const positions = positionsOf(input, options.columns)
    const encodings = categoriesOf(input, positions, options.categories, fitted)
    const kept = [...input.keys()].filter((at) => !positions.includes(at))
    const output = [...kept.map((at) => input[at] as Schema[number]), ...encodings.flatMap((e) => dummies(e, options))]
    refuseTwice(output)
    return rowStep(output, (frame, notes) => ({
      ...frame,
      columns: [
        ...kept.map((at) => frame.columns[at] as Column),
        ...encodings.flatMap((encoding) => encoded(encoding, options, frame, notes)),
      ],
    }))
  },
  fitter({ columns, categories }, { input }) {
    const positions = positionsOf(input, columns)
    const unfitted = positions.filter((at) => givenCategories(categories, input[at]?.name as string) === undefined)
    return unfitted.length === 0 ? undefined : categoryFitter(input, unfitted)
  },
})

function dummies({ name, type, values }: Categories, { missing, drop_first }: Options): Schema {
  const kept = drop_first ? values.slice(1) : values
  const names = kept.map((value) => `${name}_${categoryText(type, value)}`)
  if (missing === 'column') names.push(`${name}_nan`)
  return names.map((dummy) => ({ name: dummy, type: 'integer', values: [0, 1] }))
}

function categoryText(type: ColumnType, value: Exclude<Cell, null>): string {
  if (type === 'datetime') return pythonDatetime(value as number)
  if (type === 'boolean') return value === 0 ? 'False' : 'True'
  return pythonCellText(value, type)
}

function encoded(categories: Categories, options: Options, frame: Frame, notes: Notes): Column[] {
  const { at, name, type, values } = categories
  const column = frame.columns[at] as Column
  const skipped = options.drop_first ? 1 : 0
  const width = values.length - skipped
  const count = width + (options.missing === 'column' ? 1 : 0)
  const outputs = Array.from({ length: count }, () => new Float64Array(frame.rows))
  for (let r = 0; r < frame.rows; r++) {
    const code = categories.codeAt(column, r)
    if (code >= skipped) (outputs[code - skipped] as Float64Array)[r] = 1
    else if (code === MISSING && count > width) (outputs[width] as Float64Array)[r] = 1
    else if (code === UNKNOWN && options.unknown === 'reject') {
      notes.reject(r, 'the value is no category of this column', name, cellAt(column, type, r))
    }
  }
  return outputs.map(numericColumn)
}

function refuseTwice(output: Schema): void {
  const names = new Set<string>()
  for (const { name } of output) {
    if (names.has(name)) throw stepError(`two columns would be called "${name}"`, { column: name })
    names.add(name)
  }
}
