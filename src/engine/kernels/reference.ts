/** The reference kernels, one an operator: simple enough to be read beside scikit-learn's source. */
import type { KernelTable } from '../kernel.ts'
import { BOUND_KERNELS } from './bounds.ts'
import { CATEGORY_KERNELS } from './categories.ts'
import { COLUMN_KERNELS } from './columns.ts'
import { COMBINING_KERNELS } from './combining.ts'
import { CURVE_KERNELS } from './curves.ts'
import { DECODING_KERNELS } from './decoding.ts'
import { DISTANCE_KERNELS } from './distances.ts'
import { DOMAIN_KERNELS } from './domains.ts'
import { ENSEMBLE_KERNELS } from './ensembles.ts'
import { FACTOR_KERNELS } from './factors.ts'
import { FEATURE_MAP_KERNELS } from './feature-maps.ts'
import { FEATURE_KERNELS } from './features.ts'
import { FILLING_KERNELS } from './filling.ts'
import { FUNCTION_KERNELS } from './functions.ts'
import { KERNEL_KERNELS } from './kernels.ts'
import { LIKELIHOOD_KERNELS } from './likelihoods.ts'
import { MISSING_KERNELS } from './missing.ts'
import { MIXTURE_KERNELS } from './mixtures.ts'
import { NEIGHBOR_KERNELS } from './neighbors.ts'
import { NUMBER_KERNELS } from './numbers.ts'
import { OWN_FUNCTION_KERNELS } from './own-functions.ts'
import { SPARSE_KERNELS } from './sparse.ts'
import { SPARSE_CODE_KERNELS } from './sparse-codes.ts'
import { SVM_KERNELS } from './svm.ts'
import { TEXT_KERNELS } from './text.ts'
import { TOPIC_KERNELS } from './topics.ts'
import { TREE_KERNELS } from './trees.ts'

export const REFERENCE_KERNELS: KernelTable = {
  ...BOUND_KERNELS,
  ...CATEGORY_KERNELS,
  ...COLUMN_KERNELS,
  ...COMBINING_KERNELS,
  ...CURVE_KERNELS,
  ...DECODING_KERNELS,
  ...DISTANCE_KERNELS,
  ...DOMAIN_KERNELS,
  ...ENSEMBLE_KERNELS,
  ...FACTOR_KERNELS,
  ...FEATURE_MAP_KERNELS,
  ...FEATURE_KERNELS,
  ...FILLING_KERNELS,
  ...FUNCTION_KERNELS,
  ...KERNEL_KERNELS,
  ...LIKELIHOOD_KERNELS,
  ...MISSING_KERNELS,
  ...MIXTURE_KERNELS,
  ...NEIGHBOR_KERNELS,
  ...NUMBER_KERNELS,
  ...OWN_FUNCTION_KERNELS,
  ...SPARSE_CODE_KERNELS,
  ...SPARSE_KERNELS,
  ...SVM_KERNELS,
  ...TEXT_KERNELS,
  ...TOPIC_KERNELS,
  ...TREE_KERNELS,
}
