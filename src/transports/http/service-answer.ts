/**
 * Answers of a service as JSON:
 *
 *     {"service": "triage", "columns": ["prediction", "probability_malignant"],
 *      "rows": [{"prediction": "malignant", "probability_malignant": 0.98}], "row_index": [1],
 *      "dropped": {"preprocess[0] drop_missing": {"mean radius is missing": 1}},
 *      "rejected": [{"row": 2, "column": "mean area", "value": "\"n/b\"", "step": "inputs", "problem": "expected a number, …"}],
 *      "rejected_rows": 1}
 *
 * `row_index` has the number in the request of each row; it is absent where rows were made of several.
 */
import { type Column, type ColumnType, isoDatetime } from '../../frame/column.ts'
import type { Frame } from '../../frame/frame.ts'
import { plainCounts } from '../../service/plain-answer.ts'
import type { Service, ServiceAnswer } from '../../service/service.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { JSON_TYPE } from './answer.ts'
import { jsonText, numberText } from './json-text.ts'
import type { RowsWriter } from './rows-writer.ts'

type ValueText = (column: Column, row: number) => string

export class ServiceAnswerWriter implements RowsWriter {
  readonly start: string
  readonly separator = ','
  /** What stands before each value of a row. */
  readonly #keys: readonly string[]
  readonly #values: readonly ValueText[]

  constructor({ name, output }: Service) {
    const columns = output.map((column) => column.name)
    this.start = `{"service":${jsonText(name)},"columns":${jsonText(columns)},"rows":[`
    this.#keys = columns.map((column, c) => `${c === 0 ? '{' : ','}${JSON.stringify(column)}:`)
    this.#values = output.map(({ type }) => valueText(type))
  }

  rows({ columns }: Frame, from: number, to: number): string {
    const keys = this.#keys
    if (keys.length === 0)
      return Array(to - from)
        .fill('{}')
        .join()
    let text = ''
    for (let r = from; r < to; r++) {
      if (r > from) text += ','
      for (let c = 0; c < keys.length; c++) {
        text += (keys[c] as string) + (this.#values[c] as ValueText)(columns[c] as Column, r)
      }
      text += '}'
    }
    return text
  }

  end({ frame, dropped, rejections, rejected }: ServiceAnswer): string {
    const index = frame.index === undefined ? '' : `,"row_index":[${frame.index.join()}]`
    if (dropped.size === 0 && rejections.length === 0) return `]${index}${NOTHING_LOST}`
    const counts = `"dropped":${jsonText(plainCounts(dropped))}`
    return `]${index},${counts},"rejected":${jsonText(rejections)},"rejected_rows":${rejected}}`
  }

  headers(): Readonly<Record<string, string>> {
    return HEADERS
  }
}

const HEADERS = { 'content-type': JSON_TYPE }

const NOTHING_LOST = ',"dropped":{},"rejected":[],"rejected_rows":0}'

/** Columns of numbers may still come as cells. */
function valueText(type: ColumnType): ValueText {
  const numeric = NUMERIC_TEXT[type] ?? numberText
  return (column, row) => {
    if (column.kind === 'cells') return cellText(column.data[row] as Cell)
    const value = column.data[row] as number
    return Number.isNaN(value) ? 'null' : numeric(value)
  }
}

const NUMERIC_TEXT: { readonly [Type in ColumnType]?: (value: number) => string } = {
  boolean: (value) => (value === 0 ? 'false' : 'true'),
  datetime: (value) => `"${isoDatetime(value)}"`,
}

function cellText(cell: Cell): string {
  if (typeof cell === 'string') return JSON.stringify(cell)
  return Number.isNaN(cell) ? 'null' : jsonText(cell)
}
