/** Classes of `sklearn.mixture` that are read. */
import type { Classes } from '../reader.ts'
import { readBayesianMixture, readGaussianMixture } from './mixture.ts'

export const MIXTURE_CLASSES: Classes = {
  BayesianGaussianMixture: readBayesianMixture,
  GaussianMixture: readGaussianMixture,
}
