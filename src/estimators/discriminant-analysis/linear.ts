/** `sklearn.discriminant_analysis.LinearDiscriminantAnalysis`: a linear classifier, and the axes that part the classes. */
import type { ProgramBuilder } from '../../program/builder.ts'
import type { ColumnStep } from '../../program/operators/numbers.ts'
import type { MethodOutput } from '../../program/program.ts'
import type { Attributes } from '../attributes.ts'
import { emitCentredMap, mapOf } from '../centred-map.ts'
import type { Estimator, Lower } from '../estimator.ts'
import { numberedNames } from '../facts.ts'
import {
  emitLogistic,
  linearClassifier,
  oneVsRest,
  type ProbabilityContext,
  pairOutput,
  softmax,
} from '../linear-model/linear-model.ts'
import { transposed } from '../matrices.ts'
import { logOutput } from '../outputs.ts'
import { isAtLeast } from '../version.ts'

/** The smallest float64 that is not subnormal. */
const SMALLEST_NORMAL = 2 ** -1022

export function readLinearDiscriminant(attributes: Attributes): Estimator {
  // Versions before 0.22 treat each class against all others.
  const probabilities = isAtLeast(attributes.version, 0, 22) ? posteriors : oneVsRest(attributes)
  const classifier = linearClassifier(attributes, probabilities)
  const predictProba = classifier.methods.predict_proba as Lower
  const predictLogProba: Lower = (builder, input) => {
    const output = predictProba(builder, input)
    return logOutput(builder, isAtLeast(attributes.version, 0, 24) ? withoutZeros(builder, output) : output)
  }
  const methods = { ...classifier.methods, predict_log_proba: predictLogProba }
  // The solver lsqr finds no axes, so that Python refuses to transform.
  if (attributes.string('solver') === 'lsqr') return { ...classifier, methods }
  return { ...classifier, methods, ...readAxes(attributes) }
}

function posteriors(context: ProbabilityContext): MethodOutput {
  const { builder, scores, map, classes } = context
  return map.outputs === 1 ? pairOutput(builder, emitLogistic(builder, scores), classes) : softmax(context, scores)
}

/** Before logarithms are taken, 0 becomes the smallest normal number (0.24 and newer). */
function withoutZeros(builder: ProgramBuilder, output: MethodOutput): MethodOutput {
  if (output.kind !== 'numeric') return output
  const operator = { op: 'replaceZeros', input: output.value, value: SMALLEST_NORMAL } as const
  return { ...output, value: builder.emit('replaceZeros', operator, builder.type(output.value)) }
}

/** `(X - xbar_) @ scalings_`, where the solver eigen has no xbar_; no more than `_max_components` columns. */
function readAxes(attributes: Attributes): Pick<Estimator, 'transform' | 'featureNamesOut'> {
  const { className } = attributes
  const all = transposed(attributes.matrix('scalings_'))
  const components = attributes.count('_max_components')
  const outputs = Math.min(components, all.rows)
  const map = mapOf({ ...all, rows: outputs, data: all.data.slice(0, outputs * all.columns) })
  const steps: ColumnStep[] = []
  if (attributes.string('solver') === 'svd') {
    steps.push({ kind: 'subtract', values: attributes.vector('xbar_', all.columns) })
  }
  return {
    transform: (builder, input) => ({
      kind: 'numeric',
      id: emitCentredMap(builder, input, steps, map, className),
    }),
    featureNamesOut: () => numberedNames(className, components),
  }
}
