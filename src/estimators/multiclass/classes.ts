/** Classes of `sklearn.multiclass` that are read. */
import type { Classes } from '../reader.ts'
import { readConstantPredictor } from './constant-predictor.ts'
import { readOneVsOne } from './one-vs-one.ts'
import { readOneVsRest } from './one-vs-rest.ts'
import { readOutputCode } from './output-code.ts'

export const MULTICLASS_CLASSES: Classes = {
  OneVsOneClassifier: readOneVsOne,
  OneVsRestClassifier: readOneVsRest,
  OutputCodeClassifier: readOutputCode,
  _ConstantPredictor: readConstantPredictor,
}
