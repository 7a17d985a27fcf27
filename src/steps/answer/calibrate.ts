/**
 * `calibrate`: probabilities as scikit-learn's CalibratedClassifierCV makes them of scores, with the constants given.
 *
 * `sigmoid` (Platt): expit(-(a * x + b)), scikit-learn's `a_` and `b_`. `isotonic`: x is cut to the range of the curve,
 * then linear between its points, IsotonicRegression's `X_thresholds_` and `y_thresholds_`. Of two classes one is calibrated
 * and the other is what is left of 1; of more, each is calibrated by itself and all are divided by their sum, or equal if
 * the sum is 0. `temperature`: the softmax of logits / temperature, where scikit-learn's `beta_` is 1 / temperature; the
 * logit of a probability is log(p + 1e-12). A missing value makes every probability of its row missing.
 */
import { z } from 'zod'
import { numericColumn } from '../../frame/column.ts'
import type { Frame } from '../../frame/frame.ts'
import type { Schema } from '../../frame/schema.ts'
import { retyped } from '../options.ts'
import { defineStep, rowStep } from '../step.ts'
import { stepError } from '../step-error.ts'
import { type Curve, curveOf, curveOptions } from './calibration-curve.ts'
import {
  classAt,
  classLabel,
  type ProbabilityColumn,
  probabilityColumns,
  probabilityOptions,
  valuesOf,
} from './probabilities.ts'

const options = z.strictObject({
  ...probabilityOptions,
  method: z.enum(['sigmoid', 'isotonic', 'temperature']),
  ...curveOptions,
  positive: classLabel
    .optional()
    .meta({ description: 'Of two classes, the one that the curve is of; the last one if not given.' }),
  classes: z
    .record(z.string(), z.strictObject(curveOptions))
    .optional()
    .meta({ description: 'For three classes and more, a curve for each: {red: {a: -2, b: 0.1}, …}.' }),
  temperature: z.number().positive().optional().meta({ description: 'What logits are divided by.' }),
  of: z
    .enum(['probabilities', 'logits'])
    .optional()
    .meta({ description: 'What `temperature` is applied to; what the columns are known to hold if not given.' }),
})

type Options = z.infer<typeof options>

export const calibrate = defineStep<Options>({
  name: 'calibrate',
  summary: 'Makes probabilities of scores, or better ones, by a curve that was fitted elsewhere.',
  stages: ['postprocess'],
  options,
  example: 'calibrate: { method: sigmoid, a: -3.1, b: 0.4 }',
  compile(given, { input }) {
    const columns = probabilityColumns(input, given)
    const calibrated = given.method === 'temperature' ? softened(given, input, columns) : curved(given, columns)
    const positions = columns.map(({ at }) => at)
    return rowStep(retypedAsProbabilities(input, columns), (frame: Frame) => {
      const results = calibrated(valuesOf(frame, columns), frame.rows)
      const replaced = [...frame.columns]
      positions.forEach((at, c) => {
        replaced[at] = numericColumn(results[c] as Float64Array)
      })
      return { ...frame, columns: replaced }
    })
  },
})

function retypedAsProbabilities(input: Schema, columns: readonly ProbabilityColumn[]): Schema {
  const positions = columns.map(({ at }) => at)
  return retyped(input, positions, 'number').map((spec, at) => {
    const role = input[at]?.role
    if (!positions.includes(at)) return input[at] ?? spec
    return role === undefined ? spec : { ...spec, role }
  })
}

/** New columns of old ones. */
type Calibration = (values: readonly Float64Array[], rows: number) => readonly Float64Array[]

function curved(given: Options, columns: readonly ProbabilityColumn[]): Calibration {
  if (given.temperature !== undefined || given.of !== undefined) {
    throw stepError(`\`temperature\` and \`of\` do not belong to the method ${given.method}`)
  }
  if (columns.length > 2) return eachNormalised(curvesOf(given, columns))
  if (given.classes !== undefined) {
    throw stepError('`classes` is for three classes and more; of two, one has a curve', {
      remedy: `Say positive: ${Object.keys(given.classes)[0]}, and its curve beside it.`,
    })
  }
  const curve = curveOf(given.method, given)
  const positive = given.positive === undefined ? columns.length - 1 : classAt(columns, given.positive)
  return (values) => {
    const chance = (values[positive] as Float64Array).map((x) => withinOne(curve(x)))
    return values.map((_, c) => (c === positive ? chance : chance.map((p) => 1 - p)))
  }
}

function curvesOf(
  { method, classes = {}, positive, ...given }: Options,
  columns: readonly ProbabilityColumn[],
): Curve[] {
  const isShared = given.a !== undefined || given.b !== undefined || given.x !== undefined || given.y !== undefined
  if (isShared || positive !== undefined) {
    throw stepError(`there are ${columns.length} classes, and each has a curve of its own`, {
      remedy: 'Give them under `classes`.',
    })
  }
  const curves = new Map(
    Object.entries(classes).map(([label, curve]) => [classAt(columns, label), curveOf(method, curve)]),
  )
  return columns.map(({ label }, c) => {
    const curve = curves.get(c)
    if (curve !== undefined) return curve
    throw stepError(`the class ${String(label)} has no curve`, { remedy: 'Give one for each under `classes`.' })
  })
}

function eachNormalised(curves: readonly Curve[]): Calibration {
  return (values, rows) => {
    const results = values.map((data, c) => data.map(curves[c] as Curve))
    for (let r = 0; r < rows; r++) {
      let sum = 0
      for (const result of results) sum += result[r] as number
      for (const result of results) result[r] = sum === 0 ? 1 / results.length : withinOne((result[r] as number) / sum)
    }
    return results
  }
}

/** scikit-learn takes what is above 1 by no more than this for the error of a division. */
const EXCESS = 1e-5

function withinOne(p: number): number {
  return p > 1 && p <= 1 + EXCESS ? 1 : p
}

/** What scikit-learn adds to a probability before it takes the logarithm. */
const EPSILON = 1e-12

function softened(given: Options, input: Schema, columns: readonly ProbabilityColumn[]): Calibration {
  const { temperature, classes, positive, a, b, x, y } = given
  if (temperature === undefined) throw stepError('the method temperature needs a `temperature`')
  if ([classes, positive, a, b, x, y].some((option) => option !== undefined)) {
    throw stepError('the method temperature takes no curves')
  }
  const isKnown = columns.every(({ at }) => input[at]?.role?.kind === 'probability')
  const isProbability = (given.of ?? (isKnown ? 'probabilities' : 'logits')) === 'probabilities'
  const beta = 1 / temperature
  const logit = isProbability ? (p: number) => beta * Math.log(p + EPSILON) : (score: number) => beta * score
  // One score is that of the positive class of two, whose logits are -x and x.
  if (columns.length === 1) {
    if (isProbability)
      throw stepError('one probability has no softmax', { remedy: 'Name the columns of both classes.' })
    return ([scores = new Float64Array(0)]) => [scores.map((score) => 1 / (1 + Math.exp(-2 * logit(score))))]
  }
  return (values, rows) =>
    softmax(
      values.map((data) => data.map(logit)),
      rows,
    )
}

/** Of each row, in place. */
function softmax(logits: readonly Float64Array[], rows: number): readonly Float64Array[] {
  for (let r = 0; r < rows; r++) {
    let largest = -Infinity
    for (const column of logits) largest = Math.max(largest, column[r] as number)
    let sum = 0
    for (const column of logits) {
      column[r] = Math.exp((column[r] as number) - largest)
      sum += column[r] as number
    }
    for (const column of logits) column[r] = withinOne((column[r] as number) / sum)
  }
  return logits
}
