/** What tests of readers are made of. */
import { BrineError } from '../errors.ts'
import { PickleDict, PickleGlobal, PickleObject, type PickleValue } from '../pickle/values.ts'
import { lowerEstimator } from './lower.ts'
import { readEstimator } from './reader.ts'
import { REGISTRY } from './registry.ts'

/** An instance of the class at `path`, as a pickle would have it at offset 17. */
export function object(path: string, attributes: Readonly<Record<string, PickleValue>> = {}): PickleObject {
  const dot = path.lastIndexOf('.')
  const made = new PickleObject(new PickleGlobal(path.slice(0, dot), path.slice(dot + 1)), [], 17)
  const state = new PickleDict()
  for (const [name, value] of Object.entries(attributes)) state.set(name, value)
  made.setState(state)
  return made
}

/** The error with which an estimator is refused. */
export function refusal(value: PickleValue): BrineError {
  try {
    lowerEstimator(readEstimator(value, REGISTRY))
  } catch (error) {
    if (error instanceof BrineError) return error
    throw error
  }
  throw new Error('was not refused')
}
