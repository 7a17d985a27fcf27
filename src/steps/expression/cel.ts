/**
 * CEL over columns. cel-js reads the text; its tree is compiled into functions of a row's position that read the typed
 * arrays of the columns, with the kinds of values that columns have and pandas' rules for them:
 *
 * - Numbers are float64. A whole number written out (`2`) fits beside any of them, and `/` divides as Python's does:
 *   `1 / 2` is 0.5. `%` has the sign of the divisor. Booleans are 0 and 1 in arithmetic.
 * - Columns of bigints are integers of 64 bits; what computing makes of them and does not fit is rejected.
 * - A missing number or date is NaN and makes what is computed with it missing; comparisons with it are false.
 *   A missing text that meets a function is rejected.
 * - Dates are microseconds. Their difference is a duration.
 *
 * What CEL has beside this (maps, bytes, macros over lists) has no place in a row of a table, and is refused.
 */

import type { ColumnType } from '../../frame/column.ts'
import { type Column, cellColumn, numericColumn } from '../../frame/column.ts'
import type { Frame } from '../../frame/frame.ts'
import { findColumn, type Schema } from '../../frame/schema.ts'
import { nearestName } from '../../tensor/nearest-name.ts'
import type { Cell } from '../../tensor/tensor.ts'
import type { Notes } from '../report.ts'
import { type ArithmeticOperator, arithmetic, negated } from './arithmetic.ts'
import { type ComparisonOperator, comparison, membership } from './comparison.ts'
import type { Expression, Expressions } from './expressions.ts'
import { expressionError, RowFault, type Span } from './fault.ts'
import { FUNCTIONS } from './functions/table.ts'
import { conditional, conjunction, disjunction, negation } from './logic.ts'
import { type Ast, type ParsedExpression, parseExpression } from './parse.ts'
import {
  cellTerm,
  isNumeric,
  KIND_NAMES,
  KIND_OF,
  type Kind,
  type NumericKind,
  numericTerm,
  type Term,
} from './term.ts'

const RESULT_TYPES: { readonly [K in Kind]?: ColumnType } = {
  number: 'number',
  integer: 'integer',
  boolean: 'boolean',
  bigint: 'bigint',
  string: 'string',
  datetime: 'datetime',
  any: 'any',
}

export class CelExpressions implements Expressions {
  readonly #schema: Schema

  constructor(schema: Schema) {
    this.#schema = schema
  }

  compile(text: string): Expression {
    const parsed = parseExpression(text)
    const compiler = new Compiler(this.#schema, parsed)
    const term = compiler.term(parsed.ast)
    const type = RESULT_TYPES[term.kind]
    if (type === undefined) {
      const remedy = term.kind === 'duration' ? 'Make it a number: total_days(x), total_seconds(x).' : undefined
      throw expressionError(
        text,
        term.span,
        `the expression gives ${KIND_NAMES[term.kind]}, which no column holds`,
        remedy,
      )
    }
    return { type, evaluate: (frame, notes) => evaluate(term, compiler.slots, frame, notes) }
  }
}

/** A column that the expression reads: its values are those of the frame at hand. */
interface Slot {
  readonly at: number
  data: Column['data']
}

function evaluate(term: Term, slots: readonly Slot[], frame: Frame, notes: Notes): Column {
  for (const slot of slots) slot.data = (frame.columns[slot.at] as Column).data
  try {
    return isNumeric(term)
      ? numericColumn(filled(new Float64Array(frame.rows), term.value, Number.NaN, notes))
      : cellColumn(filled(new Array<Cell>(frame.rows), term.value, null, notes))
  } finally {
    // The frame's memory is not the expression's to keep.
    for (const slot of slots) slot.data = []
  }
}

interface Filled<Value> {
  readonly length: number
  [at: number]: Value
}

function filled<Value extends Cell, Values extends Filled<Value>>(
  values: Values,
  value: (row: number) => Value,
  missing: Value,
  notes: Notes,
): Values {
  for (let row = 0; row < values.length; row++) {
    try {
      for (; row < values.length; row++) values[row] = value(row)
    } catch (fault) {
      if (!(fault instanceof RowFault)) throw fault
      values[row] = missing
      notes.reject(row, fault.problem, fault.column, fault.value)
    }
  }
  return values
}

/** One expression, node by node. Its depth is bounded by the parser. */
class Compiler {
  readonly slots: Slot[] = []
  readonly #schema: Schema
  readonly #parsed: ParsedExpression

