/** Classes of `sklearn.compose` and `sklearn.pipeline` that are read. */
import type { Classes } from '../reader.ts'
import { readColumnTransformer } from './column-transformer.ts'
import { readPipeline } from './pipeline.ts'

export const COMPOSE_CLASSES: Classes = {
  ColumnTransformer: readColumnTransformer,
  Pipeline: readPipeline,
}
