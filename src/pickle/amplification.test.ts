import { describe, expect, it } from 'vitest'
import { Budget } from '../bytes/budget.ts'
import { readPickle } from './read-pickle.ts'
import { scanPickle } from './scan.ts'
import { errorOf, latin1 } from './testing.ts'

/** What a hostile file of a megabyte may cost. */
const SIZE = 2 ** 20
const MILLISECONDS = 2000
/** Garbage that was not collected yet included. */
const HEAP = 256 * 2 ** 20

const DTYPE = '(K\x03V<\nNNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb'
const half = SIZE / 2
const u32 = (n: number): string => Buffer.from(Uint32Array.of(n).buffer).toString('latin1')
const fill = (head: string, body: string): string => head + body.repeat(Math.floor((SIZE - head.length) / body.length))

/** A large value in the memo, and as many cheap references to it as fit. */
const list = `](${'N'.repeat(half)}eq\0`
const text = `X${u32(half)}${'a'.repeat(half)}q\0`
const bytes = `B${u32(half)}${'a'.repeat(half)}q\0`
const zeros = `B${u32(half)}${'\0'.repeat(half)}q\0`
const tuple = `(${'N'.repeat(half)}tq\0`
const cases: readonly (readonly [what: string, pickle: string])[] = [
  ['list(list)', fill(`${list}c__builtin__\nlist\nq\x01`, '0h\x01h\0\x85R')],
  ['set(list), all kept', fill(`${list}c__builtin__\nset\nq\x01`, 'h\x01h\0\x85R')],
  ['encode(text)', fill(`${text}c_codecs\nencode\nq\x01Vlatin1\nq\x02`, 'h\x01h\0h\x02\x86R')],
  ['bytearray(text)', fill(`${text}c__builtin__\nbytearray\nq\x01Vlatin1\nq\x02`, 'h\x01h\0h\x02\x86R')],
  [
    'scalars of text',
    fill(`${zeros}cnumpy\ndtype\n(VU${half / 4}\ntRq\x02cnumpy.core.multiarray\nscalar\nq\x01`, 'h\x01h\x02h\0\x86R'),
  ],
  [
    'transposed arrays',
    fill(
      `${bytes}cnumpy\ndtype\n(Vu1\ntR${DTYPE}q\x02cnumpy._core.numeric\n_frombuffer\nq\x01(h\0h\x02J${u32(half)}\x85VK\nK\0\x85tq\x03`,
      'h\x01h\x03R',
    ),
  ],
  ['names of half a megabyte', fill(text, 'h\0h\0\x93')],
  ['a long tuple as key', fill(`${tuple}}q\x01`, 'h\0Ns')],
  ['long strings in keys', fill(`X${u32(1000)}${'a'.repeat(1000)}q\0}`, `(${'h\0'.repeat(60)}K\x01tNs`)],
  ['calls of calls', fill('cm\nC\n', ')R')],
  ['instances of a class', fill('cm\nC\nq\0', 'h\0)\x81')],
  ['keyword arguments', fill(`${tuple}cm\nC\nq\x01}q\x02`, 'h\x01h\0h\x02\x920')],
  ['states of an array', fill(`${list}`, 'cnumpy\ndtype\n(VO8\ntR')],
  ['empty byte strings', fill('', 'C\0')],
  ['two-byte strings', fill('', '\x8c\x02ab')],
  ['duplicates', fill(list, '2')],
  ['dicts', fill('', '}')],
  ['lists', fill('', ']')],
  ['sets', fill('', '\x8f')],
  ['empty tuples', fill('', ')')],
  ['tuples of one', fill('N', '\x85')],
  ['dicts of one', fill('', '}NNs')],
  ['lists of one', fill('', ']Na')],
  ['pickles in strings', fill('', 'C\x08\x80\x04cm\nC\n.')],
  ['persistent ids', fill('', 'NQ')],
]

describe('a hostile megabyte', () => {
  it.each(cases)('%s', (_, pickle) => {
    const input = latin1(`${pickle}.`)
    for (const run of [
      () => readPickle(input, { budget: new Budget() }).value,
      () => scanPickle(input, new Budget()).verdict,
    ]) {
      const before = process.memoryUsage().heapUsed + process.memoryUsage().external
      const started = performance.now()
      let kept: unknown
      const error = errorOf(() => {
        kept = run()
      })
      expect(performance.now() - started).toBeLessThan(MILLISECONDS)
      expect(process.memoryUsage().heapUsed + process.memoryUsage().external - before).toBeLessThan(HEAP)
      expect(kept !== undefined || error?.code === 'limit_exceeded').toBe(true)
    }
  })
})
