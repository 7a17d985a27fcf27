/** The reference kernels, one an operator: simple enough to be read beside scikit-learn's source. */
import type { KernelTable } from '../kernel.ts'
import { BOUND_KERNELS } from './bounds.ts'
import { CATEGORY_KERNELS } from './categories.ts'
import { COLUMN_KERNELS } from './columns.ts'
import { FACTOR_KERNELS } from './factors.ts'
import { FEATURE_KERNELS } from './features.ts'
import { KERNEL_KERNELS } from './kernels.ts'
import { MISSING_KERNELS } from './missing.ts'
import { MIXTURE_KERNELS } from './mixtures.ts'
import { NUMBER_KERNELS } from './numbers.ts'
import { SPARSE_CODE_KERNELS } from './sparse-codes.ts'
import { SVM_KERNELS } from './svm.ts'
import { TOPIC_KERNELS } from './topics.ts'
import { TREE_KERNELS } from './trees.ts'

export const REFERENCE_KERNELS: KernelTable = {
  ...BOUND_KERNELS,
  ...CATEGORY_KERNELS,
  ...COLUMN_KERNELS,
  ...FACTOR_KERNELS,
  ...FEATURE_KERNELS,
  ...KERNEL_KERNELS,
  ...MISSING_KERNELS,
  ...MIXTURE_KERNELS,
  ...NUMBER_KERNELS,
  ...SPARSE_CODE_KERNELS,
  ...SVM_KERNELS,
  ...TOPIC_KERNELS,
  ...TREE_KERNELS,
}
