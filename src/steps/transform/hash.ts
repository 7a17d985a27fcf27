/**
 * `hash`: scikit-learn's FeatureHasher on `{column: text}` of the named columns: each `column=text` falls into one of n
 * buckets by MurmurHash3, and adds 1 or -1 there. What is no text is written as Python's `str` does; missing adds nothing.
 */
import { z } from 'zod'
import { type Column, type ColumnType, cellAt, numericColumn } from '../../frame/column.ts'
import type { Frame } from '../../frame/frame.ts'
import { pythonCellText } from '../../frame/python-text.ts'
import { findColumn, type Schema } from '../../frame/schema.ts'
import { hashedColumn, murmur3 } from '../../tensor/murmur.ts'
import { type ColumnNames, columnName, columnNames, positionsOf } from '../options.ts'
import { defineStep, rowStep } from '../step.ts'
import { stepError } from '../step-error.ts'

/** Each bucket is a column of its own. */
const MAX_BUCKETS = 4096

const options = z.strictObject({
  columns: columnNames,
  buckets: z.int().min(1).max(MAX_BUCKETS).meta({ description: 'How many columns there will be, for all together.' }),
  name: columnName.default('hash').meta({ description: 'The new columns are called hash_0, hash_1, …' }),
  signed: z.boolean().default(true).meta({ description: 'As alternate_sign: half of the values subtract.' }),
})

type Options = { readonly columns: ColumnNames } & Pick<z.infer<typeof options>, 'buckets' | 'name' | 'signed'>

export const hash = defineStep<Options>({
  name: 'hash',
  summary: 'Makes a fixed number of columns of texts by hashing them.',
  stages: ['preprocess', 'postprocess'],
  options,
  example: 'hash: { columns: [city, street], buckets: 32 }',
  compile({ columns, buckets, name, signed }, { input }) {
    const positions = positionsOf(input, columns)
    const kept = [...input.keys()].filter((at) => !positions.includes(at))
    const stays = kept.map((at) => input[at] as Schema[number])
    const made = Array.from({ length: buckets }, (_, i): Schema[number] => ({ name: `${name}_${i}`, type: 'integer' }))
    const taken = made.find((spec) => findColumn(stays, spec.name) !== undefined)
    if (taken !== undefined) throw stepError(`there is a column "${taken.name}" already`, { remedy: 'Give a `name`.' })
    return rowStep([...stays, ...made], (frame) => {
      const hashed = Array.from({ length: buckets }, () => new Float64Array(frame.rows))
      for (const at of positions) addHashes(frame, input[at] as Schema[number], at, signed, hashed)
      return { ...frame, columns: [...kept.map((at) => frame.columns[at] as Column), ...hashed.map(numericColumn)] }
    })
  },
})

function addHashes(
  frame: Frame,
  spec: Schema[number],
  at: number,
  signed: boolean,
  hashed: readonly Float64Array[],
): void {
  const column = frame.columns[at] as Column
  const { name, type } = spec
  for (let r = 0; r < frame.rows; r++) {
    const text = textAt(column, type, r)
    if (text === undefined) continue
    const found = murmur3(`${name}=${text}`)
    const bucket = hashed[hashedColumn(found, hashed.length)] as Float64Array
    bucket[r] = (bucket[r] as number) + (signed && found < 0 ? -1 : 1)
  }
}

function textAt(column: Column, type: ColumnType, row: number): string | undefined {
  const cell = cellAt(column, type, row)
  return cell === null ? undefined : pythonCellText(cell, type)
}
