/** Reads what `train.py` recorded: one `<family>/<case>.json.gz` a case, the model files beside it. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'

const SUFFIX = '.json.gz'

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
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => file.slice(0, -SUFFIX.length))
    .sort()
}

/** @returns {Fixture} */
export function readFixture(directory, name) {
  const text = gunzipSync(readFileSync(join(directory, name + SUFFIX))).toString('utf8')
  return { ...JSON.parse(text, revive), directory: dirname(join(directory, name)) }
}

/** What JSON lacks: `{"float": "NaN"}` and `{"int": "9007199254740993"}`. */
function revive(_key, value) {
  if (typeof value !== 'object' || value === null) return value
  if (typeof value.float === 'string') return Number(value.float)
  if (typeof value.int === 'string') return BigInt(value.int)
  return value
}
