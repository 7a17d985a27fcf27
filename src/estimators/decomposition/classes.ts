/** Classes of `sklearn.decomposition` that are read. */
import type { Classes } from '../reader.ts'
import { readKernelPca } from './kernel-pca.ts'
import { readLatentDirichletAllocation } from './latent-dirichlet-allocation.ts'
import { readMiniBatchNmf, readNmf } from './nmf.ts'
import { readSparseCoding } from './sparse-coding.ts'
import { readSparsePca } from './sparse-pca.ts'

export const DECOMPOSITION_CLASSES: Classes = {
  DictionaryLearning: readSparseCoding,
  KernelPCA: readKernelPca,
  LatentDirichletAllocation: readLatentDirichletAllocation,
  MiniBatchDictionaryLearning: readSparseCoding,
  MiniBatchNMF: readMiniBatchNmf,
  MiniBatchSparsePCA: readSparsePca,
  NMF: readNmf,
  SparseCoder: readSparseCoding,
  SparsePCA: readSparsePca,
}
