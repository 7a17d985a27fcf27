/**
 * Every class that Brine reads: the list that users are told. Each folder here has a table of its own, `classes.ts`. A
 * class is known by its root package and its name, since its module has moved between versions.
 */
import { COMPOSE_CLASSES } from './compose/classes.ts'
import { FEATURE_EXTRACTION_CLASSES } from './feature-extraction/classes.ts'
import { IMPUTE_CLASSES } from './impute/classes.ts'
import { LINEAR_MODEL_CLASSES } from './linear-model/classes.ts'
import { PREPROCESSING_CLASSES } from './preprocessing/classes.ts'
import type { Registry } from './reader.ts'
import { SVM_CLASSES } from './svm/classes.ts'
import { TREE_CLASSES } from './tree/classes.ts'

const CLUSTERS_ITS_OWN_ROWS =
  'it labels the rows that it was fitted on and has no predict for new ones, in Python either.'
const EMBEDS_ITS_OWN_ROWS =
  'it places the rows that it was fitted on and has no transform for new ones, in Python either.'
const DESCRIBES_ROWS = 'it describes the rows that it was fitted on and predicts nothing.'

export const REGISTRY: Registry = {
  packages: {
    sklearn: {
      ...COMPOSE_CLASSES,
      ...FEATURE_EXTRACTION_CLASSES,
      ...IMPUTE_CLASSES,
      ...LINEAR_MODEL_CLASSES,
      ...PREPROCESSING_CLASSES,
      ...SVM_CLASSES,
      ...TREE_CLASSES,
    },
  },
  refusals: {
    AgglomerativeClustering: CLUSTERS_ITS_OWN_ROWS,
    ClassicalMDS: EMBEDS_ITS_OWN_ROWS,
    DBSCAN: CLUSTERS_ITS_OWN_ROWS,
    EmpiricalCovariance: DESCRIBES_ROWS,
    GraphicalLasso: DESCRIBES_ROWS,
    GraphicalLassoCV: DESCRIBES_ROWS,
    HDBSCAN: CLUSTERS_ITS_OWN_ROWS,
    LedoitWolf: DESCRIBES_ROWS,
    MDS: EMBEDS_ITS_OWN_ROWS,
    MinCovDet: DESCRIBES_ROWS,
    OAS: DESCRIBES_ROWS,
    OPTICS: CLUSTERS_ITS_OWN_ROWS,
    PatchExtractor: 'it makes many rows of one, and a model here answers one row for each that it is asked about.',
    ShrunkCovariance: DESCRIBES_ROWS,
    SpectralBiclustering: CLUSTERS_ITS_OWN_ROWS,
    SpectralClustering: CLUSTERS_ITS_OWN_ROWS,
    SpectralCoclustering: CLUSTERS_ITS_OWN_ROWS,
    SpectralEmbedding: EMBEDS_ITS_OWN_ROWS,
    TSNE: EMBEDS_ITS_OWN_ROWS,
  },
}
