import { expect, test } from 'vitest'
import { civilFromDays, DATE_PARTS, daysFromCivil, daysSince1970, MICROSECONDS_PER_DAY } from './calendar.ts'

test('every third day of the years 1 to 9999 is what JavaScript says it is', () => {
  const date = new Date(0)
  for (let days = daysFromCivil(1, 1, 1); days < daysFromCivil(10_000, 1, 1); days += 3) {
    date.setTime(days * 86_400_000)
    const { year, month, day } = civilFromDays(days)
    if (year !== date.getUTCFullYear() || month !== date.getUTCMonth() + 1 || day !== date.getUTCDate()) {
      expect.fail(`day ${days} is ${date.toISOString()}, found ${year}-${month}-${day}`)
    }
    if (daysFromCivil(year, month, day) !== days) expect.fail(`${year}-${month}-${day} is not day ${days} again`)
  }
})

test('the last microsecond of a day is of that day, as long as microseconds are exact', () => {
  for (const days of [-104_249, -1, 0, 65_537, 90_000, 104_248]) {
    expect(daysSince1970((days + 1) * MICROSECONDS_PER_DAY - 1)).toBe(days)
  }
})

test('of no date, no part', () => {
  for (const part of Object.values(DATE_PARTS)) expect(part(Number.NaN)).toBeNaN()
})
