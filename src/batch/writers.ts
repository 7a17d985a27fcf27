/** Answers to text: CSV as pandas writes it, NDJSON, or one JSON document. */

import { pythonFloat, pythonFloat32 } from '../frame/python-number.ts'
import type { MethodName } from '../program/program.ts'
import { type AnswerColumn, answerColumns, answerNames } from '../service/answer-columns.ts'
import type { Model, Outputs } from '../service/model.ts'
import type { Output } from '../service/outputs.ts'
import { quoteCsv } from '../tensor/quote-csv.ts'
import { type Cell, type DType, type NestedCells, TensorList } from '../tensor/tensor.ts'

export type AnswerFormat = 'csv' | 'json' | 'ndjson'

/** Text before, for each batch, and after. */
export interface AnswerWriter {
  start(): string
  batch(outputs: Outputs, rows: number): string
  end(): string
}

export function answerWriter(format: AnswerFormat, model: Model, methods: readonly MethodName[]): AnswerWriter {
  if (format === 'json') return new JsonWriter(model, methods)
  const names = answerNames(model.signature, methods)
  const columns = (outputs: Outputs): AnswerColumn[] => answerColumns(names, methods, outputs)
  return format === 'csv' ? csvWriter(names, columns) : ndjsonWriter(columns)
}

type Columns = (outputs: Outputs) => AnswerColumn[]

function csvWriter(names: readonly string[], columns: Columns): AnswerWriter {
  return {
    start: () => `${names.map(quoteCsv).join(',')}\n`,
    batch: (outputs, rows) => {
      const cells = columns(outputs)
      return lines(rows, (row) => cells.map(({ at, dtype }) => csvCell(at(row), dtype)).join(','))
    },
    end: () => '',
  }
}

function ndjsonWriter(columns: Columns): AnswerWriter {
  return {
    start: () => '',
    batch: (outputs, rows) => {
      const cells = columns(outputs)
      return lines(rows, (row) => {
        const members = cells.map(({ name, at }) => `${JSON.stringify(name)}:${jsonText(at(row))}`)
        return `{${members.join(',')}}`
      })
    },
    end: () => '',
  }
}

function lines(rows: number, line: (row: number) => string): string {
  let text = ''
  for (let row = 0; row < rows; row++) text += `${line(row)}\n`
  return text
}

/** The answers that stand under a name of their own; others stand under their method's, in `outputs`. */
const KEYS: { readonly [Method in MethodName]?: string } = { predict: 'predictions', predict_proba: 'probabilities' }

/**
 * One document, as the HTTP API answers: all predictions come before the first probability, so that it is held in
 * memory until its end.
 */
class JsonWriter implements AnswerWriter {
  readonly #model: Model
  readonly #answers: ReadonlyMap<MethodName, NestedCells[]>

  constructor(model: Model, methods: readonly MethodName[]) {
    this.#model = model
    this.#answers = new Map(methods.map((method) => [method, []]))
  }

  start(): string {
    return ''
  }

  batch(outputs: Outputs): string {
    for (const [method, answers] of this.#answers) append(answers, outputs[method] as Output)
    return ''
  }

  end(): string {
    const members = [`"model":${JSON.stringify(this.#model.name)}`]
    const others: string[] = []
    for (const [method, answers] of this.#answers) {
      const key = KEYS[method]
      if (key === undefined) others.push(`"${method}":${jsonText(answers)}`)
      else members.push(`"${key}":${jsonText(answers)}`)
    }
    if (others.length > 0) members.push(`"outputs":{${others.join(',')}}`)
    return `{${[...members, ...classesText(this.#model, [...this.#answers.keys()])].join(',')}}\n`
  }
}

/** The labels in the order of the columns, where the columns are the classes; for several targets, a list of each. */
function classesText(model: Model, methods: readonly MethodName[]): string[] {
  const classes = model.signature.outputs.find(({ method }) => method === 'predict')?.classes
  if (classes === undefined || methods.every((method) => method === 'predict' || method === 'transform')) return []
  const labels: readonly NestedCells[] = classes.map((target) => [...target.labels])
  return [`"classes":${jsonText((classes.length === 1 ? labels[0] : [...labels]) as NestedCells)}`]
}

/** A list of tensors goes on target by target. */
function append(answers: NestedCells[], output: Output): void {
  if (!(output instanceof TensorList)) {
    for (const row of output.toArray()) answers.push(row)
    return
  }
  output.tensors.forEach((tensor, i) => {
    const target = (answers[i] ?? []) as NestedCells[]
    answers[i] = target
    for (const row of tensor.toArray()) target.push(row)
  })
}

/** JSON has no infinities and no NaN; they are written by the names by which requests may send them. */
function jsonText(value: NestedCells): string {
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number' && !Number.isFinite(value)) return `"${value}"`
  return Object.is(value, -0) ? '-0.0' : JSON.stringify(value)
}

function csvCell(cell: Cell, dtype: DType): string {
  if (cell === null) return ''
  if (typeof cell === 'boolean') return cell ? 'True' : 'False'
  if (typeof cell === 'string') return quoteCsv(cell)
  if (typeof cell === 'bigint' || dtype === 'int64') return String(cell)
  if (Number.isNaN(cell)) return ''
  if (dtype === 'object' || dtype === 'str') return String(cell)
  return dtype === 'float32' ? pythonFloat32(cell) : pythonFloat(cell)
}
