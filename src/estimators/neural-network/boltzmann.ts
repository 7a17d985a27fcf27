/** `sklearn.neural_network.BernoulliRBM`. */
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { numberedNames, readFacts } from '../facts.ts'
import { emitLinearMap } from '../linear-map.ts'
import { emitLogistic } from '../linear-model/linear-model.ts'

/**
 * Probabilities of the hidden units: the logistic function of `X @ components_.T + intercept_hidden_`. Its
 * score_samples flips a bit at random, and is left to Python.
 */
export function readBernoulliRbm(attributes: Attributes): Estimator {
  const { className } = attributes
  const { rows: outputs, columns, data: weights } = attributes.matrix('components_')
  const intercept = attributes.vector('intercept_hidden_', outputs)
  return {
    ...readFacts(attributes, columns),
    children: [],
    methods: {},
    transform: (builder, input) => ({
      kind: 'numeric',
      id: emitLogistic(builder, emitLinearMap(builder, input, { weights, intercept, outputs }, className)),
    }),
    featureNamesOut: () => numberedNames(className, outputs),
  }
}
