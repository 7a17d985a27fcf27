/** How numbers are written in a column of text: "1.234,50 €", "75 kg", "12%". */

export interface NumberStyle {
  readonly decimal: '.' | ','
  readonly thousands?: ',' | '.' | ' ' | "'"
  readonly currency: boolean
  readonly percent: boolean
  /** Units, the most frequent one first. */
  readonly units: readonly string[]
  /** True if there are numbers without a unit as well. */
  readonly isMixed: boolean
}

const NUMBER = /^(\p{Sc}?)\s*([+-]?\d[\d.,' \u00a0\u202f]*?)\s*(\p{Sc}|%|[\p{L}°µ][\p{L}\d°µ/²³^]*)?$/u
/** Of the values, so many have to be numbers, or the column is one of text. */
const SHARE = 0.98
const MAX_UNITS = 5

/** Undefined for text that is none. */
export function numberStyle(texts: readonly string[]): NumberStyle | undefined {
  const parts = texts.flatMap((text) => {
    const found = NUMBER.exec(text.trim())
    return found === null ? [] : [{ before: found[1] as string, digits: found[2] as string, after: found[3] ?? '' }]
  })
  if (parts.length === 0 || parts.length < SHARE * texts.length) return undefined
  const units = unitsOf(parts.map(({ after }) => after).filter((after) => /^[\p{L}°µ]/u.test(after)))
  if (units.length > MAX_UNITS) return undefined
  const separators = separatorsOf(parts.map(({ digits }) => digits))
  if (separators === undefined) return undefined
  return {
    ...separators,
    currency: parts.some(({ before, after }) => before !== '' || /^\p{Sc}/u.test(after)),
    percent: parts.some(({ after }) => after === '%'),
    units,
    isMixed: units.length > 0 && parts.some(({ after }) => !/^[\p{L}°µ]/u.test(after)),
  }
}

function unitsOf(found: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const unit of found) counts.set(unit, (counts.get(unit) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a).map(([unit]) => unit)
}

/** What separates decimals and thousands, if all numbers agree; a lone comma before three digits may be either. */
function separatorsOf(digits: readonly string[]): Pick<NumberStyle, 'decimal' | 'thousands'> | undefined {
  const styles = [
    { decimal: '.' },
    { decimal: '.', thousands: ',' },
    { decimal: ',' },
    { decimal: ',', thousands: '.' },
    { decimal: ',', thousands: ' ' },
    { decimal: '.', thousands: ' ' },
    { decimal: '.', thousands: "'" },
  ] as const
  return styles.find((style) => {
    const pattern = patternOf(style.decimal, 'thousands' in style ? style.thousands : undefined)
    return digits.every((text) => pattern.test(text.replace(/[\u00a0\u202f]/g, ' ')))
  })
}

function patternOf(decimal: string, thousands: string | undefined): RegExp {
  const grouped = thousands === undefined ? '' : `|\\d{1,3}(?:[${thousands}]\\d{3})+`
  return new RegExp(`^[+-]?(?:\\d+${grouped})(?:[${decimal}]\\d+)?$`)
}
