/** The Moore-Penrose inverse of a matrix, by one-sided Jacobi rotations (Hestenes, 1958). */
import { type Matrix, transposed } from './matrix.ts'

/** Sweeps over all pairs of rows; ten suffice for doubles. */
const MAX_SWEEPS = 60

/** Singular values below `cutoff(largest)` count as zero. */
export function pseudoInverse(matrix: Matrix, cutoff: (largest: number) => number): Matrix {
  // Rows are made orthogonal, so they should be the fewer.
  if (matrix.rows > matrix.columns) return transposed(pseudoInverse(transposed(matrix), cutoff))
  const { rows, columns } = matrix
  const work = Float64Array.from(matrix.data)
  const turns = identity(rows)
  for (let sweep = 0; sweep < MAX_SWEEPS && rotateAll(work, turns, rows, columns); sweep++);
  const lengths = Array.from({ length: rows }, (_, r) => Math.sqrt(product(work, r, r, columns)))
  const smallest = cutoff(Math.max(...lengths))
  const inverse = new Float64Array(columns * rows)
  lengths.forEach((length, k) => {
    if (!(length > smallest)) return
    for (let c = 0; c < columns; c++) {
      const scaled = (work[k * columns + c] as number) / length / length
      for (let r = 0; r < rows; r++) {
        inverse[c * rows + r] = (inverse[c * rows + r] as number) + scaled * (turns[k * rows + r] as number)
      }
    }
  })
  return { rows: columns, columns: rows, data: inverse }
}

function identity(n: number): Float64Array {
  const matrix = new Float64Array(n * n)
  for (let i = 0; i < n; i++) matrix[i * n + i] = 1
  return matrix
}

/** Turns every pair of rows until they are orthogonal; false if all were. */
function rotateAll(work: Float64Array, turns: Float64Array, rows: number, columns: number): boolean {
  let rotated = false
  for (let i = 0; i < rows; i++) {
    for (let j = i + 1; j < rows; j++) {
      const a = product(work, i, i, columns)
      const b = product(work, j, j, columns)
      const c = product(work, i, j, columns)
      if (!(Math.abs(c) > 1e-16 * Math.sqrt(a * b))) continue
      rotated = true
      const zeta = (b - a) / (2 * c)
      const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta))
      const cosine = 1 / Math.sqrt(1 + t * t)
      rotate(work, i, j, columns, cosine, cosine * t)
      rotate(turns, i, j, rows, cosine, cosine * t)
    }
  }
  return rotated
}

function product(x: Float64Array, i: number, j: number, n: number): number {
  let sum = 0
  for (let k = 0; k < n; k++) sum += (x[i * n + k] as number) * (x[j * n + k] as number)
  return sum
}

function rotate(x: Float64Array, i: number, j: number, n: number, cosine: number, sine: number): void {
  for (let k = 0; k < n; k++) {
    const a = x[i * n + k] as number
    const b = x[j * n + k] as number
    x[i * n + k] = cosine * a - sine * b
    x[j * n + k] = sine * a + cosine * b
  }
}
