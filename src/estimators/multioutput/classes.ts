/** Classes of `sklearn.multioutput` that are read. */
import type { Classes } from '../reader.ts'
import { readClassifierChain, readRegressorChain } from './chain.ts'
import { readMultiOutputClassifier, readMultiOutputRegressor } from './multi-output.ts'

export const MULTIOUTPUT_CLASSES: Classes = {
  ClassifierChain: readClassifierChain,
  MultiOutputClassifier: readMultiOutputClassifier,
  MultiOutputRegressor: readMultiOutputRegressor,
  RegressorChain: readRegressorChain,
}
