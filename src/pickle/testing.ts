/** Small helpers that the tests of this folder share. */
import { readFileSync } from 'node:fs'
import { Budget } from '../bytes/budget.ts'
import { BrineError } from '../errors.ts'
import { type ReadPickleOptions, readPickle } from './read-pickle.ts'
import type { PickleValue } from './values.ts'

const FIXTURES = new URL('../../test/fixtures/pickle/', import.meta.url)

export function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(name, FIXTURES)))
}

/** Bytes from text of one character a byte, as Python's `b'…'`. */
export function latin1(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'))
}

/** The value of a pickle written as such text. */
export function load(text: string, options: Partial<ReadPickleOptions> = {}): PickleValue {
  return readPickle(latin1(text), { budget: new Budget(), ...options }).value
}

/** The BrineError that `run` throws; `undefined` if it throws nothing. Other errors pass. */
export function errorOf(run: () => unknown): BrineError | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    if (error instanceof BrineError) return error
    throw error
  }
}

/** Values as plain JavaScript, for comparisons: `{tuple: […]}`, `{set: […]}`, `{name: 'a.b'}`, Maps for dicts. */
export function plain(value: PickleValue): unknown {
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value
  switch (value.kind) {
    case 'list':
      return value.items.map(plain)
    case 'tuple':
      return { tuple: value.items.map(plain) }
    case 'set':
      return { [value.frozen ? 'frozenset' : 'set']: value.items.map(plain) }
    case 'dict':
      return new Map([...value.entries.values()].map(([key, item]) => [plain(key), plain(item)]))
    case 'global':
      return { name: value.toString() }
    case 'object':
      return {
        of: plain(value.callee),
        args: value.args.map(plain),
        ...(value.kwargs === undefined ? {} : { kwargs: plain(value.kwargs) }),
        ...(value.state === undefined ? {} : { state: plain(value.state) }),
        ...(value.items.length === 0 ? {} : { items: value.items.map(plain) }),
        ...(value.entries.size === 0 ? {} : { entries: plain(value.entries) }),
      }
    default:
      return value
  }
}
