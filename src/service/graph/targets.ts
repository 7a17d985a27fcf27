/** What stands for what among the answers of members that are put together. */
import type { ColumnSpec, Schema } from '../../frame/schema.ts'
import { stepError } from '../../steps/step-error.ts'
import type { Cell } from '../../tensor/tensor.ts'

/** The only column of labels, with its classes. Throws `service_invalid` if a node does not answer with one label. */
export function labelColumn(node: string, schema: Schema): ColumnSpec & { readonly values: readonly Cell[] } {
  const [column, ...others] = schema
  const values = column?.values
  if (column?.role?.kind === 'label' && values !== undefined && others.length === 0) return { ...column, values }
  const found = schema.length === 1 ? `answers with a ${column?.type}` : `answers with ${schema.length} columns`
  throw stepError(`${node} takes classifiers of one target, and this one ${found}`, {
    remedy: column?.role?.kind === 'value' ? 'Put regressors together with mean.' : 'Ask for one target.',
  })
}

/** The classes that the columns of probabilities are of. */
export function probabilityClasses(node: string, schema: Schema): readonly Cell[] {
  const classes = schema.flatMap(({ role }) =>
    role?.kind === 'probability' && role.target === 0 && role.label !== undefined ? [role.label] : [],
  )
  if (classes.length === schema.length && classes.length > 0) return classes
  throw stepError(`${node} takes the probabilities of classifiers of one target`)
}

/** For each class, where it stands in `found`. Throws `service_invalid` unless both have the same classes. */
export function alignedClasses(classes: readonly Cell[], found: readonly Cell[]): number[] {
  const order = classes.map((label) => found.indexOf(label))
  if (order.every((at) => at >= 0) && found.length === classes.length) return order
  throw stepError(`this member knows the classes ${shown(found)}, and the first one ${shown(classes)}`, {
    remedy: 'Only models of the same classes can vote together: train them on the same labels.',
  })
}

function shown(labels: readonly Cell[]): string {
  const texts = labels.slice(0, 10).map((label) => (typeof label === 'string' ? JSON.stringify(label) : String(label)))
  return `${texts.join(', ')}${labels.length > 10 ? ', …' : ''}`
}
