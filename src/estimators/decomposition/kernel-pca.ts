/** scikit-learn's `KernelPCA`: principal components in the space of a kernel. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { ValueId } from '../../program/value.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { prefixedNames } from '../feature-names.ts'
import { type KernelRows, readKernelRows } from '../kernel-rows.ts'
import type { Matrix } from '../matrix.ts'
import { emitCentered, readCenterer } from '../preprocessing/kernel-centerer.ts'
import { emitProduct } from '../product.ts'
import { isAtLeast } from '../version.ts'

const OWN = ['gamma', 'degree', 'coef0']

export function readKernelPca(attributes: Attributes): Estimator {
  // Before 0.24 only the kernel values were checked.
  const isUnchecked = !isAtLeast(attributes.version, 0, 24)
  const kernel = readKernelRows(attributes, { vectors: 'X_fit_', own: OWN, isUnchecked })
  const centerer = readCenterer(attributes.part('_centerer'))
  const axes = readAxes(attributes, kernel.count)
  const { className } = attributes
  return {
    ...readFacts(attributes, kernel.features),
    children: [],
    methods: {},
    transform: (builder, input) => {
      const values = builder.checkFinite(kernel.emit(builder, input), className)
      const centered = emitCentered(builder, values, centerer)
      return { kind: 'numeric', id: emitProduct(builder, centered, axes) }
    },
    featureNamesOut: () => prefixedNames(className, axes.columns),
    ...inverse(attributes),
  }
}

/** Eigenvectors over the roots of their eigenvalues, a column each. */
function readAxes(attributes: Attributes, count: number): Matrix {
  const vectors = attributes.matrix(attributes.first('eigenvectors_', 'alphas_'))
  const values = attributes.vector(attributes.first('eigenvalues_', 'lambdas_'), vectors.columns)
  if (vectors.rows !== count) {
    throw attributes.error('model_invalid', `has eigenvectors of ${vectors.rows} numbers for ${count} rows`)
  }
  // Before 0.22 an eigenvalue of zero was divided by.
  const skipsZeros = isAtLeast(attributes.version, 0, 22)
  const data = vectors.data.map((x, i) => {
    const value = values[i % vectors.columns] as number
    return value === 0 && skipsZeros ? 0 : x / Math.sqrt(value)
  })
  return { rows: count, columns: vectors.columns, data }
}

function inverse(attributes: Attributes): Pick<Estimator, 'inverseTransform'> {
  if (!attributes.boolean('fit_inverse_transform', false)) return {}
  const kernel: KernelRows = readKernelRows(attributes, { vectors: 'X_transformed_fit_', own: OWN, isUnchecked: true })
  const dual = attributes.matrix('dual_coef_')
  if (dual.rows !== kernel.count) {
    throw attributes.error('model_invalid', `has ${dual.rows} rows of dual_coef_ for ${kernel.count}`)
  }
  return {
    inverseTransform: (builder: ProgramBuilder, input: Values) => {
      const id: ValueId = emitProduct(builder, kernel.emit(builder, input), dual)
      return { kind: 'numeric', id }
    },
  }
}
