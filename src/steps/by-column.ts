/** Constants of columns: as the options give them, or as `brine fit` learned them. */
import { z } from 'zod'
import { notFitted } from './fitted.ts'
import type { Constants } from './step.ts'
import { stepError } from './step-error.ts'

/** One number for all columns, or one for each. */
export const numberByColumn = z.union([z.number(), z.record(z.string(), z.number())])

export type NumberByColumn = z.infer<typeof numberByColumn>

/** Numbers under several names, such as `mean` and `std`, some of which the options give. */
export type GivenConstants<Key extends string> = { readonly [key in Key]?: NumberByColumn | undefined }

/** True if the options lack a constant of some column. */
export function lacksConstants<Key extends string>(names: readonly string[], given: GivenConstants<Key>): boolean {
  return Object.values<NumberByColumn | undefined>(given).some((value) =>
    names.some((name) => givenFor(value, name) === undefined),
  )
}

/**
 * One number for each of `names`, in their order. What the options give counts, then what was fitted. Throws `not_fitted`
 * with the column, and `service_invalid` if the options give one for a column that the step does not work on.
 */
export function constantsFor<Key extends string>(
  names: readonly string[],
  given: GivenConstants<Key>,
  fitted: Constants | undefined,
): { readonly [key in Key]: readonly number[] } {
  const entries = Object.entries<NumberByColumn | undefined>(given).map(([key, value]) => {
    refuseOthers(key, value, names)
    const learned = fitted?.[key] as NumberByColumn | undefined
    return [key, names.map((name) => givenFor(value, name) ?? givenFor(learned, name) ?? missing(key, name))]
  })
  return Object.fromEntries(entries) as { readonly [key in Key]: readonly number[] }
}

function givenFor(value: NumberByColumn | undefined, name: string): number | undefined {
  if (value === undefined || typeof value === 'number') return value
  return Object.hasOwn(value, name) ? value[name] : undefined
}

function refuseOthers(key: string, value: NumberByColumn | undefined, names: readonly string[]): void {
  if (value === undefined || typeof value === 'number') return
  const other = Object.keys(value).find((name) => !names.includes(name))
  if (other === undefined) return
  throw stepError(`\`${key}\` has a number for the column "${other}", which this step does not work on`, {
    column: other,
    remedy: `It works on ${names.join(', ')}.`,
  })
}

function missing(key: string, name: string): never {
  throw notFitted(`the step takes the constant \`${key}\` of this column from data, and it was not fitted`, name)
}
