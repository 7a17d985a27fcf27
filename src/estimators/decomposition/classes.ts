/** Classes of `sklearn.decomposition` that are read. */
import type { Classes } from '../reader.ts'
import { readFactorAnalysis } from './factor-analysis.ts'
import { readKernelPca } from './kernel-pca.ts'
import { readLatentDirichletAllocation } from './latent-dirichlet-allocation.ts'
import { readFastIca, readTruncatedSvd } from './linear-transforms.ts'
import { readMiniBatchNmf, readNmf } from './nmf.ts'
import { readIncrementalPca, readPca } from './principal-components.ts'
import { readSparseCoding } from './sparse-coding.ts'
import { readSparsePca } from './sparse-pca.ts'

export const DECOMPOSITION_CLASSES: Classes = {
  DictionaryLearning: readSparseCoding,
  FactorAnalysis: readFactorAnalysis,
  FastICA: readFastIca,
  IncrementalPCA: readIncrementalPca,
  KernelPCA: readKernelPca,
  LatentDirichletAllocation: readLatentDirichletAllocation,
  MiniBatchDictionaryLearning: readSparseCoding,
  MiniBatchNMF: readMiniBatchNmf,
  MiniBatchSparsePCA: readSparsePca,
  NMF: readNmf,
  PCA: readPca,
  SparseCoder: readSparseCoding,
  SparsePCA: readSparsePca,
  TruncatedSVD: readTruncatedSvd,
}
