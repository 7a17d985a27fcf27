/** scikit-learn's `SparsePCA` and `MiniBatchSparsePCA`: ridge regression of each row on the components. */
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { prefixedNames } from '../feature-names.ts'
import type { Matrix } from '../matrix.ts'
import { finiteNumbers } from '../outputs.ts'
import { emitProduct } from '../product.ts'
import { pseudoInverse } from '../pseudo-inverse.ts'
import { isAtLeast } from '../version.ts'

export function readSparsePca(attributes: Attributes): Estimator {
  const { className } = attributes
  // From 0.22 on there is no other way; before, True was one of two.
  if (!isAtLeast(attributes.version, 0, 22) && !attributes.boolean('normalize_components', false)) {
    throw attributes.unsupported(
      'with normalize_components=False an answer depends on which rows are asked about together',
      'Train with normalize_components=True, as later versions always do.',
    )
  }
  const components = attributes.matrix('components_')
  const mean = attributes.vector('mean_', components.columns)
  const solution = ridgeSolution(components, attributes.number('ridge_alpha'))
  return {
    ...readFacts(attributes, components.columns),
    children: [],
    methods: {},
    transform: (builder, input) => {
      const x = finiteNumbers(builder, input, className)
      const steps = [{ kind: 'subtract', values: mean }] as const
      const centered = builder.emit('columnwise', { op: 'columnwise', input: x, steps }, builder.type(x))
      return { kind: 'numeric', id: emitProduct(builder, centered, solution) }
    },
    featureNamesOut: () => prefixedNames(className, components.rows),
    ...inverse(attributes, components, mean),
  }
}

/** From 1.1 on. */
function inverse(attributes: Attributes, components: Matrix, mean: Float64Array): Pick<Estimator, 'inverseTransform'> {
  if (!isAtLeast(attributes.version, 1, 1)) return {}
  return {
    inverseTransform: (builder, input) => {
      const x = emitProduct(builder, finiteNumbers(builder, input, attributes.className), components)
      const steps = [{ kind: 'add', values: mean }] as const
      return { kind: 'numeric', id: builder.emit('columnwise', { op: 'columnwise', input: x, steps }, builder.type(x)) }
    },
  }
}

/** `Cᵀ (C Cᵀ + αI)⁻¹`, by which a row is multiplied: the right half of the pseudoinverse of (C | √α I). */
function ridgeSolution({ rows, columns, data }: Matrix, alpha: number): Matrix {
  const width = columns + rows
  const extended = new Float64Array(rows * width)
  for (let r = 0; r < rows; r++) {
    extended.set(data.subarray(r * columns, (r + 1) * columns), r * width)
    extended[r * width + columns + r] = Math.sqrt(alpha)
  }
  const inverse = pseudoInverse({ rows, columns: width, data: extended }, (largest) => largest * 1e-15)
  return { rows: columns, columns: rows, data: inverse.data.slice(0, columns * rows) }
}
