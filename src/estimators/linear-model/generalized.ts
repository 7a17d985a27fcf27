/** Generalized linear models: `PoissonRegressor`, `GammaRegressor` and `TweedieRegressor` of `sklearn.linear_model`. */
import type { Attributes } from '../attributes.ts'
import type { Estimator, Lower } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { emitLinearMap, readLinearMap } from '../linear-map.ts'
import { vectorOutput } from '../outputs.ts'

/** The inverse of the link function of `X @ coef_ + intercept_`. */
export function readGeneralizedLinear(attributes: Attributes): Estimator {
  const { className } = attributes
  const map = readLinearMap(attributes)
  const isLog = readLink(attributes) === 'log'
  const predict: Lower = (builder, input) => {
    const eta = emitLinearMap(builder, input, map, className)
    if (!isLog) return vectorOutput(eta)
    return vectorOutput(builder.emit('elementary', { op: 'elementary', input: eta, name: 'exp' }, builder.type(eta)))
  }
  return { ...readFacts(attributes, map.features), children: [], methods: { predict } }
}

/** Before 1.1 the link is an attribute of the model, since then one of its loss. */
function readLink(attributes: Attributes): 'identity' | 'log' {
  const link = attributes.has('_link_instance')
    ? attributes.object('_link_instance')
    : attributes.part('_base_loss').object('link')
  if (link.className === 'LogLink') return 'log'
  if (link.className === 'IdentityLink') return 'identity'
  throw attributes.unsupported(`the link function ${link.className} is unknown`, "Train with link='log' or 'identity'.")
}
