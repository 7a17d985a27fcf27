/**
 * `top_k`: the most likely classes, as np.argsort(-probabilities, kind="stable") orders them: of equals, the first in the
 * order of the classes. A missing probability comes last, and its class is missing too.
 */
import { z } from 'zod'
import { pickedColumn, typeOfCells } from '../../frame/cell-type.ts'
import { type Column, numericColumn } from '../../frame/column.ts'
import type { Frame } from '../../frame/frame.ts'
import { type ColumnSpec, findColumn, type Schema } from '../../frame/schema.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { defineStep, rowStep } from '../step.ts'
import { stepError } from '../step-error.ts'
import { type ProbabilityColumn, probabilityColumns, probabilityOptions, valuesOf } from './probabilities.ts'

const count = z.int().min(1).meta({ description: 'How many classes.' })

const long = z.strictObject({
  k: count,
  ...probabilityOptions,
  keep: z.boolean().default(false).meta({ description: 'True: the probabilities of all classes stay as well.' }),
  prefix: z.string().min(1).default('top').meta({ description: 'What the names of the new columns begin with.' }),
})

type Options = z.infer<typeof long>

export const topK = defineStep<Options>({
  name: 'top_k',
  summary: 'Gives the most likely classes and their probabilities, in columns top_1_class, top_1_probability, …',
  stages: ['postprocess'],
  options: z.union([count.transform((k): Options => ({ k, target: 0, keep: false, prefix: 'top' })), long]),
  example: 'top_k: 3',
  compile({ k, keep, prefix, ...rest }, { input }) {
    const columns = probabilityColumns(input, rest)
    if (k > columns.length) throw stepError(`there are ${columns.length} classes, and ${k} are asked for`)
    const labels = columns.map(({ label }) => label)
    const kept = [...input.keys()].filter((at) => keep || !columns.some((column) => column.at === at))
    const type = typeOfCells(labels)
    const probability = input.every((column, at) => column.type === 'float32' || !columns.some((c) => c.at === at))
      ? 'float32'
      : 'number'
    const made = Array.from({ length: k }, (_, i): ColumnSpec[] => [
      { name: `${prefix}_${i + 1}_class`, type, values: labels },
      { name: `${prefix}_${i + 1}_probability`, type: probability },
    ])
    const output = [...kept.map((at) => input[at] as ColumnSpec), ...made.flat()]
    refuseTwice(output)
    return rowStep(output, (frame: Frame) => ({
      ...frame,
      columns: [
        ...kept.map((at) => frame.columns[at] as Column),
        ...topColumns(frame, columns, k).flatMap(({ picks, values }) => [
          pickedColumn(type, labels as readonly Cell[], picks),
          numericColumn(values),
        ]),
      ],
    }))
  },
})

function refuseTwice(output: Schema): void {
  const twice = output.find(({ name }, at) => findColumn(output, name) !== at)
  if (twice === undefined) return
  throw stepError(`there is a column "${twice.name}" already`, {
    column: twice.name,
    remedy: 'Let the new ones begin with another word: prefix: best.',
  })
}

interface Top {
  readonly picks: Int32Array
  readonly values: Float64Array
}

/** For each place, the class and its probability. Each row keeps its best in order, and puts in one class after the other. */
function topColumns(frame: Frame, columns: readonly ProbabilityColumn[], k: number): readonly Top[] {
  const { rows } = frame
  const tops = Array.from({ length: k }, () => ({
    picks: new Int32Array(rows).fill(-1),
    values: new Float64Array(rows).fill(Number.NaN),
  }))
  valuesOf(frame, columns).forEach((data, c) => {
    for (let r = 0; r < rows; r++) insert(tops, r, c, data[r] as number)
  })
  return tops
}

function insert(tops: readonly Top[], r: number, pick: number, value: number): void {
  if (Number.isNaN(value)) return
  let place = tops.length
  while (place > 0 && !(((tops[place - 1] as Top).values[r] as number) >= value)) place--
  for (let later = tops.length - 1; later > place; later--) {
    const [to, from] = [tops[later] as Top, tops[later - 1] as Top]
    to.picks[r] = from.picks[r] as number
    to.values[r] = from.values[r] as number
  }
  const top = tops[place]
  if (top === undefined) return
  top.picks[r] = pick
  top.values[r] = value
}
