/** Faults in the arrays of features, which the kernels do not look for. */
import { expect, test } from 'vitest'
import { ProgramBuilder } from '../builder.ts'
import type { Spline } from './features.ts'

const SPLINE: Spline = {
  degree: 1,
  knots: Float64Array.of(-1, 0, 1, 2),
  low: 0,
  high: 1,
  reach: 1,
  lowValues: new Float64Array(2),
  highValues: new Float64Array(2),
}

function finishSpline(fault: Partial<Spline>): void {
  const builder = new ProgramBuilder(1, null)
  const operator = {
    op: 'splineBasis',
    input: builder.numeric(builder.input),
    splines: [{ ...SPLINE, ...fault }],
    count: 2,
    dropsLast: false,
    isPeriodic: false,
    refuses: 'nothing',
    sources: ['x0'],
    estimator: 'SplineTransformer',
  } as const
  const value = builder.emit('splineBasis', operator, { kind: 'numeric', dtype: 'float64', width: 2 })
  builder.finish({ transform: { kind: 'numeric', value, shape: 'matrix', dtype: 'float64' } })
}

test('a sound spline passes', () => expect(() => finishSpline({})).not.toThrow())

test.each<[string, Partial<Spline>, string]>([
  ['too few knots', { knots: Float64Array.of(0, 1) }, 'knots 2, expected 4'],
  ['knots that turn back', { knots: Float64Array.of(0, 2, 1, 3) }, 'do not ascend'],
  ['a knot that is NaN', { knots: Float64Array.of(0, Number.NaN, 1, 3) }, 'do not ascend'],
  ['a negative degree', { degree: -1 }, 'degree -1'],
  ['more bounds than splines', { reach: 3 }, 'goes on with 3 of 2'],
  ['values of another length', { lowValues: new Float64Array(1) }, 'values at the bounds 1, expected 2'],
])('a spline with %s is found', (_, fault, message) => {
  expect(() => finishSpline(fault)).toThrow(message)
})

test('a product of a column that is not there is found', () => {
  const builder = new ProgramBuilder(2, null)
  const input = builder.numeric(builder.input)
  const operator = { op: 'monomials', input, degree: 2, factors: Int32Array.of(0, 2) } as const
  const value = builder.emit('monomials', operator, { kind: 'numeric', dtype: 'float64', width: 1 })
  const outputs = { transform: { kind: 'numeric', value, shape: 'matrix', dtype: 'float64' } } as const
  expect(() => builder.finish(outputs)).toThrow('factors[1] = 2')
})
