import { describe, expect, it } from 'vitest'
import { Budget, type Limits } from './budget.ts'

describe('Budget', () => {
  const cases: readonly (readonly [name: keyof Limits, spend: (budget: Budget) => void])[] = [
    ['opcodes', (budget) => budget.spendOpcode(9)],
    ['nodes', (budget) => budget.spendNodes(1, 9)],
    ['bytes', (budget) => budget.spendBytes(1)],
  ]
  it.each(cases)('stops at the limit of %s, and not before', (name, spend) => {
    const budget = new Budget({ [name]: 2 })
    spend(budget)
    spend(budget)
    expect(() => spend(budget)).toThrow(
      expect.objectContaining({ code: 'limit_exceeded', details: { name, limit: 2, actual: 3 } }),
    )
  })

  it('looks at the clock now and then', () => {
    let now = 0
    const budget = new Budget({ milliseconds: 10 }, () => now)
    now = 11
    const spendMany = (): void => {
      for (let i = 0; i < 100_000; i++) budget.spendOpcode(i)
    }
    expect(spendMany).toThrow(expect.objectContaining({ code: 'limit_exceeded' }))
  })
})
