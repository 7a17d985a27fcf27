/** Answers of a service as CSV: `row_index` and its columns; counts of the rows that are not there in the headers. */
import { cellAt } from '../../frame/column.ts'
import type { Frame } from '../../frame/frame.ts'
import type { Schema } from '../../frame/schema.ts'
import type { Service, ServiceAnswer } from '../../service/service.ts'
import { CSV_TYPE, csvCell } from './answer-csv.ts'
import type { RowsWriter } from './rows-writer.ts'

/** Number of each row in the request: without it, nobody could tell which rows are missing. */
const INDEX = 'row_index'

export class ServiceCsvWriter implements RowsWriter {
  readonly start = ''
  readonly separator = ''
  readonly #output: Schema

  constructor({ output }: Service) {
    this.#output = output
  }

  rows(frame: Frame, from: number, to: number): string {
    const output = this.#output
    let text = from === 0 ? this.#header(frame) : ''
    for (let r = from; r < to; r++) {
      if (frame.index !== undefined) text += `${frame.index[r]}${output.length === 0 ? '' : ','}`
      output.forEach(({ type }, c) => {
        const cell = cellAt(frame.columns[c] as Frame['columns'][number], type, r)
        text += (c > 0 ? ',' : '') + (Number.isNaN(cell) ? '' : csvCell(cell))
      })
      text += '\n'
    }
    return text
  }

  #header({ index }: Frame): string {
    const names = this.#output.map(({ name }) => name)
    return `${(index === undefined ? names : [INDEX, ...names]).map(csvCell).join(',')}\n`
  }

  end(): string {
    return ''
  }

  headers({ dropped, rejected }: ServiceAnswer): Readonly<Record<string, string>> {
    let left = 0
    for (const reasons of dropped.values()) for (const count of reasons.values()) left += count
    return { 'content-type': CSV_TYPE, 'brine-dropped-rows': `${left}`, 'brine-rejected-rows': `${rejected}` }
  }
}
