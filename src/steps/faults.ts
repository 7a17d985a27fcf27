/** What is wrong with a value that a schema refused, in words for who wrote it: zod's issues are for programs. */
import type { z } from 'zod'
import { nearestName } from '../tensor/nearest-name.ts'
import { keysAt } from './schema-keys.ts'

export type Path = readonly (string | number)[]

/** One thing that is wrong. */
export interface Fault {
  /** Where it lies, from the value that was checked. */
  readonly path: Path
  /** What was found and what was expected. */
  readonly problem: string
  readonly remedy?: string
  /** True if it is the key at the end of the path that is wrong, and not the value under it. */
  readonly isKey?: boolean
  /** True if the key at the end of the path is not there. */
  readonly isMissing?: boolean
  /** The key that was most likely meant. */
  readonly nearest?: string
}

/** What the schema has against the value, in the order in which it stands there. */
export function faultsOf(error: z.ZodError, schema: z.ZodType, value: unknown): Fault[] {
  return withoutMisspelt(error.issues.flatMap((issue) => faultsOfIssue(issue, [], { schema, value })))
}

/** A key that is misspelt is not missing as well. */
function withoutMisspelt(faults: readonly Fault[]): Fault[] {
  const meant = faults.flatMap(({ path, nearest }) =>
    nearest === undefined ? [] : [showPath([...path.slice(0, -1), nearest])],
  )
  return faults.filter(({ path, isMissing }) => isMissing !== true || !meant.includes(showPath(path)))
}

/** `preprocess[2].cast.to`; names that are no words are quoted. */
export function showPath(path: Path): string {
  return path
    .map((part, i) => {
      if (typeof part === 'number') return `[${part}]`
      if (!/^[\p{L}\p{N}_$-]+$/u.test(part)) return `[${JSON.stringify(part)}]`
      return i === 0 ? part : `.${part}`
    })
    .join('')
}

interface Checked {
  readonly schema: z.ZodType
  readonly value: unknown
}

type ZodIssue = z.core.$ZodIssue

function faultsOfIssue(issue: ZodIssue, before: Path, checked: Checked): Fault[] {
  const path = [...before, ...issue.path.map(pathPart)]
  const found = valueAt(checked.value, path)
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, path, checked))
    case 'invalid_union':
      return unionFaults(issue, path, checked)
    case 'invalid_key':
      return issue.issues.map((inner) => ({ path, isKey: true, problem: `a name ${expectation(inner)}` }))
    default:
      if (found === undefined && path.length > 0) return [missing(path, issue)]
      return [{ path, ...describe(issue, found) }]
  }
}

function pathPart(part: PropertyKey): string | number {
  return typeof part === 'number' ? part : String(part)
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((part, key) => {
    if (typeof part !== 'object' || part === null || !Object.hasOwn(part, key)) return undefined
    return (part as Readonly<Record<string | number, unknown>>)[key]
  }, value)
}

function unknownKey(key: string, path: Path, { schema, value }: Checked): Fault {
  const known = keysAt(schema, path)
  const given = Object.keys((valueAt(value, path) ?? {}) as object)
  const nearest =
    nearestName(
      key,
      known.filter((name) => !given.includes(name)),
    ) ?? nearestName(key, known)
  const list = known.length === 0 ? 'It takes no keys.' : `The keys are ${known.join(', ')}.`
  return {
    path: [...path, key],
    isKey: true,
    problem: `there is no key "${key}" here`,
    remedy: nearest === undefined ? list : `Did you mean "${nearest}"?`,
    ...(nearest === undefined ? {} : { nearest }),
  }
}

function missing(path: Path, issue: ZodIssue): Fault {
  const name = path.at(-1)
  return { path, isKey: true, isMissing: true, problem: `the key "${name}" is missing: it ${expectation(issue)}` }
}

type Union = Extract<ZodIssue, { code: 'invalid_union' }>

/** Of the alternatives, the one that was most likely meant; if the value is like none, what all of them expect. */
function unionFaults(issue: Union, path: Path, checked: Checked): Fault[] {
  const found = valueAt(checked.value, path)
  const alternatives = leaves(issue)
  if (alternatives.length === 0) return [{ path, problem: issue.message }]
  const near = alternatives.filter((issues) => !issues.some((inner) => isOfAnotherKind(inner, found)))
  const choice = enumeration(near)
  if (choice !== undefined) return [{ path, ...describe(choice, found) }]
  const best = near.sort((a, b) => distance(a, path, checked) - distance(b, path, checked))[0]
  if (best !== undefined) return best.flatMap((inner) => faultsOfIssue(inner, path, checked))
  const meant = alternatives.filter((issues) => !issues.some(isOfNull))
  const firsts = (meant.length === 0 ? alternatives : meant).map(
    (issues) => issues.find((inner) => isOfAnotherKind(inner, found)) as ZodIssue,
  )
  const expected = [...new Set(firsts.map(expectation))].map((text) => text.replace(/^has to be /, ''))
  if (found === undefined && path.length > 0) {
    return [
      { path, isKey: true, problem: `the key "${path.at(-1)}" is missing: it has to be ${expected.join(', or ')}` },
    ]
  }
  return [{ path, problem: `expected ${expected.join(', or ')}; found ${show(found)}` }]
}

