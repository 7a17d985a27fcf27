/** Names values for error messages and findings: short, safe to print, and never walking into them. */
import { codeOf } from './cloudpickle.ts'
import { MaskedArray, NdArray, PickleDType } from './ndarray.ts'
import type { SparseArray } from './scipy.ts'
import {
  PickleDict,
  PickleGlobal,
  PickleList,
  PickleObject,
  PickleSet,
  PickleTuple,
  type PickleValue,
} from './values.ts'

const MAX_TEXT = 60
/** Chains of calls are followed no further than this. */
const MAX_CALLS = 8

/** `the string "abc"`, `a list of 3`, `an object of sklearn.svm._classes.SVC`, … */
export function describeValue(value: PickleValue): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number') return `the number ${value}`
  if (typeof value === 'bigint') return `an integer of ${value.toString(16).length * 4} bits`
  if (typeof value === 'string') return `the string ${quote(value)}`
  if (value instanceof Uint8Array) return `${value.length} bytes`
  if (value instanceof PickleGlobal) return `the name ${quoteName(value)}`
  if (value instanceof PickleObject) return describeObject(value)
  return describeContainer(value)
}

/** Functions and classes with their code are known by their own names, not by those that cloudpickle makes them with. */
function describeObject(object: PickleObject): string {
  const code = codeOf(object)
  if (code !== undefined) return `the ${code.kind} ${shortName(code.name)}, whose code is in the file`
  const cls = codeOf(object.callee)
  return cls === undefined ? `an object of ${calleeName(object)}` : `an object of the class ${shortName(cls.name)}`
}

/** A name without quotes if it is printable and short. */
export function shortName(name: string): string {
  return /^[\w.<>]{1,200}$/.test(name) ? name : quote(name)
}

function describeContainer(
  value: PickleList | PickleTuple | PickleDict | PickleSet | NdArray | MaskedArray | PickleDType | SparseArray,
): string {
  if (value instanceof PickleList) return `a list of ${value.items.length}`
  if (value instanceof PickleTuple) return `a tuple of ${value.items.length}`
  if (value instanceof PickleDict) return `a dict of ${value.size}`
  if (value instanceof PickleSet) return `a set of ${value.items.length}`
  if (value instanceof NdArray) return `an array of shape (${value.shape.join(', ')})`
  if (value instanceof MaskedArray) return `a masked array of shape (${value.data.shape.join(', ')})`
  if (value instanceof PickleDType) return `a dtype of kind ${value.dtype.kind}`
  return `a sparse matrix (${value.format})`
}

/** Text in double quotes, with everything that is not printable ASCII escaped, cut after 60 characters. */
export function quote(text: string): string {
  const cut = text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text
  const escaped = JSON.stringify(cut).replace(
    /[^\x20-\x7e]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return text.length > MAX_TEXT ? `${escaped}…` : escaped
}

/** `module.name` without quotes if it is printable and short, as real names are. */
export function quoteName(name: PickleGlobal): string {
  const text = `${name.module}.${name.name}`
  return shortName(text)
}

/** The name at the bottom of a chain of calls: `f(x)(y)` is named by f. */
export function calleeName(object: PickleObject): string {
  let callee = object.callee
  let calls = 0
  while (callee instanceof PickleObject && calls < MAX_CALLS) {
    callee = callee.callee
    calls += 1
  }
  const bottom = callee instanceof PickleGlobal ? quoteName(callee) : '…'
  return bottom + '()'.repeat(Math.min(calls, 3))
}
