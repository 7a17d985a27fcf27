/** `sklearn.neighbors.NearestCentroid`. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { Metric } from '../../program/operators/distances.ts'
import type { ClassLabels, MethodOutput } from '../../program/program.ts'
import type { ValueId } from '../../program/value.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator, Lower } from '../estimator.ts'
import { readClasses, readFacts } from '../facts.ts'
import { classOutput, finiteNumbers, labelOfLargest, vectorOutput } from '../outputs.ts'
import { readMetric } from './metric.ts'

const WIDTH_1 = { kind: 'numeric', dtype: 'float64', width: 1 } as const

interface Centroids {
  readonly estimator: string
  readonly classes: ClassLabels
  readonly data: Float64Array
  readonly features: number
  readonly metric: Metric
}

export function readNearestCentroid(attributes: Attributes): Estimator {
  const classes = readClasses(attributes, attributes.require('classes_'))
  const { rows, columns, data } = attributes.matrix('centroids_')
  if (rows !== classes.labels.length) {
    throw attributes.error('model_invalid', `has ${rows} centroids for ${classes.labels.length} classes`)
  }
  const metric = readMetric(attributes, { name: attributes.get('metric'), params: undefined, arithmetic: 'scipy' })
  const centroids: Centroids = {
    estimator: attributes.className,
    classes,
    data,
    features: columns,
    metric: metric.name === 'euclidean' ? { ...metric, expanded: true } : metric,
  }
  const nearest: Lower = (builder, input) => nearestLabel(builder, input, centroids)
  return {
    ...readFacts(attributes, columns),
    children: [],
    methods: attributes.has('class_prior_') ? scoredMethods(attributes, centroids, nearest) : { predict: nearest },
  }
}

function nearestLabel(builder: ProgramBuilder, input: Values, centroids: Centroids): MethodOutput {
  const { classes, data, metric, estimator } = centroids
  const x = finiteNumbers(builder, input, estimator)
  const count = classes.labels.length
  const operator = { op: 'distances', input: x, metric, points: { count, data } } as const
  const distances = builder.emit('distances', operator, { kind: 'numeric', dtype: 'float64', width: count })
  const value = builder.emit('argMin', { op: 'argMin', input: distances }, WIDTH_1)
  return { kind: 'labels', value, shape: 'vector', classes: [classes] }
}

/** From 1.6 on: discriminant scores, for which the priors count; Python has them for the Euclidean metric only. */
function scoredMethods(attributes: Attributes, centroids: Centroids, nearest: Lower): Estimator['methods'] {
  const { classes } = centroids
  const count = classes.labels.length
  const priors = attributes.vector('class_prior_', count)
  const deviations = attributes.vector('within_class_std_dev_', centroids.features)
  const isUniform = priors.every((prior) => Math.abs(prior - 1 / count) <= 1e-8 + 1e-5 / count)
  const self = {}
  const score = (builder: ProgramBuilder, input: Values): ValueId =>
    builder.once(self, 'score', input, () => emitScores(builder, input, centroids, priors, deviations))
  const predict: Lower = isUniform
    ? nearest
    : (builder, input) => labelOfLargest(builder, score(builder, input), classes)
  if (centroids.metric.name !== 'euclidean') return { predict }
  const logs: Lower = (builder, input) => {
    const scores = score(builder, input)
    const operator = { op: 'logNormalize', input: scores } as const
    return classOutput(builder.emit('logNormalize', operator, builder.type(scores)), classes)
  }
  return {
    predict,
    decision_function: (builder, input) =>
      count === 2
        ? vectorOutput(differenceOf(builder, score(builder, input)))
        : classOutput(score(builder, input), classes),
    predict_proba: (builder, input) => {
      const scores = score(builder, input)
      return classOutput(builder.emit('softmax', { op: 'softmax', input: scores }, builder.type(scores)), classes)
    },
    predict_log_proba: logs,
  }
}

/** `2 log prior - ‖(x - centroid) / deviation‖²`; a column that never varies within a class is not divided. */
function emitScores(
  builder: ProgramBuilder,
  input: Values,
  { classes, data, features, metric, estimator }: Centroids,
  priors: Float64Array,
  deviations: Float64Array,
): ValueId {
  const divisors = deviations.map((deviation) => deviation || 1)
  const x = finiteNumbers(builder, input, estimator)
  const scale = { op: 'columnwise', input: x, steps: [{ kind: 'divide', values: divisors }] } as const
  const scaled = builder.emit('columnwise', scale, builder.type(x))
  const count = classes.labels.length
  const points = { count, data: data.map((value, i) => value / (divisors[i % features] as number)) }
  const type = { kind: 'numeric', dtype: 'float64', width: count } as const
  const distances = builder.emit('distances', { op: 'distances', input: scaled, metric, points }, type)
  const square = { op: 'squares', input: distances } as const
  const squares = builder.emit('squares', square, type)
  const steps = [
    { kind: 'multiply', values: new Float64Array(count).fill(-1) },
    { kind: 'add', values: priors.map((prior) => 2 * Math.log(prior)) },
  ] as const
  return builder.emit('columnwise', { op: 'columnwise', input: squares, steps }, type)
}

/** The second column less the first. */
function differenceOf(builder: ProgramBuilder, scores: ValueId): ValueId {
  const operator = {
    op: 'affine',
    input: scores,
    weights: Float64Array.of(-1, 1),
    intercept: Float64Array.of(0),
  } as const
  return builder.emit('affine', operator, WIDTH_1)
}
