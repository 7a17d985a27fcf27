/** What all selectors of columns have in common: `SelectorMixin` of `sklearn.feature_selection`. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'

/** The columns that a selector keeps, in order. */
function selectedColumns(mask: readonly boolean[]): number[] {
  return mask.flatMap((isKept, column) => (isKept ? [column] : []))
}

interface Selection {
  /** (columns) which are kept. */
  readonly mask: readonly boolean[]
  /** Whether NaN passes, and with it infinity. */
  readonly allowsMissing: boolean
}

/** A selector of these columns. All columns are checked, also those that are left out. */
export function selector(
  attributes: Attributes,
  { mask, allowsMissing }: Selection,
): Omit<Estimator, 'methods' | 'children'> {
  const columns = selectedColumns(mask)
  const { className } = attributes
  if (columns.length === 0) {
    throw attributes.unsupported('it selects no column at all', 'Train it so that at least one column is left.')
  }
  const check = (builder: ProgramBuilder, input: Values): Values =>
    builder.once(builder, `selection ${className} ${allowsMissing}`, input, () => ({
      kind: 'numeric',
      id: builder.checkFinite(builder.numeric(input), className, { missing: allowsMissing, infinite: allowsMissing }),
    }))
  return {
    ...readFacts(attributes),
    // n_features_ of an elimination is the number that it kept.
    nFeatures: mask.length,
    transform: (builder, input) => builder.select(check(builder, input), columns),
    inverseTransform: (builder, input) => spread(builder, input, columns, mask.length, className),
    featureNamesOut: (names) => columns.map((column) => names[column] as string),
  }
}

/** The columns back in their places, zeros in the others. */
function spread(
  builder: ProgramBuilder,
  input: Values,
  columns: readonly number[],
  width: number,
  estimator: string,
): Values {
  const x = builder.checkFinite(builder.numeric(input), estimator)
  const type = { kind: 'numeric', dtype: 'float64', width: 1 } as const
  const zero = builder.emit('constantColumns', { op: 'constantColumns', values: new Float64Array(1) }, type)
  const withZero = builder.concat([
    { kind: 'numeric', id: x },
    { kind: 'numeric', id: zero },
  ])
  const places = Array.from({ length: width }, (_, column) => columns.indexOf(column))
  return builder.select(
    withZero,
    places.map((place) => (place < 0 ? columns.length : place)),
  )
}
