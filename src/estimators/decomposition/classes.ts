/** Classes of `sklearn.decomposition` that are read. */
import type { Classes } from '../reader.ts'
import { readKernelPca } from './kernel-pca.ts'

export const DECOMPOSITION_CLASSES: Classes = {
  KernelPCA: readKernelPca,
}
