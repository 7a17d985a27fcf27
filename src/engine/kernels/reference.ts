/** The reference kernels, one an operator: simple enough to be read beside scikit-learn's source. */
import type { KernelTable } from '../kernel.ts'
import * as categories from './categories.ts'
import * as columns from './columns.ts'
import * as missing from './missing.ts'
import * as numbers from './numbers.ts'
import * as svm from './svm.ts'
import * as trees from './trees.ts'

export const REFERENCE_KERNELS: KernelTable = {
  ...columns,
  ...numbers,
  ...missing,
  ...categories,
  ...trees,
  ...svm,
}
