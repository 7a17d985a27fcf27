import { describe, expect, it } from 'vitest'
import { ProgramBuilder } from '../builder.ts'
import type { Kernel } from './kernels.ts'

function build(kernel: Kernel, vectors: Float64Array) {
  const builder = new ProgramBuilder(2, null)
  const input = builder.numeric(builder.input)
  const type = { kind: 'numeric', dtype: 'float64', width: 3 } as const
  const value = builder.emit('kernelValues', { op: 'kernelValues', input, kernel, vectors }, type)
  return builder.finish({ predict: { kind: 'numeric', value, shape: 'matrix', dtype: 'float64' } })
}

describe('kernels', () => {
  it('need vectors of the right length', () => {
    expect(() => build({ name: 'linear' }, new Float64Array(5))).toThrow(/vectors 5, expected 6/)
  })

  it('need length scales of the right length, however deep they stand', () => {
    const scaled = { name: 'squaredExponential', lengthScale: Float64Array.of(1, 2, 3) } as const
    const kernel = {
      name: 'power',
      base: { name: 'sum', left: { name: 'linear' }, right: scaled },
      exponent: 2,
    } as const
    expect(() => build(kernel, new Float64Array(6))).toThrow(/length scales 3, expected 2/)
  })
})
