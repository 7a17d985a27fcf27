/** Classes of `sklearn.discriminant_analysis` that are read. */
import type { Classes } from '../reader.ts'
import { readLinearDiscriminant } from './linear.ts'
import { readQuadraticDiscriminant } from './quadratic.ts'

export const DISCRIMINANT_ANALYSIS_CLASSES: Classes = {
  LinearDiscriminantAnalysis: readLinearDiscriminant,
  QuadraticDiscriminantAnalysis: readQuadraticDiscriminant,
}
