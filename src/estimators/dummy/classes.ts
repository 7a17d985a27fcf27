/** Classes of `sklearn.dummy` that are read. */
import type { Classes } from '../reader.ts'
import { readDummyClassifier, readDummyRegressor } from './dummy.ts'

export const DUMMY_CLASSES: Classes = { DummyClassifier: readDummyClassifier, DummyRegressor: readDummyRegressor }
