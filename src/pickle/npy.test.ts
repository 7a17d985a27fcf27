import { describe, expect, it } from 'vitest'
import { Budget } from '../bytes/budget.ts'
import { toCells } from './ndarray-decode.ts'
import { parseNpy } from './npy.ts'
import { errorOf, latin1 } from './testing.ts'

/** A version 1 file of this header and content. */
function npy(header: string, content = ''): Uint8Array {
  const length = String.fromCharCode(header.length & 0xff, header.length >> 8)
  return latin1(`\x93NUMPY\x01\0${length}${header}${content}`)
}

const parse = (bytes: Uint8Array) => parseNpy(bytes, new Budget())

describe('parseNpy', () => {
  it.each([
    ["{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }", 'ab', [2], [97, 98]],
    ["{'shape': (2L,), \"descr\": '<i2', 'fortran_order': False}", '\x01\0\x02\0', [2], [1, 2]],
    ["{'descr': '|b1', 'fortran_order': True, 'shape': ()}", '\x01', [], [true]],
    ["{'descr': '<f8', 'fortran_order': False, 'shape': (0, 5)}", '', [0, 5], []],
  ])('reads %s', (header, content, shape, cells) => {
    const array = parse(npy(header, content))
    expect([array.shape, toCells(array)]).toEqual([shape, cells])
  })

  const good = "{'descr': '|u1', 'fortran_order': False, 'shape': (2,)}"
  const cases: readonly (readonly [what: string, bytes: Uint8Array, code: string])[] = [
    ['nothing', latin1(''), 'file_truncated'],
    ['other magic', latin1('\x93NUMPX\x01\0'), 'file_damaged'],
    ['an unknown version', latin1('\x93NUMPY\x09\0\0\0'), 'file_damaged'],
    ['a header longer than the file', latin1('\x93NUMPY\x01\0\xff\x00{'), 'file_truncated'],
    ['a header longer than the limit', latin1('\x93NUMPY\x02\0\xff\xff\xff\x7f{'), 'limit_exceeded'],
    ['content that is too short', npy(good, 'a'), 'file_truncated'],
    ['content that is too long', npy(good, 'abc'), 'file_damaged'],
    ['a call in the header', npy("{'descr': '|u1', 'fortran_order': False, 'shape': exit()}"), 'file_damaged'],
    ['an expression in the header', npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1+1,)}"), 'file_damaged'],
    ['an escape in the header', npy("{'descr': '\\x7cu1', 'fortran_order': False, 'shape': (2,)}"), 'file_damaged'],
    ['a header that is no dict', npy('[1, 2]'), 'file_damaged'],
    ['a key too many', npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2,), 'x': 1}", 'ab'), 'file_damaged'],
    ['a negative dimension', npy("{'descr': '|u1', 'fortran_order': False, 'shape': (-2,)}", 'ab'), 'file_damaged'],
    ['a boolean dimension', npy("{'descr': '|u1', 'fortran_order': False, 'shape': (True,)}", 'a'), 'file_damaged'],
    [
      'a product beyond all numbers',
      npy(`{'descr': '|u1', 'fortran_order': False, 'shape': (${'99999999999, '.repeat(5)})}`),
      'file_damaged',
    ],
    ['65 dimensions', npy(`{'descr': '|u1', 'fortran_order': False, 'shape': (${'1, '.repeat(65)})}`), 'file_damaged'],
    ['an unknown dtype', npy("{'descr': '|q9', 'fortran_order': False, 'shape': (2,)}"), 'file_damaged'],
    ['objects', npy("{'descr': '|O', 'fortran_order': False, 'shape': (2,)}", '\x80\x04N.'), 'unsupported_format'],
    ['deep nesting', npy('('.repeat(5000)), 'file_damaged'],
    ['text behind the header', npy(`${good} + 1`, 'ab'), 'file_damaged'],
  ]
  it.each(cases)('refuses %s', (_, bytes, code) => {
    expect(errorOf(() => parse(bytes))?.code).toBe(code)
  })
})
