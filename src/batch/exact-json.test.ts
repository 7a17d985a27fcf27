import { expect, test } from 'vitest'
import { parseExactJson } from './exact-json.ts'

test('whole numbers keep their digits, and nothing else changes', () => {
  const text = '{"a": 9007199254740993, "b": [-9223372036854775808, 9007199254740991], "c": "x \\" 9007199254740993"}'
  expect(parseExactJson(text)).toEqual({
    a: 9007199254740993n,
    b: [-9223372036854775808n, 9007199254740991],
    c: 'x " 9007199254740993',
  })
  expect(parseExactJson('[0.1234567890123456789, 1234567890123456789.5, 12345678901234567e3]')).toEqual([
    0.12345678901234568, 1234567890123456800, 12345678901234567000,
  ])
  expect(parseExactJson(`[${'1'.repeat(41)}]`)).toEqual([Number('1'.repeat(41))])
  expect(() => parseExactJson('[9007199254740993')).toThrow(SyntaxError)
})
