/** Functions that a model file only names, and those that the user gives for them. */
import { BrineError } from '../errors.ts'
import { codeOf } from '../pickle/cloudpickle.ts'
import { PickleDict, PickleGlobal, PickleList, PickleTuple, type PickleValue } from '../pickle/values.ts'
import type { ProgramBuilder, Values } from '../program/builder.ts'
import {
  type FunctionOptions,
  type OwnFunctionDeclaration,
  type OwnFunctions,
  ownFunction,
} from '../program/own-functions.ts'
import type { ValueType } from '../program/value.ts'
import type { Cell } from '../tensor/tensor.ts'
import type { Attributes } from './attributes.ts'

/** A function that was given, for one place in the file that names it. */
export interface GivenFunction {
  readonly name: string
  readonly declaration: OwnFunctionDeclaration
  readonly options: FunctionOptions
}

/** The functions of one file. */
export class GivenFunctions {
  readonly #functions: OwnFunctions
  /** Which function with code in the file goes by a name: two lambdas have the same. */
  readonly #code = new Map<string, PickleValue>()

  constructor(functions: OwnFunctions) {
    this.#functions = functions
  }

  /** The function that was given for the one in an attribute; undefined if none was. */
  find(attributes: Attributes, value: PickleValue, options: PickleValue | undefined): GivenFunction | undefined {
    const name = functionName(value)
    const declaration = name === undefined ? undefined : ownFunction(this.#functions, name)
    if (name === undefined || declaration === undefined) return undefined
    if (!(value instanceof PickleGlobal)) this.#refuseOther(attributes, name, value)
    return { name, declaration, options: plainOptions(attributes, name, options) }
  }

  #refuseOther(attributes: Attributes, name: string, value: PickleValue): void {
    const known = this.#code.get(name) ?? value
    this.#code.set(name, known)
    if (known === value) return
    throw attributes.unsupported(
      `the file holds several functions ${name}, and one is given for it`,
      'Give each function a name of its own (def, not lambda) before saving.',
    )
  }
}

/** `__main__.my_log`, for a function of a module or one whose code is in the file; undefined for anything else. */
export function functionName(value: PickleValue): string | undefined {
  if (value instanceof PickleGlobal) return `${value.module}.${value.name}`
  const code = codeOf(value)
  return code?.kind === 'function' ? `__main__.${code.name}` : undefined
}

function plainOptions(attributes: Attributes, name: string, options: PickleValue | undefined): FunctionOptions {
  if (!(options instanceof PickleDict)) return {}
  const plain = [...options.entries.values()].map(([key, value]) => {
    const cells = plainValue(value)
    if (typeof key === 'string' && cells !== undefined) return [key, cells] as const
    throw attributes.unsupported(
      `the option ${String(key)} of ${name} is no plain value, which a function that is given for it would need`,
      'Train it with numbers, texts or lists of them in kw_args.',
    )
  })
  return Object.freeze(Object.fromEntries(plain))
}

function plainValue(value: PickleValue): Cell | readonly Cell[] | undefined {
  if (value === null || typeof value !== 'object') return value
  if (!(value instanceof PickleList || value instanceof PickleTuple)) return undefined
  const cells = value.items.filter((item): item is Cell => item === null || typeof item !== 'object')
  return cells.length === value.items.length ? cells : undefined
}

/** The columns that the function makes. */
export function applyGiven(builder: ProgramBuilder, input: Values, given: GivenFunction): Values {
  const { name, declaration, options } = given
  const width = declaration.width ?? builder.width(input)
  const isCells = 'cells' in declaration
  const type: ValueType = isCells ? { kind: 'object', width } : { kind: 'numeric', dtype: 'float64', width }
  const source = isCells ? builder.objects(input, { text: false }) : builder.numeric(input)
  const columns = builder.sources(input)
  const id = builder.emit('customFunction', { op: 'customFunction', input: source, name, columns, options }, type)
  return { kind: isCells ? 'object' : 'numeric', id }
}

/** Refuses a function whose columns are not as many as the step after it was fitted on. */
export function refuseWidth(
  given: GivenFunction | undefined,
  width: number | undefined,
  next: number | undefined,
  step: string,
) {
  const answered = given?.declaration.width ?? width
  if (given === undefined || answered === undefined || next === undefined || answered === next) return
  const said =
    given.declaration.width === undefined ? 'answers with as many columns as it is given' : 'is said to answer'
  throw new BrineError(
    'service_invalid',
    `the function given for ${given.name} ${said}, ${answered}, and ${step} takes ${next}`,
    {
      remedy: `Say how many columns it answers with: { width: ${next}, function }.`,
      details: { function: given.name, width: answered, expected: next },
    },
  )
}
