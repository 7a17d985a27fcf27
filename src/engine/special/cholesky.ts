/** Growing and using a lower triangle L of a matrix L Lᵀ, kept in rows of a given stride. */

/** Solves `L y = b` in place for the first n numbers of b. */
export function solveLower(lower: Float64Array, stride: number, n: number, b: Float64Array, at = 0): void {
  for (let i = 0; i < n; i++) {
    let sum = b[at + i] as number
    for (let j = 0; j < i; j++) sum -= (lower[i * stride + j] as number) * (b[at + j] as number)
    b[at + i] = sum / (lower[i * stride + i] as number)
  }
}

/** Solves `L Lᵀ x = b` in place for the first n numbers of b. */
export function solveBoth(lower: Float64Array, stride: number, n: number, b: Float64Array): void {
  solveLower(lower, stride, n, b)
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i] as number
    for (let j = i + 1; j < n; j++) sum -= (lower[j * stride + i] as number) * (b[j] as number)
    b[i] = sum / (lower[i * stride + i] as number)
  }
}
