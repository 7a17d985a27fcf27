/** Dates in a format of the user's own, with the directives of Python's `datetime.strptime`. */
import { daysFromCivil, MICROSECONDS_PER_DAY } from './calendar.ts'

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const LONG_MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]

/** What each directive matches. */
const DIRECTIVES: { readonly [directive: string]: string } = {
  Y: '(?<Y>\\d{4})',
  y: '(?<y>\\d{2})',
  m: '(?<m>1[0-2]|0?[1-9])',
  d: '(?<d>3[01]|[12]\\d|0?[1-9])',
  H: '(?<H>2[0-3]|[01]?\\d)',
  I: '(?<I>1[0-2]|0?[1-9])',
  M: '(?<M>[0-5]?\\d)',
  S: '(?<S>[0-5]?\\d)',
  f: '(?<f>\\d{1,6})',
  p: '(?<p>am|pm)',
  b: `(?<b>${MONTHS.join('|')})`,
  B: `(?<B>${LONG_MONTHS.join('|')})`,
  j: '(?<j>\\d{1,3})',
  z: '(?<z>Z|[+-]\\d{2}:?\\d{2})',
  '%': '%',
}

const DATE_DIRECTIVES: readonly string[] = Object.keys(DIRECTIVES).map((name) => `%${name}`)

/** Microseconds since 1970 in UTC, or undefined for a text that does not have the format or a day that is none. */
export type DateReader = (text: string) => number | undefined

/** Throws an Error in plain words for a directive that is unknown, or a format without a year. */
export function strptime(format: string): DateReader {
  const pattern = format.replace(/%(.)|\s+|[.*+?^${}()|[\]\\/]/gs, (found: string, directive: string | undefined) => {
    if (directive === undefined) return /\s/.test(found) ? '\\s+' : `\\${found}`
    const known = DIRECTIVES[directive]
    if (known === undefined) throw new Error(`%${directive} is not known; ${DATE_DIRECTIVES.join(' ')} are`)
    return known
  })
  if (!/%[Yy]/.test(format)) throw new Error('a format of dates has a year, %Y or %y')
  const compiled = new RegExp(`^${pattern}$`, 'i')
  return (text) => {
    const groups = compiled.exec(text)?.groups
    return groups === undefined ? undefined : microsecondsOf(groups)
  }
}

type Groups = Readonly<Record<string, string | undefined>>

function microsecondsOf(groups: Groups): number | undefined {
  const days = daysOf(groups)
  if (days === undefined) return undefined
  const seconds = hourOf(groups) * 3600 + Number(groups.M ?? 0) * 60 + Number(groups.S ?? 0) - zoneSeconds(groups.z)
  return days * MICROSECONDS_PER_DAY + seconds * 1e6 + Number((groups.f ?? '').padEnd(6, '0'))
}

function daysOf(groups: Groups): number | undefined {
  const year = yearOf(groups)
  if (groups.j !== undefined) {
    const day = Number(groups.j)
    const length = daysFromCivil(year + 1, 1, 1) - daysFromCivil(year, 1, 1)
    return day < 1 || day > length ? undefined : daysFromCivil(year, 1, day)
  }
  const month = monthOf(groups)
  const day = Number(groups.d ?? 1)
  const first = daysFromCivil(year, month, 1)
  const next = month === 12 ? daysFromCivil(year + 1, 1, 1) : daysFromCivil(year, month + 1, 1)
  return year < 1 || day > next - first ? undefined : first + day - 1
}

/** Two digits are 1969 to 2068, as POSIX has it. */
function yearOf({ Y, y }: Groups): number {
  if (Y !== undefined) return Number(Y)
  const short = Number(y)
  return short < 69 ? 2000 + short : 1900 + short
}

function monthOf({ m, b, B }: Groups): number {
  if (b !== undefined) return MONTHS.indexOf(b.toLowerCase()) + 1
  if (B !== undefined) return LONG_MONTHS.indexOf(B.toLowerCase()) + 1
  return Number(m ?? 1)
}

function hourOf({ H, I, p }: Groups): number {
  if (I === undefined) return Number(H ?? 0)
  return (Number(I) % 12) + (p?.toLowerCase() === 'pm' ? 12 : 0)
}

function zoneSeconds(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z' || zone === 'z') return 0
  const digits = zone.replace(/\D/g, '')
  const seconds = Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2)) * 60
  return zone.startsWith('-') ? -seconds : seconds
}
