/** numpy's datetime64 as text, as numpy's own `str` gives it. */

/** Nanoseconds of one tick. */
const NANOSECONDS: Readonly<Record<string, bigint>> = {
  W: 604_800_000_000_000n,
  D: 86_400_000_000_000n,
  h: 3_600_000_000_000n,
  m: 60_000_000_000n,
  s: 1_000_000_000n,
  ms: 1_000_000n,
  us: 1000n,
  ns: 1n,
}

/** Digits of the fraction of a second that each unit shows; units of a day and more show a date only. */
const FRACTION_DIGITS: Readonly<Record<string, number>> = { s: 0, ms: 3, us: 6, ns: 9 }

const NOT_A_TIME = -(2n ** 63n)

/** ISO 8601 in the precision of the unit; null for NaT; the bare count for units that are not listed here. */
export function formatDatetime(
  ticks: bigint,
  unit: { readonly name: string; readonly count: number } | undefined,
): string | number | bigint | null {
  if (ticks === NOT_A_TIME) return null
  const scale = unit === undefined ? undefined : NANOSECONDS[unit.name]
  if (unit === undefined || scale === undefined) return Number.isSafeInteger(Number(ticks)) ? Number(ticks) : ticks
  const total = ticks * BigInt(unit.count) * scale
  const second = 1_000_000_000n
  const fraction = ((total % second) + second) % second
  const date = new Date(Number((total - fraction) / 1_000_000n))
  if (Number.isNaN(date.getTime())) return ticks
  const text = date.toISOString()
  if (unit.name === 'D' || unit.name === 'W') return text.slice(0, -14)
  if (unit.name === 'h') return text.slice(0, -11)
  if (unit.name === 'm') return text.slice(0, -8)
  const digits = FRACTION_DIGITS[unit.name] ?? 0
  const shown = digits === 0 ? '' : `.${fraction.toString().padStart(9, '0').slice(0, digits)}`
  return text.slice(0, -5) + shown
}
