/** Orthogonal matching pursuit on a Gram matrix (Rubinstein, Zibulevsky and Elad, 2008). */
import { solveBoth, solveLower } from './cholesky.ts'

/** Finds the code of one row from its covariances with the atoms. */
export type CodeSolver = (covariance: Float64Array, code: Float64Array, squaredNorm: number) => void

export function matchingPursuit(gram: Float64Array, atoms: number, picks: number): CodeSolver {
  const lower = new Float64Array(picks * picks)
  const order = new Int32Array(atoms)
  const left = new Float64Array(atoms)
  const weights = new Float64Array(picks)
  const at = (a: number, b: number) => gram[(order[a] as number) * atoms + (order[b] as number)] as number
  /** Takes an atom in; false if it is a sum of those that have been picked. */
  const pick = (best: number, active: number) => {
    const from = active * picks
    for (let j = 0; j < active; j++) lower[from + j] = at(best, j)
    solveLower(lower, picks, active, lower, from)
    let rest = at(best, best)
    for (let j = 0; j < active; j++) rest -= (lower[from + j] as number) ** 2
    if (active > 0 && rest <= Number.EPSILON) return false
    lower[from + active] = Math.sqrt(rest)
    const swap = order[active] as number
    order[active] = order[best] as number
    order[best] = swap
    return true
  }
  const explain = (covariance: Float64Array, active: number) => {
    for (let j = 0; j < active; j++) weights[j] = covariance[order[j] as number] as number
    solveBoth(lower, picks, active, weights)
    for (let i = 0; i < atoms; i++) {
      let explained = 0
      for (let j = 0; j < active; j++) explained += at(i, j) * (weights[j] as number)
      left[i] = (covariance[order[i] as number] as number) - explained
    }
  }
  return (covariance, code) => {
    for (let i = 0; i < atoms; i++) order[i] = i
    left.set(covariance)
    let active = 0
    while (active < picks) {
      const best = largest(left)
      if (best < active || (left[best] as number) ** 2 < Number.EPSILON || !pick(best, active)) break
      active += 1
      explain(covariance, active)
    }
    code.fill(0)
    for (let j = 0; j < active; j++) code[order[j] as number] = weights[j] as number
  }
}

function largest(values: Float64Array): number {
  let best = 0
  for (let i = 1; i < values.length; i++) {
    if (Math.abs(values[i] as number) > Math.abs(values[best] as number)) best = i
  }
  return best
}
