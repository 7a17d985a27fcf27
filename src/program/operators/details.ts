/** How operators are printed: what decides the answer, beside the shapes. */

/** What `brine inspect` says of each operator of a family. */
export type Details<Family extends { readonly op: string }> = {
  readonly [Name in Family['op']]: (operator: Extract<Family, { readonly op: Name }>) => string
}

export const nothing = (): string => ''

export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}

const MAX_LISTED = 8

/** The first few items: a program is read by people. */
export function list(items: readonly unknown[]): string {
  const shown = items.slice(0, MAX_LISTED).map(String)
  return [...shown, ...(items.length > MAX_LISTED ? [`… (${items.length})`] : [])].join(', ')
}

/** `0–29` or `0–3, 7, 9–10`: consecutive numbers together. */
export function ranges(numbers: Int32Array): string {
  const parts: string[] = []
  for (let i = 0; i < numbers.length; i++) {
    const start = numbers[i] as number
    let last = start
    while (numbers[i + 1] === last + 1) last = numbers[++i] as number
    parts.push(start === last ? `${start}` : `${start}–${last}`)
  }
  return list(parts)
}
