/** Classes of `sklearn.isotonic` that are read. */
import type { Classes } from '../reader.ts'
import { readIsotonic } from './isotonic.ts'

export const ISOTONIC_CLASSES: Classes = { IsotonicRegression: readIsotonic }
