/** Classes of `sklearn.gaussian_process` that are read. */
import type { Classes } from '../reader.ts'
import { readGaussianProcessClassifier } from './classifier.ts'
import { readGaussianProcessRegressor } from './regressor.ts'

export const GAUSSIAN_PROCESS_CLASSES: Classes = {
  GaussianProcessClassifier: readGaussianProcessClassifier,
  GaussianProcessRegressor: readGaussianProcessRegressor,
}
