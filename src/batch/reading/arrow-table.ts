/**
 * Arrow IPC, as a file (Feather) or a stream, through apache-arrow, a record batch at a time. Values mean what they mean in
 * Parquet. Batches compressed with LZ4, as pandas writes them, are unpacked; zstd is refused.
 */
import { type FileHandle, open } from 'node:fs/promises'
import type { DataType, RecordBatch, RecordBatchReader, Vector } from 'apache-arrow'
import { BrineError } from '../../errors.ts'
import { isNumericType } from '../../frame/column.ts'
import type { InputSpec } from '../../service/inputs.ts'
import type { RowPart } from './block.ts'
import { decimalValue, wrongType } from './parquet-table.ts'
import { bytesOf, checkWhole, type RowFile } from './row-file.ts'
import type { Table, TableContext } from './table.ts'

type Arrow = typeof import('apache-arrow')

/** Throws `data_unreadable`, `invalid_cell` for a column of a type that is not read, and the errors of columns. */
export async function openArrow({ file, service, options }: TableContext): Promise<Table> {
  const arrow = await loadArrow()
  let readings: readonly (Reading | undefined)[] = []
  for await (const reader of readers(arrow, file)) {
    const { fields } = reader.schema
    const sources = service.reader.sources(fields.map(({ name }) => name))
    readings = service.inputs.map((spec, c) => {
      const at = sources[c] as number
      const field = fields[at]
      return field === undefined ? undefined : { at, convert: conversion(arrow, spec, field.type) }
    })
    break
  }
  const count = async () => {
    let rows = 0
    for await (const reader of readers(arrow, file)) for await (const batch of reader) rows += batch.numRows
    return rows
  }
  return {
    rows: undefined,
    async *parts(skip) {
      let left = skip
      for await (const reader of readers(arrow, file)) {
        for await (const batch of reader) {
          options.signal?.throwIfAborted()
          const from = Math.min(left, batch.numRows)
          left -= from
          if (from < batch.numRows) yield partOf(batch, from, readings)
        }
      }
      await checkWhole(file)
    },
    count,
  }
}

/** Unpacks with lz4-napi what pandas' `to_feather` packed. */
async function loadArrow(): Promise<Arrow> {
  const [arrow, { decompressFrameSync }] = await Promise.all([import('apache-arrow'), import('lz4-napi')])
  const decode = (data: Uint8Array) => decompressFrameSync(Buffer.from(data.buffer, data.byteOffset, data.byteLength))
  arrow.compressionRegistry.set(arrow.CompressionType.LZ4_FRAME, { decode })
  return arrow
}

/** The reader of the file, which is closed afterwards; what it throws is coded. */
async function* readers(arrow: Arrow, file: RowFile): AsyncGenerator<RecordBatchReader> {
  let handle: FileHandle | undefined
  try {
    // A file is read batch by batch at their places; a stream, or what is compressed as a whole, from start to end.
    if (file.compression === 'none') handle = await open(file.path)
    const reader = await (handle === undefined
      ? arrow.RecordBatchReader.from(bytesOf(file))
      : arrow.RecordBatchReader.from(handle))
    await reader.open()
    yield reader as RecordBatchReader
  } catch (error) {
    throw arrowError(error, file.name)
  } finally {
    await handle?.close().catch(() => undefined)
  }
}

interface Reading {
  readonly at: number
  readonly convert: Convert
}

/** A value of a column by its position, as the block takes it. */
type Convert = (column: Vector) => (row: number) => unknown

const plain: Convert = (column) => (row) => column.get(row)

const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** Texts as they are: apache-arrow's own getter would leave out a mark of the byte order that one begins with. */
const texts: Convert = (column) => {
  const [data] = column.data
  const { values, valueOffsets: offsets } = data as { values: Uint8Array; valueOffsets: ArrayLike<number | bigint> }
  const at = (row: number) => Number(offsets[row])
  return (row) => (column.isValid(row) ? UTF8.decode(values.subarray(at(row), at(row + 1))) : null)
}

