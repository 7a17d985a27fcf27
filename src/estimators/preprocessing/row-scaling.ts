/** `Normalizer` and `Binarizer` of `sklearn.preprocessing`, which learn nothing. */
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { finiteNumbers } from '../outputs.ts'
import { isAtLeast } from '../version.ts'

/** 1.0 takes a norm below ten times the spacing of floats at 1 for zero. */
const NEGLIGIBLE = 10 * Number.EPSILON

/** scikit-learn's `Normalizer`: each row divided by its norm. */
export function readNormalizer(attributes: Attributes): Estimator {
  const { className, version } = attributes
  const norm = readNorm(attributes)
  const negligible = isAtLeast(version, 1, 0) ? NEGLIGIBLE : 0
  return {
    ...readFacts(attributes),
    children: [],
    methods: {},
    keepsWidth: true,
    transform: (builder, input) => {
      const x = finiteNumbers(builder, input, className)
      return {
        kind: 'numeric',
        id: builder.emit('scaleRows', { op: 'scaleRows', input: x, norm, negligible }, builder.type(x)),
      }
    },
    featureNamesOut: (names) => names,
  }
}

function readNorm(attributes: Attributes): 'l1' | 'l2' | 'max' | 'largest' {
  const norm = attributes.string('norm')
  if (norm === 'l1' || norm === 'l2') return norm
  // 0.24 taught it to look at absolute values.
  if (norm === 'max') return isAtLeast(attributes.version, 0, 24) ? 'max' : 'largest'
  throw attributes.unsupported(`norm is '${norm}'`, "Train it with norm='l2', 'l1' or 'max'.")
}

/** scikit-learn's `Binarizer`: 1 where a number is above the threshold. */
export function readBinarizer(attributes: Attributes): Estimator {
  const { className } = attributes
  const threshold = attributes.number('threshold')
  return {
    ...readFacts(attributes),
    children: [],
    methods: {},
    keepsWidth: true,
    transform: (builder, input) => {
      const x = finiteNumbers(builder, input, className)
      const operator = { op: 'greaterThan', input: x, threshold } as const
      return { kind: 'numeric', id: builder.emitColumnwise('greaterThan', operator, builder.type(x)) }
    },
    featureNamesOut: (names) => names,
  }
}
