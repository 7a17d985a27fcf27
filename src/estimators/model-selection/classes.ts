/** Classes of `sklearn.model_selection` that are read. */
import type { Classes } from '../reader.ts'
import { readSearch } from './search.ts'
import { readFixedThreshold, readTunedThreshold } from './threshold.ts'

export const MODEL_SELECTION_CLASSES: Classes = {
  FixedThresholdClassifier: readFixedThreshold,
  GridSearchCV: readSearch,
  HalvingGridSearchCV: readSearch,
  HalvingRandomSearchCV: readSearch,
  RandomizedSearchCV: readSearch,
  TunedThresholdClassifierCV: readTunedThreshold,
}
