/** What fitting does beyond single constants: passes, what is refused, and what was fitted with other options. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BrineError } from '../errors.ts'
import { numericColumn } from '../frame/column.ts'
import { rangeIndex } from '../frame/frame.ts'
import { compileStep } from './compile.ts'
import { expressionsOver } from './expression/expressions.ts'
import { type Fit, fitSteps } from './fit.ts'
import { optionsHash } from './fitted.ts'
import { HeldValues, quantileOf } from './learn/held-values.ts'
import { ModeCounts } from './learn/mode.ts'
import { Moments } from './learn/moments.ts'

const INPUT = [
  { name: 'x', type: 'number' },
  { name: 'y', type: 'number' },
] as const

type Entry = Readonly<Record<string, unknown>>

function learned(entries: readonly Entry[], x: readonly number[], y: readonly number[] = x): Promise<Fit> {
  const columns = [numericColumn(Float64Array.from(x)), numericColumn(Float64Array.from(y))]
  const frame = { rows: x.length, columns, index: rangeIndex(0, x.length) }
  return fitSteps({ stage: 'preprocess', entries, input: INPUT, frames: () => [{ frame }], onError: 'skip' })
}

const compile = (entry: Entry, fitted: Fit['fitted']) =>
  compileStep('preprocess', 0, entry, { input: INPUT, expressions: expressionsOver(INPUT) }, fitted)

async function faultOf(work: () => unknown): Promise<BrineError> {
  try {
    await work()
  } catch (error) {
    return error as BrineError
  }
  throw new Error('was not refused')
}

describe('passes', () => {
  test.each<[string, readonly Entry[], number]>([
    ['nothing to learn', [{ clip: { min: 0 } }, { standardize: { mean: 0, std: 1 } }], 0],
    ['one step', [{ clip: { min: 0 } }, { standardize: ['x', 'y'] }, { clip: { min: 0 } }], 1],
    ['side by side', [{ fill: { columns: 'x', with: 'mean' } }, { standardize: 'y' }], 1],
    ['one after the other', [{ fill: { with: 'mean' } }, { standardize: 'y' }], 2],
    ['after rows were left out', [{ drop_outliers: { columns: 'x', method: 'iqr' } }, { robust: 'y' }], 2],
    ['with a step between', [{ standardize: 'x' }, { clip: { columns: 'x', max: 1 } }, { robust: 'y' }], 2],
  ])('%s', async (_, entries, passes) => {
    const found = await learned(entries, [1, 2, Number.NaN, 4, 100])
    expect(found.passes).toBe(passes)
    entries.forEach((entry, i) => {
      const { step } = compileStep(
        'preprocess',
        i,
        entry,
        { input: INPUT, expressions: expressionsOver(INPUT) },
        found.fitted,
      )
      expect(step.scope).toBe('row')
    })
  })

  test('a step learns from rows as those before it leave them', async () => {
    const { fitted } = await learned(
      [{ fill: { columns: 'x', with: 'median' } }, { max_abs: 'x' }],
      [1, 5, 9, Number.NaN],
    )
    expect(fitted['preprocess[0] fill']?.constants).toEqual({ values: { x: 5 } })
    expect(fitted['preprocess[1] max_abs']?.constants).toEqual({ max_abs: { x: 9 } })
  })
})

describe('constants', () => {
  test('of other options are not used', async () => {
    const { fitted } = await learned([{ robust: { columns: 'x' } }], [1, 2, 3])
    expect(() => compile({ robust: 'x' }, fitted)).not.toThrow()
    const fault = await faultOf(() => compile({ robust: { columns: 'x', quantiles: [10, 90] } }, fitted))
    expect(fault).toMatchObject({ code: 'not_fitted', problem: 'the step was fitted with other options' })
    expect(fault.remedy).toContain('brine fit SERVICE DATA')
  })

  test('that are all given need no fit, whatever was fitted before', async () => {
    const { fitted } = await learned([{ max_abs: 'x' }], [1, 2, 3])
    expect(() => compile({ max_abs: { columns: 'x', max_abs: 4 } }, fitted)).not.toThrow()
  })

  test('are hashed by their meaning', () => {
    expect(optionsHash({ a: 1, b: [1, { c: 2, d: undefined }] })).toBe(optionsHash({ b: [1, { c: 2 }], a: 1 }))
    expect(optionsHash({ a: 1 })).not.toBe(optionsHash({ a: '1' }))
  })

  test.each<[Entry, readonly number[], string]>([
    [{ standardize: 'x' }, [], 'data_empty'],
    [{ standardize: 'x' }, [Number.NaN], 'data_empty'],
    [{ standardize: { columns: 'x', ddof: 1 } }, [3], 'data_empty'],
    [{ min_max: 'x' }, [Number.NaN], 'data_empty'],
    [{ robust: 'x' }, [Number.NaN], 'data_empty'],
    [{ fill: { columns: 'x', with: 'mode' } }, [Number.NaN], 'data_empty'],
    [{ standardize: 'x' }, [1, Infinity], 'infinite_value'],
    [{ standardize: 'x' }, [1e300, -1e300], 'infinite_value'],
    [{ max_abs: 'x' }, [1, -Infinity], 'infinite_value'],
    [{ fill: { columns: 'x', with: 'mean' } }, [1, Infinity], 'infinite_value'],
    [{ drop_outliers: { columns: 'x', method: 'zscore' } }, [1, Infinity], 'infinite_value'],
  ])('of %j are not learned from %j', async (entry, values, code) => {
    const fault = await faultOf(() => learned([entry], values))
    const [name] = Object.keys(entry)
    expect(fault).toMatchObject({ code, where: { column: 'x', step: `preprocess[0] ${name}` } })
  })
})

describe('what is learned with', () => {
  test('a mean and a variance are exact to the last bits, however far from zero', () => {
    const numbers = fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { minLength: 2, maxLength: 60 })
    fc.assert(
      fc.property(numbers, fc.integer({ min: -30, max: 30 }), fc.integer(), (values, exponent, offset) => {
        const unit = 2 ** exponent
        const shifted = values.map((value) => value + offset)
        const moments = new Moments()
        for (const value of shifted) moments.add(value * unit)
        const count = BigInt(values.length)
        const sum = shifted.reduce((total, value) => total + BigInt(value), 0n)
        const squares = shifted.reduce((total, value) => total + BigInt(value) ** 2n, 0n)
        const mean = (Number(sum) / values.length) * unit
        const variance = (Number(count * squares - sum * sum) / values.length ** 2) * unit ** 2
        expect(Math.abs(moments.mean - mean)).toBeLessThanOrEqual(1e-15 * Math.abs(mean))
        expect(Math.abs(moments.variance(0) - variance)).toBeLessThanOrEqual(1e-14 * variance)
      }),
    )
  })

  test('held values are sorted, and bounded', async () => {
    const held = new HeldValues(5000)
    for (let i = 0; i < 5000; i++) held.add((i * 7919) % 5000)
    expect(await faultOf(() => held.add(0))).toMatchObject({ code: 'limit_exceeded' })
    expect(held.takeSorted()).toEqual(Float64Array.from({ length: 5000 }, (_, i) => i))
    expect(quantileOf(Float64Array.of(1, 2, 4), 0.75)).toBe(3)
  })

  test('the different values of a mode are bounded', async () => {
    const counts = new ModeCounts(2)
    for (const value of ['b', 'a', 'b', 'a']) counts.add(value)
    expect(counts.mode).toBe('a')
    expect(await faultOf(() => counts.add('c'))).toMatchObject({ code: 'limit_exceeded' })
  })
})
