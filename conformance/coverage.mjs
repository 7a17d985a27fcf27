/** Which estimators of a version of scikit-learn were asked, with how many options and data sets, and what came out. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Each estimator has to be asked with this many sets of options, and on this many data sets. */
const OPTION_SETS = 3
const DATA_SETS = 2

/** Classes that do not have so many sets of options: none at all, or `copy` alone until 1.7. */
const ALL_OPTION_SETS = { KernelCenterer: 1, LabelEncoder: 1, MaxAbsScaler: 2 }

/** @typedef {{ options: Set<string>, data: Set<string>, loaded: boolean, problems: number, scaled: number, cases: number }} Entry */

export class Coverage {
  /** @type {Map<string, Entry>} by class */
  #entries = new Map()
  #expected

  /** @param {string} directory what `train.py` wrote, with the list of the version's estimators */
  constructor(directory) {
    const file = join(directory, 'estimators.json')
    this.#expected = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []
  }

  /**
   * @param {import('./fixtures.mjs').Fixture} fixture
   * @param {import('./check.mjs').CheckResult} result
   */
  add(fixture, result) {
    const entry = this.#entries.get(fixture.about) ?? emptyEntry()
    this.#entries.set(fixture.about, entry)
    // A model that nobody can serve says nothing about what the class answers.
    if (fixture.loading === 'refused') return
    entry.cases += 1
    entry.options.add(fixture.estimator)
    entry.data.add(fixture.data ?? `${fixture.probes[0]?.inputs.rows[0]?.length} columns`)
    entry.loaded &&= result.loaded
    entry.problems += result.problems.length
    entry.scaled = Math.max(entry.scaled, result.scaled)
  }

  /** What `npm run conformance` prints of a version. */
  summary() {
    const known = this.#expected.filter((name) => (this.#entries.get(name)?.cases ?? 0) > 0)
    const entries = known.map((name) => this.#entries.get(name))
    return {
      expected: this.#expected.length,
      loaded: entries.filter(({ loaded }) => loaded).length,
      agreed: entries.filter(({ loaded, problems }) => loaded && problems === 0).length,
      scaled: Math.max(0, ...entries.map(({ scaled }) => scaled)),
      unasked: this.#expected.filter((name) => !known.includes(name)),
      thin: known.filter((name) => !isEnough(name, this.#entries.get(name))),
    }
  }
}

const emptyEntry = () => ({ options: new Set(), data: new Set(), loaded: true, problems: 0, scaled: 0, cases: 0 })

const isEnough = (name, { options, data }) =>
  options.size >= (ALL_OPTION_SETS[name] ?? OPTION_SETS) && data.size >= DATA_SETS
