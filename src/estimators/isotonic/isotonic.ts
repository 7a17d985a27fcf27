/** `sklearn.isotonic.IsotonicRegression`: a broken line that never falls, or never rises. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { ValueId } from '../../program/value.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { isAtLeast } from '../version.ts'

const OUTSIDE = { nan: 'nan', clip: 'clip', raise: 'refuse' } as const

export function readIsotonic(attributes: Attributes): Estimator {
  const { className } = attributes
  // Renamed in 0.24.
  const name = attributes.first('X_thresholds_', '_necessary_X_')
  const x = attributes.vector(name)
  const y = attributes.vector(attributes.first('y_thresholds_', '_necessary_y_'), x.length)
  const isSingle = attributes.array(name).dtype.itemsize === 4
  const outside = attributes.string('out_of_bounds')
  if (!Object.hasOwn(OUTSIDE, outside)) {
    throw attributes.unsupported(`out_of_bounds=${outside} is unknown`, 'Known are nan, clip and raise.')
  }
  // Version 0.20 looked at no value.
  const acceptsAll = !isAtLeast(attributes.version, 0, 22)
  const self = {}
  const line = (builder: ProgramBuilder, input: Values): ValueId =>
    builder.once(self, 'line', input, () => {
      const allow = { missing: acceptsAll, infinite: acceptsAll }
      const operator = {
        op: 'interpolate',
        input: builder.checkFinite(builder.numeric(input), className, allow),
        x,
        y,
        outside: OUTSIDE[outside as keyof typeof OUTSIDE],
        precision: isSingle ? 'float32' : 'float64',
        source: builder.sources(input)[0] as string,
        estimator: className,
      } as const
      return builder.emit('interpolate', operator, { kind: 'numeric', dtype: 'float64', width: 1 })
    })
  const dtype = isSingle ? 'float32' : 'float64'
  return {
    ...readFacts(attributes, 1),
    children: [],
    methods: {
      predict: (builder, input) => ({ kind: 'numeric', value: line(builder, input), shape: 'vector', dtype }),
    },
    transform: (builder, input) => ({ kind: 'numeric', id: line(builder, input) }),
    transformsToVector: true,
    transformDtype: dtype,
  }
}
