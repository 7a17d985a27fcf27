/** scipy's sparse matrices and arrays, read from their pickled state. */
import { emptyNdArray, type NdArray } from './ndarray.ts'

export type SparseFormat = 'csr' | 'csc' | 'coo' | 'bsr' | 'dia'

/**
 * A sparse matrix as it stands in a file. What the two index arrays are depends on the format: `indices` and `indptr`
 * for csr, csc and bsr; `row` and `col` for coo; `offsets` and an empty array for dia.
 */
export class SparseArray {
  readonly format: SparseFormat
  readonly shape: readonly number[]
  readonly data: NdArray
  readonly indices: NdArray
  readonly indptr: NdArray

  constructor(format: SparseFormat, shape: readonly number[], data: NdArray, indices: NdArray, indptr: NdArray) {
    this.format = format
    this.shape = shape
    this.data = data
    this.indices = indices
    this.indptr = indptr
  }

  get kind(): 'sparse' {
    return 'sparse'
  }
}

/** A sparse matrix of no elements, which stands for one that Python would fill later. */
export function emptySparseArray(format: SparseFormat): SparseArray {
  return new SparseArray(format, [0, 0], emptyNdArray(), emptyNdArray(), emptyNdArray())
}
