/** Opens a model file of any kind that Brine reads: bytes, then decompressed bytes, then an inert object graph. */
import { createHash } from 'node:crypto'
import { Budget, type Limits } from '../bytes/budget.ts'
import { type Compression, decompress } from '../bytes/decompress.ts'
import { BrineError } from '../errors.ts'
import type { GlobalUse } from '../pickle/machine.ts'
import { parseNpy } from '../pickle/npy.ts'
import { type ReadPickleResult, readPickle } from '../pickle/read-pickle.ts'
import type { PickleValue } from '../pickle/values.ts'
import { readModelFile, sidecarReader } from './file.ts'
import { readSkops, type SkopsFile } from './skops/read-skops.ts'
import { type ForeignFormat, looksLikeText, sniffFormat } from './sniff.ts'

export interface OpenOptions {
  /** What reading may cost; the defaults are generous. */
  readonly limits?: Partial<Limits>
}

/** What a pickle said about itself. */
export interface PickleReport {
  readonly protocol: number
  /** Every name that the pickle refers to. */
  readonly globals: readonly GlobalUse[]
}

/** A fact about where a file comes from, such as the run of MLflow that logged it. */
export type Origin = readonly [name: string, text: string]

export interface OpenedFile {
  /** As the caller named it; `undefined` if only bytes were given. */
  readonly path: string | undefined
  /** Bytes of the file, as it is stored. */
  readonly size: number
  /** Of the file as it is stored, in hexadecimal. */
  readonly sha256: string
  readonly compression: Compression
  readonly format: 'pickle' | 'joblib' | 'npy' | 'skops'
  readonly value: PickleValue
  /** `undefined` for formats that are no pickles. */
  readonly pickle: PickleReport | undefined
  /** What the file says about where it comes from: pairs of a name and a text. */
  readonly origin: readonly Origin[]
  /** What is odd about the file, though it could be read. */
  readonly warnings: readonly string[]
}

/**
 * Opens a file and reads all of it as data. Throws `file_not_found`, `file_is_directory`, `file_unreadable`,
 * `file_empty`, `file_truncated`, `file_damaged`, `not_a_model`, `unsupported_format`, `unsupported_version`,
 * `unsafe_file` and `limit_exceeded`, each with the path and, inside the file, the offset.
 */
export async function openModelFile(path: string, options: OpenOptions = {}): Promise<OpenedFile> {
  const bytes = await readModelFile(path)
  return await openBytes(bytes, options, path)
}

/** The same for bytes that are in memory already. */
export async function openModelBytes(bytes: Uint8Array, options: OpenOptions = {}): Promise<OpenedFile> {
  if (bytes.length === 0) throw new BrineError('file_empty', 'there are no bytes')
  return await openBytes(bytes, options, undefined)
}

async function openBytes(stored: Uint8Array, options: OpenOptions, path: string | undefined): Promise<OpenedFile> {
  const budget = new Budget(options.limits)
  try {
    const { bytes, compression } = await decompress(stored, budget)
    return {
      path,
      size: stored.length,
      sha256: createHash('sha256').update(stored).digest('hex'),
      compression,
      ...readContent(bytes, budget, path),
    }
  } catch (error) {
    if (error instanceof BrineError && path !== undefined) throw error.at({ file: path })
    throw error
  }
}

type Content = Pick<OpenedFile, 'format' | 'value' | 'pickle' | 'origin' | 'warnings'>

function readContent(bytes: Uint8Array, budget: Budget, path: string | undefined): Content {
  if (bytes.length === 0) throw new BrineError('file_empty', 'the compressed file has no content')
  const format = sniffFormat(bytes)
  if (format.kind === 'foreign') throw foreignError(format)
  if (format.kind === 'npy') {
    return { format: 'npy', value: parseNpy(bytes, budget), pickle: undefined, origin: [], warnings: [] }
  }
  if (format.kind === 'skops') return skopsContent(readSkops(bytes, budget))
  const result = readMarkedPickle(bytes, budget, path)
  return {
    format: isJoblib(result) ? 'joblib' : 'pickle',
    value: result.value,
    pickle: { protocol: result.protocol, globals: result.globals },
    origin: [],
    warnings: trailingWarning(result, bytes.length),
  }
}

function skopsContent({ value, protocol, version, unread }: SkopsFile): Content {
  const count = unread.length
  const warning = `nothing refers to ${count === 1 ? 'the file' : `${count} files, such as`} ${unread[0]} in the archive`
  return {
    format: 'skops',
    value,
    pickle: undefined,
    origin: [...(version === undefined ? [] : [['skops', version] as const]), ['skops protocol', String(protocol)]],
    warnings: count === 0 ? [] : [warning],
  }
}

/** Only joblib's own wrappers tell its files from plain pickles; without arrays there is no difference. */
function isJoblib(result: ReadPickleResult): boolean {
  return result.rawArrays > 0 || result.globals.some((use) => /(?:^|\.)joblib\.numpy_pickle/.test(use.module))
}

function trailingWarning(result: ReadPickleResult, length: number): readonly string[] {
  const rest = length - result.end
  if (rest === 0) return []
  return [`${rest} bytes after the end of the pickle, at offset ${result.end}, were not read`]
}

/** A pickle that fails before it has done this much was none. */
const CONVINCING_OPCODES = 8

/** Pickles of protocols 0 and 1 start like any text, so that what they are is known only once they have been read. */
function readMarkedPickle(bytes: Uint8Array, budget: Budget, path: string | undefined): ReadPickleResult {
  try {
    return readPickle(bytes, { budget, ...(path === undefined ? {} : { sidecar: sidecarReader(path, budget) }) })
  } catch (error) {
    const marked = bytes[0] === 0x80
    if (marked || !(error instanceof BrineError) || budget.spent.opcodes >= CONVINCING_OPCODES) throw error
    throw unknownFile(bytes, error)
  }
}

function foreignError(format: ForeignFormat): BrineError {
  const code = format.model ? 'unsupported_format' : 'not_a_model'
  const problem = format.model
    ? `this is ${format.name}, which is not supported`
    : `this is ${format.name}, not a model`
  return new BrineError(code, problem, { remedy: format.remedy, details: { found: format.name } })
}

function unknownFile(bytes: Uint8Array, cause: BrineError): BrineError {
  const text = looksLikeText(bytes)
  const start = Buffer.from(bytes.subarray(0, 8))
    .toString('hex')
    .replace(/..(?=.)/g, '$& ')
  const problem = text
    ? 'this is a text file, not a model'
    : `this is no model file that is known; it starts with ${start}`
  return new BrineError('not_a_model', problem, {
    remedy: 'Give the path of the model itself, as joblib.dump or pickle.dump wrote it.',
    details: { found: text ? 'text' : 'unknown' },
    cause,
  })
}
