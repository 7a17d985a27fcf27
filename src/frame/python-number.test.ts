import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pythonFloat, pythonFloat32 } from './python-number.ts'

test.each([
  [0, '0.0'],
  [-0, '-0.0'],
  [1, '1.0'],
  [-2.5, '-2.5'],
  [0.1, '0.1'],
  [123456789, '123456789.0'],
  [0.0001, '0.0001'],
  [0.00001, '1e-05'],
  [8.076837661030734e-5, '8.076837661030734e-05'],
  [1e15, '1000000000000000.0'],
  [1e16, '1e+16'],
  [1.5e300, '1.5e+300'],
  [Number.NaN, 'nan'],
  [-Infinity, '-inf'],
])('%d is %s, as repr gives it', (value, text) => {
  expect(pythonFloat(value)).toBe(text)
})

test('every number is read back as itself', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(Number(pythonFloat(value))).toBe(value)
    }),
  )
})

test('a float32 has only the digits that it needs', () => {
  expect(pythonFloat32(Math.fround(0.1))).toBe('0.1')
  expect(pythonFloat32(Math.fround(1 / 3))).toBe('0.33333334')
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(Math.fround(Number(pythonFloat32(value)))).toBe(value)
    }),
  )
})
