/** The text of an expression into the tree that cel-js makes of it, with names of columns in backticks. */
import { Environment, ParseError } from '@marcbachmann/cel-js'
import { expressionError } from './fault.ts'

/** A node of CEL's tree, as cel-js has it; `args` depends on `op`. */
export interface Ast {
  readonly op: string
  readonly args: unknown
  readonly start: number
  readonly end: number
}

export interface ParsedExpression {
  readonly text: string
  readonly ast: Ast
  /** Names in backticks, by the offset at which they begin. */
  readonly quoted: ReadonlyMap<number, string>
}

/** Expressions are a few lines of text; what is longer was written by no one. */
const MAX_CHARACTERS = 10_000
const LIMITS = { maxAstNodes: 1000, maxDepth: 50, maxListElements: 1000, maxCallArguments: 32 }

const PARSER = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false, limits: LIMITS })

/** Throws `service_invalid` that shows the place. */
export function parseExpression(text: string): ParsedExpression {
  if (text.length > MAX_CHARACTERS) {
    const problem = `the expression has ${text.length} characters, and may have ${MAX_CHARACTERS}`
    throw expressionError(text, { start: 0, end: 1 }, problem, 'Derive its parts as columns of their own.')
  }
  const { plain, quoted } = withoutBackticks(text)
  try {
    return { text, ast: PARSER.parse(plain).ast as unknown as Ast, quoted }
  } catch (error) {
    if (!(error instanceof ParseError)) throw error
    const start = Math.min(error.range?.start ?? 0, text.length)
    const end = Math.max(start + 1, error.range?.end ?? 0)
    const problem = `the expression is not valid: ${error.summary}`
    throw expressionError(text, { start, end }, problem, hintFor(plain, start))
  }
}

/** Texts, comments and names in backticks, in the order in which CEL looks for them. */
const TOKENS =
  /[rR]?("""[\s\S]*?"""|'''[\s\S]*?''')|[rR]"[^"\n]*"|[rR]'[^'\n]*'|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\/\/[^\n]*|`(?:[^`]|``)*`/g

/**
 * CEL has no way to write a name with a blank. A name in backticks becomes an identifier of the same length, so that
 * offsets stay what they are; which name it was is told by where it stands. A backtick in a name is doubled.
 */
function withoutBackticks(text: string): { readonly plain: string; readonly quoted: ReadonlyMap<number, string> } {
  const quoted = new Map<number, string>()
  const plain = text.replace(TOKENS, (token: string, ...rest: unknown[]) => {
    if (!token.startsWith('`') || token.length < 3) return token
    const offset = rest.find((part) => typeof part === 'number') as number
    quoted.set(offset, token.slice(1, -1).replaceAll('``', '`'))
    return '_'.repeat(token.length)
  })
  return { plain, quoted }
}

/** What someone meant who writes Python. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [/^\s*and\b/, 'Write && for "and".'],
  [/^\s*or\b/, 'Write || for "or".'],
  [/^\s*(not\b|~)/, 'Write ! for "not".'],
  [/^\s*&(?!&)/, 'Write && for "and".'],
  [/^\s*\|(?!\|)/, 'Write || for "or".'],
  [/^\s*=(?!=)/, 'Write == to compare.'],
  [/^\s*\*/, 'Write pow(x, y) for "x ** y".'],
  [/^\s*\//, 'Write floor(x / y) for "x // y".'],
  [/^\s*if\b/, 'Write condition ? one : other.'],
  [/^\s*\P{ASCII}/u, 'Put a name with such characters in backticks: `größe`.'],
]

function hintFor(text: string, at: number): string {
  const previous = text.slice(0, at).search(/\S+\s*$/)
  const starts = [at, Math.max(previous, 0), at - 1]
  for (const start of starts) {
    const hint = HINTS.find(([pattern]) => pattern.test(text.slice(Math.max(0, start))))
    if (hint !== undefined) return hint[1]
  }
  return 'A comparison looks like: age >= 18 && name != "". Names with blanks stand in backticks: `mean radius`.'
}
