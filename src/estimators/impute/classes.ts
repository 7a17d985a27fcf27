/** Classes of `sklearn.impute` that are read, and the `Imputer` that `sklearn.preprocessing` had before. */
import type { Classes } from '../reader.ts'
import { readIterativeImputer } from './iterative-imputer.ts'
import { readKnnImputer } from './knn-imputer.ts'
import { readLegacyImputer } from './legacy-imputer.ts'
import { readMissingIndicator } from './missing-indicator.ts'
import { readSimpleImputer } from './simple-imputer.ts'

export const IMPUTE_CLASSES: Classes = {
  Imputer: readLegacyImputer,
  IterativeImputer: readIterativeImputer,
  KNNImputer: readKnnImputer,
  MissingIndicator: readMissingIndicator,
  SimpleImputer: readSimpleImputer,
}
