import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { deflateSync, gzipSync } from 'node:zlib'
import lzma from 'lzma-native'
import { describe, expect, it } from 'vitest'
import { BrineError } from '../errors.ts'
import { Budget } from './budget.ts'
import { type Compression, decompress, inflateZFile, sniffCompression } from './decompress.ts'
import { xxHash32 } from './xxhash32.ts'

const FIXTURES = new URL('../../test/fixtures/pickle/', import.meta.url)
const fixture = (name: string): Uint8Array => readFileSync(new URL(name, FIXTURES))
const KINDS = ['zlib', 'gzip', 'bz2', 'xz', 'lzma', 'lz4'] as const

/** What joblib compressed: the same pickle in each file, as its size tells. */
async function inflate(bytes: Uint8Array): Promise<Uint8Array> {
  return (await decompress(bytes, new Budget())).bytes
}

/** The code of the error, or nothing. */
async function codeOf(bytes: Uint8Array): Promise<string | undefined> {
  try {
    await inflate(bytes)
    return undefined
  } catch (error) {
    if (error instanceof BrineError) return error.code
    throw error
  }
}

describe.each(KINDS)('decompress %s', (kind) => {
  const stored = fixture(`numpy2/${kind}.joblib`)

  it('gives the content', async () => {
    const { bytes, compression } = await decompress(stored, new Budget())
    expect(compression).toBe(kind)
    expect(bytes[0]).toBe(0x80)
    expect(bytes.at(-1)).toBe(0x2e)
    expect(bytes.length).toBeGreaterThan(4000)
  })

  it('reads streams that follow one another as one', async () => {
    const once = await inflate(stored)
    expect(Buffer.compare(await inflate(Buffer.concat([stored, stored])), Buffer.concat([once, once]))).toBe(0)
  })

  it('refuses what is no stream behind the end', async () => {
    expect(await codeOf(Buffer.concat([stored, Buffer.from('garbage behind')]))).toMatch(/^file_(damaged|truncated)$/)
  })

  it('says that the file is truncated, wherever it is cut', async () => {
    for (let length = 22; length < stored.length; length += 37) {
      expect([length, await codeOf(stored.subarray(0, length))]).toEqual([length, 'file_truncated'])
    }
  })

  it('never fails but by a coded error, whatever bit is flipped', async () => {
    for (let offset = 0; offset < stored.length; offset += 11) {
      const flipped = Uint8Array.from(stored)
      flipped[offset] = (flipped[offset] as number) ^ (1 << (offset % 8))
      await codeOf(flipped)
    }
  })
})

