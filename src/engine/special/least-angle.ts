/** Least angle regression and the lasso's path (Efron and others, 2004) on a Gram matrix, as scikit-learn walks it. */
import type { SparseSolver } from '../../program/operators/sparse-codes.ts'
import { solveBoth, solveLower } from './cholesky.ts'
import type { CodeSolver } from './matching-pursuit.ts'

type Options = Extract<SparseSolver, { readonly name: 'lars' }>

/** Keeps a quotient finite. */
const TINY = 2 ** -126
/** Two values of alpha this near are one. */
const SAME_ALPHA = 2 ** -23
/** An atom whose pivot is smaller is a sum of those before it. */
const MIN_PIVOT = 1e-7
const DECIMALS = 1e15

export function leastAngle(gram: Float64Array, atoms: number, features: number, options: Options): CodeSolver {
  const walk = new Walk(gram, atoms, features, options)
  return (covariance, code) => walk.solve(covariance, code)
}

/**
 * Atoms stand in `order`, the active ones first. `left` has the covariances with the residual of the others, in that
 * order from `active` on.
 */
class Walk {
  readonly #gram: Float64Array
  readonly #atoms: number
  readonly #features: number
  readonly #options: Options
  readonly #order: Int32Array
  readonly #left: Float64Array
  readonly #signs: Float64Array
  readonly #lower: Float64Array
  readonly #direction: Float64Array
  readonly #correlated: Float64Array
  readonly #previous: Float64Array
  #active = 0

  constructor(gram: Float64Array, atoms: number, features: number, options: Options) {
    this.#gram = gram
    this.#atoms = atoms
    this.#features = features
    this.#options = options
    this.#order = new Int32Array(atoms)
    this.#left = new Float64Array(atoms)
    this.#signs = new Float64Array(atoms)
    this.#lower = new Float64Array(atoms * atoms)
    this.#direction = new Float64Array(atoms)
    this.#correlated = new Float64Array(atoms)
    this.#previous = new Float64Array(atoms)
  }

