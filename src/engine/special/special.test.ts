import { describe, expect, it } from 'vitest'
import { besselK, gamma } from './bessel.ts'
import { erf } from './erf.ts'

/** To the last few bits. */
function expectClose(actual: number, expected: number) {
  expect(Math.abs(actual - expected)).toBeLessThan(1e-14 * Math.abs(expected))
}

describe('special functions', () => {
  it('has the gamma function', () => {
    expectClose(gamma(0.5), Math.sqrt(Math.PI))
    expectClose(gamma(6), 120)
  })

  it('has the Bessel function K, which is elementary for halves', () => {
    for (const x of [1e-6, 0.1, 1, 20, 300]) {
      expectClose(besselK(0.5, x), Math.sqrt(Math.PI / (2 * x)) * Math.exp(-x))
      expectClose(besselK(1.5, x), Math.sqrt(Math.PI / (2 * x)) * Math.exp(-x) * (1 + 1 / x))
    }
  })

  it('has the error function', () => {
    expectClose(erf(0.5), 0.5204998778130465)
    expectClose(erf(-2), -0.9953222650189527)
    expect(erf(30)).toBe(1)
    expect(erf(0)).toBe(0)
    expect(erf(Number.NaN)).toBeNaN()
  })
})
