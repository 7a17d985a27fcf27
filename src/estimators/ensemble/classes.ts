/** Classes of `sklearn.ensemble` that are more than the mean of trees; the forests are in `../tree`. */
import type { Classes } from '../reader.ts'
import { readAdaBoostClassifier, readAdaBoostRegressor } from './ada-boost.ts'
import { readBaggingClassifier, readBaggingRegressor } from './bagging.ts'
import { readGradientBoostingClassifier, readGradientBoostingRegressor } from './gradient-boosting.ts'
import { readHistGradientBoostingClassifier, readHistGradientBoostingRegressor } from './hist-gradient-boosting.ts'
import { readIsolationForest } from './isolation-forest.ts'
import { readRandomTreesEmbedding } from './random-trees-embedding.ts'

export const ENSEMBLE_CLASSES: Classes = {
  AdaBoostClassifier: readAdaBoostClassifier,
  AdaBoostRegressor: readAdaBoostRegressor,
  BaggingClassifier: readBaggingClassifier,
  BaggingRegressor: readBaggingRegressor,
  GradientBoostingClassifier: readGradientBoostingClassifier,
  GradientBoostingRegressor: readGradientBoostingRegressor,
  HistGradientBoostingClassifier: readHistGradientBoostingClassifier,
  HistGradientBoostingRegressor: readHistGradientBoostingRegressor,
  IsolationForest: readIsolationForest,
  RandomTreesEmbedding: readRandomTreesEmbedding,
}
