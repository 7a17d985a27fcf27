/**
 * Every class that Brine reads: the list that users are told. Each folder here has a table of its own, `classes.ts`. A
 * class is known by its root package and its name, since its module has moved between versions.
 */
import { CALIBRATION_CLASSES } from './calibration/classes.ts'
import { CATEGORY_ENCODERS_CLASSES } from './category-encoders/classes.ts'
import { CLUSTER_CLASSES } from './cluster/classes.ts'
import { COMPOSE_CLASSES } from './compose/classes.ts'
import { COVARIANCE_CLASSES } from './covariance/classes.ts'
import { CROSS_DECOMPOSITION_CLASSES } from './cross-decomposition/classes.ts'
import { DECOMPOSITION_CLASSES } from './decomposition/classes.ts'
import { DISCRIMINANT_ANALYSIS_CLASSES } from './discriminant-analysis/classes.ts'
import { DUMMY_CLASSES } from './dummy/classes.ts'
import { ENSEMBLE_CLASSES } from './ensemble/classes.ts'
import { FEATURE_EXTRACTION_CLASSES } from './feature-extraction/classes.ts'
import { FEATURE_SELECTION_CLASSES } from './feature-selection/classes.ts'
import { FROZEN_CLASSES } from './frozen/classes.ts'
import { GAUSSIAN_PROCESS_CLASSES } from './gaussian-process/classes.ts'
import { IMBLEARN_CLASSES } from './imblearn/classes.ts'
import { IMPUTE_CLASSES } from './impute/classes.ts'
import { ISOTONIC_CLASSES } from './isotonic/classes.ts'
import { KERNEL_APPROXIMATION_CLASSES } from './kernel-approximation/classes.ts'
import { KERNEL_RIDGE_CLASSES } from './kernel-ridge/classes.ts'
import { LINEAR_MODEL_CLASSES } from './linear-model/classes.ts'
import { MANIFOLD_CLASSES } from './manifold/classes.ts'
import { MIXTURE_CLASSES } from './mixture/classes.ts'
import { MODEL_SELECTION_CLASSES } from './model-selection/classes.ts'
import { MULTICLASS_CLASSES } from './multiclass/classes.ts'
import { MULTIOUTPUT_CLASSES } from './multioutput/classes.ts'
import { NAIVE_BAYES_CLASSES } from './naive-bayes/classes.ts'
import { NEIGHBORS_CLASSES } from './neighbors/classes.ts'
import { NEURAL_NETWORK_CLASSES } from './neural-network/classes.ts'
import { PREPROCESSING_CLASSES } from './preprocessing/classes.ts'
import { RANDOM_PROJECTION_CLASSES } from './random-projection/classes.ts'
import type { Registry } from './reader.ts'
import { SEMI_SUPERVISED_CLASSES } from './semi-supervised/classes.ts'
import { SKLEARN_PANDAS_CLASSES } from './sklearn-pandas/classes.ts'
import { SKLEARN2PMML_CLASSES } from './sklearn2pmml/classes.ts'
import { SVM_CLASSES } from './svm/classes.ts'
import { TREE_CLASSES } from './tree/classes.ts'

const CLUSTERS_ITS_OWN_ROWS =
  'it labels the rows that it was fitted on and has no predict for new ones, in Python either.'
const EMBEDS_ITS_OWN_ROWS =
  'it places the rows that it was fitted on and has no transform for new ones, in Python either.'
const RESAMPLES = 'it chooses rows to train on; in a Pipeline of imbalanced-learn it is left out when predicting.'
const DESCRIBES_ROWS = 'it describes the rows that it was fitted on and predicts nothing.'

export const REGISTRY: Registry = {
  packages: {
    category_encoders: CATEGORY_ENCODERS_CLASSES,
    imblearn: IMBLEARN_CLASSES,
    sklearn2pmml: SKLEARN2PMML_CLASSES,
    sklearn_pandas: SKLEARN_PANDAS_CLASSES,
    sklearn: {
      ...CALIBRATION_CLASSES,
      ...CLUSTER_CLASSES,
      ...COMPOSE_CLASSES,
      ...COVARIANCE_CLASSES,
      ...CROSS_DECOMPOSITION_CLASSES,
      ...DECOMPOSITION_CLASSES,
      ...DISCRIMINANT_ANALYSIS_CLASSES,
      ...DUMMY_CLASSES,
      ...ENSEMBLE_CLASSES,
      ...FEATURE_EXTRACTION_CLASSES,
      ...FEATURE_SELECTION_CLASSES,
      ...FROZEN_CLASSES,
      ...GAUSSIAN_PROCESS_CLASSES,
      ...IMPUTE_CLASSES,
      ...ISOTONIC_CLASSES,
      ...KERNEL_APPROXIMATION_CLASSES,
      ...KERNEL_RIDGE_CLASSES,
      ...LINEAR_MODEL_CLASSES,
      ...MANIFOLD_CLASSES,
      ...MIXTURE_CLASSES,
      ...MODEL_SELECTION_CLASSES,
      ...MULTICLASS_CLASSES,
      ...MULTIOUTPUT_CLASSES,
      ...NAIVE_BAYES_CLASSES,
      ...NEIGHBORS_CLASSES,
      ...NEURAL_NETWORK_CLASSES,
      ...PREPROCESSING_CLASSES,
      ...RANDOM_PROJECTION_CLASSES,
      ...SEMI_SUPERVISED_CLASSES,
      ...SVM_CLASSES,
      ...TREE_CLASSES,
    },
  },
  refusals: {
    sklearn: {
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
    imblearn: {
      ADASYN: RESAMPLES,
      AllKNN: RESAMPLES,
      BorderlineSMOTE: RESAMPLES,
      ClusterCentroids: RESAMPLES,
      CondensedNearestNeighbour: RESAMPLES,
      EditedNearestNeighbours: RESAMPLES,
      FunctionSampler: RESAMPLES,
      InstanceHardnessThreshold: RESAMPLES,
      KMeansSMOTE: RESAMPLES,
      NearMiss: RESAMPLES,
      NeighbourhoodCleaningRule: RESAMPLES,
      OneSidedSelection: RESAMPLES,
      RandomOverSampler: RESAMPLES,
      RandomUnderSampler: RESAMPLES,
      RepeatedEditedNearestNeighbours: RESAMPLES,
      SMOTE: RESAMPLES,
      SMOTEENN: RESAMPLES,
      SMOTEN: RESAMPLES,
      SMOTENC: RESAMPLES,
      SMOTETomek: RESAMPLES,
      SVMSMOTE: RESAMPLES,
      TomekLinks: RESAMPLES,
    },
  },
}
