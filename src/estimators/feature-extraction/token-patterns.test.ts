/** Python's regular expressions: what is understood, what is refused, and that no pattern and no text takes long. */
import { expect, test } from 'vitest'
import { termReader } from '../../engine/text/terms.ts'
import { parseTokenPattern } from './token-patterns.ts'

function tokens(source: string, text: string): string[] {
  const pattern = parseTokenPattern(source)
  if ('problem' in pattern) throw new Error(pattern.problem)
  const units = { kind: 'words', pattern, stopWords: new Set<string>() } as const
  const found: string[] = []
  termReader({ lowercase: false, accents: 'keep', units, smallest: 1, largest: 1 })(text, (term) => found.push(term))
  return found
}

test.each([
  ['(?u)\\b\\w\\w+\\b', 'a bc d_e 12 é', ['bc', 'd_e', '12']],
  ['\\w{3,}', 'ab abc abcd', ['abc', 'abcd']],
  ['ab|a|b', 'abab', ['ab', 'ab']],
  ['a|ab', 'abab', ['a', 'a']],
  ['(?:ab|a)(?:bc|c)?', 'abc', ['abc']],
  ['a+?', 'aaa', ['a', 'a', 'a']],
  ['a{2}b?', 'aaaab', ['aa', 'aab']],
  ['a{,2}b', 'aaab', ['aab']],
  ['x{}', 'x{} x', ['x{}']],
  ['x(\\w)|y', 'xa y', ['a', '']],
  ['(?P<word>\\w)x', 'axbx', ['a', 'b']],
  ['[]a-]+', 'b]a-c', [']a-']],
  ['[^\\W\\d_]+', 'a1_é𝒜!', ['a', 'é𝒜']],
  ['\\Bb', 'b ab', ['b']],
  ['(?m)^\\w+$', 'ab\ncd\ne f', ['ab', 'cd']],
  ['\\w+$', 'ab cd\n', ['cd']],
  ['\\w+\\Z', 'ab cd\n', []],
  ['(?<!\\w)\\w(?!\\w)', 'a bc d', ['a', 'd']],
  ['a(?#why)b', 'ab', ['ab']],
  ['(?s).\\n', 'a\n\n', ['a\n']],
])('%s on %j', (source, text, expected) => {
  expect(tokens(source, text)).toEqual(expected)
})

test.each([
  ['(\\w)\\1', 'back reference'],
  ['(a)(b)', 'more than one group'],
  ['a*', 'can match an empty text'],
  ['(?i)a', '(?i)'],
  ['(?=ab)a', 'looks further'],
  ['(?:a*)*b', 'repeats what can be empty'],
  ['a**', 'repeats a repetition'],
  ['(a', 'not closed'],
  ['a)', 'too many'],
  ['[a', 'ends too early'],
  ['\\p{L}', '\\p'],
  ['a{9999}', 'too long'],
  ['(?>a)', '(?>'],
  [`${'(?:'.repeat(100)}a${')'.repeat(100)}`, 'nested too deeply'],
])('%s is refused', (source, problem) => {
  expect(parseTokenPattern(source)).toMatchObject({ problem: expect.stringContaining(problem) })
})

test('what takes forever elsewhere is done at once', () => {
  const start = performance.now()
  expect(tokens('(?:a+)+b', 'a'.repeat(5000))).toEqual([])
  expect(tokens('(?:a|aa)+b', 'a'.repeat(5000))).toEqual([])
  expect(performance.now() - start).toBeLessThan(2000)
})
