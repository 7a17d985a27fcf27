import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BrineError } from '../errors.ts'
import { Budget } from './budget.ts'
import { type TestArchive, type TestMember, zip } from './testing.ts'
import { ZipArchive } from './zip.ts'

const open = (bytes: Uint8Array): ZipArchive => new ZipArchive(bytes, new Budget())

function failure(run: () => unknown): BrineError | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    if (error instanceof BrineError) return error
    throw error
  }
}

const A: TestMember = { name: 'a.txt', content: 'alpha' }
const B: TestMember = { name: 'b/c.txt', content: 'beta'.repeat(100), deflate: true }

test('stored and deflated members', () => {
  const archive = open(zip([A, B]))
  expect([...archive.members.keys()]).toEqual(['a.txt', 'b/c.txt'])
  expect(archive.unread).toEqual(['a.txt', 'b/c.txt'])
  expect(Buffer.from(archive.read('b/c.txt')).toString()).toBe('beta'.repeat(100))
  expect(archive.unread).toEqual(['a.txt'])
  expect(archive.read('a.txt')).toBe(archive.read('a.txt'))
  expect(failure(() => archive.read('missing'))?.code).toBe('file_damaged')
})

test('a comment at the end', () => {
  const bytes = zip([A], { after: Buffer.from('hello') })
  bytes.writeUInt16LE(5, bytes.length - 7)
  expect(Buffer.from(open(bytes).read('a.txt')).toString()).toBe('alpha')
})

describe('what two readers could see differently, or no model needs, is refused', () => {
  const cases: Readonly<
    Record<string, readonly [members: TestMember[], archive: TestArchive, code: string, text: string]>
  > = {
    'two of one name': [[A, A], {}, 'file_damaged', 'two files of the name'],
    'one inside the other': [[A, { ...A, name: 'b', header: 0, localName: 'b' }], {}, 'file_damaged', 'differs'],
    'bytes between members': [[A, B], { between: Buffer.from('hidden') }, 'file_damaged', 'belong to no file'],
    'bytes after the end': [[A], { after: Buffer.from('more') }, 'file_truncated', 'no list of its files'],
    'too few counted': [[A, B], { count: 1 }, 'file_damaged', 'goes on'],
    'too many counted': [[A], { count: 2 }, 'file_damaged', 'something else'],
    'two names of one member': [[{ ...A, localName: 'other' }], {}, 'file_damaged', 'differs'],
    'a path upwards': [[{ ...A, name: '../../etc/passwd' }], {}, 'unsafe_file', 'etc/passwd'],
    'an absolute path': [[{ ...A, name: '/etc/passwd' }], {}, 'unsafe_file', 'etc/passwd'],
    'a path of Windows': [[{ ...A, name: 'C:\\x' }], {}, 'unsafe_file', 'C:'],
    'a NUL in a name': [[{ ...A, name: 'a\0b' }], {}, 'unsafe_file', 'of the name'],
    encryption: [[{ ...A, flags: 1 }], {}, 'unsupported_format', 'encrypted'],
    bzip2: [[{ ...A, method: 12 }], {}, 'unsupported_format', 'bzip2'],
    LZMA: [[{ ...A, method: 14 }], {}, 'unsupported_format', 'LZMA'],
    'sizes of 64 bits': [[{ ...A, size: 0xffffffff }], {}, 'unsupported_format', 'zip64'],
    'two sizes': [[{ ...A, size: 6 }], {}, 'file_damaged', 'two sizes'],
  }
  test.each(Object.entries(cases))('%s', (_, [members, archive, code, text]) => {
    const error = failure(() => open(zip(members, archive)))
    expect(error?.code).toBe(code)
    expect(error?.message).toContain(text)
  })

  test('two members of the same bytes', () => {
    const bytes = zip([A, A])
    // The second entry points to the first content, under the same name before it.
    const error = failure(() => open(zip([A, { ...A, header: 0 }])))
    expect(bytes.length).toBeGreaterThan(0)
    expect(error?.code).toBe('file_damaged')
  })

  test.each([
    ['a wrong checksum', { ...A, checksum: 1 }, 'checksum'],
    ['a wrong checksum of what is deflated', { ...B, checksum: 1 }, 'checksum'],
    ['more than it says', { ...B, size: 10 }, 'cannot be unpacked'],
    ['less than it says', { ...B, size: 10_000 }, 'bytes instead of'],
  ])('%s', (_, member, text) => {
    const error = failure(() => open(zip([member])).read(member.name))
    expect(error?.code).toBe('file_damaged')
    expect(error?.message).toContain(text)
  })

  test('a small member that stands for a huge one', () => {
    const bomb = zip([{ name: 'bomb', content: Buffer.alloc(200 * 2 ** 20), deflate: true }])
    expect(bomb.length).toBeLessThan(2 ** 20)
    const before = process.memoryUsage().arrayBuffers
    expect(failure(() => open(bomb).read('bomb'))?.code).toBe('limit_exceeded')
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50 * 2 ** 20)
  })
})

test('damage anywhere gives an error, and no crash', () => {
  const whole = zip([A, B, { name: 'c', content: 'gamma' }])
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.boolean(), (at, byte, cut) => {
      const bytes = cut ? whole.subarray(0, at) : Buffer.from(whole)
      if (!cut) bytes[at] = byte
      failure(() => {
        const archive = open(bytes)
        for (const name of archive.members.keys()) archive.read(name)
      })
    }),
    { numRuns: 500 },
  )
})