  constructor(schema: Schema, parsed: ParsedExpression) {
    this.#schema = schema
    this.#parsed = parsed
  }

  term(node: Ast): Term {
    try {
      return this.#compiled(node)
    } catch (fault) {
      // What is wrong with constants is wrong with the expression.
      if (fault instanceof RowFault) throw this.#error(node, fault.problem)
      throw fault
    }
  }

  #compiled(node: Ast): Term {
    const { op } = node
    switch (op) {
      case 'value':
        return this.#literal(node)
      case 'id':
        return this.#column(node)
      case 'call': {
        const [name, args] = node.args as readonly [string, readonly Ast[]]
        return this.#call(node, name, args)
      }
      case 'rcall': {
        const [name, receiver, args] = node.args as readonly [string, Ast, readonly Ast[]]
        return this.#call(node, name, [receiver, ...args])
      }
      case '?:': {
        const [condition, one, other] = node.args as readonly [Ast, Ast, Ast]
        return conditional(this.#parsed, [this.term(condition), this.term(one), this.term(other)], node)
      }
      case '-_':
        return negated(this.#parsed, this.term(node.args as Ast), node)
      case '!_':
        return negation(this.#parsed, this.term(node.args as Ast), node)
      case 'in':
        return this.#membership(node)
      default:
        return this.#binary(node)
    }
  }

  #binary(node: Ast): Term {
    const { op } = node
    if (!BINARY.has(op)) throw this.#unsupported(node)
    const [a, b] = node.args as readonly [Ast, Ast]
    const [left, right] = [this.term(a), this.term(b)]
    if (op === '&&') return conjunction(this.#parsed, left, right, node)
    if (op === '||') return disjunction(this.#parsed, left, right, node)
    if (ARITHMETIC.has(op)) return arithmetic(this.#parsed, op as ArithmeticOperator, left, right, node)
    return comparison(this.#parsed, op as ComparisonOperator, left, right, node)
  }

  #literal(node: Ast): Term {
    const span: Span = node
    const value = node.args
    if (typeof value === 'boolean') return numericTerm('boolean', span, [], () => (value ? 1 : 0))
    if (typeof value === 'number') return numericTerm('number', span, [], () => value)
    if (typeof value === 'string') return cellTerm('string', span, [], () => value)
    if (value === null) return cellTerm('null', span, [], () => null)
    if (typeof value !== 'bigint') throw this.#unsupported(node)
    const number = Number(value)
    return Number.isSafeInteger(number)
      ? numericTerm('integer', span, [], () => number)
      : cellTerm('bigint', span, [], () => value)
  }

  #column(node: Ast): Term {
    const name = this.#parsed.quoted.get(node.start) ?? (node.args as string)
    const at = findColumn(this.#schema, name)
    if (at === undefined) throw this.#unknownColumn(node, name)
    const slot = this.slots.find((known) => known.at === at) ?? { at, data: [] }
    if (!this.slots.includes(slot)) this.slots.push(slot)
    const kind = KIND_OF[(this.#schema[at] as Schema[number]).type]
    const common = { span: node, isConstant: false, column: name } as const
    if (kind === 'bigint' || kind === 'string' || kind === 'any' || kind === 'null') {
      return { ...common, kind, value: (row) => slot.data[row] as Cell }
    }
    return { ...common, kind: kind as NumericKind, value: (row) => slot.data[row] as number }
  }

  #call(node: Ast, name: string, args: readonly Ast[]): Term {
    const known = FUNCTIONS.get(name)
    if (known === undefined) {
      const nearest = nearestName(name, [...FUNCTIONS.keys()])
      const remedy =
        nearest === undefined ? `There are ${[...FUNCTIONS.keys()].join(', ')}.` : `Did you mean ${nearest}?`
      throw this.#error(node, `there is no function ${name}`, remedy)
    }
    const [least, most] = known.arity
    if (args.length < least || args.length > most) {
      const problem = `${name} takes ${least === most ? least : `${least} to ${most}`} arguments, and has ${args.length}`
      throw this.#error(node, problem, `It is called as ${known.signature}.`)
    }
    const terms = args.map((arg) => this.term(arg))
    return known.compile({ source: this.#parsed, name, args: terms, span: node })
  }

  #membership(node: Ast): Term {
    const [element, container] = node.args as readonly [Ast, Ast]
    const left = this.term(element)
    if (container.op === 'list') {
      const items = (container.args as readonly Ast[]).map((item) => this.term(item))
      return membership(this.#parsed, left, items, node)
    }
    const whole = this.term(container)
    if (whole.kind !== 'string') throw this.#error(container, '"in" takes a list, such as ["a", "b"], or text')
    return this.#call(node, 'contains', [container, element])
  }

  #unknownColumn(node: Ast, name: string): Error {
    const names = this.#schema.map((column) => column.name)
    const nearest = nearestName(name, names)
    const remedy =
      nearest === undefined
        ? `The columns are ${names.slice(0, 20).join(', ')}${names.length > 20 ? ', …' : ''}.`
        : `Did you mean ${asWritten(nearest)}?`
    return this.#error(node, `there is no column "${name}"`, PYTHON_NAMES.get(name) ?? remedy)
  }

  #unsupported(node: Ast): Error {
    if (node.op === '.') return this.#dotted(node)
    if (node.op === '[]') return this.#indexed(node)
    const what = NAMES_OF_OPS.get(node.op) ?? (node.args instanceof Uint8Array ? 'bytes' : `"${node.op}"`)
    return this.#error(node, `${what} has no place in an expression over columns`)
  }

  #dotted(node: Ast): Error {
    const [, field] = node.args as readonly [Ast, string]
    const written = this.#parsed.text.slice(node.start, node.end)
    if (findColumn(this.#schema, written) !== undefined) {
      return this.#error(node, 'a name with a point stands in backticks', `Write \`${written}\`.`)
    }
    if (FUNCTIONS.has(field) && field !== 'str')
      return this.#error(node, `${field} is a function`, `Write ${field}(x), or x.${field}().`)
    const remedy = 'Leave .str and .dt out: lower(name), year(day). Names with points stand in backticks.'
    return this.#error(node, `a column has no part "${field}"`, remedy)
  }

  #indexed(node: Ast): Error {
    const [list, index] = node.args as readonly [Ast, Ast]
    const [name, ...rest] =
      list.op === 'call' || list.op === 'rcall' ? (list.args as readonly [string, ...unknown[]]) : []
    const problem = 'an index has no place in an expression over columns'
    if (name !== 'split')
      return this.#error(node, problem, 'Parts of a text: substring(text, 0, 3), split(text, " ", 0).')
    const args = (list.op === 'rcall' ? [rest[0], ...(rest[1] as readonly Ast[])] : rest[0]) as readonly Ast[]
    const written = [...args, index].map(({ start, end }) => this.#parsed.text.slice(start, end))
    return this.#error(node, problem, `The position is an argument of split: split(${written.join(', ')}).`)
  }

  #error(node: Ast, problem: string, remedy?: string): Error {
    return expressionError(this.#parsed.text, node, problem, remedy)
  }
}

const ARITHMETIC: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%'])
const BINARY: ReadonlySet<string> = new Set([...ARITHMETIC, '&&', '||', '==', '!=', '<', '<=', '>', '>='])

const NAMES_OF_OPS: ReadonlyMap<string, string> = new Map([
  ['map', 'a map'],
  ['list', 'a list, except after "in",'],
  ['value', 'an unsigned integer, or bytes,'],
])

const PYTHON_NAMES: ReadonlyMap<string, string> = new Map([
  ['True', 'Write true.'],
  ['False', 'Write false.'],
  ['None', 'Write null, or missing(x).'],
  ['nan', 'Write missing(x).'],
  ['NaN', 'Write missing(x).'],
])

function asWritten(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `\`${name.replaceAll('`', '``')}\``
}
