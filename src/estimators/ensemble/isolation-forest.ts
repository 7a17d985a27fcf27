/** `IsolationForest`: rows that random splits isolate early are outliers (Liu, Ting and Zhou, 2008). */
import { field, toInt32 } from '../../pickle/ndarray-decode.ts'
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { ValueId } from '../../program/value.ts'
import { Attributes } from '../attributes.ts'
import type { Estimator, Lower } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { finiteNumbers, vectorOutput } from '../outputs.ts'
import { asTrees, emitTreeRows, emitTrees, treeSource } from '../tree/members.ts'
import { joinTrees, type LeafLayout, type RawTree, type TreeSource } from '../tree/tree-arrays.ts'
import { isAtLeast } from '../version.ts'
import { labelNotBelow } from './boosting-outputs.ts'
import { type ColumnUnion, emitUnionRows, readColumnSets, uniteColumns } from './column-sets.ts'
import { logOfWhole } from './whole-logarithm.ts'

const EULER_GAMMA = 0.5772156649015329
const LABELS = { dtype: 'int64', labels: [-1, 1] } as const
const WIDTH_1 = { kind: 'numeric', dtype: 'float64', width: 1 } as const

export function readIsolationForest(attributes: Attributes): Estimator {
  const items = attributes.list('estimators_')
  const members = asTrees(attributes, 'estimators_', items)
  if (members === undefined || members.length === 0) throw attributes.error('model_not_fitted', 'has no trees')
  // 1.6 let NaN in, and infinite values with it.
  const { className } = attributes
  const isLenient = isAtLeast(attributes.version, 1, 6)
  const isNarrowFirst = isAtLeast(attributes.version, 1, 3)
  const checks = { estimator: className, missing: isLenient, infinite: isLenient }
  const { union, sets } = uniteColumns(readColumnSets(attributes, items.length), checks)
  const sources = members.map((tree, i) => treeSource(tree, sets[i]))
  const isOld = !isAtLeast(attributes.version, 0, 22)
  const trees = joinTrees(sources, pathLeaves(sources, isOld))
  const denominator = readDenominator(attributes, members.length, isOld)
  const offset = attributes.number('offset_')
  const self = {}
  const score = (builder: ProgramBuilder, input: Values): ValueId =>
    builder.once(self, 'score', input, () => {
      const x = isLenient ? emitUnionRows(builder, input, union) : emitFinite(builder, input, union, isNarrowFirst)
      const paths = emitTrees(builder, x, trees, isOld ? members.length : 1)
      return emitScore(builder, paths, denominator, isAtLeast(attributes.version, 1, 0))
    })
  const decision = (builder: ProgramBuilder, input: Values): ValueId => {
    const steps = [{ kind: 'subtract', values: Float64Array.of(offset) }] as const
    return builder.emit('columnwise', { op: 'columnwise', input: score(builder, input), steps }, WIDTH_1)
  }
  const threshold = readThreshold(attributes)
  const predict: Lower = (builder, input) => labelNotBelow(builder, decision(builder, input), threshold, LABELS)
  return {
    ...readFacts(attributes),
    children: [],
    methods: {
      predict,
      decision_function: (builder, input) => vectorOutput(decision(builder, input)),
      score_samples: (builder, input) => vectorOutput(score(builder, input)),
    },
  }
}

/** Rows of finite numbers; columns that no tree looks at have to hold float32 only where all are narrowed first. */
function emitFinite(builder: ProgramBuilder, input: Values, union: ColumnUnion, isNarrowFirst: boolean): ValueId {
  if (!isNarrowFirst) {
    const id = finiteNumbers(builder, input, union.rows.estimator)
    return emitUnionRows(builder, { kind: 'numeric', id }, union)
  }
  const id = emitTreeRows(builder, input, union.rows)
  return builder.numeric(builder.select({ kind: 'numeric', id }, union.columns))
}

/** What the length of all paths is divided by. */
function readDenominator(attributes: Attributes, trees: number, isOld: boolean): number {
  const samples = attributes.count(attributes.first('max_samples_', '_max_samples'))
  return isOld ? averagePath(samples, true) : trees * averagePath(samples, false)
}

/** A forest that was fitted on one row scores all rows as if their paths were as long as the average: 1.0 and newer. */
function emitScore(builder: ProgramBuilder, paths: ValueId, denominator: number, guarded: boolean): ValueId {
  if (denominator !== 0 || !guarded) {
    return builder.emit('isolationScore', { op: 'isolationScore', input: paths, divisor: denominator }, WIDTH_1)
  }
  const steps = [{ kind: 'clip', min: 1, max: 1 }] as const
  const ones = builder.emit('columnwise', { op: 'columnwise', input: paths, steps }, WIDTH_1)
  return builder.emit('isolationScore', { op: 'isolationScore', input: ones, divisor: 1 }, WIDTH_1)
}

/** What a decision is compared with: 0, but for the behaviour of old that 0.20 still had. */
function readThreshold(attributes: Attributes): number {
  const isOldBehaviour = !isAtLeast(attributes.version, 0, 22) && attributes.string('behaviour', 'old') === 'old'
  return isOldBehaviour ? attributes.number('_threshold_') : 0
}

/** A leaf is as deep as the nodes on the way to it, and as the tree would have grown over the rows left in it. */
function pathLeaves(sources: readonly TreeSource[], isOld: boolean): LeafLayout {
  const samples = sources.map(({ object, path }) =>
    toInt32(field(new Attributes(object, path).array('nodes'), 'n_node_samples')),
  )
  const depths = new Map<RawTree, Int32Array>()
  const averages = new Map<number, number>()
  return {
    width: 1,
    outputs: 1,
    maxClasses: 1,
    write: (to, at, tree, node, t) => {
      if (!depths.has(tree)) depths.set(tree, nodeDepths(tree, sources[t] as TreeSource))
      const left = (samples[t] as Int32Array)[node] as number
      if (!averages.has(left)) averages.set(left, averagePath(left, isOld))
      const depth = (depths.get(tree) as Int32Array)[node] as number
      const average = averages.get(left) as number
      // The order of these sums differs between versions, and with it the last bit.
      to[at] = isOld ? depth - 1 + average : depth + average - 1
    },
  }
}

/** Nodes on the way to each node, itself and the root included. Parents stand before their children. */
function nodeDepths({ left, right }: RawTree, { object, path }: TreeSource): Int32Array {
  const depths = new Int32Array(left.length).fill(1, 0, 1)
  for (let node = 0; node < left.length; node++) {
    if (left[node] === -1) continue
    for (const child of [left[node] as number, right[node] as number]) {
      if (!(child > node))
        throw new Attributes(object, path).error('model_invalid', `node ${node} has a child before it`)
      depths[child] = (depths[node] as number) + 1
    }
  }
  return depths
}

/** Mean length of a search that fails in a binary search tree of n rows. 0.20 took 1 for a single row. */
function averagePath(n: number, isOld: boolean): number {
  if (n <= 1) return isOld ? 1 : 0
  if (n === 2 && !isOld) return 1
  return 2 * (logOfWhole(n - 1) + EULER_GAMMA) - (2 * (n - 1)) / n
}
