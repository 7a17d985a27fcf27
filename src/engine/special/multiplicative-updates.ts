/** Weights of nonnegative factors by multiplicative updates (Févotte and Idier, 2011), as scikit-learn stops them. */

type Numbers = Float64Array | Float32Array

/** What numbers of a product are raised to, so that nothing is divided by zero. */
const SAFE = 2 ** -23
/** Updates between two looks at the divergence. */
const LOOK_EVERY = 10

interface Options {
  readonly factors: Float64Array
  readonly beta: number
  readonly stopsBy: 'divergence' | 'change'
  readonly floor: number
  readonly l1: number
  readonly l2: number
  readonly tolerance: number
  readonly maxIterations: number
}

interface Size {
  readonly rows: number
  readonly features: number
  readonly components: number
}

/** Fills `weights` (rows × components) for x (rows × features); `gram` is `factors @ factorsᵀ`. */
export function multiplicativeWeights(
  options: Options,
  x: Numbers,
  gram: Float64Array,
  weights: Numbers,
  size: Size,
): void {
  let total = 0
  for (let i = 0; i < size.rows * size.features; i++) total += x[i] as number
  weights.fill(Math.sqrt(total / (size.rows * size.features) / size.components))
  const updates = new Updates(options, x, gram, weights, size)
  if (options.stopsBy === 'change') untilStill(options, updates, weights)
  else untilClose(options, updates, weights)
}

function untilStill({ tolerance, maxIterations }: Options, updates: Updates, weights: Numbers): void {
  const before = Float64Array.from(weights)
  for (let n = 0; n < maxIterations; n++) {
    updates.forgetSums()
    updates.update()
    let change = 0
    let length = 0
    for (let i = 0; i < weights.length; i++) {
      change += ((weights[i] as number) - (before[i] as number)) ** 2
      length += (weights[i] as number) ** 2
    }
    if (tolerance > 0 && Math.sqrt(change) / Math.sqrt(length) <= tolerance) return
    before.set(weights)
  }
}

function untilClose({ beta, tolerance, maxIterations }: Options, updates: Updates, weights: Numbers): void {
  const first = updates.divergence()
  let previous = first
  for (let n = 1; n <= maxIterations; n++) {
    updates.update()
    if (beta < 1) {
      for (let i = 0; i < weights.length; i++) if ((weights[i] as number) < Number.EPSILON) weights[i] = 0
    }
    if (!(tolerance > 0) || n % LOOK_EVERY !== 0) continue
    const divergence = updates.divergence()
    if ((previous - divergence) / first < tolerance) return
    previous = divergence
  }
}

class Updates {
  readonly #options: Options
  readonly #x: Numbers
  readonly #gram: Float64Array
  readonly #weights: Numbers
  readonly #size: Size
  readonly #power: number
  readonly #fit: Float64Array
  readonly #ratio: Float64Array
  readonly #numerator: Float64Array
  readonly #denominator: Float64Array
  /** Sums of the factors, which grow by l1 with every update: scikit-learn adds it in place. */
  readonly #sums: Float64Array

  constructor(options: Options, x: Numbers, gram: Float64Array, weights: Numbers, size: Size) {
    const { beta } = options
    this.#options = options
    this.#x = x
    this.#gram = gram
    this.#weights = weights
    this.#size = size
    this.#power = beta < 1 ? 1 / (2 - beta) : beta > 2 ? 1 / (beta - 1) : 1
    this.#fit = new Float64Array(size.features)
    this.#ratio = new Float64Array(size.features)
    this.#numerator = new Float64Array(size.components)
    this.#denominator = new Float64Array(size.components)
    this.#sums = new Float64Array(size.components)
    this.forgetSums()
  }

  forgetSums(): void {
    const { features, components } = this.#size
    for (let k = 0; k < components; k++) {
      let sum = 0
      for (let j = 0; j < features; j++) sum += this.#options.factors[k * features + j] as number
      this.#sums[k] = sum
    }
  }

