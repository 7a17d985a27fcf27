/** `strip`: Python's str.strip, lstrip and rstrip, by way of pandas' Series.str. */
import { z } from 'zod'
import { pythonStrip } from '../../frame/python-spaces.ts'
import { type ColumnNames, columnNames } from '../options.ts'
import { defineStep } from '../step.ts'
import { textStep } from './text-step.ts'

const SIDES = ['both', 'left', 'right'] as const

type Side = (typeof SIDES)[number]

const long = z.strictObject({
  columns: columnNames.optional().meta({ description: 'The columns to strip; all of text if not given.' }),
  chars: z.string().min(1).optional().meta({ description: 'The characters to take away; white space if not given.' }),
  side: z.enum(SIDES).default('both').meta({ description: 'Where to take them away.' }),
})

interface Options {
  readonly columns?: ColumnNames | undefined
  readonly chars?: string | undefined
  readonly side: Side
}

export const strip = defineStep<Options>({
  name: 'strip',
  summary: 'Takes white space away from the ends of texts.',
  stages: ['preprocess', 'postprocess'],
  options: z.union([
    z.null().transform((): Options => ({ side: 'both' })),
    columnNames.transform((columns): Options => ({ columns, side: 'both' })),
    long,
  ]),
  example: 'strip: [name, city]',
  compile({ columns, chars, side }, { input }) {
    return textStep(input, columns, stripping(chars, side))
  },
})

function stripping(chars: string | undefined, side: Side): (text: string) => string {
  if (chars === undefined) return (text) => pythonStrip(text, side)
  const set = new Set(chars)
  return (text) => {
    const characters = [...text]
    let start = 0
    let end = characters.length
    if (side !== 'right') while (start < end && set.has(characters[start] as string)) start++
    if (side !== 'left') while (end > start && set.has(characters[end - 1] as string)) end--
    return end - start === characters.length ? text : characters.slice(start, end).join('')
  }
}
