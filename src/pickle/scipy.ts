/** scipy's compressed sparse matrices and arrays, read from their pickled state. */
import type { NdArray } from './ndarray.ts'

/** A sparse matrix as it stands in a file. `coo` uses row and col; `csr`, `csc` and `bsr` use indices and indptr. */
export class SparseArray {
  readonly kind = 'sparse'
  readonly format: 'csr' | 'csc' | 'coo' | 'bsr' | 'dia'
  readonly shape: readonly number[]
  readonly data: NdArray
  readonly indices: NdArray
  readonly indptr: NdArray

  constructor(
    format: SparseArray['format'],
    shape: readonly number[],
    data: NdArray,
    indices: NdArray,
    indptr: NdArray,
  ) {
    this.format = format
    this.shape = shape
    this.data = data
    this.indices = indices
    this.indptr = indptr
  }
}
