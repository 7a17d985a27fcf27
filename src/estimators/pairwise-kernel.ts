/** Kernels of `sklearn.metrics.pairwise`, as estimators name them. */

import { PickleDict } from '../pickle/values.ts'
import type { ProgramBuilder } from '../program/builder.ts'
import type { Kernel, PairwiseKernel } from '../program/operators/kernels.ts'
import type { ValueId } from '../program/value.ts'
import type { Attributes } from './attributes.ts'

type Parameter = 'gamma' | 'coef0' | 'degree'

/**
 * The kernel that the attribute `name` names. Its parameters are the attributes `own` (where they are not None) and the
 * dict `params`; what neither has, has scikit-learn's default for `features` columns.
 */
export function parsePairwiseKernel(
  attributes: Attributes,
  name: string,
  own: readonly string[],
  params: string,
  features: number,
): PairwiseKernel | 'precomputed' {
  const metric = attributes.get(name)
  if (typeof metric !== 'string') {
    throw attributes.unsupported(
      `${name} is a Python function, which is not in the file`,
      `Train with ${name}='precomputed' and send kernel values, or name a kernel of sklearn.metrics.pairwise.`,
    )
  }
  const parameter = (key: Parameter, fallback: number) => {
    const attribute = key === 'gamma' && attributes.has('gamma_') ? 'gamma_' : key
    if (own.includes(key) && !attributes.isNone(attribute)) return attributes.number(attribute)
    const dict = attributes.get(params)
    const value = dict instanceof PickleDict ? dict.get(key) : undefined
    return typeof value === 'number' ? value : fallback
  }
  const gamma = () => parameter('gamma', 1 / features)
  switch (metric) {
    case 'precomputed':
    case 'linear':
    case 'cosine':
      return metric === 'precomputed' ? metric : { name: metric }
    case 'poly':
    case 'polynomial':
      return { name: 'polynomial', gamma: gamma(), coef0: parameter('coef0', 1), degree: parameter('degree', 3) }
    case 'rbf':
    case 'laplacian':
      return { name: metric, gamma: gamma() }
    case 'sigmoid':
      return { name: metric, gamma: gamma(), coef0: parameter('coef0', 1) }
    case 'additive_chi2':
      return { name: 'additiveChi2' }
    case 'chi2':
      return { name: 'chi2', gamma: parameter('gamma', 1) }
    default:
      throw attributes.unsupported(`the kernel ${metric} is unknown`, 'Name a kernel of sklearn.metrics.pairwise.')
  }
}

/** Kernel values of the rows with all vectors (count × features). */
export function emitKernelValues(
  builder: ProgramBuilder,
  input: ValueId,
  kernel: Kernel,
  vectors: Float64Array,
  count: number,
  estimator: string,
): ValueId {
  const x = needsPositive(kernel) ? emitNonNegative(builder, input, estimator) : input
  const type = { kind: 'numeric', dtype: 'float64', width: count } as const
  return builder.emit('kernelValues', { op: 'kernelValues', input: x, kernel, vectors }, type)
}

function needsPositive(kernel: Kernel): boolean {
  switch (kernel.name) {
    case 'chi2':
    case 'additiveChi2':
      return true
    case 'sum':
    case 'product':
      return needsPositive(kernel.left) || needsPositive(kernel.right)
    case 'power':
      return needsPositive(kernel.base)
    default:
      return false
  }
}

/** Rows of numbers that are not negative, or a refusal that names the cell. */
export function emitNonNegative(builder: ProgramBuilder, input: ValueId, estimator: string): ValueId {
  return emitAbove(builder, input, estimator, true)
}

/** Rows of numbers above zero, or a refusal that names the cell. */
export function emitPositive(builder: ProgramBuilder, input: ValueId, estimator: string): ValueId {
  return emitAbove(builder, input, estimator, false)
}

function emitAbove(builder: ProgramBuilder, input: ValueId, estimator: string, inclusive: boolean): ValueId {
  const sources = builder.sources({ kind: 'numeric', id: input })
  const operator = { op: 'checkAbove', input, bound: 0, inclusive, sources, estimator } as const
  return builder.emitColumnwise('checkAbove', operator, builder.type(input))
}
