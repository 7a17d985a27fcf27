/** `sklearn.impute.KNNImputer`: gaps are filled by the nearest rows that have a value there. */
import { describeValue } from '../../pickle/describe.ts'
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { ImputeNeighbors } from '../../program/operators/neighbors.ts'
import type { ValueId } from '../../program/value.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { readWeights } from '../neighbors/weights.ts'
import { isAtLeast } from '../version.ts'

interface Imputer {
  readonly estimator: string
  readonly imputing: Omit<ImputeNeighbors, 'op' | 'input' | 'output'>
  readonly features: number
  /** Columns that are kept, and those in which there was a value in training. */
  readonly kept: readonly number[]
  readonly filled: readonly number[]
  /** Columns for which the answer says, in a further column, whether they were missing. */
  readonly indicated: readonly number[]
}

export function readKnnImputer(attributes: Attributes): Estimator {
  const imputer = readImputer(attributes)
  return {
    ...readFacts(attributes, imputer.features),
    children: [],
    methods: {},
    transform: (builder, input) => {
      const x = emitChecked(builder, input, imputer)
      const operator = { op: 'imputeNeighbors', input: x, ...imputer.imputing } as const
      const filled: Values = {
        kind: 'numeric',
        id: builder.emitColumnwise('imputeNeighbors', operator, builder.type(x), true),
      }
      const kept = builder.select(filled, imputer.kept)
      return imputer.indicated.length === 0 ? kept : builder.concat([kept, indicate(builder, x, imputer)])
    },
    featureNamesOut: (inputs) => [
      ...imputer.filled.map((column) => inputs[column] ?? ''),
      ...imputer.indicated.map((column) => `missingindicator_${inputs[column] ?? ''}`),
    ],
  }
}

function readImputer(attributes: Attributes): Imputer {
  if (attributes.get('metric') !== 'nan_euclidean') {
    throw attributes.unsupported(
      'the metric is a Python function, which is not in the file',
      'Train with nan_euclidean.',
    )
  }
  const { rows, columns, data } = attributes.matrix('_fit_X')
  const missing = readMissing(attributes)
  const isMissing = (value: number) => value === missing || (Number.isNaN(value) && Number.isNaN(missing))
  const all = Array.from({ length: columns }, (_, c) => c)
  const filled = all.filter((c) => {
    for (let v = 0; v < rows; v++) if (!isMissing(data[v * columns + c] as number)) return true
    return false
  })
  return {
    estimator: attributes.className,
    imputing: {
      missing,
      points: { count: rows, data },
      neighbors: attributes.count('n_neighbors'),
      weights: readWeights(attributes),
      countsStrangers: !isAtLeast(attributes.version, 1, 6),
    },
    features: columns,
    filled,
    kept: attributes.boolean('keep_empty_features', false) ? all : filled,
    indicated: attributes.boolean('add_indicator', false)
      ? Array.from(attributes.part('indicator_').integers('features_'))
      : [],
  }
}

function readMissing(attributes: Attributes): number {
  const value = attributes.require('missing_values')
  if (typeof value === 'number') return value
  if (value === null) return Number.NaN
  throw attributes.unsupported(
    `missing_values is ${describeValue(value)}`,
    'Train with missing_values=np.nan: Brine reads pandas.NA in the data as missing.',
  )
}

/** What is missing may be missing; all else has to be a number. */
function emitChecked(builder: ProgramBuilder, input: Values, { imputing, estimator }: Imputer): ValueId {
  return builder.checkFinite(builder.numeric(input), estimator, { missing: Number.isNaN(imputing.missing) })
}

function indicate(builder: ProgramBuilder, x: ValueId, { imputing, indicated }: Imputer): Values {
  const input = builder.numeric(builder.select({ kind: 'numeric', id: x }, indicated))
  const type = { kind: 'numeric', dtype: 'float64', width: indicated.length, boolean: true } as const
  const operator = { op: 'missingNumbers', input, missing: imputing.missing } as const
  return { kind: 'numeric', id: builder.emit('missingNumbers', operator, type) }
}
