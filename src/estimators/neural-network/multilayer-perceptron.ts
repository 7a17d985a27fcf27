/** `MLPClassifier` and `MLPRegressor` of `sklearn.neural_network`. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { ValueId } from '../../program/value.ts'
import type { Attributes } from '../attributes.ts'
import { emitAffine, emitSteps, mapOf } from '../centred-map.ts'
import type { Estimator, Lower } from '../estimator.ts'
import { classNames, readClasses, readFacts } from '../facts.ts'
import { emitLinearMap } from '../linear-map.ts'
import { emitLogistic, pairOutput } from '../linear-model/linear-model.ts'
import { matrices, transposed, vectors } from '../matrices.ts'
import {
  classOutput,
  labelAbove,
  labelOfLargest,
  logOutput,
  matrixOutput,
  multilabelAbove,
  vectorOutput,
} from '../outputs.ts'
import { isAtLeast } from '../version.ts'

type Layer = ReturnType<typeof mapOf>

interface Network {
  readonly layers: readonly Layer[]
  readonly features: number
  readonly outputs: number
  readonly hidden: Activation
  readonly last: Activation
}

type Activation = (builder: ProgramBuilder, input: ValueId) => ValueId

function readNetwork(attributes: Attributes): Network {
  const weights = matrices(attributes, 'coefs_').map(transposed)
  const intercepts = vectors(attributes, 'intercepts_')
  const [first] = weights
  if (first === undefined || intercepts.length !== weights.length) {
    throw attributes.error('model_invalid', `has ${intercepts.length} intercepts for ${weights.length} layers`)
  }
  const layers = weights.map((matrix, i) => {
    const intercept = intercepts[i] as Float64Array
    const width = i === 0 ? matrix.columns : (weights[i - 1]?.rows ?? 0)
    if (intercept.length === matrix.rows && width === matrix.columns) return mapOf(matrix, intercept)
    throw attributes.error('model_invalid', `layer ${i} does not fit the one before, or its intercept`)
  })
  return {
    layers,
    features: first.columns,
    outputs: weights.at(-1)?.rows ?? 0,
    hidden: readActivation(attributes, 'activation'),
    last: readActivation(attributes, 'out_activation_'),
  }
}

function readActivation(attributes: Attributes, option: string): Activation {
  const name = attributes.string(option)
  switch (name) {
    case 'identity':
      return (_, input) => input
    case 'logistic':
      return emitLogistic
    case 'tanh':
    case 'exp':
      return (builder, input) => builder.emit('elementary', { op: 'elementary', input, name }, builder.type(input))
    case 'relu': {
      // Until 0.23 what overflows was the largest number there is.
      const max = isAtLeast(attributes.version, 0, 24) ? Number.POSITIVE_INFINITY : Number.MAX_VALUE
      return (builder, input) => emitSteps(builder, input, [{ kind: 'clip', min: 0, max }])
    }
    case 'softmax':
      return (builder, input) => builder.emit('softmax', { op: 'softmax', input }, builder.type(input))
    default:
      throw attributes.unsupported(`the activation ${name} is unknown`, 'Known are identity, logistic, tanh and relu.')
  }
}

/** Layer after layer: `activation(x @ coefs + intercepts)`. */
function emitNetwork(builder: ProgramBuilder, input: Values, network: Network, estimator: string): ValueId {
  const [first, ...others] = network.layers
  let value = emitLinearMap(builder, input, first as Layer, estimator)
  for (const layer of others) value = emitAffine(builder, network.hidden(builder, value), layer)
  return network.last(builder, value)
}

export function readMlpRegressor(attributes: Attributes): Estimator {
  const { className } = attributes
  const network = readNetwork(attributes)
  const predict: Lower = (builder, input) => {
    const value = emitNetwork(builder, input, network, className)
    return network.outputs === 1 ? vectorOutput(value) : matrixOutput(value)
  }
  return { ...readFacts(attributes, network.features), children: [], methods: { predict } }
}

export function readMlpClassifier(attributes: Attributes): Estimator {
  const { className } = attributes
  const network = readNetwork(attributes)
  const binarizer = attributes.part('_label_binarizer')
  const classes = readClasses(attributes, binarizer.require('classes_'))
  const nClasses = classes.labels.length
  const isMultilabel = binarizer.string('y_type_').startsWith('multilabel')
  if (network.outputs !== nClasses && (isMultilabel || network.outputs !== 1 || nClasses !== 2)) {
    throw attributes.error('model_invalid', `has ${network.outputs} outputs for ${nClasses} classes`)
  }
  const self = {}
  const answer = (builder: ProgramBuilder, input: Values) =>
    builder.once(self, 'network', input, () => emitNetwork(builder, input, network, className))
  const predict: Lower = (builder, input) => {
    const value = answer(builder, input)
    if (isMultilabel) return multilabelAbove(builder, value, 0.5, classNames(classes))
    return network.outputs === 1 ? labelAbove(builder, value, 0.5, classes) : labelOfLargest(builder, value, classes)
  }
  const predictProba: Lower = (builder, input) => {
    const value = answer(builder, input)
    return network.outputs === 1 ? pairOutput(builder, value, classes) : classOutput(value, classes)
  }
  return {
    ...readFacts(attributes, network.features),
    children: [],
    methods: {
      predict,
      predict_proba: predictProba,
      predict_log_proba: (builder, input) => logOutput(builder, predictProba(builder, input)),
    },
  }
}
