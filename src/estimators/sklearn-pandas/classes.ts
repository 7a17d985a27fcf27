/** Classes of sklearn-pandas that are read. */
import { readPipeline } from '../compose/pipeline.ts'
import type { Classes } from '../reader.ts'
import { readDataFrameMapper } from './dataframe-mapper.ts'

export const SKLEARN_PANDAS_CLASSES: Classes = {
  DataFrameMapper: readDataFrameMapper,
  TransformerPipeline: readPipeline,
}
