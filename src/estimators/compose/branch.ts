/** One of several transformers side by side: what ColumnTransformer and FeatureUnion are made of. */
import { PickleDict } from '../../pickle/values.ts'
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { NumericDType } from '../../program/program.ts'
import type { Attributes } from '../attributes.ts'
import type { Child } from '../estimator.ts'
import { emitSparseSteps } from '../sparse.ts'

export interface Branch {
  readonly child: Child
  readonly weight: number | undefined
}

/** The number in `transformer_weights` that the transformer's columns are multiplied by. */
export function readWeight(attributes: Attributes, name: string): number | undefined {
  const weights = attributes.get('transformer_weights')
  const weight = weights instanceof PickleDict ? weights.get(name) : undefined
  return typeof weight === 'number' ? weight : undefined
}

export function transformBranch(builder: ProgramBuilder, input: Values, { child, weight }: Branch): Values {
  const { estimator } = child
  const output = typeof estimator === 'string' ? input : (estimator.transform?.(builder, input) ?? input)
  return weight === undefined ? output : multiply(builder, output, weight)
}

function multiply(builder: ProgramBuilder, values: Values, weight: number): Values {
  if (builder.isSparse(values)) {
    const weights = new Float64Array(builder.width(values)).fill(weight)
    return emitSparseSteps(builder, values, [{ kind: 'multiply', values: weights }])
  }
  const input = builder.numeric(values)
  const type = builder.type(input)
  const steps = [{ kind: 'multiply', values: new Float64Array(type.width).fill(weight) }] as const
  return { kind: 'numeric', id: builder.emitColumnwise('columnwise', { op: 'columnwise', input, steps }, type) }
}

/** numpy's `hstack` keeps a dtype that all parts share; otherwise the numbers become float64. */
export function commonDType(branches: readonly Branch[]): NumericDType {
  const dtypes = new Set(
    branches.map(({ child, weight }) => {
      const isPlain = typeof child.estimator !== 'string' && weight === undefined
      return isPlain ? (child.estimator.transformDtype ?? 'float64') : 'float64'
    }),
  )
  const [only] = dtypes
  return dtypes.size === 1 && only !== undefined ? only : 'float64'
}
