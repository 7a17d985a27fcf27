/**
 * Zip archives, read strictly: each byte of the file belongs to one member, to the list of members, or to nothing that
 * two readers could see differently. What has a use outside of model files only (encryption, several disks, sizes of 64
 * bits, other compressions than deflate) is refused by name.
 *
 * The layout is that of PKWARE's APPNOTE.TXT, whose section numbers stand beside the checks.
 */
import { crc32, inflateRawSync } from 'node:zlib'
import { BrineError } from '../errors.ts'
import type { Budget } from './budget.ts'
import { type Cursor, createCursor, readBytes, readU16le, readU32le } from './cursor.ts'
import { Sink } from './sink.ts'

/** One file of an archive, as the central directory describes it. */
export interface ZipMember {
  readonly name: string
  /** Bytes of the content. */
  readonly size: number
  /** Where the content starts, and how many bytes it takes there. */
  readonly start: number
  readonly stored: number
  readonly isDeflated: boolean
  readonly checksum: number
}

const LOCAL_HEADER = 0x04034b50
const CENTRAL_HEADER = 0x02014b50
const END_RECORD = 0x06054b50
const DESCRIPTOR = 0x08074b50
const ZIP64_LOCATOR = 0x07064b50
const END_LENGTH = 22
const MAX_COMMENT = 0xffff
const ALL_32_BITS = 0xffffffff
const ALL_16_BITS = 0xffff

const STORED = 0
const DEFLATED = 8
/** 4.4.5. */
const METHODS: Readonly<Record<number, string>> = { 9: 'deflate64', 12: 'bzip2', 14: 'LZMA', 93: 'Zstandard', 95: 'xz' }

const ENCRYPTED = 0x2041
const HAS_DESCRIPTOR = 0x0008
const IS_UTF8 = 0x0800

/** The contents of members, each unpacked once and checked against its checksum. */
export class ZipArchive {
  readonly members: ReadonlyMap<string, ZipMember>
  readonly #bytes: Uint8Array
  readonly #budget: Budget
  readonly #contents = new Map<string, Uint8Array>()

