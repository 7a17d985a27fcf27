/** Classes of `sklearn.cluster` that are read. */
import type { Classes } from '../reader.ts'
import { readAffinityPropagation, readBirch, readBisectingKMeans, readKMeans, readMeanShift } from './centres.ts'
import { readFeatureAgglomeration } from './feature-agglomeration.ts'

export const CLUSTER_CLASSES: Classes = {
  AffinityPropagation: readAffinityPropagation,
  Birch: readBirch,
  BisectingKMeans: readBisectingKMeans,
  FeatureAgglomeration: readFeatureAgglomeration,
  KMeans: readKMeans,
  MeanShift: readMeanShift,
  MiniBatchKMeans: readKMeans,
}
