import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quotedKeys, scanNumbers } from './json-numbers.ts'

const NAMES = ['a', 'größe', 'a "b"']
const KEYS = quotedKeys(NAMES)

function scan(text: string): number[][] | undefined {
  const found = scanNumbers(Buffer.from(text), KEYS)
  if (found === undefined) return undefined
  return Array.from({ length: found.rows }, (_, r) => Array.from(found.data.subarray(r * 3, r * 3 + 3)))
}

/** Numbers as programs write them, and as they could be written. */
const literal = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => JSON.stringify(x)),
  fc.double({ noNaN: true, min: -1e6, max: 1e6 }).map((x) => x.toFixed(3)),
  fc.integer().map(String),
  fc
    .tuple(fc.bigInt(), fc.bigInt({ min: 0n }), fc.integer({ min: -400, max: 400 }))
    .map(([whole, fraction, exponent]) => `${whole}.${fraction}e${exponent}`),
  fc.constantFrom('0', '-0', '-0.0', '9007199254740993', '0.1e23', '1E-22', '1e+22', '123456789012345678901234'),
)
const space = fc.constantFrom('', ' ', '\n', '\t \r\n')
const row = fc.tuple(literal, literal, literal)

describe('scanning rows of numbers', () => {
  it('gives the very numbers of JSON.parse', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 8 }), space, fc.boolean(), (rows, s, isWrapped) => {
        const body = `[${rows.map((cells) => `${s}[${cells.join(`${s},${s}`)}${s}]`).join(`${s},`)}]${s}`
        const text = isWrapped ? `{${s}"instances"${s}:${body}}${s}` : body
        expect(scan(text)).toEqual(JSON.parse(body))
      }),
    )
  })

  it('takes records in any order of keys, as long as the order stays', () => {
    const orders = fc.shuffledSubarray([0, 1, 2], { minLength: 3 })
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), orders, space, (rows, order, s) => {
        const records = rows.map(
          (cells) => `{${order.map((c) => `${s}${JSON.stringify(NAMES[c])}${s}:${cells[c]}`).join(`${s},`)}}`,
        )
        expect(scan(`{"instances":[${records.join()}]}`)).toEqual(rows.map((cells) => cells.map(Number)))
      }),
    )
  })

  it('never answers where JSON.parse would not, or differently, whatever is changed in a body', () => {
    const body = '{"instances": [[1.5, -2e3, 0], [0.25, 17, 3]]}'
    const change = fc.tuple(
      fc.nat(body.length),
      fc.nat(3),
      fc.constantFrom('', '0', '1', '.', 'e', '-', '+', ',', '[', ']', '{', '}', '"', ' ', '\u0000'),
    )
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const text = changes.reduce((t, [at, length, by]) => t.slice(0, at) + by + t.slice(at + length), body)
        const found = scan(text)
        if (found !== undefined) expect(found).toEqual(rowsOf(JSON.parse(text)))
      }),
      { numRuns: 5000 },
    )
  })

  it('reads null as missing, and what Python writes for NaN and infinities', () => {
    expect(scan('[[null, NaN, -Infinity], [Infinity, 1, 2]]')).toEqual([
      [Number.NaN, Number.NaN, -Infinity],
      [Infinity, 1, 2],
    ])
  })

  it.each([
    '[[1, 2]]',
    '[[1, 2, 3, 4]]',
    '[]',
    '[[]]',
    '[[1, 2, "3"]]',
    '[[1, 2, true]]',
    '[[1, 2, -NaN]]',
    '[[01, 2, 3]]',
    '[[1., 2, 3]]',
    '[[.5, 2, 3]]',
    '[[+1, 2, 3]]',
    '[[1, 2, 3],]',
    '[[1, 2, 3]] 4',
    '[[1, 2, 3]',
    '{"instances": [[1, 2, 3]], "probabilities": true}',
    '{"rows": [[1, 2, 3]]}',
    '{"instances": [{"a": 1, "größe": 2}]}',
    '{"instances": [{"a": 1, "größe": 2, "a": 3}]}',
    '{"instances": [{"a": 1, "größe": 2, "b": 3}]}',
    '{"instances": [{"a": 1, "größe": 2, "a \\"b\\"": 3}, [1, 2, 3]]}',
    '{"instances": [{"a": 1, "größe": 2, "a \\"b\\"": 3}, {"größe": 1, "a": 2, "a \\"b\\"": 3}]}',
  ])('leaves %s to the general reader', (text) => {
    expect(scan(text)).toBeUndefined()
  })
})

function rowsOf(value: number[][] | { instances: number[][] }): number[][] {
  return Array.isArray(value) ? value : value.instances
}
