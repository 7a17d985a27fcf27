/** scikit-learn's `NMF` and `MiniBatchNMF`: nonnegative weights of nonnegative factors. */
import type { FactorWeights, WeightSolver } from '../../program/operators/factors.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { prefixedNames } from '../feature-names.ts'
import { finiteNumbers } from '../outputs.ts'
import { emitNonNegative, emitPositive } from '../pairwise-kernel.ts'
import { emitProduct } from '../product.ts'
import { isAtLeast } from '../version.ts'

type Solving = Pick<FactorWeights, 'solver' | 'l1' | 'l2' | 'tolerance' | 'maxIterations'>

export function readNmf(attributes: Attributes): Estimator {
  const name = attributes.string('solver', 'cd')
  const beta = readBeta(attributes)
  if (name !== 'cd' && name !== 'mu') throw attributes.unsupported(`solver ${name} is unknown`, 'Python refuses too.')
  if (name === 'cd' && attributes.boolean('shuffle', false)) {
    throw attributes.unsupported('with shuffle=True the answers are random', 'Train with shuffle=False.')
  }
  const solver: WeightSolver =
    name === 'cd'
      ? { name: 'descent' }
      : { name: 'multiplicative', beta, stopsBy: 'divergence', floor: floorOf(attributes) }
  return factorised(attributes, { solver, ...readLimits(attributes, 'max_iter') }, beta, true)
}

export function readMiniBatchNmf(attributes: Attributes): Estimator {
  const beta = readBeta(attributes)
  const solver = { name: 'multiplicative', beta, stopsBy: 'change', floor: floorOf(attributes) } as const
  const limit = attributes.isNone('transform_max_iter') ? 'max_iter' : 'transform_max_iter'
  return factorised(attributes, { solver, ...readLimits(attributes, limit) }, beta, false)
}

function factorised(attributes: Attributes, solving: Solving, beta: number, checks: boolean): Estimator {
  const { className } = attributes
  const components = attributes.matrix('components_')
  return {
    ...readFacts(attributes, components.columns),
    children: [],
    methods: {},
    transform: (builder, input) => {
      const finite = finiteNumbers(builder, input, className)
      const counts = checks ? emitNonNegative(builder, finite, className) : finite
      // The divergence of a zero is infinite.
      const x = checks && beta <= 0 ? emitPositive(builder, counts, className) : counts
      const type = { kind: 'numeric', dtype: 'float64', width: components.rows } as const
      const operator = { op: 'factorWeights', wholeRequest: true, input: x, factors: components.data } as const
      return { kind: 'numeric', id: builder.emit('factorWeights', { ...operator, ...solving }, type) }
    },
    inverseTransform: (builder, input) => ({
      kind: 'numeric',
      id: emitProduct(builder, finiteNumbers(builder, input, className), components),
    }),
    featureNamesOut: () => prefixedNames(className, components.rows),
  }
}

const LOSSES: ReadonlyMap<unknown, number> = new Map([
  ['frobenius', 2],
  ['kullback-leibler', 1],
  ['itakura-saito', 0],
])

function readBeta(attributes: Attributes): number {
  return LOSSES.get(attributes.get('beta_loss')) ?? attributes.number('beta_loss')
}

/** Before 1.4 only zeros were raised. */
function floorOf(attributes: Attributes): number {
  return isAtLeast(attributes.version, 1, 4) ? 2 ** -23 : 0
}

function readLimits(attributes: Attributes, limit: string): Omit<Solving, 'solver'> {
  const penalty = readPenalty(attributes)
  const ratio = attributes.number('l1_ratio', 0)
  return {
    l1: penalty * ratio,
    l2: penalty * (1 - ratio),
    tolerance: attributes.number('tol'),
    maxIterations: attributes.count(limit),
  }
}

/** On the weights: `alpha` before 1.0, `alpha_W` for each column from 1.2 on, and either in between. */
function readPenalty(attributes: Attributes): number {
  const columns = attributes.matrix('components_').columns
  if (isAtLeast(attributes.version, 1, 2)) return columns * attributes.number('alpha_W', 0)
  if (isAtLeast(attributes.version, 1, 0)) {
    const alphaW = attributes.number('alpha_W', 0)
    if (alphaW !== 0 || attributes.get('alpha_H') !== 'same') return columns * alphaW
  }
  if (attributes.get('alpha') === 'deprecated') return 0
  const part = attributes.get('regularization')
  const isPenalised = part === undefined || part === 'both' || part === 'transformation' || part === 'deprecated'
  return isPenalised ? attributes.number('alpha', 0) : 0
}
