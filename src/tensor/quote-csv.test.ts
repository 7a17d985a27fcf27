import { expect, test } from 'vitest'
import { quoteCsv } from './quote-csv.ts'

test.each([
  ['benign', 'benign'],
  ['=1+1', "'=1+1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['+cmd|x', "'+cmd|x"],
  ['-1', '-1'],
  ['+', '+'],
  ['a,b', '"a,b"'],
  ['say "no"', '"say ""no"""'],
  ['=a\n"b"', '"\'=a\n""b"""'],
])('%j is written %s', (text, cell) => {
  expect(quoteCsv(text)).toBe(cell)
})
