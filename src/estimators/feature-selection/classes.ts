/** Classes of `sklearn.feature_selection` that are read. */
import type { Classes } from '../reader.ts'
import { readElimination, readSequentialSelector, readVarianceThreshold } from './elimination.ts'
import { readSelectFromModel } from './from-model.ts'
import { readUnivariate } from './univariate.ts'

export const FEATURE_SELECTION_CLASSES: Classes = {
  GenericUnivariateSelect: readUnivariate,
  RFE: readElimination,
  RFECV: readElimination,
  SelectFdr: readUnivariate,
  SelectFpr: readUnivariate,
  SelectFromModel: readSelectFromModel,
  SelectFwe: readUnivariate,
  SelectKBest: readUnivariate,
  SelectPercentile: readUnivariate,
  SequentialFeatureSelector: readSequentialSelector,
  VarianceThreshold: readVarianceThreshold,
}
