/** Curves that turn a score into a probability. */
import { z } from 'zod'
import { stepError } from '../step-error.ts'

export const curveOptions = {
  a: z
    .number()
    .optional()
    .meta({ description: 'sigmoid: the slope, scikit-learn’s a_ (negative where larger scores are likelier).' }),
  b: z.number().optional().meta({ description: 'sigmoid: the intercept, scikit-learn’s b_.' }),
  x: z.array(z.number()).min(1).optional().meta({ description: 'isotonic: scores, ascending (X_thresholds_).' }),
  y: z
    .array(z.number())
    .min(1)
    .optional()
    .meta({ description: 'isotonic: a probability for each score (y_thresholds_).' }),
}

const schema = z.object(curveOptions)

export type Curve = (x: number) => number

/** Throws `service_invalid` if constants are missing, or belong to the other method. */
export function curveOf(method: 'sigmoid' | 'isotonic' | 'temperature', given: z.infer<typeof schema>): Curve {
  const { a, b, x, y } = given
  if (method === 'sigmoid') {
    if (a !== undefined && b !== undefined && x === undefined && y === undefined)
      return (score) => expit(-(a * score + b))
    throw stepError('the method sigmoid takes the constants `a` and `b`')
  }
  if (x === undefined || y === undefined || a !== undefined || b !== undefined) {
    throw stepError('the method isotonic takes the lists `x` and `y`')
  }
  if (x.length !== y.length) throw stepError(`\`x\` has ${x.length} values, \`y\` ${y.length}`)
  const falling = x.findIndex((value, i) => i > 0 && value <= (x[i - 1] as number))
  if (falling > 0) throw stepError(`\`x\` has to ascend, and ${x[falling]} comes after ${x[falling - 1]}`)
  return isotonic(Float64Array.from(x), Float64Array.from(y))
}

/** scipy.special.expit; exp of a large number would be infinite. */
function expit(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x))
  const e = Math.exp(x)
  return e / (1 + e)
}

/** np.interp of x cut to the range of the points, in numpy's arithmetic. */
function isotonic(xs: Float64Array, ys: Float64Array): Curve {
  const last = xs.length - 1
  return (x) => {
    if (Number.isNaN(x)) return x
    if (x <= (xs[0] as number)) return ys[0] as number
    if (x >= (xs[last] as number)) return ys[last] as number
    let [low, high] = [0, last]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((xs[middle] as number) <= x) low = middle
      else high = middle
    }
    const [left, bottom] = [xs[low] as number, ys[low] as number]
    const slope = ((ys[high] as number) - bottom) / ((xs[high] as number) - left)
    return slope * (x - left) + bottom
  }
}
