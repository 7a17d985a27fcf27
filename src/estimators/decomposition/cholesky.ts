/** Cholesky's factor of a positive definite matrix, and its inverse. */
import type { Matrix } from '../matrices.ts'

/** L with `L Lᵀ = A`, in C order; undefined if A is not positive definite. */
export function cholesky({ rows: n, data }: Matrix): Float64Array | undefined {
  const lower = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = data[i * n + j] as number
      for (let c = 0; c < j; c++) sum -= (lower[i * n + c] as number) * (lower[j * n + c] as number)
      if (i === j && !(sum > 0)) return undefined
      lower[i * n + j] = i === j ? Math.sqrt(sum) : sum / (lower[j * n + j] as number)
    }
  }
  return lower
}

/** The inverse of a lower triangular matrix, which is one as well. */
export function invertedLower(lower: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n)
  for (let j = 0; j < n; j++) {
    inverse[j * n + j] = 1 / (lower[j * n + j] as number)
    for (let i = j + 1; i < n; i++) {
      let sum = 0
      for (let c = j; c < i; c++) sum -= (lower[i * n + c] as number) * (inverse[c * n + j] as number)
      inverse[i * n + j] = sum / (lower[i * n + i] as number)
    }
  }
  return inverse
}
