import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BrineError } from '../../errors.ts'
import { type Json, parseJson } from './json.ts'

const read = (text: string) => parseJson(text, 32)

function refusal(text: string): BrineError {
  try {
    read(text)
  } catch (error) {
    if (error instanceof BrineError) return error
    throw error
  }
  throw new Error('it was read')
}

function rounded(value: Json): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map(rounded)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([key, member]) => [key, rounded(member as Json)])
  return Object.fromEntries(members)
}

describe('reading JSON', () => {
  it('gives what JSON.parse gives, but for the digits of large integers', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(undefined, 1, '\t'), (text, indent) => {
        const value = JSON.parse(text)
        expect(rounded(read(JSON.stringify(value, null, indent)))).toEqual(value)
      }),
    )
  })

  it('refuses what JSON.parse refuses', () => {
    const change = fc.tuple(
      fc.nat(40),
      fc.nat(2),
      fc.constantFrom('', '"', '\\', ',', ':', '[', '{', '}', '1', 'e', '-'),
    )
    const body = '{"a": [1.5, "x\\n", null], "b": {"c": -2e3}}'
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const text = changes.reduce((t, [at, length, by]) => t.slice(0, at) + by + t.slice(at + length), body)
        let expected: unknown
        try {
          expected = JSON.parse(text)
        } catch {
          expect(['invalid_json', 'duplicate_column']).toContain(refusal(text).code)
          return
        }
        let actual: unknown
        try {
          actual = read(text)
        } catch (error) {
          // JSON.parse silently takes the last of two values.
          expect(error).toMatchObject({ code: 'duplicate_column' })
          return
        }
        expect(actual).toEqual(expected)
      }),
      { numRuns: 3000 },
    )
  })

  it('keeps integers that float64 cannot hold', () => {
    expect(read('[1152921504606846977, -9007199254740993, 9007199254740991]')).toEqual([
      1152921504606846977n,
      -9007199254740993n,
      9007199254740991,
    ])
  })

  it('reads what Python writes for NaN and infinities', () => {
    expect(read('[NaN, Infinity, -Infinity]')).toEqual([Number.NaN, Infinity, -Infinity])
  })

  it('takes __proto__ for a key like any other', () => {
    const value = read('{"__proto__": {"polluted": true}, "constructor": 1}') as Record<string, unknown>
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor'])
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect(value.polluted).toBeUndefined()
  })

  it('names the place of a fault: byte, line and character', () => {
    const { where, details, problem } = refusal('{"ü":\n  [1, 2,]}')
    expect(where).toEqual({ offset: 15, line: 2 })
    expect(details).toEqual({ character: 9 })
    expect(problem).toContain('expected a value, found "]"')
  })

  it.each([
    ['', 'the text ends'],
    ['[1', 'the text ends'],
    ['[1] 2', 'expected the end'],
    ["{'a': 1}", 'a key in quotes'],
    ['"a\nb"', 'control character'],
    ['"\\x"', 'escape sequence'],
    ['"abc', 'does not end'],
    ['{"a": 1, "a": 2}', 'twice'],
  ])('refuses %j', (text, problem) => {
    expect(refusal(text)).toMatchObject({ code: 'invalid_json', problem: expect.stringContaining(problem) })
  })

  it('refuses a column that is there twice in a record', () => {
    expect(refusal('[{"a": 1,\n"a": 2}]')).toMatchObject({ code: 'duplicate_column', where: { column: 'a', line: 2 } })
  })

  it('refuses nesting beyond its limit without going there', () => {
    expect(refusal('['.repeat(1_000_000)).problem).toContain('nested deeper than 32')
  })
})
