import { describe, expect, it } from 'vitest'
import { ProgramBuilder } from '../program/builder.ts'
import { Engine } from './engine.ts'

/** Weights of two factors, which stop when all rows together have moved little enough. */
function factorProgram() {
  const builder = new ProgramBuilder(2, null)
  const input = builder.numeric(builder.input)
  const operator = {
    op: 'factorWeights',
    wholeRequest: true,
    input,
    factors: Float64Array.of(1, 0.5, 0.2, 1),
    solver: { name: 'descent' },
    l1: 0,
    l2: 0,
    tolerance: 0.01,
    maxIterations: 50,
  } as const
  const value = builder.emit('factorWeights', operator, { kind: 'numeric', dtype: 'float64', width: 2 })
  return builder.finish({ transform: { kind: 'numeric', value, shape: 'matrix', dtype: 'float64' } })
}

describe('an operator that sees all rows', () => {
  it('is given more rows than a block has, in one block', () => {
    const engine = new Engine(factorProgram())
    const rows = 5000
    const numbers = Float64Array.from({ length: rows * 2 }, (_, i) => 1 + (i % 7))
    const blocks = [...engine.blocks(['transform'], { rows, numbers, numberWidth: 2, objects: [] })]
    expect(blocks).toEqual([rows])
  })

  it('leaves requests alone that were under way', () => {
    const engine = new Engine(factorProgram())
    const numbers = Float64Array.of(1, 2, 3, 4)
    const first = engine.blocks(['transform'], { rows: 2, numbers, numberWidth: 2, objects: [] })
    first.next()
    engine.run(['transform'], { rows: 9000, numbers: new Float64Array(18_000).fill(2), numberWidth: 2, objects: [] })
    const { value } = first.next()
    const again = new Engine(factorProgram()).run(['transform'], { rows: 2, numbers, numberWidth: 2, objects: [] })
    expect(value).toEqual(again)
  })
})
