/** Classes of `sklearn.preprocessing` that are read. */
import type { Classes } from '../reader.ts'
import { readLabelEncoder, readOneHotEncoder, readOrdinalEncoder } from './encoding.ts'
import { readFunctionTransformer } from './function-transformer.ts'
import { readKernelCenterer } from './kernel-centerer.ts'
import { readMinMaxScaler, readStandardScaler } from './scaling.ts'

export const PREPROCESSING_CLASSES: Classes = {
  FunctionTransformer: readFunctionTransformer,
  KernelCenterer: readKernelCenterer,
  LabelEncoder: readLabelEncoder,
  MinMaxScaler: readMinMaxScaler,
  OneHotEncoder: readOneHotEncoder,
  OrdinalEncoder: readOrdinalEncoder,
  StandardScaler: readStandardScaler,
}