  #gramAt(a: number, b: number): number {
    return this.#gram[(this.#order[a] as number) * this.#atoms + (this.#order[b] as number)] as number
  }

  solve(covariance: Float64Array, code: Float64Array): void {
    const { isLasso, alpha: target } = this.#options
    // Without drops the path has as many steps as atoms are asked for, which may be more than there are.
    const maxIterations = this.#options.maxIterations
    for (let i = 0; i < this.#atoms; i++) this.#order[i] = i
    this.#left.set(covariance)
    this.#previous.fill(0)
    this.#active = 0
    code.fill(0)
    let previousAlpha = 0
    let hasDropped = false
    for (let n = 0; ; ) {
      const best = this.#best()
      const strength = best < 0 ? 0 : this.#strength(best)
      const alpha = strength / this.#features
      if (alpha <= target + SAME_ALPHA) {
        if (Math.abs(alpha - target) > SAME_ALPHA && n > 0)
          this.#stepBack(code, (previousAlpha - target) / (previousAlpha - alpha))
        return
      }
      if (n >= maxIterations || this.#active >= this.#atoms) return
      if (!hasDropped && !this.#add(best)) continue
      if (isLasso && n > 0 && previousAlpha < alpha) return
      const scale = this.#findDirection()
      const drops = this.#dropsWithin(code, this.#stepTo(strength, scale))
      n += 1
      hasDropped = drops.at.length > 0
      previousAlpha = alpha
      this.#advance(code, drops.step)
      if (hasDropped && isLasso) this.#drop(drops.at, covariance, code)
    }
  }

  #best(): number {
    let best = -1
    for (let i = this.#active; i < this.#atoms; i++) {
      if (best < 0 || this.#strength(i) > this.#strength(best)) best = i
    }
    return best
  }

  #strength(i: number): number {
    const value = this.#left[i] as number
    return this.#options.positive ? value : Math.abs(value)
  }

  #stepBack(code: Float64Array, share: number): void {
    for (let i = 0; i < this.#atoms; i++) {
      const before = this.#previous[i] as number
      code[i] = before + share * ((code[i] as number) - before)
    }
  }

  /** Takes an atom into the active set; false if it is one of those there in other words, and will not be tried again. */
  #add(best: number): boolean {
    const k = this.#active
    const value = this.#left[best] as number
    this.#signs[k] = this.#options.positive ? 1 : Math.sign(value)
    swap(this.#left, best, k)
    swap(this.#order, best, k)
    const from = k * this.#atoms
    for (let j = 0; j < k; j++) this.#lower[from + j] = this.#gramAt(k, j)
    solveLower(this.#lower, this.#atoms, k, this.#lower, from)
    let explained = 0
    for (let j = 0; j < k; j++) explained += (this.#lower[from + j] as number) ** 2
    const pivot = Math.max(Math.sqrt(Math.abs(this.#gramAt(k, k) - explained)), Number.EPSILON)
    this.#lower[from + k] = pivot
    if (pivot < MIN_PIVOT) {
      // scikit-learn puts the covariances back, but not the atoms.
      this.#left[k] = 0
      swap(this.#left, best, k)
      return false
    }
    this.#active += 1
    return true
  }

  /** The direction that makes equal angles with all active atoms, and the cosine of these. */
  #findDirection(): number {
    const k = this.#active
    const direction = this.#direction
    for (let i = 0; i < k; i++) direction[i] = this.#signs[i] as number
    solveBoth(this.#lower, this.#atoms, k, direction)
    if (k === 1 && direction[0] === 0) {
      direction[0] = 1
      return 1
    }
    let sum = 0
    for (let i = 0; i < k; i++) sum += (direction[i] as number) * (this.#signs[i] as number)
    const scale = 1 / Math.sqrt(sum)
    for (let i = 0; i < k; i++) direction[i] = (direction[i] as number) * scale
    return scale
  }

  /** How far it is until another atom goes as well with what is left. */
  #stepTo(strength: number, scale: number): number {
    const { positive } = this.#options
    let step = strength / scale
    for (let i = this.#active; i < this.#atoms; i++) {
      let sum = 0
      for (let j = 0; j < this.#active; j++) sum += this.#gramAt(j, i) * (this.#direction[j] as number)
      const correlated = roundHalfEven(sum * DECIMALS) / DECIMALS
      this.#correlated[i] = correlated
      const left = this.#left[i] as number
      step = smallerPositive(step, (strength - left) / (scale - correlated + TINY))
      if (!positive) step = smallerPositive(step, (strength + left) / (scale + correlated + TINY))
    }
    return step
  }

  /** The active atoms whose code reaches zero before that, last first, and when. */
  #dropsWithin(code: Float64Array, step: number): { step: number; at: number[] } {
    const reach = Array.from({ length: this.#active }, (_, i) => {
      return -(code[this.#order[i] as number] as number) / ((this.#direction[i] as number) + TINY)
    })
    const first = reach.reduce(smallerPositive, Infinity)
    if (!(first < step)) return { step, at: [] }
    const at = reach.flatMap((z, i) => (z === first ? [i] : [])).reverse()
    for (const i of at) this.#signs[i] = -(this.#signs[i] as number)
    return { step: this.#options.isLasso ? first : step, at }
  }

  #advance(code: Float64Array, step: number): void {
    this.#previous.set(code)
    code.fill(0)
    for (let i = 0; i < this.#active; i++) {
      const atom = this.#order[i] as number
      code[atom] = (this.#previous[atom] as number) + step * (this.#direction[i] as number)
    }
    for (let i = this.#active; i < this.#atoms; i++) {
      this.#left[i] = (this.#left[i] as number) - step * (this.#correlated[i] as number)
    }
  }

  /** Moves atoms behind the active ones, the last dropped first. */
  #drop(at: readonly number[], covariance: Float64Array, code: Float64Array): void {
    for (const i of at) {
      const atom = this.#order[i] as number
      this.#order.copyWithin(i, i + 1, this.#active)
      this.#signs.copyWithin(i, i + 1, this.#active)
      this.#active -= 1
      this.#order[this.#active] = atom
      let explained = 0
      for (let j = 0; j < this.#atoms; j++)
        explained += (this.#gram[atom * this.#atoms + j] as number) * (code[j] as number)
      this.#left[this.#active] = (covariance[atom] as number) - explained
    }
    this.#factorise()
  }

  #factorise(): void {
    for (let i = 0; i < this.#active; i++) {
      const from = i * this.#atoms
      for (let j = 0; j < i; j++) this.#lower[from + j] = this.#gramAt(i, j)
      solveLower(this.#lower, this.#atoms, i, this.#lower, from)
      let rest = this.#gramAt(i, i)
      for (let j = 0; j < i; j++) rest -= (this.#lower[from + j] as number) ** 2
      this.#lower[from + i] = Math.max(Math.sqrt(Math.abs(rest)), Number.EPSILON)
    }
  }
}

function swap(values: Float64Array | Int32Array, i: number, j: number): void {
  const value = values[i] as number
  values[i] = values[j] as number
  values[j] = value
}

function smallerPositive(least: number, value: number): number {
  return value > 0 && value < least ? value : least
}

/** As `np.around` does. */
function roundHalfEven(x: number): number {
  const floor = Math.floor(x)
  const rest = x - floor
  if (rest !== 0.5) return Math.round(x)
  return floor % 2 === 0 ? floor : floor + 1
}
