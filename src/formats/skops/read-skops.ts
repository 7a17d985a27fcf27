/**
 * skops files: a zip archive of arrays, and in `schema.json` a tree of nodes that says how Python would put the object
 * together. Read as data into the graph that pickles become, so that nothing behind it knows the difference.
 *
 * Protocol 0 is that of skops 0.3 to 0.5, protocol 1 that of 0.6 to 0.9, and protocol 2 that of 0.10 and later.
 */
import type { Budget } from '../../bytes/budget.ts'
import { ZipArchive } from '../../bytes/zip.ts'
import { BrineError } from '../../errors.ts'
import { quote } from '../../pickle/describe.ts'
import type { GlobalUse } from '../../pickle/machine.ts'
import { parseNpy } from '../../pickle/npy.ts'
import type { Recorder } from '../../pickle/recorder.ts'
import type { PickleValue } from '../../pickle/values.ts'
import { sparseFile } from './arrays.ts'
import { JsonObject, parsePythonJson } from './json.ts'
import { NodeReader } from './nodes.ts'

const SCHEMA = 'schema.json'
const HIGHEST_PROTOCOL = 2

/** As much text as one string of V8 holds, with room to spare. */
const MAX_SCHEMA = 2 ** 28

export interface SkopsFile {
  readonly value: PickleValue
  readonly protocol: number
  /** Version of skops that wrote it, from 0.10 on. */
  readonly version: string | undefined
  readonly globals: readonly GlobalUse[]
  /** Files of the archive that nothing refers to. */
  readonly unread: readonly string[]
}

/** Throws `file_damaged`, `file_truncated`, `unsafe_file`, `unsupported_format`, `unsupported_version`, `limit_exceeded`. */
export function readSkops(bytes: Uint8Array, budget: Budget, recorder?: Recorder): SkopsFile {
  budget.allowCopies(bytes.length)
  const archive = new ZipArchive(bytes, budget)
  const schema = readSchema(archive, budget)
  const protocol = readProtocol(schema)
  const reader = new NodeReader(archive, budget, protocol, recorder)
  const value = reader.read(schema)
  const version = schema.get('_skops_version')
  return {
    value,
    protocol,
    version: typeof version === 'string' ? version.slice(0, 40) : undefined,
    globals: reader.globals(),
    unread: archive.unread.filter((name) => !isLeftOver(name, archive, budget, recorder)),
  }
}

/**
 * skops asks some objects for their state twice, and leaves the arrays of the one that it does not use. A scan looks at
 * these too.
 */
function isLeftOver(name: string, archive: ZipArchive, budget: Budget, recorder: Recorder | undefined): boolean {
  const extension = /^(?:\d+\.(npy|npz)|[0-9a-f-]{36}\.(bin))$/
    .exec(name)
    ?.slice(1)
    .find((found) => found !== undefined)
  if (extension === undefined || recorder === undefined) return extension !== undefined
  const content = archive.read(name)
  if (extension === 'bin') recorder({ type: 'content', offset: 0, opcode: undefined, content })
  else if (extension === 'npy') parseNpy(content, budget)
  else sparseFile(archive, name, 0, budget)
  return true
}

function readSchema(archive: ZipArchive, budget: Budget): JsonObject {
  const size = archive.members.get(SCHEMA)?.size ?? 0
  if (size > MAX_SCHEMA) {
    throw new BrineError('limit_exceeded', `a ${SCHEMA} of ${size} bytes exceeds the limit of ${MAX_SCHEMA}`, {
      details: { name: SCHEMA, limit: MAX_SCHEMA, actual: size },
    })
  }
  const bytes = archive.read(SCHEMA)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new BrineError('file_damaged', `${SCHEMA} is not valid UTF-8`, { cause })
  }
  const schema = parsePythonJson(text, budget)
  if (schema instanceof JsonObject) return schema
  throw new BrineError('file_damaged', `${SCHEMA} holds no object`)
}

function readProtocol(schema: JsonObject): number {
  const protocol = schema.get('protocol')
  if (typeof protocol !== 'number' || !Number.isInteger(protocol) || protocol < 0) {
    const found = protocol === undefined ? 'none' : quote(String(protocol))
    throw new BrineError('file_damaged', `${SCHEMA}: expected the number of a protocol, found ${found}`)
  }
  if (protocol <= HIGHEST_PROTOCOL) return protocol
  throw new BrineError('unsupported_version', `skops protocol ${protocol} is newer than ${HIGHEST_PROTOCOL}`, {
    details: { found: protocol, expected: HIGHEST_PROTOCOL },
    remedy: 'Save the model with skops 0.16, or with joblib.dump(model, "model.joblib").',
  })
}
