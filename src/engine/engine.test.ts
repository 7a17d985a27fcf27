/** What the engine promises whatever the backend: the same numbers, errors by place, work for what is asked only. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BrineError } from '../errors.ts'
import { ProgramBuilder } from '../program/builder.ts'
import { type Backend, Engine } from './engine.ts'
import { numericInput, oneOperator, runNumbers } from './testing.ts'

const BACKENDS: readonly Backend[] = ['reference', 'wasm']
const float64 = (width: number) => ({ kind: 'numeric', dtype: 'float64', width }) as const

describe('the backends agree bit for bit', () => {
  const number = fc.oneof(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), fc.constantFrom(0, -0, 1e300, 5e-324))

  test('affine', () => {
    const shapes = fc.record({ n: fc.integer({ min: 1, max: 9 }), k: fc.integer({ min: 1, max: 4 }) })
    const cases = shapes.chain(({ n, k }) =>
      fc.record({
        n: fc.constant(n),
        k: fc.constant(k),
        weights: fc.array(number, { minLength: n * k, maxLength: n * k }),
        intercept: fc.array(number, { minLength: k, maxLength: k }),
        x: fc.array(number, { minLength: n * 3, maxLength: n * 3 }),
      }),
    )
    const check = ({
      n,
      k,
      weights,
      intercept,
      x,
    }: {
      n: number
      k: number
      weights: number[]
      intercept: number[]
      x: number[]
    }) => {
      const operator = {
        op: 'affine',
        weights: Float64Array.from(weights),
        intercept: Float64Array.from(intercept),
      } as const
      const program = oneOperator('affine', n, operator, float64(k))
      const input = numericInput(3, n, Float64Array.from(x))
      expect(runNumbers(program, 'wasm', input)).toEqual(runNumbers(program, 'reference', input))
    }
    fc.assert(fc.property(cases, check), { seed: 7, numRuns: 200 })
  })

  test('columnwise, with NaN and odd widths', () => {
    const values = fc.array(fc.oneof(number, fc.constant(Number.NaN)), { minLength: 15, maxLength: 15 })
    const check = (x: number[], v: number[]) => {
      const own = (from: number) => Float64Array.from(v.slice(from, from + 5))
      const steps = [
        { kind: 'subtract', values: own(0) },
        { kind: 'divide', values: own(5) },
        { kind: 'multiply', values: own(10) },
        { kind: 'add', values: own(3) },
        { kind: 'clip', min: -2, max: 3 },
      ] as const
      const program = oneOperator('columnwise', 5, { op: 'columnwise', steps }, float64(5))
      const input = numericInput(3, 5, Float64Array.from(x))
      expect(runNumbers(program, 'wasm', input)).toEqual(runNumbers(program, 'reference', input))
    }
    fc.assert(fc.property(values, values, check), { seed: 7, numRuns: 200 })
  })
})

describe.each(BACKENDS)('%s', (backend) => {
  test('computes only what the methods need', () => {
    const builder = new ProgramBuilder(2, ['a', 'b'])
    const checked = builder.checkFinite(builder.numeric(builder.select(builder.input, [0])), 'Strict')
    const other = builder.numeric(builder.select(builder.input, [1]))
    const program = builder.finish({
      predict: { kind: 'numeric', value: checked, shape: 'vector', dtype: 'float64' },
      transform: { kind: 'numeric', value: other, shape: 'matrix', dtype: 'float64' },
    })
    const engine = new Engine(program, backend)
    const input = numericInput(1, 2, Float64Array.of(Number.NaN, 5))
    expect([...engine.run(['transform'], input).values()]).toEqual([
      { kind: 'numeric', width: 1, data: Float64Array.of(5) },
    ])
    expect(() => engine.run(['predict'], input)).toThrow(BrineError)
  })

  test('names row and column of what it refuses, behind the first block too', () => {
    const builder = new ProgramBuilder(3, ['a', 'b', 'c'])
    const value = builder.checkFinite(builder.numeric(builder.input), 'LinearRegression')
    const program = builder.finish({ predict: { kind: 'numeric', value, shape: 'matrix', dtype: 'float64' } })
    const data = new Float64Array(3 * 9000)
    data[3 * 8000 + 1] = Number.NaN
    data[3 * 8001 + 2] = Infinity
    const run = () => new Engine(program, backend).run(['predict'], numericInput(9000, 3, data))
    expect(run).toThrow(
      'row 8000, column "b": the value is missing (NaN), and LinearRegression has no rule for that (and 1 more)',
    )
    try {
      run()
    } catch (error) {
      expect(error).toMatchObject({
        code: 'missing_value',
        issueCount: 2,
        issues: [{}, { where: { row: 8001, column: 'c' } }],
      })
    }
  })

  test('a sum that overflows is no infinite value', () => {
    const builder = new ProgramBuilder(2, null)
    const value = builder.checkFinite(builder.numeric(builder.input), 'Ridge')
    const program = builder.finish({ predict: { kind: 'numeric', value, shape: 'matrix', dtype: 'float64' } })
    expect(runNumbers(program, backend, numericInput(1, 2, Float64Array.of(1.7e308, 1.7e308)))).toHaveLength(2)
  })

  test('two requests that take turns do not disturb each other', () => {
    const operator = { op: 'affine', weights: Float64Array.of(2), intercept: Float64Array.of(1) } as const
    const engine = new Engine(oneOperator('affine', 1, operator, float64(1)), backend)
    const rows = 10_000
    const first = engine.blocks(['predict'], numericInput(rows, 1, new Float64Array(rows).fill(1)))
    const second = engine.blocks(['predict'], numericInput(rows, 1, new Float64Array(rows).fill(5)))
    const answers = [first, second].map(() => new Set<number>())
    const open = new Map([first, second].entries())
    while (open.size > 0) {
      for (const [i, blocks] of open) {
        const { done, value } = blocks.next()
        if (!done) continue
        open.delete(i)
        const [result] = value.values()
        if (result?.kind === 'numeric') for (const number of result.data) answers[i]?.add(number)
      }
    }
    expect(answers).toEqual([new Set([3]), new Set([11])])
  })
})
