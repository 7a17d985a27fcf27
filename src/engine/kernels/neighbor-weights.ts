type Numbers = Float64Array | Float32Array

/** 1/distance, or 1 for those at no distance and 0 for the others if there are any such. */
export function weigh(distances: Numbers, from: number, length: number, weights: Float64Array): void {
  let isMet = false
  for (let i = 0; i < length; i++) {
    weights[i] = 1 / (distances[from + i] as number)
    isMet ||= Math.abs(weights[i] as number) === Infinity
  }
  if (!isMet) return
  for (let i = 0; i < length; i++) weights[i] = Math.abs(weights[i] as number) === Infinity ? 1 : 0
}
