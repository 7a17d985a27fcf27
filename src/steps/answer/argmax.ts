/** `argmax`: numpy's argmax over the probabilities of a row, as the label of the class. */
import { z } from 'zod'
import { pickedColumn } from '../../frame/cell-type.ts'
import { type Frame, withColumn } from '../../frame/frame.ts'
import { columnName } from '../options.ts'
import { defineStep, rowStep } from '../step.ts'
import {
  argmaxAt,
  labelName,
  labelSpec,
  probabilityColumns,
  probabilityOptions,
  valuesOf,
  withSpec,
} from './probabilities.ts'

const options = z.strictObject({
  ...probabilityOptions,
  as: columnName.optional().meta({ description: 'The column of the labels; that of the model if not given.' }),
})

export const argmax = defineStep<z.infer<typeof options>>({
  name: 'argmax',
  summary: 'Gives the class of the largest probability; the first of them if several are as large.',
  stages: ['postprocess'],
  options,
  example: 'argmax: { as: label }',
  compile({ as, ...rest }, { input }) {
    const columns = probabilityColumns(input, rest)
    const labels = columns.map(({ label }) => label)
    const spec = labelSpec(labelName(input, as, rest.target), labels, rest.target)
    const { output, at } = withSpec(input, spec)
    return rowStep(output, (frame: Frame) => {
      const values = valuesOf(frame, columns)
      const picks = new Int32Array(frame.rows)
      for (let r = 0; r < frame.rows; r++) picks[r] = argmaxAt(values, r)
      return withColumn(frame, at, pickedColumn(spec.type, labels, picks))
    })
  },
})