  /** Throws `file_damaged`, `file_truncated`, `unsafe_file`, `unsupported_format` and `limit_exceeded`. */
  constructor(bytes: Uint8Array, budget: Budget) {
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#budget = budget
    this.members = readMembers(this.#bytes, budget)
  }

  /** The content of a member; a view of the file if it is not compressed. Throws `file_damaged` if there is none. */
  read(name: string): Uint8Array {
    const known = this.#contents.get(name)
    if (known !== undefined) return known
    const member = this.members.get(name)
    if (member === undefined) throw damaged(`there is no ${JSON.stringify(name.slice(0, 100))} in it`, undefined)
    const content = this.#unpack(member)
    if (crc32(content) !== member.checksum) throw damaged(`the checksum of ${member.name} is wrong`, member.start)
    this.#contents.set(name, content)
    return content
  }

  /** Names of the members that nobody has read. */
  get unread(): readonly string[] {
    return [...this.members.keys()].filter((name) => !this.#contents.has(name) && !name.endsWith('/'))
  }

  #unpack({ name, start, stored, size, isDeflated }: ZipMember): Uint8Array {
    const packed = this.#bytes.subarray(start, start + stored)
    if (!isDeflated) return packed
    const sink = new Sink(stored, this.#budget)
    sink.reserve(size)
    let unpacked: { readonly buffer: Uint8Array; readonly engine: { readonly bytesWritten: number } }
    try {
      const options = { maxOutputLength: Math.max(size, 1), info: true }
      unpacked = inflateRawSync(packed, options) as unknown as typeof unpacked
    } catch (cause) {
      throw damaged(`${name} cannot be unpacked: ${(cause as Error).message}`, start, cause)
    }
    const { buffer, engine } = unpacked
    if (buffer.length !== size) throw damaged(`${name} has ${buffer.length} bytes instead of ${size}`, start)
    if (engine.bytesWritten !== stored) throw damaged(`bytes follow the compressed ${name}`, start)
    sink.push(buffer)
    return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
  }
}

interface EndRecord {
  readonly count: number
  readonly start: number
  readonly length: number
}

/** 4.3.16: the end record stands at the very end, before a comment of the length that it says. */
function readEnd(bytes: Uint8Array): EndRecord {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const first = Math.max(0, bytes.length - END_LENGTH - MAX_COMMENT)
  for (let at = bytes.length - END_LENGTH; at >= first; at--) {
    if (view.getUint32(at, true) !== END_RECORD) continue
    if (at + END_LENGTH + view.getUint16(at + 20, true) !== bytes.length) continue
    if (at >= 20 && view.getUint32(at - 20, true) === ZIP64_LOCATOR) throw zip64(at - 20)
    return checkedEnd(createCursor(bytes, at + 4), at)
  }
  throw new BrineError('file_truncated', 'the zip archive has no list of its files, which stands at its end', {
    where: { offset: bytes.length },
    remedy: REMEDY,
  })
}

function checkedEnd(cursor: Cursor, end: number): EndRecord {
  const [disk, firstDisk, countHere, count] = [readU16le, readU16le, readU16le, readU16le].map((read) => read(cursor))
  const length = readU32le(cursor)
  const start = readU32le(cursor)
  if (count === ALL_16_BITS || start === ALL_32_BITS || length === ALL_32_BITS) throw zip64(end)
  if (disk !== 0 || firstDisk !== 0 || countHere !== count) {
    throw unsupported('is one of several parts', 'Join its parts into one archive.', end)
  }
  if (start + length !== end) {
    throw damaged(`the list of files has ${length} bytes from ${start} on, but does not end at ${end}`, end)
  }
  return { count: count as number, start, length }
}

/** A member and where its parts lie in the file. */
interface Placed {
  readonly member: ZipMember
  readonly from: number
  readonly to: number
}

function readMembers(bytes: Uint8Array, budget: Budget): ReadonlyMap<string, ZipMember> {
  const end = readEnd(bytes)
  const cursor = createCursor(bytes, end.start)
  const members = new Map<string, ZipMember>()
  const placed: Placed[] = []
  for (let i = 0; i < end.count; i++) {
    budget.spendNodes(1, cursor.offset)
    const entry = readCentralHeader(cursor, end)
    const place = locate(bytes, entry, end.start)
    const { name } = entry
    if (members.has(name)) throw damaged(`there are two files of the name ${JSON.stringify(name)}`, entry.at)
    members.set(name, place.member)
    placed.push(place)
  }
  if (cursor.offset !== end.start + end.length) {
    throw damaged(`the list of files goes on after the ${end.count} that it counts`, cursor.offset)
  }
  checkPlaces(placed, end.start)
  return members
}

interface CentralEntry {
  readonly at: number
  readonly flags: number
  readonly method: number
  readonly checksum: number
  readonly stored: number
  readonly size: number
  readonly header: number
  readonly name: string
  readonly rawName: Uint8Array
}

/** 4.3.12. */
function readCentralHeader(cursor: Cursor, end: EndRecord): CentralEntry {
  const at = cursor.offset
  if (at + 46 > end.start + end.length || readU32le(cursor) !== CENTRAL_HEADER) {
    throw damaged('the list of files holds something else', at)
  }
  cursor.offset += 4
  const flags = readU16le(cursor)
  const method = readU16le(cursor)
  cursor.offset += 4
  const checksum = readU32le(cursor)
  const stored = readU32le(cursor)
  const size = readU32le(cursor)
  const nameLength = readU16le(cursor)
  const extraLength = readU16le(cursor)
  const commentLength = readU16le(cursor)
  const disk = readU16le(cursor)
  cursor.offset += 6
  const header = readU32le(cursor)
  const rawName = readBytes(cursor, nameLength)
  readBytes(cursor, extraLength + commentLength)
  if (stored === ALL_32_BITS || size === ALL_32_BITS || header === ALL_32_BITS) throw zip64(at)
  const name = checkedName(rawName, flags, at)
  if (disk !== 0) throw unsupported('is one of several parts', 'Join its parts into one archive.', at)
  if ((flags & ENCRYPTED) !== 0) {
    throw unsupported(`holds ${JSON.stringify(name)} encrypted`, 'Save the model without a password.', at)
  }
  if (method !== STORED && method !== DEFLATED) {
    const how = METHODS[method] ?? `method ${method}`
    throw unsupported(`holds ${JSON.stringify(name)} compressed with ${how}`, DEFLATE_REMEDY, at)
  }
  if (method === STORED && stored !== size) throw damaged(`${name} is not compressed, but has two sizes`, at)
  return { at, flags, method, checksum, stored, size, header, name, rawName }
}

const DEFLATE_REMEDY = 'Save it stored or deflated: skops.io.dump(model, file, compression=zipfile.ZIP_DEFLATED).'

/** Names that stay inside the archive wherever it is unpacked. */
function checkedName(raw: Uint8Array, flags: number, at: number): string {
  let name: string
  try {
    name = new TextDecoder((flags & IS_UTF8) === 0 ? 'latin1' : 'utf-8', { fatal: true }).decode(raw)
  } catch (cause) {
    throw damaged('the name of a file is not valid UTF-8', at, cause)
  }
  const parts = name.replace(/\/$/, '').split('/')
  const isPlain = !/[\p{Cc}\\:]/u.test(name) && parts.every((part) => part !== '' && part !== '.' && part !== '..')
  if (isPlain) return name
  throw new BrineError(
    'unsafe_file',
    `the zip archive holds a file of the name ${JSON.stringify(name.slice(0, 100))}`,
    {
      where: { offset: at },
      remedy: 'No program that saves models writes such names. Do not unpack it.',
    },
  )
}

/** 4.3.7: what stands before the content says the same as the list, or leaves it to the list. */
function locate(bytes: Uint8Array, entry: CentralEntry, limit: number): Placed {
  const { name, header, flags, method, stored, size, checksum } = entry
  const cursor = createCursor(bytes, header)
  if (header + 30 > limit || readU32le(cursor) !== LOCAL_HEADER) throw damaged(`${name} does not start here`, header)
  cursor.offset += 2
  const sameFlags = readU16le(cursor) === flags
  const sameMethod = readU16le(cursor) === method
  cursor.offset += 4
  const localChecksum = readU32le(cursor)
  const localStored = readU32le(cursor)
  const localSize = readU32le(cursor)
  const nameLength = readU16le(cursor)
  const extraLength = readU16le(cursor)
  const sameName = Buffer.compare(readBytes(cursor, nameLength), entry.rawName) === 0
  const extra = readBytes(cursor, extraLength)
  const isLater = (flags & HAS_DESCRIPTOR) !== 0
  // numpy asks for sizes of 64 bits in front of each of its arrays, however small.
  const [longSize, longStored] = localStored === ALL_32_BITS ? zip64Sizes(extra) : [localSize, localStored]
  const sameSizes = longSize === size && longStored === stored && localChecksum === checksum
  if (!sameFlags || !sameMethod || !sameName || !(sameSizes || isLater)) {
    throw damaged(`what stands before ${name} differs from the list of files`, header)
  }
  const start = cursor.offset
  if (start + stored > limit) throw damaged(`${name} reaches into the list of files`, header)
  const to = isLater ? endOfDescriptor(bytes, start + stored, limit) : start + stored
  return {
    member: { name, size, start, stored, isDeflated: method === DEFLATED, checksum },
    from: header,
    to,
  }
}

/** 4.5.3: sizes of 64 bits, the unpacked one first. */
function zip64Sizes(extra: Uint8Array): readonly number[] {
  const view = new DataView(extra.buffer, extra.byteOffset, extra.byteLength)
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1 || view.getUint16(at + 2, true) < 16 || at + 20 > extra.length) continue
    return [at + 4, at + 12].map((from) => Number(view.getBigUint64(from, true)))
  }
  return []
}

