/** What turns a row into its kernel values with the rows that a model was fitted on. */
import type { ProgramBuilder, Values } from '../program/builder.ts'
import type { Kernel } from '../program/operators/kernels.ts'
import type { ValueId } from '../program/value.ts'
import type { Attributes } from './attributes.ts'
import { isProcessKernel, readProcessKernel } from './gaussian-process/kernel.ts'
import { finiteNumbers } from './outputs.ts'
import { emitKernelValues, parsePairwiseKernel } from './pairwise-kernel.ts'

export interface KernelRows {
  /** Columns of the input. */
  readonly features: number
  /** Kernel values a row. */
  readonly count: number
  emit(builder: ProgramBuilder, input: Values): ValueId
}

interface KernelOptions {
  /** Attribute that holds the rows, (count × features). */
  readonly vectors: string
  /** Attributes that are parameters of the kernel. */
  readonly own: readonly string[]
  /** True where rows are not checked before the kernel is computed: a Gaussian process's kernel takes any. */
  readonly isUnchecked?: boolean
}

/** Reads `kernel`: a name, `precomputed`, or a kernel of a Gaussian process. */
export function readKernelRows(attributes: Attributes, options: KernelOptions): KernelRows {
  const { className } = attributes
  const { rows: count, columns: features, data: vectors } = attributes.matrix(options.vectors)
  const isProcess = isProcessKernel(attributes.get('kernel'))
  const kernel: Kernel | 'precomputed' = isProcess
    ? readProcessKernel(attributes, 'kernel', features)
    : parsePairwiseKernel(attributes, 'kernel', options.own, 'kernel_params', features)
  if (kernel === 'precomputed') {
    // The caller sends kernel values with all rows.
    return { features: count, count, emit: (builder, input) => finiteNumbers(builder, input, className) }
  }
  const isUnchecked = isProcess && options.isUnchecked === true
  const numbers = (builder: ProgramBuilder, input: Values) =>
    isUnchecked ? builder.numeric(input) : finiteNumbers(builder, input, className)
  return {
    features,
    count,
    emit: (builder, input) => emitKernelValues(builder, numbers(builder, input), kernel, vectors, count, className),
  }
}
