/** Values of DuckDB's chunks, read from its memory. What is read is copied: the memory is the chunk's. */
import { createRequire } from 'node:module'
import type { DuckDBDataChunk } from '@duckdb/node-api'

export type Chunk = DuckDBDataChunk

type Bindings = typeof import('@duckdb/node-bindings')

let loaded: Bindings | undefined

/** Loaded with the first chunk: the library is large, and most commands do without. */
function bindings(): Bindings {
  loaded ??= createRequire(import.meta.url)('@duckdb/node-bindings') as Bindings
  return loaded
}

const BITS = 64

/** Bit r says that value r is there; undefined if all are. */
function validity(vector: Parameters<Bindings['vector_get_validity']>[0], rows: number): Uint8Array | undefined {
  const bytes = bindings().vector_get_validity(vector, Math.ceil(rows / BITS) * 8)
  return bytes === null || bytes === undefined || bytes.length === 0 ? undefined : bytes
}

export interface CopyRange {
  readonly from: number
  readonly count: number
  readonly into: Float64Array
  readonly at: number
}

/** Copies values of a column of type DOUBLE; NULL becomes NaN. */
export function copyDoubles(chunk: Chunk, column: number, { from, count, into, at }: CopyRange): void {
  const vector = bindings().data_chunk_get_vector(chunk.chunk, column)
  const rows = chunk.rowCount
  const bytes = bindings().vector_get_data(vector, rows * Float64Array.BYTES_PER_ELEMENT)
  into.set(new Float64Array(bytes.buffer, bytes.byteOffset + from * Float64Array.BYTES_PER_ELEMENT, count), at)
  const valid = validity(vector, rows)
  if (valid === undefined) return
  for (let r = from; r < from + count; r++) {
    if (((valid[r >> 3] as number) & (1 << (r & 7))) === 0) into[at + r - from] = Number.NaN
  }
}

/** Whether all values of a column of type DOUBLE that are there are finite. */
export function areFinite(chunk: Chunk, column: number): boolean {
  const vector = bindings().data_chunk_get_vector(chunk.chunk, column)
  const rows = chunk.rowCount
  const bytes = bindings().vector_get_data(vector, rows * Float64Array.BYTES_PER_ELEMENT)
  const values = new Float64Array(bytes.buffer, bytes.byteOffset, rows)
  let valid: Uint8Array | undefined
  for (let r = 0; r < rows; r++) {
    const value = values[r] as number
    if (value - value === 0) continue
    valid ??= validity(vector, rows)
    if (valid === undefined || ((valid[r >> 3] as number) & (1 << (r & 7))) !== 0) return false
  }
  return true
}

/** Bytes of a text in a vector: its length, and itself if it is short, or else its start and where it lies. */
const TEXT_BYTES = 16
const SHORT = 12

/** The texts of a column of type VARCHAR, by row. DuckDB's own reader would drop a byte order mark at the start of each. */
export function textsOf(chunk: Chunk, column: number): (row: number) => string | null {
  const vector = bindings().data_chunk_get_vector(chunk.chunk, column)
  const rows = chunk.rowCount
  const data = bindings().vector_get_data(vector, rows * TEXT_BYTES)
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  const valid = validity(vector, rows)
  return (row) => {
    if (valid !== undefined && ((valid[row >> 3] as number) & (1 << (row & 7))) === 0) return null
    const at = row * TEXT_BYTES
    const length = bytes.readUInt32LE(at)
    if (length <= SHORT) return bytes.toString('utf8', at + 4, at + 4 + length)
    const long = bindings().get_data_from_pointer(data.buffer as ArrayBuffer, data.byteOffset + at + 8, length)
    return Buffer.from(long.buffer, long.byteOffset, length).toString('utf8')
  }
}

/** True if the last row of a chunk has true in a column of type BOOLEAN. */
export function isEnd(chunk: Chunk, column: number): boolean {
  const rows = chunk.rowCount
  const vector = bindings().data_chunk_get_vector(chunk.chunk, column)
  return bindings().vector_get_data(vector, rows)[rows - 1] === 1
}

export interface RowTexts {
  readonly row: number
  readonly items: readonly (string | null)[]
}

/** The lists of a column of type VARCHAR[] in a range of rows that are not NULL: nearly all are. */
export function* listsOf(chunk: Chunk, column: number, from: number, count: number): Generator<RowTexts> {
  const valid = validity(bindings().data_chunk_get_vector(chunk.chunk, column), chunk.rowCount)
  for (let row = from; row < from + count; row++) {
    if (valid !== undefined && ((valid[row >> 3] as number) & (1 << (row & 7))) === 0) continue
    const list = chunk.getColumnVector(column).getItem(row) as { readonly items: readonly (string | null)[] }
    yield { row, items: list.items }
  }
}
