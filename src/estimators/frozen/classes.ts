/** Classes of `sklearn.frozen` that are read. */
import type { Classes } from '../reader.ts'
import { readFrozen } from './frozen.ts'

export const FROZEN_CLASSES: Classes = { FrozenEstimator: readFrozen }
