/** Requests that work when pasted, with the answers that the model gives to them. */
import { isBareRow } from '../../service/example.ts'
import { exampleRecord } from '../../service/example-record.ts'
import type { Model } from '../../service/model.ts'
import type { Service } from '../../service/service.ts'
import type { Structure } from '../../tensor/tensor.ts'
import { AnswerWriter } from './answer.ts'
import { jsonText } from './json-text.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { QuestionReader } from './question.ts'
import { writeRows } from './rows-writer.ts'
import { ServiceAnswerWriter } from './service-answer.ts'
import { ServiceQuestionReader } from './service-question.ts'

export interface Examples {
  readonly requests: Readonly<Record<string, unknown>>
  readonly csv: string
  /** Absent if the model refuses its own example. */
  readonly answer?: unknown
}

export function modelExamples(model: Model, method: string): Examples {
  const names = model.signature.inputs.map(({ name }) => name)
  const row = model.exampleRow
  if (isBareRow(model.signature)) return bareExamples(model, method, row[0])
  const record = Object.fromEntries(names.map((name, i) => [name, row[i]]))
  const records = { instances: [record] }
  const answer = exampleAnswer(model, method, jsonText(records))
  return {
    requests: {
      records: { summary: 'Rows by column name', value: records },
      arrays: { summary: 'Rows as arrays', value: { instances: [row] } },
      dataframe: {
        summary: 'DataFrame.to_dict(orient="split")',
        value: { dataframe_split: { columns: names, data: [row] } },
      },
    },
    csv: `${csvLine(names)}\n${csvLine(row.map(csvText))}\n`,
    ...(answer === undefined ? {} : { answer }),
  }
}

/** A row that is a text, a record or a list, without a name around it. */
function bareExamples(model: Model, method: string, row: Structure | undefined): Examples {
  const body = { instances: [row] }
  const answer = exampleAnswer(model, method, jsonText(body))
  const isRecord = typeof row === 'object' && row !== null && !Array.isArray(row)
  const names = isRecord ? Object.keys(row) : model.signature.inputs.map(({ name }) => name)
  const cells = isRecord ? Object.values(row as Readonly<Record<string, Structure>>) : [row ?? null]
  return {
    requests: { rows: { summary: 'Rows', value: body } },
    csv: `${csvLine(names)}\n${csvLine(cells.map(csvText))}\n`,
    ...(answer === undefined ? {} : { answer }),
  }
}

function csvText(cell: Structure): string {
  if (cell === null) return ''
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell)
}

function csvLine(cells: readonly string[]): string {
  return cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')
}

/** Of a service. */
export function serviceExamples(service: Service): Examples {
  const record = exampleRecord(service)
  const names = Object.keys(record)
  const row = Object.values(record)
  const records = { instances: [record] }
  const answer = serviceAnswer(service, jsonText(records))
  return {
    requests: {
      records: { summary: 'Rows by column name', value: records },
      arrays: { summary: 'Rows as arrays, in the order of the inputs', value: { instances: [row] } },
      dataframe: {
        summary: 'DataFrame.to_dict(orient="split")',
        value: { dataframe_split: { columns: names, data: [row] } },
      },
    },
    csv: `${csvLine(names)}\n${csvLine(row.map(csvText))}\n`,
    ...(answer === undefined ? {} : { answer }),
  }
}

function serviceAnswer(service: Service, body: string): unknown {
  try {
    const asked = { query: {}, contentType: 'application/json', body: Buffer.from(body) }
    const { source } = new ServiceQuestionReader(service, DEFAULT_LIMITS).read(asked)
    return JSON.parse(writeRows(new ServiceAnswerWriter(service), service.inferSync(source)).body)
  } catch {
    return undefined
  }
}

/** Asked as a client would, through the same reader and writer. */
function exampleAnswer(model: Model, method: string, body: string): unknown {
  const asked = {
    method: method === 'predict' ? undefined : method,
    query: {},
    contentType: 'application/json',
    body: Buffer.from(body),
  }
  try {
    const question = new QuestionReader(model, DEFAULT_LIMITS).read(asked)
    return JSON.parse(new AnswerWriter(model, question.methods).write(model.inferSync(question)))
  } catch {
    return undefined
  }
}
