/**
 * Every class that Brine reads: the list that users are told, and the one place to add to. A class is known by its root
 * package and its name, since its module has moved between versions.
 */
import { readColumnTransformer } from './compose.ts'
import { readLabelEncoder, readOneHotEncoder, readOrdinalEncoder } from './encoding.ts'
import { readFunctionTransformer } from './function-transformer.ts'
import { readSimpleImputer } from './impute.ts'
import { readLinearClassifier, readLinearRegressor, readLogisticRegression } from './linear-model.ts'
import { readPipeline } from './pipeline.ts'
import type { Registry } from './reader.ts'
import { readMinMaxScaler, readStandardScaler } from './scaling.ts'
import { readSvc, readSvr } from './svm.ts'
import { readTreeClassifier, readTreeRegressor } from './tree.ts'

const CLUSTERS_ITS_OWN_ROWS =
  'it labels the rows that it was fitted on and has no predict for new ones, in Python either.'
const EMBEDS_ITS_OWN_ROWS =
  'it places the rows that it was fitted on and has no transform for new ones, in Python either.'
const DESCRIBES_ROWS = 'it describes the rows that it was fitted on and predicts nothing.'

export const REGISTRY: Registry = {
  packages: {
    sklearn: {
      ColumnTransformer: readColumnTransformer,
      DecisionTreeClassifier: readTreeClassifier,
      DecisionTreeRegressor: readTreeRegressor,
      ElasticNet: readLinearRegressor,
      ExtraTreeClassifier: readTreeClassifier,
      ExtraTreeRegressor: readTreeRegressor,
      ExtraTreesClassifier: readTreeClassifier,
      ExtraTreesRegressor: readTreeRegressor,
      FunctionTransformer: readFunctionTransformer,
      LabelEncoder: readLabelEncoder,
      Lasso: readLinearRegressor,
      LinearRegression: readLinearRegressor,
      LinearSVC: readLinearClassifier,
      LinearSVR: readLinearRegressor,
      LogisticRegression: readLogisticRegression,
      MinMaxScaler: readMinMaxScaler,
      NuSVC: readSvc,
      NuSVR: readSvr,
      OneHotEncoder: readOneHotEncoder,
      OrdinalEncoder: readOrdinalEncoder,
      Pipeline: readPipeline,
      RandomForestClassifier: readTreeClassifier,
      RandomForestRegressor: readTreeRegressor,
      Ridge: readLinearRegressor,
      SVC: readSvc,
      SVR: readSvr,
      SimpleImputer: readSimpleImputer,
      StandardScaler: readStandardScaler,
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
    ShrunkCovariance: DESCRIBES_ROWS,
    SpectralBiclustering: CLUSTERS_ITS_OWN_ROWS,
    SpectralClustering: CLUSTERS_ITS_OWN_ROWS,
    SpectralCoclustering: CLUSTERS_ITS_OWN_ROWS,
    SpectralEmbedding: EMBEDS_ITS_OWN_ROWS,
    TSNE: EMBEDS_ITS_OWN_ROWS,
  },
}
