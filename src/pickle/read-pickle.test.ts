import { describe, expect, it } from 'vitest'
import { Budget } from '../bytes/budget.ts'
import { readPickle } from './read-pickle.ts'
import { type PickleDict, type PickleList, type PickleObject, PickleTuple, type PickleValue } from './values.ts'

/** The value of a pickle written as latin-1 text. */
function load(text: string): PickleValue {
  return readPickle(Buffer.from(text, 'latin1'), { budget: new Budget() }).value
}

describe('readPickle', () => {
  it('keeps cycles', () => {
    const list = load('(lp0\ng0\na.') as PickleList
    expect(list.items[0]).toBe(list)
  })

  it('reads an instance from protocol 0 as from protocol 4', () => {
    const old = load('ccopy_reg\n_reconstructor\n(csklearn.svm\nSVC\nc__builtin__\nobject\nNtR(dVC\nF1.5\nsb.')
    const young = load('\x80\x04csklearn.svm\nSVC\n)\x81}(\x8c\x01CG?\xf8\0\0\0\0\0\0ub.')
    for (const value of [old, young]) {
      const svc = value as PickleObject
      expect([svc.module, svc.className, svc.args.length]).toEqual(['sklearn.svm', 'SVC', 0])
      expect((svc.state as PickleDict).get('C')).toBe(1.5)
    }
  })

  it('finds equal tuples under one key', () => {
    const dict = load('}(K\x01K\x02\x86K\x07u.') as PickleDict
    expect(dict.get(new PickleTuple([1, 2]))).toBe(7)
  })
})
