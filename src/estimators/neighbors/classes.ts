/** Classes of `sklearn.neighbors` that are read. */
import type { Classes } from '../reader.ts'
import { readKNeighborsClassifier, readRadiusNeighborsClassifier } from './classifiers.ts'
import { readNeighborhoodComponents } from './components.ts'
import { readKNeighborsTransformer, readNearestNeighbors, readRadiusNeighborsTransformer } from './graphs.ts'
import { readKernelDensity } from './kernel-density.ts'
import { readLocalOutlierFactor } from './local-outlier-factor.ts'
import { readNearestCentroid } from './nearest-centroid.ts'
import { readKNeighborsRegressor, readRadiusNeighborsRegressor } from './regressors.ts'

export const NEIGHBORS_CLASSES: Classes = {
  KernelDensity: readKernelDensity,
  KNeighborsClassifier: readKNeighborsClassifier,
  KNeighborsRegressor: readKNeighborsRegressor,
  KNeighborsTransformer: readKNeighborsTransformer,
  LocalOutlierFactor: readLocalOutlierFactor,
  NearestCentroid: readNearestCentroid,
  NearestNeighbors: readNearestNeighbors,
  NeighborhoodComponentsAnalysis: readNeighborhoodComponents,
  RadiusNeighborsClassifier: readRadiusNeighborsClassifier,
  RadiusNeighborsRegressor: readRadiusNeighborsRegressor,
  RadiusNeighborsTransformer: readRadiusNeighborsTransformer,
}
