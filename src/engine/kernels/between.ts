/** What kernels and metrics compute of two rows. Sums run over the columns in order. */

type Numbers = Float64Array | Float32Array

/** A number for x (n numbers from `a`) and y (n numbers from `b`). */
export type Between = (x: Numbers, a: number, y: Numbers, b: number, n: number) => number

export const dot: Between = (x, a, y, b, n) => {
  let sum = 0
  for (let j = 0; j < n; j++) sum += (x[a + j] as number) * (y[b + j] as number)
  return sum
}

export const squaredDistance: Between = (x, a, y, b, n) => {
  let sum = 0
  for (let j = 0; j < n; j++) {
    const difference = (x[a + j] as number) - (y[b + j] as number)
    sum += difference * difference
  }
  return sum
}

export const manhattan: Between = (x, a, y, b, n) => {
  let sum = 0
  for (let j = 0; j < n; j++) sum += Math.abs((x[a + j] as number) - (y[b + j] as number))
  return sum
}
