/** What a model answers: a dense n-dimensional array with numpy's names for its types. */

/** One value as it stands in a row or an answer. `null` is a missing value. */
export type Cell = string | number | boolean | bigint | null

/** What a cell can be where a model takes records: JSON of any depth. */
export type Structure = Cell | readonly Structure[] | { readonly [key: string]: Structure }

/** numpy's names. `str` and `object` hold JavaScript values. */
export type DType = 'float64' | 'float32' | 'int64' | 'bool' | 'str' | 'object'

/** Numbers are typed arrays; everything else is a plain array of cells. */
export type TensorData = Float64Array | Float32Array | readonly Cell[]

/** Nested plain arrays, as deep as the shape is long. */
export type NestedCells = Cell | NestedCells[]

/** A dense array in C order: `data[i * shape[1] + j]` is row i, column j. */
export class Tensor {
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly data: TensorData
  /** Names of the last axis: the classes of probabilities, the features of a transform. */
  readonly columns: readonly string[] | undefined

  constructor(dtype: DType, shape: readonly number[], data: TensorData, columns?: readonly string[]) {
    this.dtype = dtype
    this.shape = shape
    this.data = data
    this.columns = columns
  }

  /** Nested plain arrays: `[[…], […]]` for a matrix, `[…]` for a vector. */
  toArray(): NestedCells[] {
    const { shape, data } = this
    const [rows = 0, ...inner] = shape
    const size = inner.reduce((product, n) => product * n, 1)
    return Array.from({ length: rows }, (_, i) => nest(data, inner, i * size))
  }

  toJSON(): NestedCells[] {
    return this.toArray()
  }
}

/**
 * Several tensors of the same number of rows, where scikit-learn answers with a list: the probabilities of a
 * multi-output classifier, one matrix an output.
 */
export class TensorList {
  readonly tensors: readonly Tensor[]

  constructor(tensors: readonly Tensor[]) {
    this.tensors = tensors
  }

  toArray(): NestedCells[] {
    return this.tensors.map((tensor) => tensor.toArray())
  }

  toJSON(): NestedCells[] {
    return this.toArray()
  }
}

/** Shapes are short (at most three axes), so the recursion is as shallow. */
function nest(data: TensorData, shape: readonly number[], offset: number): NestedCells {
  const [length, ...inner] = shape
  if (length === undefined) return data[offset] as Cell
  if (inner.length === 0) return Array.from(data.slice(offset, offset + length) as ArrayLike<Cell>)
  const size = inner.reduce((product, n) => product * n, 1)
  return Array.from({ length }, (_, i) => nest(data, inner, offset + i * size))
}
