/** Samples: rows, and what Python answered for them, from a file of any of the forms in which people have them. */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { readCsv } from '../batch/csv.ts'
import { type DataSource, openData } from '../batch/source.ts'
import { decodeUtf8 } from '../batch/utf8.ts'
import { Budget } from '../bytes/budget.ts'
import { ZipArchive } from '../bytes/zip.ts'
import type { ModelInput } from '../engine/kernel.ts'
import { BrineError } from '../errors.ts'
import type { NdArray } from '../pickle/ndarray.ts'
import { toCells, toFloat64 } from '../pickle/ndarray-decode.ts'
import { parseNpy } from '../pickle/npy.ts'
import type { MethodName } from '../program/program.ts'
import type { Model } from '../service/model.ts'
import type { Rows } from '../service/rows.ts'
import { type ColumnName, methodColumns } from './columns.ts'

/** Rows and Python's answers, in memory: `outputs` by method, nested as Python's `tolist()` gives them. */
export interface SampleRows {
  readonly inputs: Rows
  /** Names of the columns, where the rows are arrays in another order than the model's. */
  readonly columns?: readonly string[]
  readonly outputs: { readonly [Method in MethodName]?: readonly unknown[] }
}

/** What Python answered in one column of a method's answer. */
export interface ExpectedColumn extends ColumnName {
  /** Cells in the order of the rows; text if they come from CSV. */
  readonly cells: readonly unknown[]
}

export interface Samples {
  /** The name of the file, or `samples`. */
  readonly name: string
  readonly input: ModelInput
  readonly expected: readonly ExpectedColumn[]
}

export interface SampleOptions {
  /** What to do with columns that are neither inputs nor answers. */
  readonly extraColumns?: 'refuse' | 'ignore'
}

/** Reads a file for a model. Throws errors of the family `data`, with the file. */
export async function readSamples(path: string, model: Model, options: SampleOptions = {}): Promise<Samples> {
  const name = basename(path)
  try {
    if (/\.npz$/i.test(path)) return samplesOf(await readNpz(path), model, options, name)
    const source = await openData(path, noInput())
    if (source.format === 'csv') return await csvSamples(source, model, options, name)
    return samplesOf(await readJson(source), model, options, name)
  } catch (error) {
    throw error instanceof BrineError ? error.at({ file: path }) : error
  }
}

async function* noInput(): AsyncGenerator<Uint8Array> {
  // Standard input is not read: samples are read once at the start, and perhaps again.
}

/** The same for rows that are in memory already. */
export function samplesOf(rows: SampleRows, model: Model, options: SampleOptions, name = 'samples'): Samples {
  const { inputs, columns, outputs } = rows
  const input =
    columns === undefined ? model.rows.read(inputs, options) : model.rows.fromTable(columns, asList(inputs), options)
  const expected = Object.entries(outputs).flatMap(([method, answers]) => {
    if (answers === undefined) return []
    return methodColumns(model.signature, model.method(method)).map((column) => ({
      ...column,
      cells: column.of(answers, input.rows),
    }))
  })
  if (expected.length === 0) throw noAnswers(model)
  return { name, input, expected }
}

function asList(rows: Rows): readonly unknown[] {
  if (!('shape' in rows)) return rows
  const [count, width] = rows.shape
  return Array.from({ length: count }, (_, r) => Array.from(rows.data.subarray(r * width, (r + 1) * width)))
}

/** Inputs and answers side by side; the answers have the names that `brine predict` gives them. */
async function csvSamples(source: DataSource, model: Model, options: SampleOptions, name: string): Promise<Samples> {
  const rows: (readonly string[])[] = []
  const lines: number[] = []
  for await (const batch of readCsv(source, source.delimiter ?? ',', CSV_CELLS)) {
    for (const row of batch.rows) rows.push(row)
    for (const line of batch.lines) lines.push(line)
  }
  const [header = [], ...body] = rows
  const inputs = new Set(model.signature.named ? model.signature.inputs.map((column) => column.name) : [])
  const known = model.methods.flatMap((method) => methodColumns(model.signature, method))
  const expected: ExpectedColumn[] = []
  const kept: number[] = []
  header.forEach((title, c) => {
    const column = inputs.has(title) ? undefined : known.find((each) => each.name === title)
    if (column !== undefined) expected.push({ ...column, cells: body.map((row) => row[c]) })
    // pandas writes the index as a first column without a name.
    else if (c > 0 || title !== '') kept.push(c)
  })
  if (expected.length === 0) throw noAnswers(model)
  const pick = (row: readonly string[]): string[] => kept.map((c) => row[c] as string)
  const input = model.rows.fromText(pick(header), body.map(pick), { ...options, lines: lines.slice(1) })
  return { name, input, expected }
}

