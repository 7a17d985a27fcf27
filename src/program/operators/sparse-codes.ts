/** Codes of rows in a dictionary of atoms, few of which take part. */
import type { ValueId } from '../value.ts'
import type { Checks } from './check.ts'
import type { Details } from './details.ts'

/** How a row's code is found. The covariances of the row with the atoms are its dot products with them. */
export type SparseSolver =
  /** Covariances moved towards zero by `alpha`; nothing below zero if `positive`. */
  | { readonly name: 'threshold'; readonly alpha: number; readonly positive: boolean }
  /** Orthogonal matching pursuit: the atom that goes best with what is left, `atoms` times. */
  | { readonly name: 'omp'; readonly atoms: number }
  /**
   * Least angle regression (Efron and others, 2004), as a path of the lasso down to `alpha` (over the number of
   * features) or without its drops.
   */
  | {
      readonly name: 'lars'
      readonly isLasso: boolean
      readonly alpha: number
      readonly maxIterations: number
      readonly positive: boolean
    }
  /** The lasso by cyclic coordinate descent, stopped by its duality gap. */
  | ({ readonly name: 'descent' } & DescentOptions)

export interface DescentOptions {
  /** Of the absolute values of the code. */
  readonly penalty: number
  readonly tolerance: number
  readonly maxIterations: number
  readonly positive: boolean
  /** Whether atoms that provably get nothing are left out, and nothing is done where nothing is needed. */
  readonly screens: boolean
}

/** Output: (atoms). */
export interface SparseCode {
  readonly op: 'sparseCode'
  readonly input: ValueId
  readonly output: ValueId
  /** (atoms × features). */
  readonly dictionary: Float64Array
  readonly solver: SparseSolver
}

/** What is above zero of every column, then what is below zero of every column, turned round. */
export interface SplitSign {
  readonly op: 'splitSign'
  readonly input: ValueId
  readonly output: ValueId
}

export type SparseCodeOperator = SparseCode | SplitSign

/** No model needs more, and no request should wait longer. */
export const MAX_ITERATIONS = 1_000_000

export const SPARSE_CODE_CHECKS: Checks<SparseCodeOperator> = {
  sparseCode: (op, c) => {
    const atoms = c.numeric(op.output).width
    c.float64(op.output)
    if (atoms === 0) c.fail('has no atoms')
    c.equal('dictionary', op.dictionary.length, atoms * c.numeric(op.input).width)
    const { solver } = op
    if (solver.name === 'omp' && !(solver.atoms >= 1 && solver.atoms <= atoms)) c.fail(`picks ${solver.atoms} atoms`)
    if ('maxIterations' in solver && !(solver.maxIterations <= MAX_ITERATIONS)) {
      c.fail(`asks for ${solver.maxIterations} iterations`)
    }
  },
  splitSign: (op, c) => c.equal('output width', c.numeric(op.output).width, 2 * c.numeric(op.input).width),
}

export const SPARSE_CODE_DETAILS: Details<SparseCodeOperator> = {
  sparseCode: ({ solver }) => {
    const { name, ...options } = solver
    return [name, ...Object.entries(options).map(([key, value]) => `${key}=${value}`)].join(' ')
  },
  splitSign: () => '',
}
