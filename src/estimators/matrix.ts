/** Small matrices, turned and multiplied while a model is read. */

/** A matrix of numbers in C order. */
export interface Matrix {
  readonly rows: number
  readonly columns: number
  readonly data: Float64Array
}

export function transposed({ rows, columns, data }: Matrix): Matrix {
  const turned = new Float64Array(data.length)
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) turned[c * rows + r] = data[r * columns + c] as number
  }
  return { rows: columns, columns: rows, data: turned }
}