const CSV_CELLS = 2 ** 16

async function readJson(source: DataSource): Promise<SampleRows> {
  const parts: string[] = []
  for await (const part of decodeUtf8(source.chunks, source.name)) parts.push(part)
  let value: unknown
  try {
    value = JSON.parse(parts.join(''))
  } catch (cause) {
    throw new BrineError('invalid_json', (cause as Error).message, { cause })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw notSamples()
  return jsonSamples(value as Readonly<Record<string, unknown>>)
}

/** The names under which requests and answers of HTTP APIs have them. */
function jsonSamples(value: Readonly<Record<string, unknown>>): SampleRows {
  const split = value.dataframe_split ?? (Array.isArray(value.data) ? value : undefined)
  const { columns, data } = (split ?? {}) as { readonly columns?: unknown; readonly data?: unknown }
  const rows = data ?? value.inputs ?? value.instances ?? value.dataframe_records
  if (!Array.isArray(rows)) throw notSamples()
  const named = Array.isArray(columns) && columns.every((each) => typeof each === 'string')
  const { outputs } = value
  const isByMethod = typeof outputs === 'object' && outputs !== null && !Array.isArray(outputs)
  const predict = value.predict ?? value.predictions ?? (Array.isArray(outputs) ? outputs : undefined)
  const proba = value.predict_proba ?? value.probabilities
  const answers = {
    ...(predict === undefined ? {} : { predict }),
    ...(proba === undefined ? {} : { predict_proba: proba }),
    ...(isByMethod ? outputs : {}),
  } as Readonly<Record<string, unknown>>
  for (const list of Object.values(answers)) if (!Array.isArray(list)) throw notSamples()
  return {
    inputs: rows,
    ...(named ? { columns: columns as readonly string[] } : {}),
    outputs: answers as SampleRows['outputs'],
  }
}

/** `np.savez("samples.npz", X=X, predict=…, predict_proba=…)`; `columns` has the names of X's columns. */
async function readNpz(path: string): Promise<SampleRows> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    const code = cause.code === 'ENOENT' ? 'data_not_found' : 'data_unreadable'
    const problem = cause.code === 'ENOENT' ? 'there is no such file' : cause.message
    throw new BrineError(code, problem, { where: { file: path }, cause })
  })
  const budget = new Budget()
  const archive = new ZipArchive(bytes, budget)
  const arrays = new Map<string, NdArray>()
  for (const member of archive.members.keys()) {
    arrays.set(member.replace(/\.npy$/, ''), parseNpy(archive.read(member), budget))
  }
  const X = arrays.get('X')
  if (X === undefined || X.shape.length !== 2) throw notSamples()
  const columns = arrays.get('columns')
  const outputs = [...arrays].filter(([name]) => name !== 'X' && name !== 'columns')
  return {
    inputs: matrixRows(X),
    ...(columns === undefined ? {} : { columns: toCells(columns).map(String) }),
    outputs: Object.fromEntries(outputs.map(([name, array]) => [name, nested(array)])),
  }
}

function matrixRows(X: NdArray): Rows {
  const [rows = 0, width = 0] = X.shape
  if ('biuf'.includes(X.dtype.kind)) return { data: toFloat64(X), shape: [rows, width] }
  return nested(X) as readonly unknown[][]
}

/** As numpy's `tolist()`. */
function nested(array: NdArray): readonly unknown[] {
  let items: readonly unknown[] = toCells(array)
  for (const length of array.shape.slice(1).reverse()) {
    const count = length === 0 ? 0 : items.length / length
    items = Array.from({ length: count }, (_, i) => items.slice(i * length, (i + 1) * length))
  }
  return items
}

const REMEDY = 'docs/verify.md has ten lines of Python that write such a file.'

function notSamples(): BrineError {
  return new BrineError('invalid_request', 'the file does not hold rows together with answers', { remedy: REMEDY })
}

function noAnswers({ methods }: Model): BrineError {
  return new BrineError('invalid_request', 'nothing in the samples is an answer to compare with', {
    remedy: `Answers stand in columns such as prediction or probability_<class>, or under ${methods.join(', ')}. ${REMEDY}`,
  })
}
