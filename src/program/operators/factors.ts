/** Weights of nonnegative factors. */
import type { ValueId } from '../value.ts'
import type { Checks } from './check.ts'
import type { Details } from './details.ts'
import { MAX_ITERATIONS } from './sparse-codes.ts'
import type { WholeRequest } from './whole-request.ts'

/**
 * How weights W with `input ≈ W factors` are found. Both are as scikit-learn has them, with penalties l1 on W and l2 on
 * its squares, and both stop by what all rows have done together.
 */
export type WeightSolver =
  /** Cyclic coordinate descent from zero, until the slopes add up to `tolerance` of what they first did. */
  | { readonly name: 'descent' }
  /** Multiplicative updates from one value for all weights, for the divergence `beta`. */
  | {
      readonly name: 'multiplicative'
      readonly beta: number
      /** The divergence, looked at every ten updates, or the weights, at each. */
      readonly stopsBy: 'divergence' | 'change'
      /** Numbers of a product below this are raised to the least that is safe; 0 stands for those that are 0. */
      readonly floor: number
    }

/** Output: (components). */
export interface FactorWeights extends WholeRequest {
  readonly op: 'factorWeights'
  readonly input: ValueId
  readonly output: ValueId
  /** (components × features). */
  readonly factors: Float64Array
  readonly solver: WeightSolver
  readonly l1: number
  readonly l2: number
  readonly tolerance: number
  readonly maxIterations: number
}

export type FactorOperator = FactorWeights

export const FACTOR_CHECKS: Checks<FactorOperator> = {
  factorWeights: (op, c) => {
    const components = c.numeric(op.output).width
    c.float64(op.input)
    c.float64(op.output)
    if (components === 0) c.fail('has no factors')
    c.equal('factors', op.factors.length, components * c.numeric(op.input).width)
    if (!(op.maxIterations <= MAX_ITERATIONS)) c.fail(`asks for ${op.maxIterations} iterations`)
  },
}

export const FACTOR_DETAILS: Details<FactorOperator> = {
  factorWeights: ({ solver, maxIterations, tolerance }) => {
    const how = solver.name === 'descent' ? solver.name : `${solver.name} beta=${solver.beta}`
    return `${how}, ${maxIterations} times or to ${tolerance}, all rows together`
  },
}
