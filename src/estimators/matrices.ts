/** Arrays of numbers, one beside the other, in a list: the weights of layers, the tables of columns. */
import { NdArray } from '../pickle/ndarray.ts'
import { toFloat64 } from '../pickle/ndarray-decode.ts'
import type { Attributes } from './attributes.ts'
import { detached } from './attributes.ts'

/** A matrix in C order. */
export interface Matrix {
  readonly rows: number
  readonly columns: number
  readonly data: Float64Array
}

function arrays(attributes: Attributes, name: string, axes: number): NdArray[] {
  return attributes.list(name).map((item, i) => {
    if (item instanceof NdArray && item.shape.length === axes) return item
    throw attributes.error('model_invalid', `expected an array of ${axes} axes in ${name}[${i}]`)
  })
}

/** The matrices of a list. */
export function matrices(attributes: Attributes, name: string): Matrix[] {
  return arrays(attributes, name, 2).map((array, i) => ({
    rows: array.shape[0] as number,
    columns: array.shape[1] as number,
    data: detached(toFloat64(array, { path: `${attributes.path}.${name}[${i}]` })),
  }))
}

/** The vectors of a list. */
export function vectors(attributes: Attributes, name: string): Float64Array[] {
  return arrays(attributes, name, 1).map((array, i) =>
    detached(toFloat64(array, { path: `${attributes.path}.${name}[${i}]` })),
  )
}

/** The other way round: columns as rows. */
export function transposed({ rows, columns, data }: Matrix): Matrix {
  const out = new Float64Array(data.length)
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) out[c * rows + r] = data[r * columns + c] as number
  return { rows: columns, columns: rows, data: out }
}
