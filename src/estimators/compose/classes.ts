/** Classes of `sklearn.compose` and `sklearn.pipeline` that are read. */
import type { Classes } from '../reader.ts'
import { readColumnTransformer } from './column-transformer.ts'
import { readFeatureUnion } from './feature-union.ts'
import { readPipeline } from './pipeline.ts'
import { readTransformedTarget } from './transformed-target.ts'

export const COMPOSE_CLASSES: Classes = {
  ColumnTransformer: readColumnTransformer,
  FeatureUnion: readFeatureUnion,
  Pipeline: readPipeline,
  TransformedTargetRegressor: readTransformedTarget,
}
