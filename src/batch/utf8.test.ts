import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeUtf8 } from './utf8.ts'

async function decode(...chunks: readonly Uint8Array[]): Promise<string> {
  let text = ''
  for await (const part of decodeUtf8(chunksOf(chunks), 'data.csv')) text += part
  return text
}

async function* chunksOf(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks
}

test('characters may be cut anywhere', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), fc.nat(), async (text, seed) => {
      const bytes = Buffer.from(text.replace(/^\uFEFF/, ''))
      const at = bytes.length === 0 ? 0 : seed % bytes.length
      expect(await decode(bytes.subarray(0, at), bytes.subarray(at))).toBe(bytes.toString())
    }),
  )
})

test('a byte order mark is dropped, at the start only', async () => {
  expect(await decode(Buffer.from('\uFEFFa\uFEFF'))).toBe('a\uFEFF')
})

test.each([
  ['a Latin-1 letter', [0x61, 0xe9, 0x78], 1],
  ['a character without its end', [0x61, 0x62, 0xe2, 0x82], 2],
  ['a continuation without a start', [0x80], 0],
  ['a surrogate', [0x61, 0xed, 0xa0, 0x80], 1],
])('%s is refused where it starts', async (_, bytes, offset) => {
  await expect(decode(Uint8Array.from(bytes))).rejects.toMatchObject({
    code: 'invalid_encoding',
    where: { file: 'data.csv', offset },
  })
})

test('the offset counts from the start of the file', async () => {
  const bad = decode(Buffer.from('12345'), Uint8Array.from([0x36, 0xff]))
  await expect(bad).rejects.toMatchObject({ where: { offset: 6 } })
})
