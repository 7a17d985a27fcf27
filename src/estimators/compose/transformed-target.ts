/** `sklearn.compose.TransformedTargetRegressor`: a regressor of a transformed target, and the way back. */
import type { Attributes } from '../attributes.ts'
import type { Estimator, Lower } from '../estimator.ts'
import { matrixOutput, vectorOutput } from '../outputs.ts'
import { ask, factsWithParts, numbersOf, readPart, requireMethod } from '../parts.ts'
import type { ReadContext } from '../reader.ts'

export function readTransformedTarget(attributes: Attributes, context: ReadContext): Estimator {
  const regressor = readPart(attributes, context, 'regressor_')
  requireMethod(attributes, [regressor], 'predict')
  const transformer = readPart(attributes, context, 'transformer_')
  const { inverseTransform } = transformer
  if (inverseTransform === undefined) {
    throw attributes.unsupported(
      `its transformer ${transformer.className} has no inverse_transform that Brine knows`,
      'Use a transformer that has, or predict with regressor_ and transform back yourself.',
    )
  }
  const isVector = attributes.number('_training_dim') === 1
  const predict: Lower = (builder, input) => {
    const id = numbersOf(builder, regressor, ask(builder, regressor, 'predict', input))
    const value = builder.numeric(inverseTransform(builder, { kind: 'numeric', id }))
    return isVector && builder.type(value).width === 1 ? vectorOutput(value) : matrixOutput(value)
  }
  return {
    ...factsWithParts(attributes, [regressor]),
    children: [
      { name: 'regressor_', estimator: regressor },
      { name: 'transformer_', estimator: transformer },
    ],
    methods: { predict },
  }
}
