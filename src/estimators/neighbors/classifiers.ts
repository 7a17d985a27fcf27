/** Votes of neighbours: `KNeighborsClassifier` and `RadiusNeighborsClassifier`. */
import { PickleList } from '../../pickle/values.ts'
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { NeighborVotes, NeighborWeights } from '../../program/operators/neighbors.ts'
import type { MethodOutput } from '../../program/program.ts'
import type { ValueId } from '../../program/value.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { type Attributes, itemsOf } from '../attributes.ts'
import type { Estimator, Lower } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { classOutput } from '../outputs.ts'
import { isAtLeast } from '../version.ts'
import {
  emitNearest,
  emitWithin,
  kneighborsMethod,
  type NeighborSearch,
  readNeighborCount,
  readNeighborSearch,
} from './search.ts'
import { readTargets, type Target, type Targets } from './targets.ts'
import { readWeights } from './weights.ts'

type Voting = Pick<NeighborVotes, 'pairwise' | 'normalize' | 'alone'>

/** The list of neighbours of the rows. */
type List = (builder: ProgramBuilder, input: Values) => ValueId

function emitVotes(
  builder: ProgramBuilder,
  list: ValueId,
  { labels, classes }: Target,
  weights: NeighborWeights,
  voting: Voting,
): ValueId {
  const type = { kind: 'numeric', dtype: 'float64', width: classes.labels.length } as const
  return builder.emit('neighborVotes', { op: 'neighborVotes', input: list, labels, weights, ...voting }, type)
}

/** The class with the most votes, one column an output. */
function labelsOf(builder: ProgramBuilder, votes: readonly ValueId[], { targets, isMatrix }: Targets): MethodOutput {
  const type = { kind: 'numeric', dtype: 'float64', width: 1 } as const
  const parts = votes.map(
    (input): Values => ({ kind: 'numeric', id: builder.emit('argMax', { op: 'argMax', input }, type) }),
  )
  const value = builder.numeric(builder.concat(parts))
  return {
    kind: 'labels',
    value,
    shape: isMatrix ? 'matrix' : 'vector',
    classes: targets.map(({ classes }) => classes),
  }
}

/** Probabilities of one output, or a list with those of each. */
function probabilitiesOf(
  { targets, isMatrix }: Targets,
  compute: (target: Target, output: number) => ValueId,
): MethodOutput {
  const items = targets.map((target, k) => classOutput(compute(target, k), target.classes))
  return isMatrix ? { kind: 'list', items } : (items[0] as MethodOutput)
}

/** scikit-learn's `KNeighborsClassifier`. */
export function readKNeighborsClassifier(attributes: Attributes): Estimator {
  const { className } = attributes
  const search = readNeighborSearch(attributes)
  const neighbors = readNeighborCount(attributes, search)
  const targets = readTargets(attributes, search)
  const weights = readWeights(attributes)
  checkClassMode(attributes, search, targets)
  const list: List = (builder, input) => emitNearest(builder, input, search, neighbors, className)
  const predict: Lower = (builder, input) => {
    // scipy's weighted mode adds up a zero for each neighbour of another class.
    const voting = { pairwise: weights === 'distance', normalize: false, alone: 'none' } as const
    const votes = targets.targets.map((target) => emitVotes(builder, list(builder, input), target, weights, voting))
    return labelsOf(builder, votes, targets)
  }
  const predictProba: Lower = (builder, input) =>
    probabilitiesOf(targets, (target) =>
      emitVotes(builder, list(builder, input), target, weights, { pairwise: false, normalize: true, alone: 'none' }),
    )
  return {
    ...readFacts(attributes, search.features),
    children: [],
    methods: {
      predict,
      predict_proba: predictProba,
      kneighbors: kneighborsMethod(search, neighbors, className),
    },
  }
}

/** Votes that all count 1 are counted while searching: from 1.3 on, by radius from 1.4 on; not by Euclidean distances. */
function isClassMode(attributes: Attributes, { metric, order }: NeighborSearch, { isMatrix }: Targets): boolean {
  const isNew = isAtLeast(attributes.version, 1, attributes.className === 'KNeighborsClassifier' ? 3 : 4)
  const isEuclidean = metric.name === 'euclidean' || metric.name === 'sqeuclidean'
  return isNew && attributes.get('weights') === 'uniform' && order.kind === 'heap' && !isEuclidean && !isMatrix
}

