/** scikit-learn's `GaussianRandomProjection` and `SparseRandomProjection`: `X @ components_.T`. */
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { prefixedNames } from '../feature-names.ts'
import { type Matrix, transposed } from '../matrix.ts'
import { finiteNumbers } from '../outputs.ts'
import { emitProduct } from '../product.ts'
import { pseudoInverse } from '../pseudo-inverse.ts'
import { isAtLeast } from '../version.ts'

export function readRandomProjection(attributes: Attributes): Estimator {
  const { className } = attributes
  const components = attributes.matrix('components_')
  return {
    ...readFacts(attributes, components.columns),
    children: [],
    methods: {},
    transform: (builder, input) => {
      const x = finiteNumbers(builder, input, className)
      return { kind: 'numeric', id: emitProduct(builder, x, transposed(components)) }
    },
    featureNamesOut: () => prefixedNames(className, components.rows),
    ...inverse(attributes, components),
  }
}

/** From 1.1 on; the inverse is kept in the file, or made when it is asked for. */
function inverse(attributes: Attributes, components: Matrix): Pick<Estimator, 'inverseTransform'> {
  if (!isAtLeast(attributes.version, 1, 1)) return {}
  const { className } = attributes
  const isKept = attributes.boolean('compute_inverse_components', false)
  const kept = isKept ? attributes.matrix('inverse_components_') : undefined
  if (kept !== undefined && (kept.rows !== components.columns || kept.columns !== components.rows)) {
    throw attributes.error('model_invalid', `has inverse_components_ of shape (${kept.rows}, ${kept.columns})`)
  }
  const size = Math.max(components.rows, components.columns)
  const back = () => kept ?? pseudoInverse(components, (largest) => largest * size * Number.EPSILON)
  return {
    inverseTransform: (builder, input) => {
      const x = finiteNumbers(builder, input, className)
      return { kind: 'numeric', id: emitProduct(builder, x, transposed(back())) }
    },
  }
}