describe('decompress', () => {
  it('verifies the checksums of zlib, gzip, bz2 and xz', async () => {
    for (const kind of ['zlib', 'gzip', 'bz2', 'xz'] as const) {
      const stored = Uint8Array.from(fixture(`numpy2/${kind}.joblib`))
      const middle = stored.length >> 1
      stored[middle] = (stored[middle] as number) ^ 1
      expect([kind, await codeOf(stored)]).toEqual([kind, 'file_damaged'])
    }
  })

  it('verifies both checksums of bz2', async () => {
    const stored = fixture('numpy2/bz2.joblib')
    for (const [offset, problem] of [
      [12, 'Bad block CRC'],
      [stored.length - 3, 'Bad stream CRC'],
    ] as const) {
      const damaged = Uint8Array.from(stored)
      damaged[offset] = (damaged[offset] as number) ^ 1
      await expect(inflate(damaged)).rejects.toThrow(problem)
    }
  })

  const lz4Frame = (block: readonly number[]): Uint8Array => {
    const descriptor = [0x60, 0x40]
    const check = (xxHash32(Uint8Array.from(descriptor)) >>> 8) & 0xff
    return Uint8Array.of(0x04, 0x22, 0x4d, 0x18, ...descriptor, check, block.length, 0, 0, 0, ...block, 0, 0, 0, 0)
  }

  it.each([
    ['a match that repeats what it writes', [0x13, 97, 1, 0, 0x10, 98], 'aaaaaaaab'],
    ['a match that reaches before the start', [0x10, 97, 2, 0, 0x10, 98], undefined],
    ['a match of distance 0', [0x10, 97, 0, 0, 0x10, 98], undefined],
    ['literals beyond the block', [0x90, 97], undefined],
    ['a match beyond the block', [0x1f, 97, 1, 0, ...new Array(300).fill(255), 0, 0x10, 98], undefined],
    ['half a distance', [0x10, 97, 1], undefined],
    ['a block that ends in a match', [0x10, 97, 1, 0], undefined],
  ] as const)('lz4: %s', async (_, block, text) => {
    const frame = lz4Frame(block.length < 256 ? block : block.slice(0, 255))
    if (text === undefined) expect(await codeOf(frame)).toBe('file_damaged')
    else expect(Buffer.from(await inflate(frame)).toString()).toBe(text)
  })

  it('bz2: the end of the input is no end of a stream, even between blocks', async () => {
    // The start of a stream and nothing else, and an empty stream.
    expect(await codeOf(Buffer.from('BZh9'))).toBe('file_truncated')
    const empty = Buffer.from('BZh9\x17\x72\x45\x38\x50\x90\0\0\0\0', 'latin1')
    expect((await inflate(Buffer.concat([empty, empty]))).length).toBe(0)
    expect(await codeOf(Buffer.concat([empty, empty.subarray(0, 4)]))).toBe('file_truncated')
  })

  it('lzma: finds the next stream behind one longer than a piece of input', async () => {
    const content = randomBytes(3 * 4096 + 1)
    const compressed = await new Promise<Buffer>((resolve) => lzma.LZMA().compress(content, 1, resolve))
    const both = await inflate(Buffer.concat([compressed, compressed]))
    expect(Buffer.compare(both, Buffer.concat([content, content]))).toBe(0)
    const behind = Buffer.concat([compressed, Buffer.alloc(3 * 4096)])
    await expect(inflate(behind)).rejects.toMatchObject({ code: 'file_damaged', where: { offset: compressed.length } })
  })

  it('xz: pads with four zeros, and with nothing else', async () => {
    const stored = fixture('numpy2/xz.joblib')
    expect(await codeOf(Buffer.concat([stored, Buffer.alloc(4)]))).toBeUndefined()
    expect(await codeOf(Buffer.concat([stored, Buffer.alloc(3)]))).toBe('file_damaged')
    expect(await codeOf(Buffer.concat([stored, Buffer.from('\0\0\0\0x', 'latin1')]))).toMatch(/^file_/)
  })

  it.each(['xz', 'lzma', 'bz2'] as const)('%s: stops when the time is up, even if nothing comes out', async (kind) => {
    let now = 0
    const budget = new Budget({ milliseconds: 10 }, () => (now += 6))
    const stored = Buffer.concat(new Array(60).fill(fixture(`numpy2/${kind}.joblib`)))
    await expect(decompress(stored, budget)).rejects.toMatchObject({ details: { name: 'milliseconds' } })
  })

  it('accepts the zeros that pad gzip, and nothing else', async () => {
    const content = gzipSync('content')
    expect((await inflate(Buffer.concat([content, Buffer.alloc(9)]))).length).toBe(7)
    expect(await codeOf(Buffer.concat([content, Buffer.from('\0\0x')]))).toBe('file_damaged')
  })

  it('stops a stream that stands for far more than its size', async () => {
    const bomb = deflateSync(Buffer.alloc(64 * 2 ** 20))
    await expect(decompress(bomb, new Budget())).rejects.toMatchObject({
      code: 'limit_exceeded',
      details: { name: 'ratio' },
    })
  })

  it('spends what it produces', async () => {
    const stored = deflateSync(Buffer.alloc(1000))
    await expect(decompress(stored, new Budget({ bytes: 999 }))).rejects.toMatchObject({
      code: 'limit_exceeded',
      details: { name: 'bytes', limit: 999, actual: 1000 },
    })
  })

  it('gives uncompressed bytes back', async () => {
    const bytes = Buffer.from('\x80\x04N.', 'latin1')
    expect(await decompress(bytes, new Budget())).toEqual({ bytes, compression: 'none' })
  })
})

describe('inflateZFile', () => {
  const stored = fixture('old-joblib/zold.pkl_01.npy.z')

  it('reads what joblib wrote before 0.9.3', async () => {
    const array = inflateZFile(stored, new Budget())
    expect([...new Int32Array(array.slice().buffer)]).toEqual([0, 1, 2, 3, 4, 5])
    expect(Buffer.compare(await inflate(stored), array)).toBe(0)
  })

  it('reads the header of Python 2, which is one space longer', () => {
    const wider = Buffer.concat([stored.subarray(0, 21), Buffer.from(' '), stored.subarray(21)])
    expect(inflateZFile(wider, new Budget()).length).toBe(24)
  })

  it.each([
    ['a length that is none', (b: Buffer) => b.write('zz', 2), 'file_damaged'],
    ['a length that is wrong', (b: Buffer) => b.write('0x19', 2), 'file_damaged'],
    ['a length beyond the limits', (b: Buffer) => b.write('0xfffffffffff', 2), 'limit_exceeded'],
  ])('refuses %s', (_, damage, code) => {
    const damaged = Buffer.from(stored)
    damage(damaged)
    expect(() => inflateZFile(damaged, new Budget())).toThrow(expect.objectContaining({ code }))
  })
})

describe('sniffCompression', () => {
  const cases: readonly (readonly [text: string, compression: Compression])[] = [
    ['\x78\x9c', 'zlib'],
    ['\x78\x01', 'zlib'],
    ['\x1f\x8b', 'gzip'],
    ['BZh9', 'bz2'],
    ['\xfd7zXZ\0', 'xz'],
    [']\0\0\x80\0', 'lzma'],
    ['\x04\x22\x4d\x18', 'lz4'],
    ['ZF0x1', 'zf'],
    ['', 'none'],
    ['\x80\x04', 'none'],
    // Pickles of protocols 0 and 1 that resemble a magic number.
    ["(S'a'\np0\n.", 'none'],
    [']q\0.', 'none'],
    ['BZ\0\0\0', 'none'],
    ['X\x01\0\0\0a.', 'none'],
    ['h\0.', 'none'],
  ]
  it.each(cases)('%j is %s', (text, compression) => {
    expect(sniffCompression(Buffer.from(text, 'latin1'))).toBe(compression)
  })
})
