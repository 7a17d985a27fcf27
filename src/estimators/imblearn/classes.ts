/** Classes of imbalanced-learn that are read. */
import { readPipeline } from '../compose/pipeline.ts'
import { readAdaBoostClassifier } from '../ensemble/ada-boost.ts'
import { readBaggingClassifier } from '../ensemble/bagging.ts'
import type { Classes } from '../reader.ts'
import { readTreeClassifier } from '../tree/tree.ts'

export const IMBLEARN_CLASSES: Classes = {
  BalancedBaggingClassifier: readBaggingClassifier,
  BalancedRandomForestClassifier: readTreeClassifier,
  EasyEnsembleClassifier: readBaggingClassifier,
  Pipeline: readPipeline,
  RUSBoostClassifier: readAdaBoostClassifier,
}
