/** What columns are called that come from several transformers. */
import type { Attributes } from '../attributes.ts'
import type { Branch } from './branch.ts'

/** How the name of a column is made of its transformer's name and its own; undefined if only Python knows. */
export type Naming = ((transformer: string, column: string) => string) | undefined

const PREFIXED: Naming = (transformer, column) => `${transformer}__${column}`

/** `verbose_feature_names_out`: True, False, or a format. Versions without it prefix every name. */
export function readNaming(attributes: Attributes): Naming {
  const option = attributes.get('verbose_feature_names_out') ?? true
  if (option === true) return PREFIXED
  if (option === false) return (_, column) => column
  if (typeof option !== 'string' || /[{}]/.test(option.replaceAll(/\{(transformer|feature)_name\}/g, '')))
    return undefined
  return (transformer, column) =>
    option.replaceAll(/\{(transformer|feature)_name\}/g, (_, which) => (which === 'feature' ? column : transformer))
}

/** The names of all columns; none if a transformer does not know its own. */
export function namesOfBranches(
  branches: readonly Branch[],
  inputs: (branch: Branch, i: number) => readonly string[],
  naming: Naming,
): string[] {
  if (naming === undefined) return []
  const names = branches.map((branch, i) => {
    const { estimator, name } = branch.child
    const given = inputs(branch, i)
    const own = typeof estimator === 'string' ? given : estimator.featureNamesOut?.(given)
    return own?.map((column) => naming(name, column))
  })
  return names.every((own) => own !== undefined) ? names.flat() : []
}
