/** Classes of `sklearn.decomposition` that are read. */
import type { Classes } from '../reader.ts'
import { readFactorAnalysis } from './factor-analysis.ts'
import { readFastIca, readTruncatedSvd } from './linear-transforms.ts'
import { readIncrementalPca, readPca } from './principal-components.ts'

export const DECOMPOSITION_CLASSES: Classes = {
  FactorAnalysis: readFactorAnalysis,
  FastICA: readFastIca,
  IncrementalPCA: readIncrementalPca,
  PCA: readPca,
  TruncatedSVD: readTruncatedSvd,
}