  /** Every weight once. */
  update(): void {
    const { rows, components } = this.#size
    const { beta, l1, l2 } = this.#options
    if (beta === 1 && l1 > 0) for (let k = 0; k < components; k++) this.#sums[k] = (this.#sums[k] as number) + l1
    for (let r = 0; r < rows; r++) {
      if (beta === 2) this.#euclidean(r)
      else this.#general(r)
      for (let k = 0; k < components; k++) {
        const at = r * components + k
        const weight = this.#weights[at] as number
        let denominator = this.#denominator[k] as number
        if (beta !== 1 && l1 > 0) denominator += l1
        if (l2 > 0) denominator += l2 * weight
        if (denominator === 0) denominator = SAFE
        const factor = (this.#numerator[k] as number) / denominator
        this.#weights[at] = weight * (this.#power === 1 ? factor : factor ** this.#power)
      }
    }
  }

  #euclidean(r: number): void {
    const { features, components } = this.#size
    const { factors } = this.#options
    for (let k = 0; k < components; k++) {
      let above = 0
      for (let j = 0; j < features; j++) {
        above += (this.#x[r * features + j] as number) * (factors[k * features + j] as number)
      }
      let below = 0
      for (let i = 0; i < components; i++) {
        below += (this.#weights[r * components + i] as number) * (this.#gram[i * components + k] as number)
      }
      this.#numerator[k] = above
      this.#denominator[k] = below
    }
  }

  #general(r: number): void {
    const { features, components } = this.#size
    const { beta, factors } = this.#options
    this.#fitRow(r)
    for (let j = 0; j < features; j++) {
      const fit = this.#fit[j] as number
      const safe = beta < 2 ? this.#raised(fit) : fit
      const value = this.#x[r * features + j] as number
      this.#ratio[j] = beta === 1 ? value / safe : safe ** (beta - 2) * value
      this.#fit[j] = (beta < 1 ? this.#raised(fit) : fit) ** (beta - 1)
    }
    for (let k = 0; k < components; k++) {
      let above = 0
      let below = 0
      for (let j = 0; j < features; j++) {
        const factor = factors[k * features + j] as number
        above += (this.#ratio[j] as number) * factor
        below += (this.#fit[j] as number) * factor
      }
      this.#numerator[k] = above
      this.#denominator[k] = beta === 1 ? (this.#sums[k] as number) : below
    }
  }

  #raised(value: number): number {
    const { floor } = this.#options
    return value < floor || value === 0 ? SAFE : value
  }

  /** A row of `weights @ factors`. */
  #fitRow(r: number): void {
    const { features, components } = this.#size
    this.#fit.fill(0)
    for (let k = 0; k < components; k++) {
      const weight = this.#weights[r * components + k] as number
      for (let j = 0; j < features; j++) {
        this.#fit[j] = (this.#fit[j] as number) + weight * (this.#options.factors[k * features + j] as number)
      }
    }
  }

  /** The root of twice the divergence of all rows from what the weights make of the factors. */
  divergence(): number {
    const { rows, features } = this.#size
    const { beta } = this.#options
    let sum = 0
    for (let r = 0; r < rows; r++) {
      this.#fitRow(r)
      for (let j = 0; j < features; j++) {
        sum += this.#term(this.#x[r * features + j] as number, this.#fit[j] as number)
      }
    }
    const scale = beta === 0 || beta === 1 || beta === 2 ? 1 : 1 / (beta * (beta - 1))
    return Math.sqrt(2 * Math.max(sum * scale, 0))
  }

  /** What one number adds; only those that are not nearly zero count in full. */
  #term(value: number, fit: number): number {
    const { beta } = this.#options
    if (beta === 2) return ((value - fit) * (value - fit)) / 2
    const counts = value > SAFE
    const safe = this.#raised(fit)
    if (beta === 1) return counts ? value * Math.log(value / safe) + fit - value : fit
    if (beta === 0) return counts ? value / safe - Math.log(value / safe) - 1 : -1
    const fitted = fit ** beta * (beta - 1)
    return counts ? value ** beta - beta * value * safe ** (beta - 1) + fitted : fitted
  }
}
