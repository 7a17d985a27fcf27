/** Makes zip archives for tests, honest ones and others. */
import { crc32, deflateRawSync } from 'node:zlib'

export interface TestMember {
  readonly name: string
  readonly content: Uint8Array | string
  readonly deflate?: boolean
  readonly flags?: number
  readonly method?: number
  /** What the list of files says, where it lies. */
  readonly size?: number
  readonly checksum?: number
  readonly header?: number
  /** The name that stands before the content, if it is another. */
  readonly localName?: string
}

export interface TestArchive {
  readonly between?: Uint8Array
  readonly count?: number
  readonly after?: Uint8Array
}

export function zip(members: readonly TestMember[], options: TestArchive = {}): Buffer {
  const parts: Buffer[] = []
  const list: Buffer[] = []
  let offset = 0
  for (const member of members) {
    const content = Buffer.from(member.content as string)
    const packed = member.deflate === true ? deflateRawSync(content) : content
    const method = member.method ?? (member.deflate === true ? 8 : 0)
    const fields = Buffer.alloc(22)
    fields.writeUInt16LE(member.flags ?? 0, 0)
    fields.writeUInt16LE(method, 2)
    fields.writeUInt32LE(member.checksum ?? crc32(content), 8)
    fields.writeUInt32LE(packed.length, 12)
    fields.writeUInt32LE(member.size ?? content.length, 16)
    const local = localHeader(fields, member.localName ?? member.name)
    list.push(centralHeader(fields, member.name, member.header ?? offset))
    parts.push(local, packed)
    offset += local.length + packed.length
    if (options.between !== undefined) {
      parts.push(Buffer.from(options.between))
      offset += options.between.length
    }
  }
  const central = Buffer.concat(list)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(options.count ?? members.length, 8)
  end.writeUInt16LE(options.count ?? members.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, central, end, Buffer.from(options.after ?? [])])
}

/** `fields` are those that both headers share; the name's length comes behind. */
function localHeader(fields: Buffer, name: string): Buffer {
  const head = Buffer.from([0x50, 0x4b, 3, 4, 20, 0])
  return Buffer.concat([head, fields.subarray(0, 20), lengths(name), Buffer.from(name, 'latin1')])
}

function centralHeader(fields: Buffer, name: string, offset: number): Buffer {
  const head = Buffer.from([0x50, 0x4b, 1, 2, 20, 0, 20, 0])
  const rest = Buffer.alloc(14)
  rest.writeUInt32LE(offset, 10)
  return Buffer.concat([head, fields.subarray(0, 20), lengths(name), rest, Buffer.from(name, 'latin1')])
}

function lengths(name: string): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeUInt16LE(name.length, 0)
  return buffer
}
