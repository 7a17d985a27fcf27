/**
 * The parts of a date, from microseconds since 1970 in UTC; by Howard Hinnant's "chrono-compatible low-level date
 * algorithms", for the proleptic Gregorian calendar, as datetime and pandas have it.
 */

const MICROSECONDS_PER_SECOND = 1_000_000
export const MICROSECONDS_PER_DAY = 86_400 * MICROSECONDS_PER_SECOND

/**
 * Days since 1970-01-01, rounded down. The quotient never rounds up to the next day: a microsecond, or whatever the
 * spacing of float64 is there, is more of a day than half the spacing at the quotient.
 */
export function daysSince1970(microseconds: number): number {
  return Math.floor(microseconds / MICROSECONDS_PER_DAY)
}

/** Microseconds since midnight. */
function timeOfDay(microseconds: number): number {
  return microseconds - daysSince1970(microseconds) * MICROSECONDS_PER_DAY
}

/** Days of a cycle of 400 years, and from 0000-03-01 to 1970-01-01. */
const DAYS_OF_ERA = 146_097
const DAYS_TO_1970 = 719_468

/** Day of the era and year of the era, where years begin in March. */
function inEra(days: number): { readonly era: number; readonly year: number; readonly dayOfYear: number } {
  const shifted = days + DAYS_TO_1970
  const era = Math.floor(shifted / DAYS_OF_ERA)
  const day = shifted - era * DAYS_OF_ERA
  const year = Math.floor(
    (day - Math.floor(day / 1460) + Math.floor(day / 36_524) - Math.floor(day / (DAYS_OF_ERA - 1))) / 365,
  )
  const dayOfYear = day - (365 * year + Math.floor(year / 4) - Math.floor(year / 100))
  return { era, year, dayOfYear }
}

/** Year, month (1 to 12) and day of the month of a day since 1970. */
export function civilFromDays(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  const { era, year, dayOfYear } = inEra(days)
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
  return { year: year + era * 400 + (month <= 2 ? 1 : 0), month, day }
}

/** Days since 1970 of a date. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * DAYS_OF_ERA + dayOfEra - DAYS_TO_1970
}

/** Monday is 0, as pandas counts. */
function weekdayOf(days: number): number {
  return (((days + 3) % 7) + 7) % 7
}

function dayOfYearOf(days: number): number {
  return days - daysFromCivil(civilFromDays(days).year, 1, 1) + 1
}

/** The week by ISO 8601: week 1 is the one with the year's first Thursday. */
function isoWeekOf(days: number): number {
  const thursday = days - weekdayOf(days) + 3
  return Math.floor((dayOfYearOf(thursday) - 1) / 7) + 1
}

const byDay =
  (part: (days: number) => number): ((microseconds: number) => number) =>
  (microseconds) =>
    Number.isNaN(microseconds) ? microseconds : part(daysSince1970(microseconds))

const byTime =
  (unit: number, limit: number): ((microseconds: number) => number) =>
  (microseconds) =>
    Math.floor(timeOfDay(microseconds) / unit) % limit

/** The parts that pandas' `Series.dt` has, under its names; NaN of NaN. */
export const DATE_PARTS = {
  year: byDay((days) => civilFromDays(days).year),
  month: byDay((days) => civilFromDays(days).month),
  day: byDay((days) => civilFromDays(days).day),
  hour: byTime(3600 * MICROSECONDS_PER_SECOND, 24),
  minute: byTime(60 * MICROSECONDS_PER_SECOND, 60),
  second: byTime(MICROSECONDS_PER_SECOND, 60),
  microsecond: byTime(1, MICROSECONDS_PER_SECOND),
  weekday: byDay(weekdayOf),
  dayofyear: byDay(dayOfYearOf),
  quarter: byDay((days) => Math.ceil(civilFromDays(days).month / 3)),
  week: byDay(isoWeekOf),
  is_month_start: byDay((days) => (civilFromDays(days).day === 1 ? 1 : 0)),
  is_month_end: byDay((days) => (civilFromDays(days + 1).day === 1 ? 1 : 0)),
} as const satisfies Record<string, (microseconds: number) => number>

export type DatePart = keyof typeof DATE_PARTS
