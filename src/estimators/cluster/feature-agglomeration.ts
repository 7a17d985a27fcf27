/** `sklearn.cluster.FeatureAgglomeration`: columns that are alike become one. */
import { describeValue } from '../../pickle/describe.ts'
import { PickleGlobal } from '../../pickle/values.ts'
import type { Pooling } from '../../program/operators/distances.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { prefixedNames } from '../neighbors/search.ts'
import { finiteNumbers } from '../outputs.ts'

/** numpy's functions, by the names that its versions pickle them under. */
const POOLINGS: Readonly<Record<string, Pooling>> = {
  amax: 'max',
  amin: 'min',
  max: 'max',
  mean: 'mean',
  median: 'median',
  min: 'min',
  sum: 'sum',
}

export function readFeatureAgglomeration(attributes: Attributes): Estimator {
  const { className } = attributes
  const pooling = readPooling(attributes)
  const labels = attributes.integers('labels_')
  const groups = [...new Set(labels)].sort((a, b) => a - b)
  const index = new Map(groups.map((label, i) => [label, i]))
  const members = labels.map((label) => index.get(label) as number)
  return {
    ...readFacts(attributes, labels.length),
    children: [],
    methods: {},
    transform: (builder, input) => {
      const x = finiteNumbers(builder, input, className)
      const type = { kind: 'numeric', dtype: 'float64', width: groups.length } as const
      return {
        kind: 'numeric',
        id: builder.emit('poolColumns', { op: 'poolColumns', input: x, pooling, groups: members }, type),
      }
    },
    inverseTransform: (builder, input) =>
      builder.select({ kind: 'numeric', id: builder.numeric(input) }, Array.from(members)),
    featureNamesOut: () => prefixedNames(className, groups.length),
  }
}

function readPooling(attributes: Attributes): Pooling {
  const value = attributes.require('pooling_func')
  const isNumpy = value instanceof PickleGlobal && value.module.split('.')[0] === 'numpy'
  const pooling = isNumpy && Object.hasOwn(POOLINGS, value.name) ? POOLINGS[value.name] : undefined
  if (pooling !== undefined) return pooling
  throw attributes.unsupported(
    `pooling_func is ${describeValue(value)}`,
    'Train with one of np.mean, np.median, np.max, np.min and np.sum.',
  )
}
