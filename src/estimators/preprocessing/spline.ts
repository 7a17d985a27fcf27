/** `sklearn.preprocessing.SplineTransformer`. */

import { PickleObject } from '../../pickle/values.ts'
import type { Spline } from '../../program/operators/features.ts'
import { basisAt, intervalOf } from '../../program/splines.ts'
import { Attributes, itemsOf } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { isAtLeast } from '../version.ts'

/** No polynomial of a higher degree is of any use. */
const MAX_DEGREE = 64

/** What a file says of the splines of one column. */
interface Knots {
  readonly degree: number
  readonly knots: Float64Array
  /** How many splines there are. */
  readonly count: number
}

export function readSplineTransformer(attributes: Attributes): Estimator {
  const { className: estimator } = attributes
  const columns = attributes.list('bsplines_').map((value, i) => readKnots(attributes, value, `bsplines_[${i}]`))
  const extrapolation = attributes.string('extrapolation')
  const isPeriodic = extrapolation === 'periodic'
  const count = columns[0]?.count ?? 0
  const dropsLast = !attributes.boolean('include_bias')
  const missing = attributes.string('handle_missing', 'error') === 'zeros'
  // With gaps, scikit-learn looks at nothing; scipy's sparse splines refuse infinities themselves.
  const isSparse = attributes.boolean('sparse_output', false)
  const infinite = missing && !(isSparse && ['continue', 'error', 'periodic'].includes(extrapolation))
  const splines = columns.map((column, i) => readSpline(attributes, column, extrapolation, i))
  return {
    ...readFacts(attributes, columns.length),
    children: [],
    methods: {},
    transform: (builder, input) => {
      const x = builder.checkFinite(builder.numeric(input), estimator, { missing, infinite })
      const kept = count - (dropsLast ? 1 : 0)
      const operator = {
        op: 'splineBasis',
        input: x,
        splines,
        count,
        dropsLast,
        isPeriodic,
        refuses: refusal(extrapolation, columns),
        sources: builder.sources(input),
        estimator,
      } as const
      const type = { kind: 'numeric', dtype: 'float64', width: columns.length * kept } as const
      return { kind: 'numeric', id: builder.emit('splineBasis', operator, type) }
    },
    // 1.0 named more periodic splines than there are.
    ...(isPeriodic && !isAtLeast(attributes.version, 1, 1)
      ? {}
      : {
          featureNamesOut: (names) =>
            names.flatMap((name) => Array.from({ length: count - (dropsLast ? 1 : 0) }, (_, j) => `${name}_sp_${j}`)),
        }),
  }
}

/** Splines of degree 0 have no constant to go on with above their knots, which makes scikit-learn stumble. */
function refusal(extrapolation: string, columns: readonly Knots[]): 'nothing' | 'outside' | 'above' {
  if (extrapolation === 'error') return 'outside'
  const stumbles = extrapolation === 'constant' && columns.some(({ degree, count }) => degree === 0 && count > 1)
  return stumbles ? 'above' : 'nothing'
}

/** scipy's BSpline; from scipy 1.17 on it is a shell, whose state begins with the spline itself, in other names. */
function readKnots(attributes: Attributes, value: unknown, name: string): Knots {
  if (!(value instanceof PickleObject)) throw attributes.error('model_invalid', `expected a BSpline in ${name}`)
  const inner = itemsOf(value.state)?.[0]
  const spline = new Attributes(inner instanceof PickleObject ? inner : value, name, attributes.versionText)
  const knots = spline.vector(spline.first('t', '_t'))
  const degree = spline.count('k')
  const { columns: count } = spline.matrix(spline.first('c', '_c'))
  if (degree > MAX_DEGREE || knots.length < 2 * degree + 2) {
    throw attributes.error('model_invalid', `${name} has ${knots.length} knots for the degree ${degree}`)
  }
  return { degree, knots, count }
}

function readSpline(attributes: Attributes, column: Knots, extrapolation: string, i: number): Spline {
  const { degree, knots, count } = column
  if (extrapolation !== 'constant' && extrapolation !== 'linear') {
    const none = new Float64Array(count)
    return { degree, knots, low: -Infinity, high: Infinity, reach: 0, lowValues: none, highValues: none }
  }
  // For degrees below 2, scikit-learn moves the bounds inwards from one column to the next, up to two knots.
  const isLinear = extrapolation === 'linear'
  const margin = isLinear && degree < 2 ? Math.min(degree + i, 2) : degree
  const reach = isLinear ? Math.max(margin, Math.min(margin + 1, 2)) : degree
  if (reach > count || margin >= knots.length) {
    throw attributes.unsupported(`has too few knots for extrapolation='${extrapolation}'`, 'Train it with more knots.')
  }
  const low = knots[margin] as number
  const high = knots[knots.length - margin - 1] as number
  const slopes = { low: valuesAt(column, low, 1), high: valuesAt(column, high, 1) }
  return {
    degree,
    knots,
    low,
    high,
    reach,
    lowValues: valuesAt(column, low, 0),
    highValues: valuesAt(column, high, 0),
    ...(isLinear ? { slopes } : {}),
  }
}

/** The splines, or their derivatives, at x. */
function valuesAt({ degree, knots, count }: Knots, x: number, derivative: 0 | 1): Float64Array {
  const values = new Float64Array(degree + 1)
  const all = new Float64Array(count)
  if (derivative > degree) return all
  const interval = intervalOf(knots, degree, x)
  basisAt(knots, degree, interval, x, derivative, values, new Float64Array(degree + 1))
  for (let a = 0; a <= degree; a++) all[interval - degree + a] = values[a] as number
  return all
}
