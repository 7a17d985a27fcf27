/**
 * What cloudpickle puts into a pickle: functions and classes with their code, since those of a notebook can be imported
 * from nowhere. The code is bytecode of one version of Python; here it stays bytes that nobody runs, and a function or a
 * class is known by its name and by what its class holds.
 *
 * Versions 1.2 to 3.1 make functions by `_make_skel_func` and `_fill_function`, by `_builtin_type('LambdaType')` and
 * `_function_setstate`, or by `_make_function`; classes by `_make_skeleton_class` and `_rehydrate_skeleton_class` or
 * `_class_setstate`. Copies of cloudpickle in other packages (joblib, pyspark) keep the names of its modules.
 */
import { BrineError } from '../errors.ts'
import { PickleDict, PickleGlobal, PickleObject, PickleTuple, type PickleValue } from './values.ts'

const MODULE = /^(?:[\w.]+\.)?cloudpickle(?:\.cloudpickle(?:_fast)?)?$/

/** cloudpickle's own functions that make something and run none of what they make. */
const MAKERS: ReadonlySet<string> = new Set([
  '_builtin_type',
  '_class_setstate',
  '_empty_cell_value',
  '_fill_function',
  '_function_setstate',
  '_gen_ellipsis',
  '_gen_not_implemented',
  '_make_cell',
  '_make_dict_items',
  '_make_dict_keys',
  '_make_dict_values',
  '_make_empty_cell',
  '_make_function',
  '_make_skel_func',
  '_make_skeleton_class',
  '_make_skeleton_enum',
  '_make_typevar',
  '_rehydrate_skeleton_class',
  'subimport',
])

/** Types of the module `types` that cloudpickle asks for, and that do nothing when they are made. */
const PLAIN_TYPES: ReadonlySet<string> = new Set([
  'CellType',
  'ClassType',
  'CodeType',
  'FunctionType',
  'LambdaType',
  'MappingProxyType',
  'MethodType',
  'ModuleType',
  'SimpleNamespace',
])

/** Whether a name is one that cloudpickle itself uses, and harmless to call. */
export function isCloudpickleMaker(module: string, name: string): boolean {
  return MODULE.test(module) && MAKERS.has(name)
}

/** The name of the function if this is one of cloudpickle's. */
function makerOf(value: PickleValue | undefined): string | undefined {
  return value instanceof PickleGlobal && isCloudpickleMaker(value.module, value.name) ? value.name : undefined
}

/** A function whose code is in the file. */
export interface CodeFunction {
  readonly kind: 'function'
  readonly name: string
  /** `model.py, line 12`, if the code says so. */
  readonly place: string | undefined
}

/** A class whose code is in the file. */
export interface CodeClass {
  readonly kind: 'class'
  readonly name: string
  readonly metaclass: PickleValue
  readonly bases: readonly PickleValue[]
  /** What stands in the class: methods, constants; `undefined` if it cannot be told. */
  readonly attributes: ReadonlyMap<string, PickleValue> | undefined
}

/** The function or class that an object of the graph stands for, if its code is in the file. */
export function codeOf(value: PickleValue | undefined): CodeFunction | CodeClass | undefined {
  if (!(value instanceof PickleObject)) return undefined
  return madeBy(value.callee, value.args, value.state)
}

/** The same for a call, before its result has a state. */
export function madeBy(
  callee: PickleValue,
  args: readonly PickleValue[],
  state?: PickleValue,
): CodeFunction | CodeClass | undefined {
  const maker = makerOf(callee)
  if (maker === '_make_skeleton_class') return codeClass(args, state)
  const isFunction = maker === '_make_function' || maker === '_make_skel_func' || isFunctionType(builtinType(callee))
  return isFunction ? codeFunction(args, state) : undefined
}

/** `LambdaType` where cloudpickle's `_builtin_type('LambdaType')` stands. */
export function builtinType(value: PickleValue | undefined): string | undefined {
  if (!(value instanceof PickleObject) || makerOf(value.callee) !== '_builtin_type') return undefined
  const [name] = value.args
  return typeof name === 'string' ? name : ''
}

/** Whether a call of `_builtin_type` asks for a type that does nothing. */
export function isPlainType(name: string): boolean {
  return PLAIN_TYPES.has(name)
}

function isFunctionType(name: string | undefined): boolean {
  return name === 'LambdaType' || name === 'FunctionType'
}

function codeFunction(args: readonly PickleValue[], state: PickleValue | undefined): CodeFunction {
  const attributes = attributesOf(state)
  const code = args[0] instanceof PickleObject ? args[0].args : []
  // The file, the name and, from Python 3.11 on, the qualified name stand before the number of the first line.
  const first = code.findIndex((item) => typeof item === 'string')
  const [file, own] = first < 0 ? [] : code.slice(first)
  const line = first < 0 ? undefined : code.slice(first).find((item) => typeof item === 'number')
  const named = [attributes?.get('__qualname__'), attributes?.get('qualname'), attributes?.get('name'), own]
  const name = named.find((item) => typeof item === 'string')
  const base = typeof file === 'string' ? file.replace(/^.*[/\\]/, '') : undefined
  return {
    kind: 'function',
    name: typeof name === 'string' ? name : '<unknown>',
    place: base === undefined || line === undefined ? base : `${base}, line ${String(line)}`,
  }
}

function codeClass(args: readonly PickleValue[], state: PickleValue | undefined): CodeClass {
  const [metaclass = null, name, bases, first] = args
  const own = attributesOf(first)
  const more = state === undefined ? new Map<string, PickleValue>() : attributesOf(state)
  return {
    kind: 'class',
    name: typeof name === 'string' ? name : '<unknown>',
    metaclass,
    bases: bases instanceof PickleTuple ? bases.items : [],
    attributes: own === undefined || more === undefined ? undefined : new Map([...own, ...more]),
  }
}

/** The attributes in a dict, or in a pair of a dict and of slots; `undefined` for anything else. */
function attributesOf(state: PickleValue | undefined): ReadonlyMap<string, PickleValue> | undefined {
  const parts = state instanceof PickleTuple ? state.items : [state]
  const attributes = new Map<string, PickleValue>()
  for (const part of parts) {
    if (part === null) continue
    if (!(part instanceof PickleDict)) return undefined
    for (const [key, value] of part.entries.values()) {
      if (typeof key !== 'string') return undefined
      attributes.set(key, value)
    }
  }
  return attributes
}

/**
 * `_function_setstate(function, state)` and its like fill what was made before. The newer ones answer None, which Python
 * drops; the older ones answer what they filled. `undefined` for all other calls.
 */
export function fillByCloudpickle(
  callee: PickleGlobal,
  args: readonly PickleValue[],
  offset: number,
): PickleValue | undefined {
  const maker = makerOf(callee)
  const isNew = maker === '_function_setstate' || maker === '_class_setstate'
  if (!isNew && maker !== '_fill_function' && maker !== '_rehydrate_skeleton_class') return undefined
  const [target, state] = args
  if (target instanceof PickleGlobal) {
    throw new BrineError('unsafe_file', `the file changes ${target.module}.${target.name} itself`, {
      where: { offset },
      remedy: 'No model needs this. Do not load the file in Python.',
    })
  }
  if (!(target instanceof PickleObject) || state === undefined || target.state !== undefined) {
    throw new BrineError('file_damaged', `${callee.name} is called for what cloudpickle has not just made`, {
      where: { offset },
    })
  }
  target.setState(state)
  return isNew ? null : target
}
