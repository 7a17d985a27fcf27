/** Classes of `sklearn.semi_supervised` that are read. */
import type { Classes } from '../reader.ts'
import { readLabelPropagation } from './label-propagation.ts'
import { readSelfTraining } from './self-training.ts'

export const SEMI_SUPERVISED_CLASSES: Classes = {
  LabelPropagation: readLabelPropagation,
  LabelSpreading: readLabelPropagation,
  SelfTrainingClassifier: readSelfTraining,
}
