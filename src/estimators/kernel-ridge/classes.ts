/** Classes of `sklearn.kernel_ridge` that are read. */
import type { Classes } from '../reader.ts'
import { readKernelRidge } from './kernel-ridge.ts'

export const KERNEL_RIDGE_CLASSES: Classes = { KernelRidge: readKernelRidge }
