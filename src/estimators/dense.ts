/** Sparse matrices of a model's weights, made dense once at load. */
import { BrineError, type Where } from '../errors.ts'
import { toFloat64, toInt32 } from '../pickle/ndarray-decode.ts'
import type { SparseArray } from '../pickle/scipy.ts'

/** Weights this large would not have been kept sparse for nothing. */
const MAX_CELLS = 1 << 28

/** A csr or csc matrix as (rows × columns) in C order; duplicates add up. scipy's arrays of one axis are one row of csr. */
export function densify(sparse: SparseArray, where: Where): { shape: readonly number[]; data: Float64Array } {
  const [rows = 0, columns = 0] = sparse.shape.length === 1 ? [1, ...sparse.shape] : sparse.shape
  if (sparse.format !== 'csr' && sparse.format !== 'csc') {
    throw new BrineError('unsupported_option', `weights in the sparse format ${sparse.format}`, { where })
  }
  if (rows * columns > MAX_CELLS) {
    const details = { limit: MAX_CELLS, actual: rows * columns }
    throw new BrineError('limit_exceeded', `sparse weights of ${rows} × ${columns} are too large`, { where, details })
  }
  const isRows = sparse.format === 'csr'
  const indptr = toInt32(sparse.indptr, where)
  const indices = toInt32(sparse.indices, where)
  const values = toFloat64(sparse.data, where)
  const [outer, inner] = isRows ? [rows, columns] : [columns, rows]
  if (indptr.length !== outer + 1) throw broken(`${indptr.length} row pointers for ${outer} rows`, where)
  const data = new Float64Array(rows * columns)
  for (let o = 0; o < outer; o++) {
    for (let k = indptr[o] as number; k < (indptr[o + 1] as number); k++) {
      const i = indices[k]
      const value = values[k]
      if (i === undefined || value === undefined || i < 0 || i >= inner) throw broken(`index ${i} of ${inner}`, where)
      const at = isRows ? o * columns + i : i * columns + o
      data[at] = (data[at] as number) + value
    }
  }
  return { shape: sparse.shape, data }
}

function broken(problem: string, where: Where): BrineError {
  return new BrineError('model_invalid', `a sparse matrix contradicts itself: ${problem}`, { where })
}
