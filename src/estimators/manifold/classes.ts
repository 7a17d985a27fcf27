/** Classes of `sklearn.manifold` that are read. */
import type { Classes } from '../reader.ts'
import { readIsomap } from './isomap.ts'
import { readLocallyLinearEmbedding } from './locally-linear.ts'

export const MANIFOLD_CLASSES: Classes = {
  Isomap: readIsomap,
  LocallyLinearEmbedding: readLocallyLinearEmbedding,
}
