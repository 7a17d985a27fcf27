/** Classes of `sklearn.cross_decomposition` that are read. */
import type { Classes } from '../reader.ts'
import { readPls, readPlsSvd } from './partial-least-squares.ts'

export const CROSS_DECOMPOSITION_CLASSES: Classes = {
  CCA: readPls,
  PLSCanonical: readPls,
  PLSRegression: readPls,
  PLSSVD: readPlsSvd,
}
