/** The reference kernels, one an operator: simple enough to be read beside scikit-learn's source. */
import type { KernelTable } from '../kernel.ts'
import { CATEGORY_KERNELS } from './categories.ts'
import { COLUMN_KERNELS } from './columns.ts'
import { DOMAIN_KERNELS } from './domains.ts'
import { MISSING_KERNELS } from './missing.ts'
import { NUMBER_KERNELS } from './numbers.ts'
import { SPARSE_KERNELS } from './sparse.ts'
import { SVM_KERNELS } from './svm.ts'
import { TEXT_KERNELS } from './text.ts'
import { TREE_KERNELS } from './trees.ts'

export const REFERENCE_KERNELS: KernelTable = {
  ...CATEGORY_KERNELS,
  ...COLUMN_KERNELS,
  ...DOMAIN_KERNELS,
  ...MISSING_KERNELS,
  ...NUMBER_KERNELS,
  ...SPARSE_KERNELS,
  ...SVM_KERNELS,
  ...TEXT_KERNELS,
  ...TREE_KERNELS,
}
