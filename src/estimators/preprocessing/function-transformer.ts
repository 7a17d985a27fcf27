/** `sklearn.preprocessing.FunctionTransformer`: its function is one of numpy's or scipy's, or is given again. */
import { describeValue } from '../../pickle/describe.ts'
import { PickleDict, PickleGlobal, PickleObject, type PickleValue } from '../../pickle/values.ts'
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import { FUNCTION_NAMES, type FunctionName } from '../../program/operators/functions.ts'
import type { ColumnStep } from '../../program/operators/numbers.ts'
import type { NumericDType } from '../../program/program.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { applyGiven, functionName, type GivenFunction, type GivenFunctions } from '../given-functions.ts'
import { finiteNumbers } from '../outputs.ts'
import type { ReadContext } from '../reader.ts'
import { isAtLeast } from '../version.ts'

/** A function of columns of numbers. */
interface NumberFunction {
  readonly apply: (builder: ProgramBuilder, input: Values) => Values
  readonly dtype: NumericDType
  /** Where it is the user's own. */
  readonly given?: GivenFunction
}

/** Names that numpy has for the same function. */
const ALIASES: ReadonlyMap<string, FunctionName> = new Map([
  ['abs', 'absolute'],
  ['fabs', 'absolute'],
  ['acos', 'arccos'],
  ['acosh', 'arccosh'],
  ['asin', 'arcsin'],
  ['asinh', 'arcsinh'],
  ['atan', 'arctan'],
  ['atanh', 'arctanh'],
  ['degrees', 'rad2deg'],
  ['radians', 'deg2rad'],
  ['fix', 'trunc'],
])

/** Where functions of these names live. */
const LIBRARIES = ['numpy', 'scipy']

const FLAGS: ReadonlySet<string> = new Set(['isfinite', 'isinf', 'isnan', 'logical_not', 'signbit'])

/** Without a function it passes its columns on: what ColumnTransformer keeps for 'passthrough' from 1.4. */
export function readFunctionTransformer(attributes: Attributes, { functions }: ReadContext): Estimator {
  const { className } = attributes
  if (isTrue(attributes.get('pass_y'))) throw attributes.unsupported('pass_y is True', 'Train it without pass_y.')
  const there = readFunction(attributes, functions)
  const back = readInverse(attributes, functions)
  const validates = readValidate(attributes)
  const through = (fn: NumberFunction | undefined) => (builder: ProgramBuilder, input: Values) => {
    const checked: Values = validates ? { kind: 'numeric', id: finiteNumbers(builder, input, className) } : input
    return fn === undefined ? checked : fn.apply(builder, checked)
  }
  return {
    ...readFacts(attributes),
    children: [],
    methods: {},
    keepsWidth: there?.given?.declaration.width === undefined,
    ...(there?.given === undefined ? {} : { givenFunction: there.given }),
    transformDtype: there?.dtype ?? 'float64',
    transform: through(there),
    ...(back === 'unknown'
      ? {}
      : { inverseTransform: through(back), inverseAnswer: { dtype: back?.dtype ?? 'float64' } }),
    ...(attributes.get('feature_names_out') === 'one-to-one' ? { featureNamesOut: (names) => names } : {}),
  }
}

function isTrue(value: PickleValue | undefined): boolean {
  return value === true || value === 1
}

/** None stood for True up to 0.21. */
function readValidate(attributes: Attributes): boolean {
  if (attributes.isNone('validate')) return !isAtLeast(attributes.version, 0, 22)
  return attributes.boolean('validate')
}

/** An inverse that is code of the user's own is not offered; what `transform` answers does not depend on it. */
function readInverse(attributes: Attributes, functions: GivenFunctions): NumberFunction | undefined | 'unknown' {
  const value = attributes.get('inverse_func')
  if (value === null || value === undefined) return undefined
  const options = attributes.get('inv_kw_args')
  return findGiven(attributes, functions, value, options) ?? findFunction(value, options) ?? 'unknown'
}

/** What the user gave for the function; before all else, since this is what was asked for. */
function findGiven(
  attributes: Attributes,
  functions: GivenFunctions,
  value: PickleValue,
  options: PickleValue | undefined,
): NumberFunction | undefined {
  const given = functions.find(attributes, value, options)
  if (given === undefined) return undefined
  return { dtype: 'float64', given, apply: (builder, input) => applyGiven(builder, input, given) }
}

