/** Classes of `sklearn.linear_model` that are read. */
import type { Classes } from '../reader.ts'
import { readLinearRegressor, readLogisticRegression } from './linear-model.ts'

export const LINEAR_MODEL_CLASSES: Classes = {
  ElasticNet: readLinearRegressor,
  Lasso: readLinearRegressor,
  LinearRegression: readLinearRegressor,
  LogisticRegression: readLogisticRegression,
  Ridge: readLinearRegressor,
}
