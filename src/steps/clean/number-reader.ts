/** What a text means as a number, in the way in which a column writes them. */
import { MISSING_TEXT } from '../../frame/parse-cell.ts'
import { pythonStrip } from '../../frame/python-spaces.ts'

export interface NumberFormat {
  readonly decimal: '.' | ','
  readonly thousands?: string | undefined
  /** Signs that may stand beside the number; true for every sign of Unicode. */
  readonly currency: boolean | readonly string[]
  readonly percent: boolean
  readonly parentheses: boolean
  /** What to multiply by, by unit; empty if there are none. */
  readonly units: Readonly<Record<string, number>>
}

/** NaN for a text that means a missing value, undefined for one that is no number. */
export function numberReader(format: NumberFormat): (text: string) => number | undefined {
  const digits = digitsReader(format)
  const withoutCurrency = currencyStripper(format.currency)
  const withoutUnit = unitReader(format)
  return (given) => {
    const text = pythonStrip(given)
    if (MISSING_TEXT.has(text)) return Number.NaN
    const { inner, isNegative } = signed(text, format.parentheses, withoutCurrency)
    const measured = withoutUnit(inner)
    if (measured === undefined) return undefined
    const number = digits(withoutCurrency(measured.text))
    if (number === undefined) return undefined
    const scaled = measured.divide ? number / 100 : number * measured.factor
    return isNegative ? -scaled : scaled
  }
}

/** The text without its sign, which stands first, or between a currency and the digits. */
function signed(text: string, parentheses: boolean, withoutCurrency: (text: string) => string) {
  if (parentheses && text.startsWith('(') && text.endsWith(')')) {
    return { inner: pythonStrip(text.slice(1, -1)), isNegative: true }
  }
  const first = withoutSign(text)
  if (first !== undefined) return first
  // A currency before the sign: "€ -5".
  const rest = withoutCurrency(text)
  return rest === text ? { inner: text, isNegative: false } : (withoutSign(rest) ?? { inner: rest, isNegative: false })
}

/** A hyphen, or Unicode's minus. */
function withoutSign(text: string) {
  const sign = text[0]
  if (sign !== '+' && sign !== '-' && sign !== '\u2212') return undefined
  return { inner: pythonStrip(text.slice(1)), isNegative: sign !== '+' }
}

/** Takes one sign away, before the number or after it. */
function currencyStripper(currency: boolean | readonly string[]): (text: string) => string {
  if (currency === false) return (text) => text
  if (currency === true) return (text) => pythonStrip(text.replace(/^\p{Sc}|\p{Sc}$/u, ''))
  const signs = [...currency].sort((a, b) => b.length - a.length)
  return (text) => {
    const before = signs.find((sign) => text.startsWith(sign))
    if (before !== undefined) return pythonStrip(text.slice(before.length))
    const after = signs.find((sign) => text.endsWith(sign))
    return after === undefined ? text : pythonStrip(text.slice(0, -after.length))
  }
}

interface Measured {
  readonly text: string
  readonly factor: number
  /** Divide by 100, which a factor of 0.01 would not do exactly. */
  readonly divide?: boolean
}

/** Takes the longest unit away that the text ends with. A number without one is refused where there are units. */
function unitReader({ units, percent }: NumberFormat): (text: string) => Measured | undefined {
  const names = Object.keys(units)
    .filter((unit) => unit !== '')
    .sort((a, b) => b.length - a.length)
  const bare = names.length === 0 && !Object.hasOwn(units, '') ? 1 : units['']
  return (text) => {
    if (percent && text.endsWith('%')) return { text: pythonStrip(text.slice(0, -1)), factor: 1, divide: true }
    const unit = names.find((name) => text.endsWith(name))
    if (unit !== undefined) {
      return { text: pythonStrip(text.slice(0, -unit.length)), factor: units[unit] as number }
    }
    return bare === undefined ? undefined : { text, factor: bare }
  }
}

/** Digits without a sign. Groups have three digits each, or a misread decimal point would pass for a separator. */
function digitsReader({ decimal, thousands }: NumberFormat): (text: string) => number | undefined {
  const point = decimal === '.' ? '\\.' : ','
  const plain = new RegExp(`^(?:\\d+(?:${point}\\d*)?|${point}\\d+)(?:e[+-]?\\d+)?$`, 'i')
  const separator = thousands === ' ' ? '[ \\u00a0\\u202f\\u2009]' : thousands === '.' ? '\\.' : thousands
  const grouped = separator === undefined ? undefined : new RegExp(`^\\d{1,3}(?:${separator}\\d{3})+(?:${point}\\d*)?$`)
  const separators = separator === undefined ? undefined : new RegExp(separator, 'g')
  return (text) => {
    if (plain.test(text)) return Number(decimal === ',' ? text.replace(',', '.') : text)
    if (grouped?.test(text)) {
      const joined = text.replace(separators as RegExp, '')
      return Number(decimal === ',' ? joined.replace(',', '.') : joined)
    }
    return /^inf(?:inity)?$/i.test(text) ? Number.POSITIVE_INFINITY : undefined
  }
}
