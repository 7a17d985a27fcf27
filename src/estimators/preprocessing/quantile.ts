/** `sklearn.preprocessing.QuantileTransformer`. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { ColumnStep } from '../../program/operators/numbers.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { isAtLeast } from '../version.ts'

/** How far from the bounds a number counts as a bound. */
const MARGIN = 1e-7

/** The least probability that the answers are clipped to; ndtri of it and of its complement for the normal ones. */
const LEAST = MARGIN - Number.EPSILON
const LEAST_NORMAL = -5.199337582605575
const GREATEST_NORMAL = 5.19933758270342

export function readQuantileTransformer(attributes: Attributes): Estimator {
  const { className } = attributes
  const { rows, columns, data } = attributes.matrix('quantiles_')
  const quantiles = Float64Array.from(data, (_, i) => data[(i % rows) * columns + Math.floor(i / rows)] as number)
  const references = attributes.vector('references_', rows)
  const isNormal = attributes.string('output_distribution') === 'normal'
  // Until 0.21 the uniform distribution was treated as any other: with margins, and clipped.
  const hasMargin = isNormal || !isAtLeast(attributes.version, 0, 22)
  const emitMap = (builder: ProgramBuilder, values: Values, isInverse: boolean): Values => {
    const input = builder.numeric(values)
    const margin = hasMargin ? MARGIN : 0
    const operator = { op: 'quantileMap', input, quantiles, references, isInverse, margin } as const
    return { kind: 'numeric', id: builder.emitColumnwise('quantileMap', operator, builder.type(input)) }
  }
  const finite = (builder: ProgramBuilder, input: Values): Values => ({
    kind: 'numeric',
    id: builder.checkFinite(builder.numeric(input), className, { missing: true }),
  })
  return {
    ...readFacts(attributes, columns),
    children: [],
    methods: {},
    transform: (builder, input) => {
      const uniform = emitMap(builder, finite(builder, input), false)
      if (!hasMargin) return uniform
      if (isNormal) return clip(builder, apply(builder, uniform, 'ndtri'), LEAST_NORMAL, GREATEST_NORMAL)
      return clip(builder, uniform, LEAST, 1 - LEAST)
    },
    inverseTransform: (builder, input) => {
      const x = finite(builder, input)
      if (isNormal) return emitMap(builder, apply(builder, x, 'ndtr'), true)
      return emitMap(builder, hasMargin ? clip(builder, x, 0, 1) : x, true)
    },
    featureNamesOut: (names) => names,
  }
}

function apply(builder: ProgramBuilder, values: Values, name: 'ndtr' | 'ndtri'): Values {
  const input = builder.numeric(values)
  const operator = { op: 'applyFunction', input, name } as const
  return { kind: 'numeric', id: builder.emitColumnwise('applyFunction', operator, builder.type(input)) }
}

function clip(builder: ProgramBuilder, values: Values, min: number, max: number): Values {
  const input = builder.numeric(values)
  const steps: readonly ColumnStep[] = [{ kind: 'clip', min, max }]
  return {
    kind: 'numeric',
    id: builder.emitColumnwise('columnwise', { op: 'columnwise', input, steps }, builder.type(input)),
  }
}
