/** Classes of imbalanced-learn that are read. */
import { readPipeline } from '../compose/pipeline.ts'
import type { Classes } from '../reader.ts'
import { readTreeClassifier } from '../tree/tree.ts'

export const IMBLEARN_CLASSES: Classes = {
  BalancedRandomForestClassifier: readTreeClassifier,
  Pipeline: readPipeline,
}
