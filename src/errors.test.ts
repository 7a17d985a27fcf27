import { expect, test } from 'vitest'
import { BrineError } from './errors.ts'

test('an error names its place', () => {
  const error = new BrineError('invalid_cell', 'expected a number, got "n/a"', { where: { row: 3, column: 'age' } })
  expect(error.message).toBe('row 3, column "age": expected a number, got "n/a"')
})
