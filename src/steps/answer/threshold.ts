/**
 * `threshold`: labels by thresholds on probabilities, as scikit-learn's FixedThresholdClassifier for two classes.
 *
 * A class passes if its probability is at least its threshold (a float32 probability is compared with the threshold
 * rounded to float32, as numpy does). With `threshold`, the positive class has one, and the other class is the answer if
 * it does not pass. With `thresholds`, classes that have none never pass. If several pass, the one with the largest
 * probability in proportion to its threshold wins (`choose: ratio`), or the one with the largest probability (`choose:
 * probability`), and of equals the first in the order of the classes. If none passes, the answer is `otherwise`; without
 * it, the class of the largest probability, the first of equals. A row in which a probability that is looked at is missing
 * has a missing label.
 */
import { z } from 'zod'
import { pickedColumn } from '../../frame/cell-type.ts'
import { type Frame, withColumn } from '../../frame/frame.ts'
import type { Schema } from '../../frame/schema.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { columnName } from '../options.ts'
import { defineStep, rowStep } from '../step.ts'
import { stepError } from '../step-error.ts'
import {
  argmaxAt,
  classAt,
  classLabel,
  labelName,
  labelSpec,
  type ProbabilityColumn,
  probabilityColumns,
  probabilityOptions,
  valuesOf,
  withSpec,
} from './probabilities.ts'

const number = z.number()

const long = z.strictObject({
  ...probabilityOptions,
  threshold: number.optional().meta({ description: 'The smallest probability of the positive class that is enough.' }),
  positive: classLabel.optional().meta({ description: 'The class that `threshold` is of; the last one if not given.' }),
  thresholds: z
    .record(z.string(), number)
    .optional()
    .meta({ description: 'A threshold for each class that has one: {fraud: 0.2, error: 0.4}.' }),
  choose: z
    .enum(['ratio', 'probability'])
    .default('ratio')
    .meta({ description: 'Which class wins if several pass: by probability / threshold, or by probability.' }),
  otherwise: classLabel
    .nullable()
    .optional()
    .meta({ description: 'The label if none passes, null for a missing one; the most likely class if not given.' }),
  as: columnName.optional().meta({ description: 'The column of the labels; that of the model if not given.' }),
})

type Options = z.infer<typeof long>

export const threshold = defineStep<Options>({
  name: 'threshold',
  summary: 'Gives the class whose probability reaches its threshold.',
  stages: ['postprocess'],
  options: z.union([number.transform((value): Options => ({ threshold: value, choose: 'ratio', target: 0 })), long]),
  example: 'threshold: { positive: malignant, threshold: 0.3 }',
  compile(options, { input }) {
    const columns = probabilityColumns(input, options)
    const rule = ruleOf(options, input, columns)
    const { target, as } = options
    const spec = labelSpec(labelName(input, as, target), rule.labels, target)
    const { output, at } = withSpec(input, spec)
    const decide = decisionOf(rule)
    return rowStep(output, (frame: Frame) => {
      const picks = decide(valuesOf(frame, columns), frame.rows)
      return withColumn(frame, at, pickedColumn(spec.type, rule.labels, picks))
    })
  },
})

interface Rule {
  readonly candidates: readonly { readonly column: number; readonly threshold: number }[]
  readonly byRatio: boolean
  /** The labels that can come: those of the columns, in their order, and `otherwise`. */
  readonly labels: readonly Cell[]
  /** Which of `labels` it is if none passes; undefined for the most likely one. */
  readonly otherwise: number | undefined
}

function ruleOf(options: Options, input: Schema, columns: readonly ProbabilityColumn[]): Rule {
  const labels = columns.map(({ label }) => label)
  const asked = thresholdsOf(options, columns)
  const candidates = asked.map(([column, value]) => {
    const { at } = columns[column] as ProbabilityColumn
    return { column, threshold: input[at]?.type === 'float32' ? Math.fround(value) : value }
  })
  candidates.sort((a, b) => a.column - b.column)
  const byRatio = options.choose === 'ratio' && candidates.length > 1
  if (byRatio && candidates.some(({ threshold: value }) => value <= 0)) {
    throw stepError('a threshold that is not above 0 has no ratio', { remedy: 'Say choose: probability.' })
  }
  const { otherwise } = options
  if (otherwise === undefined) {
    const isBinary = options.threshold !== undefined
    return { candidates, byRatio, labels, otherwise: isBinary ? otherClass(candidates, columns) : undefined }
  }
  const at = labels.indexOf(otherwise)
  if (at >= 0 || otherwise === null) return { candidates, byRatio, labels, otherwise: at }
  return { candidates, byRatio, labels: [...labels, otherwise], otherwise: labels.length }
}

function thresholdsOf(
  { threshold: only, thresholds, positive }: Options,
  columns: readonly ProbabilityColumn[],
): (readonly [column: number, threshold: number])[] {
  if ((only === undefined) === (thresholds === undefined)) {
    throw stepError('give either `threshold`, of one class, or `thresholds`, of several')
  }
  if (only !== undefined) return [[positive === undefined ? columns.length - 1 : classAt(columns, positive), only]]
  if (positive !== undefined) throw stepError('`positive` belongs to `threshold`, not to `thresholds`')
  return Object.entries(thresholds ?? {}).map(([label, value]) => [classAt(columns, label), value] as const)
}

function otherClass([positive]: Rule['candidates'], columns: readonly ProbabilityColumn[]): number {
  if (columns.length === 2) return 1 - (positive?.column as number)
  throw stepError(`\`threshold\` needs two classes, and there are ${columns.length}`, {
    remedy: 'Say what the answer is if the class does not pass: otherwise: …; or give `thresholds`.',
  })
}

type Decide = (values: readonly Float64Array[], rows: number) => Int32Array

function decisionOf({ candidates, byRatio, otherwise }: Rule): Decide {
  return (values, rows) => {
    const picks = new Int32Array(rows)
    for (let r = 0; r < rows; r++) {
      let [best, largest, isMissing] = [-1, -Infinity, false]
      for (const { column, threshold: least } of candidates) {
        const value = values[column]?.[r] as number
        isMissing ||= Number.isNaN(value)
        const score = byRatio ? value / least : value
        if (!(value >= least) || score <= largest) continue
        largest = score
        best = column
      }
      if (isMissing) picks[r] = -1
      else picks[r] = best >= 0 ? best : (otherwise ?? argmaxAt(values, r))
    }
    return picks
  }
}
