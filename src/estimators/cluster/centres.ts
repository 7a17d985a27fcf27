/** Clusters that are known by their centres: the nearest one is a row's. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { Points } from '../../program/operators/distances.ts'
import type { ClassLabels, MethodOutput } from '../../program/program.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { prefixedNames } from '../neighbors/search.ts'
import { finiteNumbers } from '../outputs.ts'

const WIDTH_1 = { kind: 'numeric', dtype: 'float64', width: 1 } as const

interface Centres extends Points {
  readonly features: number
}

function readCentres(attributes: Attributes, name: string): Centres {
  const { rows, columns, data } = attributes.matrix(name)
  return { count: rows, data, features: columns }
}

function nearestCentre(
  builder: ProgramBuilder,
  input: Values,
  { count, data }: Centres,
  labels: ClassLabels,
  estimator: string,
): MethodOutput {
  const x = finiteNumbers(builder, input, estimator)
  const operator = { op: 'centreScores', input: x, points: { count, data } } as const
  const scores = builder.emit('centreScores', operator, { kind: 'numeric', dtype: 'float64', width: count })
  const value = builder.emit('argMin', { op: 'argMin', input: scores }, WIDTH_1)
  return { kind: 'labels', value, shape: 'vector', classes: [labels] }
}

function distancesTo(builder: ProgramBuilder, input: Values, { count, data }: Centres, estimator: string): Values {
  const operator = {
    op: 'distances',
    input: finiteNumbers(builder, input, estimator),
    metric: { name: 'euclidean', expanded: true },
    points: { count, data },
  } as const
  return {
    kind: 'numeric',
    id: builder.emit('distances', operator, { kind: 'numeric', dtype: 'float64', width: count }),
  }
}

function numbered(count: number): ClassLabels {
  return { dtype: 'int64', labels: Array.from({ length: count }, (_, i) => i) }
}

/** Labels by the nearest centre, and the distances to all. */
function clustering(attributes: Attributes, centres: Centres, labels: ClassLabels): Estimator {
  const { className } = attributes
  return {
    ...readFacts(attributes, centres.features),
    children: [],
    methods: { predict: (builder, input) => nearestCentre(builder, input, centres, labels, className) },
    transform: (builder, input) => distancesTo(builder, input, centres, className),
    featureNamesOut: () => prefixedNames(className, centres.count),
  }
}

/** scikit-learn's `KMeans` and `MiniBatchKMeans`. */
export function readKMeans(attributes: Attributes): Estimator {
  const centres = readCentres(attributes, 'cluster_centers_')
  return clustering(attributes, centres, numbered(centres.count))
}

/** scikit-learn's `Birch`: each subcluster's centre has the label of the cluster that it was put into. */
export function readBirch(attributes: Attributes): Estimator {
  const centres = readCentres(attributes, 'subcluster_centers_')
  const labels = attributes.integers('subcluster_labels_')
  if (labels.length !== centres.count) {
    throw attributes.error('model_invalid', `has ${labels.length} labels of ${centres.count} subclusters`)
  }
  return clustering(attributes, centres, { dtype: 'int64', labels: Array.from(labels) })
}

/** scikit-learn's `MeanShift`. */
export function readMeanShift(attributes: Attributes): Estimator {
  const centres = readCentres(attributes, 'cluster_centers_')
  return labelling(attributes, centres)
}

/** scikit-learn's `AffinityPropagation`. Where it did not converge there are no centres, and every label is -1. */
export function readAffinityPropagation(attributes: Attributes): Estimator {
  if (!attributes.has('cluster_centers_')) {
    throw attributes.unsupported(
      'with affinity="precomputed" it labels only the rows that it was fitted on, in Python too',
      'Train with affinity="euclidean".',
    )
  }
  const centres = readCentres(attributes, 'cluster_centers_')
  return centres.count === 0 ? withoutCentres(attributes, centres) : labelling(attributes, centres)
}

function labelling(attributes: Attributes, centres: Centres): Estimator {
  const { methods } = clustering(attributes, centres, numbered(centres.count))
  return { ...readFacts(attributes, centres.features), children: [], methods }
}

function withoutCentres(attributes: Attributes, { features }: Centres): Estimator {
  const { className } = attributes
  return {
    ...readFacts(attributes, features),
    children: [],
    methods: {
      predict: (builder, input) => {
        const x = finiteNumbers(builder, input, className)
        // 0 for every row, whatever is in it.
        const nothing = { weights: new Float64Array(builder.width(input)), intercept: Float64Array.of(0) }
        const value = builder.emit('affine', { op: 'affine', input: x, ...nothing }, WIDTH_1)
        return { kind: 'labels', value, shape: 'vector', classes: [{ dtype: 'int64', labels: [-1] }] }
      },
    },
  }
}

/** scikit-learn's `BisectingKMeans`: distances to the centres, but labels by going down the tree of its bisections. */
export function readBisectingKMeans(attributes: Attributes): Estimator {
  const { className } = attributes
  const centres = readCentres(attributes, 'cluster_centers_')
  const tree = readBisections(attributes, centres)
  const labels = numbered(centres.count)
  return {
    ...clustering(attributes, centres, labels),
    methods: {
      predict: (builder, input) => {
        const x = finiteNumbers(builder, input, className)
        const value = builder.emit('centreTree', { op: 'centreTree', input: x, ...tree }, WIDTH_1)
        return { kind: 'labels', value, shape: 'vector', classes: [labels] }
      },
    },
  }
}

interface Bisections {
  readonly left: Int32Array
  readonly right: Int32Array
  readonly labels: Int32Array
  readonly centres: Float64Array
}

/** The objects of the tree as arrays, parents first. Their centres are relative to the mean of what was fitted on. */
function readBisections(attributes: Attributes, { count, features }: Centres): Bisections {
  const mean = attributes.has('_X_mean') ? attributes.vector('_X_mean', features) : new Float64Array(features)
  const nodes = [attributes.part('_bisecting_tree')]
  const limit = 2 * count - 1
  const left = new Int32Array(limit).fill(-1)
  const right = new Int32Array(limit).fill(-1)
  const labels = new Int32Array(limit)
  const centres = new Float64Array(limit * features)
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i]
    if (node === undefined || nodes.length > limit)
      throw attributes.error('model_invalid', `has a tree of more than ${limit} nodes`)
    // Nobody asks how far the root is.
    if (i > 0)
      centres.set(
        node.vector('center', features).map((x, j) => x + (mean[j] as number)),
        i * features,
      )
    if (node.isNone('left')) {
      const label = node.count('label')
      if (label >= count)
        throw attributes.error('model_invalid', `has a leaf of the label ${label}, of ${count} clusters`)
      labels[i] = label
    } else {
      left[i] = nodes.push(node.part('left')) - 1
      right[i] = nodes.push(node.part('right')) - 1
    }
  }
  const used = nodes.length
  return {
    left: left.slice(0, used),
    right: right.slice(0, used),
    labels: labels.slice(0, used),
    centres: centres.slice(0, used * features),
  }
}
