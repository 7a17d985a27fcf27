/** Classes of `sklearn.impute` that are read. */
import type { Classes } from '../reader.ts'
import { readKnnImputer } from './knn-imputer.ts'
import { readSimpleImputer } from './simple-imputer.ts'

export const IMPUTE_CLASSES: Classes = {
  KNNImputer: readKnnImputer,
  SimpleImputer: readSimpleImputer,
}