/** The alternatives of a union, and of the unions that stand at once in it. */
function leaves({ errors }: Union): readonly (readonly ZodIssue[])[] {
  return errors.flatMap((issues) => {
    const [only] = issues
    const isUnion = issues.length === 1 && only?.code === 'invalid_union' && only.path.length === 0
    return isUnion ? leaves(only) : [issues]
  })
}

/** Alternatives that are all words to choose from are one choice. */
function enumeration(alternatives: readonly (readonly ZodIssue[])[]): ZodIssue | undefined {
  const only = alternatives.flatMap(([issue, ...others]) =>
    issue?.code === 'invalid_value' && issue.path.length === 0 && others.length === 0 ? [issue] : [],
  )
  const [first] = only
  if (first === undefined || only.length < alternatives.length) return undefined
  return { ...first, values: only.flatMap(({ values }) => values) }
}

/** An alternative that is there only so that a step may stand without options. */
function isOfNull(issue: ZodIssue): boolean {
  return issue.code === 'invalid_type' && issue.expected === 'null' && issue.path.length === 0
}

/** True if the value as a whole is not what the alternative begins with: a list where it takes a name. */
function isOfAnotherKind(issue: ZodIssue, found: unknown): boolean {
  if (issue.path.length > 0) return false
  if (issue.code === 'custom') return true
  if (issue.code === 'invalid_value') return !issue.values.some((value) => typeof value === typeof found)
  if (issue.code !== 'invalid_type') return false
  return !(issue.expected === 'int' && typeof found === 'number')
}

/** How far the value is from an alternative: keys that it does not have count most. */
function distance(issues: readonly ZodIssue[], path: Path, { value }: Checked): number {
  return issues.reduce((sum, issue) => {
    if (issue.code === 'unrecognized_keys') return sum + 2 * issue.keys.length
    const isMissing = issue.path.length > 0 && valueAt(value, [...path, ...issue.path.map(pathPart)]) === undefined
    return sum + (isMissing ? 3 : 1)
  }, 0)
}

function describe(issue: ZodIssue, found: unknown): Omit<Fault, 'path'> {
  const expected = expectation(issue)
  const isSentence = !expected.startsWith('has to be ')
  const problem = isSentence ? expected : `expected ${expected.replace('has to be ', '')}; found ${show(found)}`
  if (issue.code === 'invalid_type') {
    const remedy = otherForm(issue.expected, found)
    return remedy === undefined ? { problem } : { problem, remedy }
  }
  if (issue.code !== 'invalid_value' || typeof found !== 'string') return { problem }
  const nearest = nearestName(
    found,
    issue.values.filter((value) => typeof value === 'string'),
  )
  return nearest === undefined ? { problem } : { problem, remedy: `Did you mean "${nearest}"?` }
}

/** How the same is written as what is expected, where that is plain. */
function otherForm(expected: string, found: unknown): string | undefined {
  const isPlain = typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean'
  if (expected === 'array' && isPlain) return `Write it as a list: [${found}]`
  if (expected === 'array' && typeof found === 'object' && found !== null) return 'Begin each entry with "- ".'
  if (expected === 'string' && isPlain) return `Put it in quotes: "${found}"`
  return undefined
}

/** `has to be a list`, or a sentence of the schema's own. */
function expectation(issue: ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `has to be ${KINDS[issue.expected] ?? issue.expected}`
    case 'invalid_value': {
      const values = issue.values.map((value) => (typeof value === 'string' ? value : show(value)))
      return `has to be ${values.length === 1 ? `"${values[0]}"` : `one of ${values.join(', ')}`}`
    }
    case 'too_small':
      return `has to be ${size(issue.origin, issue.minimum, issue.exact === true ? 'exactly' : issue.inclusive ? 'at least' : 'more than')}`
    case 'too_big':
      return `has to be ${size(issue.origin, issue.maximum, issue.exact === true ? 'exactly' : issue.inclusive ? 'at most' : 'less than')}`
    case 'not_multiple_of':
      return `has to be a multiple of ${issue.divisor}`
    case 'invalid_key':
    case 'invalid_element':
    case 'invalid_union':
    case 'unrecognized_keys':
      return 'has to be of another form'
    case 'invalid_format':
    case 'custom':
      return ownWords(issue.message)
  }
}

/** A message that the schema gives itself; zod's own begin with "Invalid". */
function ownWords(message: string): string {
  if (message.startsWith('Invalid')) return 'has to be of another form'
  return message.startsWith('expected ') ? `has to be ${message.slice('expected '.length)}` : message
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  bigint: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'keys with values',
  record: 'keys with values',
  null: 'null',
  function: 'a function',
}

function size(origin: string, limit: number | bigint, how: string): string {
  if (origin === 'string')
    return limit === 1 && how === 'at least' ? 'a text that is not empty' : `a text of ${how} ${limit} characters`
  if (origin === 'array') {
    return limit === 1 && how === 'at least'
      ? 'a list with something in it'
      : `a list of ${how} ${limit} ${limit === 1 ? 'value' : 'values'}`
  }
  return `a number of ${how} ${limit}`
}

/** A value as messages show it. */
function show(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'object') {
    const keys = Object.keys(value)
    return keys.length === 0 ? 'no keys' : `the ${keys.length === 1 ? 'key' : 'keys'} ${keys.slice(0, 5).join(', ')}`
  }
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length > 80 ? `${text.slice(0, 77)}…` : text
}
