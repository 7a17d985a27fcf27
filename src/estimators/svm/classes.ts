/** Classes of `sklearn.svm` that are read. */

import { readLinearClassifier, readLinearRegressor } from '../linear-model/linear-model.ts'
import type { Classes } from '../reader.ts'
import { readOneClassSvm, readSvc, readSvr } from './svm.ts'

export const SVM_CLASSES: Classes = {
  LinearSVC: readLinearClassifier,
  LinearSVR: readLinearRegressor,
  NuSVC: readSvc,
  NuSVR: readSvr,
  OneClassSVM: readOneClassSvm,
  SVC: readSvc,
  SVR: readSvr,
}
