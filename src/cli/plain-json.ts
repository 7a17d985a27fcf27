/** JSON for programs, indented for people. */

/** Numbers that JSON does not have, and integers that most readers would round, are written as text. */
export function plainJson(value: unknown): string {
  return JSON.stringify(value, plainNumber, 2)
}

function plainNumber(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value)) ? String(value) : value
}
