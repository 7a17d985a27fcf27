/** The lasso by cyclic coordinate descent on a Gram matrix, as scikit-learn stops and screens it. */
import type { DescentOptions } from '../../program/operators/sparse-codes.ts'
import type { CodeSolver } from './matching-pursuit.ts'

export function coordinateDescent(gram: Float64Array, atoms: number, options: DescentOptions): CodeSolver {
  const descent = new Descent(gram, atoms, options)
  return (covariance, code, squaredNorm) => descent.solve(covariance, code, squaredNorm)
}

class Descent {
  readonly #gram: Float64Array
  readonly #atoms: number
  readonly #options: DescentOptions
  /** Gram matrix times code. */
  readonly #fitted: Float64Array
  readonly #open: Uint8Array
  #gap = 0
  #dualNorm = 0

  constructor(gram: Float64Array, atoms: number, options: DescentOptions) {
    this.#gram = gram
    this.#atoms = atoms
    this.#options = options
    this.#fitted = new Float64Array(atoms)
    this.#open = new Uint8Array(atoms)
  }

  solve(covariance: Float64Array, code: Float64Array, squaredNorm: number): void {
    const { tolerance, maxIterations } = this.#options
    const screens = this.#options.screens
    const gapTolerance = tolerance * squaredNorm
    code.fill(0)
    this.#fitted.fill(0)
    this.#open.fill(1)
    if (screens) {
      this.#measure(covariance, code, squaredNorm)
      if (this.#gap >= 0 && this.#gap <= gapTolerance) return
      this.#screen(covariance, code)
    }
    for (let n = 0; n < maxIterations; n++) {
      const { largest, change } = this.#sweep(covariance, code)
      const ratio = change / largest
      const isSmall = screens ? ratio <= tolerance : ratio < tolerance
      if (!(largest === 0 || isSmall || n === maxIterations - 1)) continue
      this.#measure(covariance, code, squaredNorm)
      if (screens ? this.#gap <= gapTolerance : this.#gap < gapTolerance) return
      if (screens) this.#screen(covariance, code)
    }
  }

  /** Each atom in turn, given the others. */
  #sweep(covariance: Float64Array, code: Float64Array): { largest: number; change: number } {
    const { penalty, positive } = this.#options
    let largest = 0
    let change = 0
    for (let j = 0; j < this.#atoms; j++) {
      const diagonal = this.#gram[j * this.#atoms + j] as number
      if (this.#open[j] === 0 || diagonal === 0) continue
      const before = code[j] as number
      const target = (covariance[j] as number) - (this.#fitted[j] as number) + before * diagonal
      const shrunk = (Math.sign(target) * Math.max(Math.abs(target) - penalty, 0)) / diagonal
      const value = positive && target < 0 ? 0 : shrunk
      this.#set(code, j, value)
      change = Math.max(change, Math.abs(value - before))
      largest = Math.max(largest, Math.abs(value))
    }
    return { largest, change }
  }

  #set(code: Float64Array, j: number, value: number): void {
    const step = value - (code[j] as number)
    code[j] = value
    if (step === 0) return
    for (let i = 0; i < this.#atoms; i++) {
      this.#fitted[i] = (this.#fitted[i] as number) + step * (this.#gram[j * this.#atoms + i] as number)
    }
  }

  /** The duality gap, and the largest slope of what is left. */
  #measure(covariance: Float64Array, code: Float64Array, squaredNorm: number): void {
    const { penalty, positive } = this.#options
    let along = 0
    let quadratic = 0
    let absolute = 0
    let slope = positive ? -Infinity : 0
    let squares = 0
    for (let j = 0; j < this.#atoms; j++) {
      const value = code[j] as number
      const left = (covariance[j] as number) - (this.#fitted[j] as number)
      along += value * (covariance[j] as number)
      quadratic += value * (this.#fitted[j] as number)
      absolute += Math.abs(value)
      slope = Math.max(slope, positive ? left : Math.abs(left))
      squares += left * left
    }
    const residual = squaredNorm + quadratic - 2 * along
    this.#dualNorm = slope
    if (penalty === 0 && this.#options.screens) {
      this.#gap = squares
      return
    }
    const scale = slope > penalty ? penalty / slope : 1
    const primal = 0.5 * residual + penalty * absolute
    this.#gap = primal + 0.5 * scale * scale * residual - scale * (squaredNorm - along)
  }

  /** Closes the atoms that cannot take part in the solution (Ndiaye and others, 2017). */
  #screen(covariance: Float64Array, code: Float64Array): void {
    const { penalty } = this.#options
    if (penalty === 0) return
    const radius = Math.sqrt(2 * Math.abs(this.#gap)) / penalty
    const scale = Math.max(penalty, this.#dualNorm)
    // What is closed changes what the next sees of `fitted`, but not the slopes measured before.
    const slopes = covariance.map((value, j) => (value - (this.#fitted[j] as number)) / scale)
    for (let j = 0; j < this.#atoms; j++) {
      if (this.#open[j] === 0) continue
      const diagonal = this.#gram[j * this.#atoms + j] as number
      const distance = (1 - Math.abs(slopes[j] as number)) / Math.sqrt(diagonal)
      if (diagonal !== 0 && distance <= radius) continue
      this.#set(code, j, 0)
      this.#open[j] = 0
    }
  }
}