function conversion(arrow: Arrow, spec: InputSpec, type: DataType): Convert {
  const { DataType: Type } = arrow
  if (Type.isDictionary(type)) return isPlain(conversion(arrow, spec, type.dictionary)) ? plain : refuse(spec, type)
  if (Type.isTimestamp(type) || Type.isDate(type)) {
    if (spec.type !== 'datetime') return refuse(spec, type)
    return Type.isTimestamp(type)
      ? ticks(BigInt(PER_MICROSECOND[type.unit] as number), TIMES[type.unit] as bigint)
      : days(type.unit)
  }
  if (Type.isDecimal(type)) {
    if (!isNumericType(spec.type) && spec.type !== 'any' && spec.type !== 'bigint') return refuse(spec, type)
    return (column) => (row) => decimalValue(decimalText(column.get(row) as Uint32Array | null, type.scale), spec)
  }
  if (Type.isUtf8(type) || Type.isLargeUtf8(type)) return texts
  const isScalar = Type.isInt(type) || Type.isFloat(type) || Type.isBool(type) || Type.isNull(type)
  return isScalar ? plain : refuse(spec, type)
}

function isPlain(convert: Convert): boolean {
  return convert === plain || convert === texts
}

function refuse(spec: InputSpec, type: DataType): never {
  throw wrongType(spec, String(type))
}

/** By unit of a timestamp: seconds, milliseconds, microseconds, nanoseconds. */
const TIMES: readonly bigint[] = [1_000_000n, 1000n, 1n, 1n]
const PER_MICROSECOND: readonly number[] = [1, 1, 1, 1000]

/** Timestamps as they are stored: apache-arrow's own getter would round them to milliseconds. */
function ticks(divisor: bigint, factor: bigint): Convert {
  return (column) => {
    const raw = storedIntegers(column)
    return (row) => {
      const value = raw(row)
      if (value === null) return null
      const ticked = BigInt(value) * factor
      const floor = ticked / divisor - (ticked % divisor < 0n ? 1n : 0n)
      return new Microseconds(Number(floor))
    }
  }
}

const DAY = 86_400_000_000

function days(unit: number): Convert {
  return (column) => {
    const raw = storedIntegers(column)
    return (row) => {
      const value = raw(row)
      if (value === null) return null
      return new Microseconds(unit === 0 ? Number(value) * DAY : Number(value) * 1000)
    }
  }
}

/** A date that was read already: a plain number would be refused, as it is in JSON. */
class Microseconds {
  readonly value: number

  constructor(value: number) {
    this.value = value
  }
}

function storedIntegers(column: Vector): (row: number) => bigint | number | null {
  const [data] = column.data
  const values = data?.values as BigInt64Array | Int32Array
  return (row) => (column.isValid(row) ? (values[row] as bigint | number) : null)
}

/** The digits of a two's complement of 128 or 256 bits, lowest word first. */
function decimalText(words: Uint32Array | null, scale: number): string | null {
  if (words === null) return null
  let value = 0n
  for (let i = words.length - 1; i >= 0; i--) value = (value << 32n) | BigInt(words[i] as number)
  const signed = BigInt.asIntN(words.length * 32, value)
  if (scale <= 0) return String(signed * 10n ** BigInt(-scale))
  const digits = String(signed < 0n ? -signed : signed).padStart(scale + 1, '0')
  return `${signed < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

function partOf(batch: RecordBatch, skipped: number, readings: readonly (Reading | undefined)[]): RowPart {
  const values = readings.map((reading) => {
    const column = reading === undefined ? null : batch.getChildAt(reading.at)
    return reading === undefined || column === null ? undefined : reading.convert(column)
  })
  return {
    rows: batch.numRows - skipped,
    write(block, from, count) {
      values.forEach((value, c) => {
        if (value === undefined) {
          block.fillAbsent(c, count)
          return
        }
        for (let r = 0; r < count; r++) {
          const cell = value(skipped + from + r)
          if (cell instanceof Microseconds) block.numbers(c)[block.rows + r] = cell.value
          else block.setValue(block.rows + r, c, cell)
        }
      })
    },
  }
}

function arrowError(error: unknown, file: string): unknown {
  if (error instanceof BrineError) return error.at({ file })
  if (error instanceof Error && error.name === 'AbortError') return error
  const message = error instanceof Error ? error.message : String(error)
  const isCompressed = /compress|codec/i.test(message)
  return new BrineError(
    'data_unreadable',
    isCompressed ? 'its batches are compressed in a way that is not read' : 'this is not Arrow IPC, or it is damaged',
    {
      where: { file },
      remedy: isCompressed
        ? 'Write it uncompressed or with LZ4: df.to_feather("data.feather", compression="lz4").'
        : 'Copy or write it again: a part of it is missing or changed.',
      details: { arrow: message.slice(0, 500) },
      cause: error,
    },
  )
}
