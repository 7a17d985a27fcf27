/** Classes of `sklearn.linear_model` that are read. */
import type { Classes } from '../reader.ts'
import { readGeneralizedLinear } from './generalized.ts'
import { readLinearClassifier, readLinearRegressor, readLogisticRegression } from './linear-model.ts'
import { readRansac } from './ransac.ts'
import { readRidgeClassifier } from './ridge-classifier.ts'
import { readStabilitySelection } from './stability-selection.ts'
import { readSgdClassifier, readSgdOneClassSvm, readSgdRegressor } from './stochastic-gradient.ts'

export const LINEAR_MODEL_CLASSES: Classes = {
  ARDRegression: readLinearRegressor,
  BayesianRidge: readLinearRegressor,
  ElasticNet: readLinearRegressor,
  ElasticNetCV: readLinearRegressor,
  GammaRegressor: readGeneralizedLinear,
  HuberRegressor: readLinearRegressor,
  Lars: readLinearRegressor,
  LarsCV: readLinearRegressor,
  Lasso: readLinearRegressor,
  LassoCV: readLinearRegressor,
  LassoLars: readLinearRegressor,
  LassoLarsCV: readLinearRegressor,
  LassoLarsIC: readLinearRegressor,
  LinearRegression: readLinearRegressor,
  LogisticRegression: readLogisticRegression,
  LogisticRegressionCV: readLogisticRegression,
  MultiTaskElasticNet: readLinearRegressor,
  MultiTaskElasticNetCV: readLinearRegressor,
  MultiTaskLasso: readLinearRegressor,
  MultiTaskLassoCV: readLinearRegressor,
  OrthogonalMatchingPursuit: readLinearRegressor,
  OrthogonalMatchingPursuitCV: readLinearRegressor,
  PassiveAggressiveClassifier: readLinearClassifier,
  PassiveAggressiveRegressor: readSgdRegressor,
  Perceptron: readLinearClassifier,
  PoissonRegressor: readGeneralizedLinear,
  QuantileRegressor: readLinearRegressor,
  RANSACRegressor: readRansac,
  RandomizedLasso: readStabilitySelection,
  RandomizedLogisticRegression: readStabilitySelection,
  Ridge: readLinearRegressor,
  RidgeCV: readLinearRegressor,
  RidgeClassifier: readRidgeClassifier,
  RidgeClassifierCV: readRidgeClassifier,
  SGDClassifier: readSgdClassifier,
  SGDOneClassSVM: readSgdOneClassSvm,
  SGDRegressor: readSgdRegressor,
  TheilSenRegressor: readLinearRegressor,
  TweedieRegressor: readGeneralizedLinear,
}
