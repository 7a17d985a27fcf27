/** Classes of category_encoders that are read. */
import type { Classes } from '../reader.ts'
import {
  readBinaryEncoder,
  readCategoryOrdinalEncoder,
  readCountEncoder,
  readHashingEncoder,
  readNestedWrapper,
  readOrdinalTable,
  readRankHotEncoder,
  readSummaryEncoder,
  readTargetStatistics,
} from './encoders.ts'

export const CATEGORY_ENCODERS_CLASSES: Classes = {
  BackwardDifferenceEncoder: readOrdinalTable,
  BaseNEncoder: readOrdinalTable,
  BinaryEncoder: readBinaryEncoder,
  CatBoostEncoder: readTargetStatistics,
  CountEncoder: readCountEncoder,
  GLMMEncoder: readOrdinalTable,
  GrayEncoder: readOrdinalTable,
  HashingEncoder: readHashingEncoder,
  HelmertEncoder: readOrdinalTable,
  JamesSteinEncoder: readOrdinalTable,
  LeaveOneOutEncoder: readTargetStatistics,
  MEstimateEncoder: readOrdinalTable,
  NestedCVWrapper: readNestedWrapper,
  OneHotEncoder: readOrdinalTable,
  OrdinalEncoder: readCategoryOrdinalEncoder,
  PolynomialEncoder: readOrdinalTable,
  QuantileEncoder: readOrdinalTable,
  RankHotEncoder: readRankHotEncoder,
  SumEncoder: readOrdinalTable,
  SummaryEncoder: readSummaryEncoder,
  TargetEncoder: readOrdinalTable,
  WOEEncoder: readOrdinalTable,
}
