/** scikit-learn's `EllipticEnvelope`: how far a row is from the centre, in units of a robust covariance. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import type { Matrix } from '../matrix.ts'
import { finiteNumbers, labelAbove, OUTLIER_OR_INLIER, vectorOutput } from '../outputs.ts'
import { pseudoInverse } from '../pseudo-inverse.ts'

export function readEllipticEnvelope(attributes: Attributes): Estimator {
  const { className } = attributes
  const location = attributes.vector('location_')
  const features = location.length
  const { data: precision } = readPrecision(attributes, features)
  const offset = attributes.number('offset_')
  const self = {}
  const type = { kind: 'numeric', dtype: 'float64', width: 1 } as const
  const score = (builder: ProgramBuilder, input: Values) =>
    builder.once(self, 'score', input, () => {
      const x = finiteNumbers(builder, input, className)
      return builder.emit('negativeMahalanobis', { op: 'negativeMahalanobis', input: x, location, precision }, type)
    })
  const decide = (builder: ProgramBuilder, input: Values) =>
    builder.once(self, 'decision', input, () => {
      const steps = [{ kind: 'subtract', values: Float64Array.of(offset) }] as const
      return builder.emit('columnwise', { op: 'columnwise', input: score(builder, input), steps }, type)
    })
  return {
    ...readFacts(attributes, features),
    children: [],
    methods: {
      // Zero counts as inside.
      predict: (builder, input) => labelAbove(builder, decide(builder, input), -Number.MIN_VALUE, OUTLIER_OR_INLIER),
      decision_function: (builder, input) => vectorOutput(decide(builder, input)),
      score_samples: (builder, input) => vectorOutput(score(builder, input)),
    },
  }
}

/** The inverse of the covariance; without store_precision it is made here, as `pinvh` makes it. */
function readPrecision(attributes: Attributes, features: number): Matrix {
  const isStored = attributes.boolean('store_precision', true)
  const matrix = attributes.matrix(isStored ? 'precision_' : 'covariance_')
  if (matrix.rows !== features || matrix.columns !== features) {
    throw attributes.error(
      'model_invalid',
      `has a covariance of ${matrix.rows} × ${matrix.columns} for ${features} columns`,
    )
  }
  return isStored ? matrix : pseudoInverse(matrix, (largest) => largest * features * Number.EPSILON)
}
