/** Mean and variance of numbers that come one after another. */

/** Splits a float64 in two halves of 26 bits, whose products are exact (Dekker, 1971). */
const SPLITTER = 2 ** 27 + 1

/**
 * Sums of the numbers and of their squares, each with twice the digits of a float64 (Dekker's and Knuth's exact sums and
 * products), so that nothing has to be held and the variance does not cancel. Infinite results, and NaN, stand for
 * numbers that are infinite or too large to be squared.
 */
export class Moments {
  #count = 0
  #sum = 0
  #sumLow = 0
  #squares = 0
  #squaresLow = 0

  get count(): number {
    return this.#count
  }

  add(x: number): void {
    this.#count++
    const sum = this.#sum + x
    this.#sumLow += sumError(this.#sum, x, sum)
    this.#sum = sum
    const square = x * x
    const squares = this.#squares + square
    this.#squaresLow += sumError(this.#squares, square, squares) + squareError(x, square)
    this.#squares = squares
  }

  get mean(): number {
    return (this.#sum + this.#sumLow) / this.#count
  }

  /** The sum of squared distances from the mean, divided by `count - ddof`. */
  variance(ddof: number): number {
    // The parts are made not to overlap, so that the rest of the square of the sum is small.
    const sum = this.#sum + this.#sumLow
    const sumLow = this.#sumLow - (sum - this.#sum)
    const square = sum * sum
    const squareLow = squareError(sum, square) + 2 * sum * sumLow
    const mean = square / this.#count
    const product = mean * this.#count
    const meanLow = (square - product - productError(mean, this.#count, product) + squareLow) / this.#count
    const rest = this.#squares - mean + (this.#squaresLow - meanLow)
    return Math.max(0, rest) / (this.#count - ddof)
  }
}

function sumError(a: number, b: number, sum: number): number {
  const part = sum - a
  return a - (sum - part) + (b - part)
}

function squareError(x: number, square: number): number {
  return productError(x, x, square)
}

function productError(a: number, b: number, product: number): number {
  const [aHigh, bHigh] = [highHalf(a), highHalf(b)]
  const [aLow, bLow] = [a - aHigh, b - bHigh]
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow)
}

function highHalf(x: number): number {
  const scaled = SPLITTER * x
  return scaled - (scaled - x)
}
