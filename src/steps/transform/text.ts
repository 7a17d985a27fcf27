/** `text`: cleans texts. Whatever is asked for is done in the order in which it stands here; a missing text stays missing. */
import { z } from 'zod'
import { type Column, cellColumn } from '../../frame/column.ts'
import { collapseSpaces, pythonStrip } from '../../frame/python-spaces.ts'
import type { Schema } from '../../frame/schema.ts'
import { stripCombining } from '../../tensor/combining.ts'
import { changeColumns } from '../change-columns.ts'
import { linearPattern } from '../linear-pattern.ts'
import { type ColumnNames, columnNames, positionsOf, retyped } from '../options.ts'
import { defineStep, rowStep } from '../step.ts'
import { stepError } from '../step-error.ts'

const replacement = z.strictObject({
  pattern: z.string().min(1).meta({ description: 'What to look for, as a regular expression of RE2.' }),
  with: z.string().default('').meta({ description: 'What to put there; $1 is the first group.' }),
})

const options = z.strictObject({
  columns: columnNames,
  strip_accents: z.boolean().default(false).meta({ description: "As scikit-learn's strip_accents: unicode." }),
  lower: z.boolean().default(false),
  upper: z.boolean().default(false),
  replace: z
    .union([replacement.transform((one) => [one]), z.array(replacement)])
    .default([])
    .meta({ description: 'Patterns that run in linear time, one after the other.' }),
  remove_punctuation: z
    .boolean()
    .default(false)
    .meta({ description: "Unicode's punctuation, and that of ASCII, such as + and $." }),
  collapse_spaces: z.boolean().default(false).meta({ description: 'Runs of white space become one blank.' }),
  strip: z.boolean().default(false).meta({ description: 'No white space at the ends.' }),
  truncate: z.int().min(0).optional().meta({ description: 'At most so many characters (code points).' }),
})

type Options = { readonly columns: ColumnNames } & Omit<z.infer<typeof options>, 'columns'>

type Change = (text: string) => string

export const text = defineStep<Options>({
  name: 'text',
  summary: 'Cleans texts: accents, case, patterns, punctuation, white space, length.',
  stages: ['preprocess', 'postprocess'],
  options,
  example: 'text: { columns: title, lower: true, remove_punctuation: true, collapse_spaces: true, strip: true }',
  compile(asked, { input }) {
    const positions = positionsOf(input, asked.columns)
    for (const at of positions) refuseOthers(input[at] as Schema[number])
    const changes = changesOf(asked)
    if (changes.length === 0) {
      throw stepError('nothing is asked for', { remedy: 'Say what to do, such as lower: true or strip: true.' })
    }
    const names = positions.map((at) => (input[at] as Schema[number]).name)
    return rowStep(retyped(input, positions, 'string'), (frame, notes) =>
      changeColumns(frame, positions, (column, i) =>
        changed(column, changes, (r) => notes.reject(r, `the text grows beyond ${MAX_TEXT} characters`, names[i])),
      ),
    )
  },
})

function refuseOthers({ name, type }: Schema[number]): void {
  if (type === 'string') return
  throw stepError(`the column "${name}" holds ${type}, and this step takes texts`, {
    column: name,
    remedy: `Make it one first: cast: { columns: ${name}, to: string }.`,
  })
}

/** Replacing may make a text longer, but not without end. */
const MAX_TEXT = 1 << 20

function changed(column: Column, changes: readonly Change[], refuse: (row: number) => void): Column {
  return cellColumn(
    Array.from(column.data, (cell, r) => {
      if (typeof cell !== 'string') return null
      let value = cell
      for (const change of changes) {
        value = change(value)
        if (value.length <= MAX_TEXT || value.length <= cell.length) continue
        refuse(r)
        return null
      }
      return value
    }),
  )
}

function changesOf(asked: Options): Change[] {
  const changes: (Change | false)[] = [
    asked.strip_accents && ((value) => stripCombining(value.normalize('NFKD'))),
    asked.lower && ((value) => value.toLowerCase()),
    asked.upper && ((value) => value.toUpperCase()),
    ...asked.replace.map(replacing),
    asked.remove_punctuation && ((value) => value.replace(PUNCTUATION, '')),
    asked.collapse_spaces && collapseSpaces,
    asked.strip && pythonStrip,
    asked.truncate !== undefined && truncating(asked.truncate),
  ]
  return changes.filter((change) => change !== false)
}

const PUNCTUATION = /[\p{P}$+<=>^`|~]/gu

function replacing({ pattern, with: by }: Options['replace'][number]): Change {
  try {
    const found = linearPattern(pattern)
    found.replaceIn('', by)
    return (value) => found.replaceIn(value, by)
  } catch (error) {
    throw stepError(`the pattern ${pattern} cannot be used: ${(error as Error).message}`, {
      remedy: 'Patterns are those of RE2: no look-ahead, no look-behind, no back-references.',
    })
  }
}

function truncating(characters: number): Change {
  return (value) => {
    if (value.length <= characters) return value
    let end = 0
    for (let taken = 0; taken < characters && end < value.length; taken++) {
      end += (value.codePointAt(end) as number) > 0xffff ? 2 : 1
    }
    return value.slice(0, end)
  }
}
