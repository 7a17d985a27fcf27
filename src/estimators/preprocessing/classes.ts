/** Classes of `sklearn.preprocessing` that are read. */
import type { Classes } from '../reader.ts'
import { readKBinsDiscretizer } from './discretizer.ts'
import { readFunctionTransformer } from './function-transformer.ts'
import { readKernelCenterer } from './kernel-centerer.ts'
import { readLabelBinarizer } from './label-binarizer.ts'
import { readLabelEncoder } from './label-encoder.ts'
import { readMultiLabelBinarizer } from './multi-label-binarizer.ts'
import { readOneHotEncoder } from './one-hot-encoder.ts'
import { readOrdinalEncoder } from './ordinal-encoder.ts'
import { readPolynomialFeatures } from './polynomial.ts'
import { readPowerTransformer } from './power.ts'
import { readQuantileTransformer } from './quantile.ts'
import { readBinarizer, readNormalizer } from './row-scaling.ts'
import { readMaxAbsScaler, readMinMaxScaler, readRobustScaler, readStandardScaler } from './scaling.ts'
import { readSplineTransformer } from './spline.ts'
import { readTargetEncoder } from './target-encoder.ts'

export const PREPROCESSING_CLASSES: Classes = {
  Binarizer: readBinarizer,
  FunctionTransformer: readFunctionTransformer,
  KBinsDiscretizer: readKBinsDiscretizer,
  KernelCenterer: readKernelCenterer,
  LabelBinarizer: readLabelBinarizer,
  LabelEncoder: readLabelEncoder,
  MaxAbsScaler: readMaxAbsScaler,
  MinMaxScaler: readMinMaxScaler,
  MultiLabelBinarizer: readMultiLabelBinarizer,
  Normalizer: readNormalizer,
  OneHotEncoder: readOneHotEncoder,
  OrdinalEncoder: readOrdinalEncoder,
  PolynomialFeatures: readPolynomialFeatures,
  PowerTransformer: readPowerTransformer,
  QuantileTransformer: readQuantileTransformer,
  RobustScaler: readRobustScaler,
  SplineTransformer: readSplineTransformer,
  StandardScaler: readStandardScaler,
  TargetEncoder: readTargetEncoder,
}
