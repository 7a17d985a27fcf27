/** CEL over columns, by way of @marcbachmann/cel-js. */
import { Environment, EvaluationError, ParseError, TypeError as TypeFault } from '@marcbachmann/cel-js'
import { type Column, type ColumnType, cellColumn, isNumericType, numericColumn } from '../../frame/column.ts'
import type { Frame } from '../../frame/frame.ts'
import type { Schema } from '../../frame/schema.ts'
import type { Cell } from '../../tensor/tensor.ts'
import type { Notes } from '../report.ts'
import { stepError } from '../step-error.ts'
import type { Expression, Expressions } from './expressions.ts'

const CEL_TYPES: { readonly [Type in ColumnType]: string } = {
  number: 'double',
  float32: 'double',
  integer: 'double',
  bigint: 'int',
  boolean: 'bool',
  string: 'string',
  datetime: 'google.protobuf.Timestamp',
  any: 'dyn',
}

const RESULT_TYPES: ReadonlyMap<string, ColumnType> = new Map([
  ['double', 'number'],
  ['int', 'integer'],
  ['bool', 'boolean'],
  ['string', 'string'],
  ['google.protobuf.Timestamp', 'datetime'],
  ['dyn', 'any'],
])

/** Expressions are a line of text; what is longer was written by no one. */
const LIMITS = { maxAstNodes: 1000, maxDepth: 50 }

type Row = Record<string, unknown>

export class CelExpressions implements Expressions {
  readonly #schema: Schema
  readonly #environment: Environment

  constructor(schema: Schema) {
    this.#schema = schema
    this.#environment = new Environment({ limits: LIMITS })
    for (const { name, type } of schema) this.#environment.registerVariable(name, CEL_TYPES[type])
  }

  compile(text: string): Expression {
    const parsed = attempt(() => this.#environment.parse(text))
    const checked = parsed.check()
    if (!checked.valid) throw faultOf(checked.error)
    const type = RESULT_TYPES.get(checked.type ?? 'dyn')
    if (type === undefined) throw stepError(`the expression gives a ${checked.type}, which no column holds`)
    const used = this.#schema.flatMap((column, at) => (text.includes(column.name) ? [{ ...column, at }] : []))
    return { type, evaluate: (frame, notes) => evaluate(parsed, used, type, frame, notes) }
  }
}

function attempt<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    throw faultOf(error)
  }
}

function faultOf(error: unknown): unknown {
  if (!(error instanceof ParseError || error instanceof TypeFault)) return error
  return stepError(`the expression is not valid: ${error.message}`, { cause: error })
}

type Used = Schema[number] & { readonly at: number }

function evaluate(
  parsed: (row: Row) => unknown,
  used: readonly Used[],
  type: ColumnType,
  frame: Frame,
  notes: Notes,
): Column {
  const values: Cell[] = new Array(frame.rows)
  const row: Row = {}
  for (let r = 0; r < frame.rows; r++) {
    for (const { name, at } of used) row[name] = frame.columns[at]?.data[r]
    try {
      values[r] = parsed(row) as Cell
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error
      values[r] = isNumericType(type) ? Number.NaN : null
      notes.reject(r, error.message.split('\n', 1)[0] as string)
    }
  }
  return isNumericType(type) ? numericColumn(Float64Array.from(values, Number)) : cellColumn(values)
}
