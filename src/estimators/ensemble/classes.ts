/** Classes of `sklearn.ensemble` that are read, beside the forests, which are in `tree/`. */
import type { Classes } from '../reader.ts'
import { readStackingClassifier, readStackingRegressor } from './stacking.ts'
import { readVotingClassifier, readVotingRegressor } from './voting.ts'

export const ENSEMBLE_CLASSES: Classes = {
  StackingClassifier: readStackingClassifier,
  StackingRegressor: readStackingRegressor,
  VotingClassifier: readVotingClassifier,
  VotingRegressor: readVotingRegressor,
}
