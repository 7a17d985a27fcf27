/** Classes of `sklearn.calibration` that are read. */
import type { Classes } from '../reader.ts'
import { readCalibratedClassifierCV } from './calibrated-classifier.ts'

export const CALIBRATION_CLASSES: Classes = { CalibratedClassifierCV: readCalibratedClassifierCV }
