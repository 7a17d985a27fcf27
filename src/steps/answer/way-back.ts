/** The ways back of what is done to a target before a model is fitted: scikit-learn's scalers, and functions. */
import { z } from 'zod'
import { stepError } from '../step-error.ts'

/** The functions whose inverses are known, as numpy and the step `log` call them. */
const INVERSES = {
  log: Math.exp,
  log1p: Math.expm1,
  log2: (y: number) => 2 ** y,
  log10: (y: number) => 10 ** y,
  sqrt: (y: number) => y * y,
} as const

export const FUNCTIONS = Object.keys(INVERSES) as (keyof typeof INVERSES)[]

const perColumn = z.union([z.number(), z.array(z.number()).min(1)])

export const constants = {
  mean: perColumn
    .optional()
    .meta({ description: 'standard: what was subtracted (mean_, or center_ of RobustScaler).' }),
  scale: perColumn.optional().meta({ description: 'standard: what was divided by (scale_); 1 if not given.' }),
  min: perColumn.optional().meta({ description: 'min_max: the smallest value of the data (data_min_).' }),
  max: perColumn.optional().meta({ description: 'min_max: the largest value of the data (data_max_).' }),
  range: z
    .tuple([z.number(), z.number()])
    .optional()
    .meta({ description: 'min_max: what the data were brought to; [0, 1] if not given (feature_range).' }),
}

const schema = z.object(constants)

type Constants = z.infer<typeof schema>

export type WayBack = (y: number) => number

/** For each of `count` columns, the way back. Throws `service_invalid` if constants are missing, or not as many. */
export function waysBack(of: string, given: Constants, count: number): readonly WayBack[] {
  const known = Object.keys(constants).filter((name) => given[name as keyof Constants] !== undefined)
  const allowed = of === 'standard' ? ['mean', 'scale'] : of === 'min_max' ? ['min', 'max', 'range'] : []
  const extra = known.find((name) => !allowed.includes(name))
  if (extra !== undefined) throw stepError(`\`${extra}\` does not belong to the way back of ${of}`)
  if (of === 'standard') return standard(given, count)
  if (of === 'min_max') return minMax(given, count)
  return new Array<WayBack>(count).fill(INVERSES[of as keyof typeof INVERSES])
}

/** StandardScaler and RobustScaler: y * scale + mean. */
function standard({ mean = 0, scale = 1 }: Constants, count: number): readonly WayBack[] {
  const [means, scales] = [spread(mean, count, 'mean'), spread(scale, count, 'scale')]
  return means.map((m, i) => {
    const s = scales[i] as number
    return (y) => y * s + m
  })
}

/** MinMaxScaler: (y - min_) / scale_, of which it makes both from the data's range, as it was fitted. */
function minMax({ min, max, range: [low, high] = [0, 1] }: Constants, count: number): readonly WayBack[] {
  if (min === undefined || max === undefined) throw stepError('the way back of min_max needs `min` and `max`')
  if (low >= high) throw stepError(`the range has to ascend, found [${low}, ${high}]`)
  const [mins, maxs] = [spread(min, count, 'min'), spread(max, count, 'max')]
  return mins.map((smallest, i) => {
    const width = (maxs[i] as number) - smallest
    if (width < 0) throw stepError(`\`max\` is smaller than \`min\`: ${maxs[i]} and ${smallest}`)
    const scale = (high - low) / (isNearlyZero(width) ? 1 : width)
    const shift = low - smallest * scale
    return (y) => (y - shift) / scale
  })
}

/** scikit-learn takes a range below ten times the float64 epsilon for that of a constant. */
function isNearlyZero(width: number): boolean {
  return width < 10 * Number.EPSILON
}

function spread(value: number | readonly number[], count: number, name: string): readonly number[] {
  if (typeof value === 'number') return new Array<number>(count).fill(value)
  if (value.length === count) return value
  throw stepError(`\`${name}\` has ${value.length} values, and there are ${count} columns`)
}