/** The first versions that count so take only integers. */
function checkClassMode(attributes: Attributes, search: NeighborSearch, targets: Targets): void {
  if (isAtLeast(attributes.version, 1, 7) || !isClassMode(attributes, search, targets)) return
  if (targets.targets[0]?.classes.dtype === 'int64') return
  throw attributes.unsupported(
    'this version cannot predict classes that are no integers with algorithm="brute" and this metric',
    'Python refuses too: train with a newer scikit-learn, or with another algorithm.',
  )
}

/** scikit-learn's `RadiusNeighborsClassifier`. Version 0.20 has no probabilities. */
export function readRadiusNeighborsClassifier(attributes: Attributes): Estimator {
  const { className } = attributes
  const found = readNeighborSearch(attributes)
  const radius = attributes.number('radius')
  const targets = readTargets(attributes, found)
  const weights = readWeights(attributes)
  checkClassMode(attributes, found, targets)
  // Rows that come without names are not even looked at there; what is no number is far from everything.
  const isUnchecked = isClassMode(attributes, found, targets) && !attributes.has('feature_names_in_')
  const search = isUnchecked ? { ...found, allowsMissing: true, allowsInfinite: true } : found
  const labels = readOutlierLabels(attributes, targets)
  const list: List = (builder, input) => emitWithin(builder, input, search, radius, className)
  const hasProbabilities = isAtLeast(attributes.version, 0, 22)
  const shareAlone = (target: Target, k: number): NeighborVotes['alone'] => {
    if (labels === undefined) return 'refuse'
    if (isClassMode(attributes, search, targets)) return aloneInClassMode(attributes, target)
    return indexOrNone(target, labels[k] as Cell)
  }
  const predict: Lower = (builder, input) => {
    const widened = targets.targets.map((target, k) => withOutlier(target, labels?.[k], shareAlone(target, k)))
    const votes = widened.map(({ target, alone }) =>
      emitVotes(builder, list(builder, input), target, weights, {
        pairwise: weights === 'distance' && !hasProbabilities,
        normalize: hasProbabilities,
        alone,
      }),
    )
    return labelsOf(builder, votes, { ...targets, targets: widened.map(({ target }) => target) })
  }
  const predictProba: Lower = (builder, input) =>
    probabilitiesOf(targets, (target, k) =>
      emitVotes(builder, list(builder, input), target, weights, {
        pairwise: false,
        normalize: true,
        alone: shareAlone(target, k),
      }),
    )
  return {
    ...readFacts(attributes, search.features),
    children: [],
    methods: { predict, ...(hasProbabilities ? { predict_proba: predictProba } : {}) },
  }
}

/** The label of rows without neighbours, one an output; none if they are refused. */
function readOutlierLabels(attributes: Attributes, { targets }: Targets): readonly Cell[] | undefined {
  const name = isAtLeast(attributes.version, 0, 22) ? 'outlier_label_' : 'outlier_label'
  const value = attributes.get(name)
  if (value === undefined || value === null) return undefined
  const items = value instanceof PickleList ? value.items : (itemsOf(value) ?? targets.map(() => value))
  if (items.length === targets.length && items.every((item) => typeof item !== 'object'))
    return items as readonly Cell[]
  throw attributes.error('model_invalid', `expected ${targets.length} labels in ${name}`)
}

function indexOrNone({ classes }: Target, label: Cell): number | 'none' {
  const index = classes.labels.indexOf(label)
  return index < 0 ? 'none' : index
}

/** At first the label is sought among the classes, later, by mistake, among their indices. */
function aloneInClassMode(attributes: Attributes, target: Target): number | 'none' {
  const label = attributes.get('outlier_label')
  if (typeof label !== 'number') return 'none'
  if (!isAtLeast(attributes.version, 1, 7)) return indexOrNone(target, label)
  return Number.isInteger(label) && label >= 0 && label < target.classes.labels.length ? label : 'none'
}

/** For labels, rows without neighbours and without a share have the outlier's label, be it a class or not. */
function withOutlier(
  target: Target,
  label: Cell | undefined,
  share: NeighborVotes['alone'],
): { target: Target; alone: NeighborVotes['alone'] } {
  if (share !== 'none' || label === undefined) return { target, alone: share }
  const { dtype, labels } = target.classes
  const classes = { dtype, labels: [...labels, label] }
  return { target: { ...target, classes }, alone: labels.length }
}
