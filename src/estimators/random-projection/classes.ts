/** Classes of `sklearn.random_projection` that are read. */
import type { Classes } from '../reader.ts'
import { readRandomProjection } from './random-projection.ts'

export const RANDOM_PROJECTION_CLASSES: Classes = {
  GaussianRandomProjection: readRandomProjection,
  SparseRandomProjection: readRandomProjection,
}
