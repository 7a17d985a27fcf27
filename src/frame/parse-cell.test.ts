import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseNumber } from './parse-cell.ts'

it('reads plain decimals to the last bit', () => {
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 17 })
  const text = fc
    .tuple(fc.constantFrom('', '-', '+'), digits, fc.constantFrom('', '.'), digits)
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, (given) => {
      const expected = /\d/.test(given) ? Number(given) : given === '' ? Number.NaN : undefined
      expect(Object.is(parseNumber(given), expected)).toBe(true)
    }),
    { numRuns: 2000 },
  )
})

it.each(['.', '-', '-.', '1.2.3', '1-2', '--1', '1,5', '1e', '٣'])('takes %s for no number', (text) => {
  expect(parseNumber(text)).toBe(undefined)
})
