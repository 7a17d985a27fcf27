/** `sklearn.preprocessing.PowerTransformer`. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { ValueId } from '../../program/value.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { isAtLeast } from '../version.ts'
import { emitScaling, readStandardScaling, type Scaling } from './scaling.ts'

export function readPowerTransformer(attributes: Attributes): Estimator {
  const { className } = attributes
  const method = attributes.string('method')
  if (method !== 'box-cox' && method !== 'yeo-johnson') {
    throw attributes.error('model_invalid', `expected box-cox or yeo-johnson in method, found ${method}`)
  }
  const lambdas = attributes.vector('lambdas_')
  const scaling: Scaling = attributes.boolean('standardize')
    ? readStandardScaling(attributes.part('_scaler'))
    : { steps: [], inverse: [] }
  // 1.9 took scipy's formula.
  const isRounded = !isAtLeast(attributes.version, 1, 9)
  const emitPower = (builder: ProgramBuilder, input: ValueId, isInverse: boolean): Values => {
    const operator = { op: 'powerTransform', input, method, lambdas, isInverse, isRounded } as const
    return { kind: 'numeric', id: builder.emitColumnwise('powerTransform', operator, builder.type(input)) }
  }
  return {
    ...readFacts(attributes, lambdas.length),
    children: [],
    methods: {},
    transform: (builder, input) => {
      const x = builder.checkFinite(builder.numeric(input), className, { missing: true })
      const sources = builder.sources(input)
      const operator = {
        op: 'checkAbove',
        bound: 0,
        inclusive: false,
        input: x,
        sources,
        estimator: className,
      } as const
      const checked = method === 'box-cox' ? builder.emitColumnwise('checkAbove', operator, builder.type(x)) : x
      return scale(builder, emitPower(builder, checked, false), scaling.steps)
    },
    inverseTransform: (builder, input) => {
      const scaled = emitScaling(builder, input, scaling.inverse, className)
      return emitPower(builder, builder.numeric(scaled), true)
    },
    featureNamesOut: (names) => names,
  }
}

/** No look at what the power made: a number that it took beyond all bounds is answered, as it is in Python. */
function scale(builder: ProgramBuilder, input: Values, steps: Scaling['steps']): Values {
  if (steps.length === 0) return input
  const x = builder.numeric(input)
  return {
    kind: 'numeric',
    id: builder.emitColumnwise('columnwise', { op: 'columnwise', input: x, steps }, builder.type(x)),
  }
}