function readFunction(attributes: Attributes, functions: GivenFunctions): NumberFunction | undefined {
  const value = attributes.get('func')
  if (value === null || value === undefined) return undefined
  const options = attributes.get('kw_args')
  const found = findGiven(attributes, functions, value, options) ?? findFunction(value, options)
  if (found !== undefined) return found
  throw attributes.unsupported(
    `its function is ${describeFunction(value)}${describeOptions(options)}, which is a name in the file and not code`,
    `${replacement(value)}Or do this step before sending the data.`,
  )
}

/** How to give the function again. */
function replacement(value: PickleValue): string {
  const name = functionName(value)
  if (name === undefined) return 'Use a function of a module, or one of numpy of one number, such as np.log1p. '
  const example = `functions: { '${name}': (rows) => rows.map((row) => …) }`
  return `Give it again in TypeScript, in a service.ts or to loadModel: ${example}. `
}

function describeFunction(value: PickleValue): string {
  const name = qualifiedName(value)
  return name === undefined ? describeValue(value) : `${name.module}.${name.name}`
}

function describeOptions(options: PickleValue | undefined): string {
  if (!(options instanceof PickleDict) || options.size === 0) return ''
  return ` with ${[...options.entries.keys()].map(String).join(', ')}`
}

/** numpy before 1.20 keeps its functions as `_ufunc_reconstruct(module, name)`. */
function qualifiedName(value: PickleValue): { readonly module: string; readonly name: string } | undefined {
  if (value instanceof PickleGlobal) return value
  if (!(value instanceof PickleObject) || value.className !== '_ufunc_reconstruct') return undefined
  const [module, name] = value.args
  return typeof module === 'string' && typeof name === 'string' ? { module, name } : undefined
}

function findFunction(value: PickleValue, options: PickleValue | undefined): NumberFunction | undefined {
  const found = qualifiedName(value)
  if (found === undefined || !LIBRARIES.includes(found.module.split('.')[0] as string)) return undefined
  const keywords = options instanceof PickleDict ? options : new PickleDict()
  if (found.name === 'clip') return clip(keywords)
  if (/^(nan_to_num|round_?|around)$/.test(found.name))
    return keywords.size === 0 ? withDefaults(found.name) : undefined
  const name = ALIASES.get(found.name) ?? FUNCTION_NAMES.find((known) => known === found.name)
  return name === undefined || keywords.size > 0 ? undefined : named(name)
}

function named(name: FunctionName): NumberFunction {
  return {
    dtype: FLAGS.has(name) ? 'bool' : 'float64',
    apply: (builder, input) => {
      const x = builder.numeric(input)
      const type = { ...builder.type(x), ...(FLAGS.has(name) ? { boolean: true } : {}) }
      const operator = { op: 'applyFunction', input: x, name } as const
      return { kind: 'numeric', id: builder.emitColumnwise('applyFunction', operator, type) }
    },
  }
}

/** `np.round` to whole numbers, and `np.nan_to_num`, as they are without options. */
function withDefaults(name: string): NumberFunction {
  if (name !== 'nan_to_num') return named('rint')
  return {
    dtype: 'float64',
    apply: (builder, input) => {
      const x = builder.numeric(input)
      const fill = new Float64Array(builder.width(input))
      const operator = { op: 'imputeNumbers', input: x, missing: Number.NaN, fill } as const
      const filled: Values = {
        kind: 'numeric',
        id: builder.emitColumnwise('imputeNumbers', operator, builder.type(x), true),
      }
      return applySteps(builder, filled, [{ kind: 'clip', min: -Number.MAX_VALUE, max: Number.MAX_VALUE }])
    },
  }
}

/** `np.clip` with numbers for `a_min` and `a_max`, either of which may be None. */
function clip(keywords: PickleDict): NumberFunction | undefined {
  const bounds = new Map([...keywords.entries.values()])
  const min = bounds.get('a_min') ?? bounds.get('min') ?? -Infinity
  const max = bounds.get('a_max') ?? bounds.get('max') ?? Infinity
  const isKnown = [...bounds.keys()].every((key) => typeof key === 'string' && /^(a_)?(min|max)$/.test(key))
  if (!isKnown || typeof min !== 'number' || typeof max !== 'number') return undefined
  return { dtype: 'float64', apply: (builder, input) => applySteps(builder, input, [{ kind: 'clip', min, max }]) }
}

function applySteps(builder: ProgramBuilder, input: Values, steps: readonly ColumnStep[]): Values {
  const x = builder.numeric(input)
  return {
    kind: 'numeric',
    id: builder.emitColumnwise('columnwise', { op: 'columnwise', input: x, steps }, builder.type(x)),
  }
}
