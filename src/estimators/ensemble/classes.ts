/** Classes of `sklearn.ensemble` that are read, beside the forests, which are in `tree/`. */
import type { Classes } from '../reader.ts'
import { readAdaBoostClassifier, readAdaBoostRegressor } from './ada-boost.ts'
import { readBaggingClassifier, readBaggingRegressor } from './bagging.ts'
import { readGradientBoostingClassifier, readGradientBoostingRegressor } from './gradient-boosting.ts'
import { readHistGradientBoostingClassifier, readHistGradientBoostingRegressor } from './hist-gradient-boosting.ts'
import { readIsolationForest } from './isolation-forest.ts'
import { readRandomTreesEmbedding } from './random-trees-embedding.ts'
import { readStackingClassifier, readStackingRegressor } from './stacking.ts'
import { readVotingClassifier, readVotingRegressor } from './voting.ts'

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
  StackingClassifier: readStackingClassifier,
  StackingRegressor: readStackingRegressor,
  VotingClassifier: readVotingClassifier,
  VotingRegressor: readVotingRegressor,
}
