import { expect, test } from 'vitest'
import { compareTexts } from './compare-texts.ts'

test('texts are in the order of their code points, not of their halves of pairs', () => {
  const sorted = ['', 'A', 'a', 'aa', 'ß', '\ud7ff', '\ue000', '\uffee', '\u{10000}', '👩', '👩a']
  expect([...sorted].reverse().sort(compareTexts)).toEqual(sorted)
})
