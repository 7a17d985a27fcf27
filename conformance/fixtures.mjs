/**
 * Reads what `train.py` recorded: one `<family>/<case>.json` a case, the model files beside it. The committed recordings
 * are packed, an archive a family (`pack.py`); they are unpacked under .cache, once for each archive.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import lzma from 'lzma-native'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const PACKED = join(ROOT, 'conformance', 'fixtures')
/** Where the committed recordings are after `unpackFixtures`: a folder an environment, with one a family. */
export const FIXTURES = join(ROOT, '.cache', 'fixtures')
const ARCHIVE = '.tar.xz'
const SUFFIX = '.json'
const BLOCK = 512

/** Unpacks the archives that are new or have changed, and takes away what none of them has any more. */
export async function unpackFixtures() {
  const known = new Set()
  for (const environment of readdirSync(PACKED)) {
    for (const file of readdirSync(join(PACKED, environment))) {
      const target = join(FIXTURES, environment, file.replace(ARCHIVE, ''))
      known.add(target)
      if (file.endsWith(ARCHIVE)) await unpack(join(PACKED, environment, file), target)
      else copyText(join(PACKED, environment, file), target)
    }
  }
  for (const environment of readdirSync(FIXTURES)) {
    for (const name of readdirSync(join(FIXTURES, environment))) {
      const path = join(FIXTURES, environment, name)
      if (!known.has(path)) rmSync(path, { recursive: true })
    }
  }
}

function copyText(from, to) {
  mkdirSync(dirname(to), { recursive: true })
  writeFileSync(to, readFileSync(from))
}

async function unpack(archive, target) {
  const bytes = readFileSync(archive)
  const stampFile = join(target, '.stamp')
  const stamp = createHash('sha256').update(bytes).digest('hex')
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  for (const { name, content } of entriesOf(await lzma.decompress(bytes))) writeFileSync(join(target, name), content)
  writeFileSync(stampFile, stamp)
}

/** The files of a tar archive (ustar), whose headers give a name in the first 100 bytes and a size in octal at 124. */
function* entriesOf(tar) {
  for (let at = 0; at < tar.length && tar[at] !== 0; ) {
    const header = tar.subarray(at, at + BLOCK)
    const name = header.toString('utf8', 0, header.indexOf(0))
    const size = Number.parseInt(header.toString('latin1', 124, 136), 8)
    if (!/^[\w.-]+$/.test(name) || !Number.isInteger(size))
      throw new Error(`not an archive of recordings, at byte ${at}`)
    yield { name, content: tar.subarray(at + BLOCK, at + BLOCK + size) }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK
  }
}

/**
 * @typedef {object} Inputs
 * @property {'array' | 'frame'} kind
 * @property {string[]} [columns] for a frame
 * @property {unknown[][]} rows
 */

/**
 * @typedef {object} Fixture
 * @property {string} name
 * @property {string} family
 * @property {string} directory where its model files are
 * @property {string} about name of the class that the case is about
 * @property {string | null} data name of the data set
 * @property {string[] | null} featureNamesOut names of the columns that `transform` answers with
 * @property {string} sklearn version
 * @property {string} estimator its repr
 * @property {{ form: string, file: string }[]} files the same model, in each form that it was saved in
 * @property {'required' | 'optional' | 'refused'} loading whether Brine has to load it, may, or must not
 * @property {boolean} bitwise
 * @property {number | null} tolerance the largest relative error that is let pass, if not the usual one
 * @property {string | null} reason why
 * @property {Record<string, string>} [leftOut] methods of Python's that were not asked, and must not be offered, with reasons
 * @property {{ name: string, inputs: Inputs, outputs: Record<string, import('./compare.mjs').Answer> }[]} probes
 */

/** The cases of a directory, such as `linear/ridge-0`. */
export function fixtureNames(directory) {
  return readdirSync(directory, { recursive: true })
    .filter((file) => file.includes('/') && file.endsWith(SUFFIX))
    .map((file) => file.slice(0, -SUFFIX.length))
    .sort()
}

/** @returns {Fixture} */
export function readFixture(directory, name) {
  const text = readFileSync(join(directory, name + SUFFIX), 'utf8')
  return { ...JSON.parse(text, revive), directory: dirname(join(directory, name)) }
}

/** What JSON lacks: `{"float": "NaN"}` and `{"int": "9007199254740993"}`. */
function revive(_key, value) {
  if (typeof value !== 'object' || value === null) return value
  if (typeof value.float === 'string') return Number(value.float)
  if (typeof value.int === 'string') return BigInt(value.int)
  return value
}
