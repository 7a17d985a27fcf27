import { expect, test } from 'vitest'
import { compareTexts } from './compare-texts.ts'

test('by code points, as Python sorts', () => {
  const sorted = ['', 'A', 'Z', 'a', 'ab', 'ß', '\ud7ff', '\ue000', '\uffee', '👧', '👩', '👩a']
  expect([...sorted].reverse().sort(compareTexts)).toEqual(sorted)
})
