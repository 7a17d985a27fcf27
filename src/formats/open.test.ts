import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import type { BrineError } from '../errors.ts'
import { NdArray } from '../pickle/ndarray.ts'
import { toInt32 } from '../pickle/ndarray-decode.ts'
import type { PickleDict } from '../pickle/values.ts'
import { openModelBytes, openModelFile } from './open.ts'
import { scanBytes, scanFile } from './scan.ts'

const FIXTURES = fileURLToPath(new URL('../../test/fixtures/pickle/', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'brine-open-'))
afterAll(() => rmSync(directory, { recursive: true }))

function file(name: string, content: string | Uint8Array): string {
  const path = join(directory, name)
  writeFileSync(path, typeof content === 'string' ? Buffer.from(content, 'latin1') : content)
  return path
}

const failure = async (path: string): Promise<BrineError> =>
  (await openModelFile(path).then(
    () => undefined,
    (error: unknown) => error,
  )) as BrineError

describe('openModelFile', () => {
  it.each([
    ['numpy2/protocol0.pkl', 'pickle', 'none'],
    ['numpy2/protocol5.pkl', 'pickle', 'none'],
    ['numpy2/plain.joblib', 'joblib', 'none'],
    ['numpy2/zlib.joblib', 'joblib', 'zlib'],
    ['numpy2/xz.joblib', 'joblib', 'xz'],
    ['numpy2/matrix.npy', 'npy', 'none'],
    ['old-joblib/old.pkl', 'joblib', 'none'],
    ['old-joblib/zold.pkl', 'joblib', 'zf'],
  ])('opens %s', async (name, format, compression) => {
    const path = join(FIXTURES, name)
    const bytes = readFileSync(path)
    const opened = await openModelFile(path)
    expect(opened).toMatchObject({ path, format, compression, size: bytes.length, warnings: [] })
    expect(opened.sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
  })

  it.each(['old.pkl', 'zold.pkl'])('reads the arrays beside %s', async (name) => {
    const { value } = await openModelFile(join(FIXTURES, 'old-joblib', name))
    const array = (value as PickleDict).get('array') as NdArray
    expect(array).toBeInstanceOf(NdArray)
    expect([array.shape, [...toInt32(array)]]).toEqual([
      [2, 3],
      [0, 1, 2, 3, 4, 5],
    ])
  })

  it('follows no link beside a model', async () => {
    const folder = join(directory, 'linked')
    mkdirSync(folder)
    writeFileSync(join(folder, 'old.pkl'), readFileSync(join(FIXTURES, 'old-joblib/old.pkl')))
    symlinkSync(join(FIXTURES, 'old-joblib/old.pkl_01.npy'), join(folder, 'old.pkl_01.npy'))
    expect((await failure(join(folder, 'old.pkl'))).code).toBe('file_unreadable')
  })

  it('warns of bytes behind the pickle', async () => {
    const { warnings } = await openModelFile(file('trailing.pkl', '\x80\x04N.more'))
    expect(warnings).toEqual(['4 bytes after the end of the pickle, at offset 4, were not read'])
  })

  it('says what cannot be opened, and why', async () => {
    expect((await failure(join(directory, 'none.pkl'))).code).toBe('file_not_found')
    expect((await failure(join(file('plain', 'N.'), 'below'))).code).toBe('file_not_found')
    expect((await failure(directory)).code).toBe('file_is_directory')
    expect((await failure(file('empty.pkl', ''))).code).toBe('file_empty')
    expect((await failure('/dev/null')).code).toBe('file_unreadable')
    execFileSync('mkfifo', [join(directory, 'pipe')])
    expect((await failure(join(directory, 'pipe'))).code).toBe('file_unreadable')
  })

  it.skipIf(process.getuid?.() === 0)('says that reading is not permitted', async () => {
    const path = file('secret.pkl', 'N.')
    chmodSync(path, 0)
    expect((await failure(path)).code).toBe('file_unreadable')
  })

  it('names the file and the offset', async () => {
    const path = file('cut.pkl', '\x80\x04\x95\xff\0\0\0\0\0\0\0N.')
    expect(await failure(path)).toMatchObject({ code: 'file_truncated', where: { file: path, offset: 2 } })
  })

  it.skipIf(process.platform !== 'linux')('leaves no descriptor open', async () => {
    const count = (): number => readdirSync('/proc/self/fd').length
    const paths = [join(FIXTURES, 'old-joblib/zold.pkl'), directory, file('bad.pkl', '\x80\x04'), file('e.pkl', '')]
    for (const path of paths) await failure(path)
    const before = count()
    for (let i = 0; i < 20; i++) for (const path of paths) await failure(path)
    expect(count()).toBe(before)
  })
})

describe('files of other kinds are named', () => {
  const cases: readonly (readonly [content: string, code: string, found: string])[] = [
    ['PK\x03\x04...data.pkl', 'unsupported_format', 'a PyTorch file'],
    ['PK\x03\x04...', 'not_a_model', 'a zip archive'],
    ['\x08\x07\x12\x07pytorch', 'unsupported_format', 'an ONNX model'],
    ['{"learner":{}}', 'unsupported_format', 'an XGBoost model in JSON'],
    ['{L\0\0\0\0\0\0\0\x07learner', 'unsupported_format', 'an XGBoost model in UBJSON'],
    ['tree\nversion=v4\n', 'unsupported_format', 'a LightGBM text model'],
    ['CBM1\0\0\0\0', 'unsupported_format', 'a CatBoost model (.cbm)'],
    ['\x89HDF\r\n\x1a\n', 'unsupported_format', 'an HDF5 file, as Keras writes it'],
    ['PAR1', 'not_a_model', 'a Parquet file'],
    ['<!DOCTYPE html><html>', 'not_a_model', 'an HTML page, perhaps a sign-in or an error page'],
    ['version https://git-lfs.github.com/spec/v1\n', 'not_a_model', 'a Git LFS pointer, not the file it stands for'],
    ['{"a": 1}', 'not_a_model', 'a JSON file'],
    ['city,age\nParis,3\n', 'not_a_model', 'text'],
    ['a,b\n1,2\n', 'not_a_model', 'text'],
    ['Ident;x\n1;2\n', 'not_a_model', 'text'],
    ['import os\nprint(1)\n', 'not_a_model', 'text'],
    ['\0\0\0\0', 'not_a_model', 'unknown'],
  ]
  it.each(cases)('%j', async (content, code, found) => {
    const bytes = Buffer.from(content, 'latin1')
    await expect(openModelBytes(bytes)).rejects.toMatchObject({ code, details: { found } })
    await expect(openModelBytes(gzipSync(bytes))).rejects.toMatchObject({ code, details: { found } })
    expect((await scanBytes(bytes)).verdict).not.toBe('clean')
  })
})

describe('scanFile', () => {
  it('finds nothing in the fixtures', async () => {
    for (const name of ['numpy1/bz2.joblib', 'numpy2/lz4.joblib', 'numpy2/matrix.npy', 'numpy1/protocol0.pkl']) {
      expect([name, (await scanFile(join(FIXTURES, name))).verdict]).toEqual([name, 'clean'])
    }
  })

  it('is inconclusive for a damaged stream', async () => {
    const bytes = readFileSync(join(FIXTURES, 'numpy2/gzip.joblib'))
    expect(await scanBytes(bytes.subarray(0, 500))).toMatchObject({ verdict: 'inconclusive', findings: [] })
  })
})