/** 4.3.9: the sizes again, behind the content, with or without a signature and in 32 or 64 bits. */
function endOfDescriptor(bytes: Uint8Array, at: number, limit: number): number {
  const next = [12, 16, 20, 24].find((length) => {
    const end = at + length
    if (end > limit) return false
    const isSigned = length === 16 || length === 24
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    if (isSigned !== (view.getUint32(at, true) === DESCRIPTOR)) return false
    return end === limit || [LOCAL_HEADER, CENTRAL_HEADER].includes(view.getUint32(end, true))
  })
  if (next === undefined) throw damaged('the sizes that should follow a file are missing', at)
  return at + next
}

/** Members follow one another from the first byte to the list, without gaps in which something else could lie. */
function checkPlaces(placed: readonly Placed[], listStart: number): void {
  const ordered = [...placed].sort((a, b) => a.from - b.from)
  let end = 0
  for (const { member, from, to } of ordered) {
    if (from < end) throw damaged(`${member.name} overlaps the file before it`, from)
    if (from > end) throw damaged(`${from - end} bytes before ${member.name} belong to no file`, end)
    end = to
  }
  if (end !== listStart) throw damaged(`${listStart - end} bytes before the list of files belong to no file`, end)
}

const REMEDY = 'Copy or download the file again, and compare its size and checksum with the original.'

function damaged(problem: string, offset: number | undefined, cause?: unknown): BrineError {
  return new BrineError('file_damaged', `the zip archive is damaged: ${problem}`, {
    where: offset === undefined ? {} : { offset },
    remedy: REMEDY,
    cause,
  })
}

function unsupported(problem: string, remedy: string, offset: number): BrineError {
  return new BrineError('unsupported_format', `the zip archive ${problem}, which is not supported`, {
    where: { offset },
    remedy,
  })
}

/** Nothing that fits into one file of 4 GB needs sizes of 64 bits. */
function zip64(offset: number): BrineError {
  return unsupported('has sizes of 64 bits (zip64)', 'Save it as a file of less than 4 GB.', offset)
}
