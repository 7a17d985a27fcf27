/** Classes of `sklearn.preprocessing` that are read. */
import type { Classes } from '../reader.ts'
import { readLabelEncoder, readOneHotEncoder, readOrdinalEncoder } from './encoding.ts'
import { readFunctionTransformer } from './function-transformer.ts'
import { readPolynomialFeatures } from './polynomial.ts'
import { readPowerTransformer } from './power.ts'
import { readQuantileTransformer } from './quantile.ts'
import { readBinarizer, readNormalizer } from './row-scaling.ts'
import { readMaxAbsScaler, readMinMaxScaler, readRobustScaler, readStandardScaler } from './scaling.ts'

export const PREPROCESSING_CLASSES: Classes = {
  Binarizer: readBinarizer,
  FunctionTransformer: readFunctionTransformer,
  LabelEncoder: readLabelEncoder,
  MaxAbsScaler: readMaxAbsScaler,
  MinMaxScaler: readMinMaxScaler,
  Normalizer: readNormalizer,
  OneHotEncoder: readOneHotEncoder,
  OrdinalEncoder: readOrdinalEncoder,
  PolynomialFeatures: readPolynomialFeatures,
  PowerTransformer: readPowerTransformer,
  QuantileTransformer: readQuantileTransformer,
  RobustScaler: readRobustScaler,
  StandardScaler: readStandardScaler,
}
