/**
 * The versions of scikit-learn that Brine is measured against, each in an environment of its own.
 * Run as a script it makes those that are named, or all: `node conformance/environments.mjs [0.24 1.9 …]`.
 */
import { fileURLToPath } from 'node:url'
import { ensureEnvironment } from '../scripts/python-environments.mjs'

/**
 * One a stretch of scikit-learn's history between two changes of what its files hold. The `neighbours` also have the
 * packages whose classes stand in pipelines beside scikit-learn's.
 */
const PYTHONS = {
  'neighbours-0.24': ['3.8'],
  'neighbours-1.2': ['3.10'],
  'neighbours-1.6': ['3.12'],
  'sklearn-0.20': ['3.7'],
  'sklearn-0.22': ['3.8'],
  'sklearn-0.24': ['3.8', '3.9'],
  'sklearn-1.0': ['3.9'],
  'sklearn-1.2': ['3.10'],
  'sklearn-1.4': ['3.11'],
  'sklearn-1.6': ['3.12'],
  'sklearn-1.9': ['3.13'],
  // With skops and cloudpickle of about the same year, for the family of cases that is saved by these.
  'formats-0.24': ['3.8'],
  'formats-1.0': ['3.9'],
  'formats-1.2': ['3.10'],
  'formats-1.6': ['3.12'],
  'formats-1.9': ['3.13'],
}

const ENVIRONMENT_NAMES = Object.keys(PYTHONS)

/** Arguments for `train.py` in an environment: the group of families that it is for, and one of them if it is named. */
export function familyArguments(environment, family) {
  const group = environment.split('-')[0]
  return ['--group', group, ...(family === undefined ? [] : ['--family', family])]
}

/** `1.9` or `sklearn-1.9` to `sklearn-1.9`. */
export function environmentName(version) {
  const name = version in PYTHONS ? version : `sklearn-${version}`
  if (!(name in PYTHONS)) throw new Error(`there is no environment ${name}; there are ${ENVIRONMENT_NAMES.join(', ')}`)
  return name
}

/**
 * Makes the environments named. One that cannot be made does not stop the others.
 * @returns {{ environments: import('../scripts/python-environments.mjs').Environment[], failures: string[] }}
 */
export function ensureEnvironments(names = ENVIRONMENT_NAMES) {
  const environments = []
  const failures = []
  for (const name of names) {
    const requirements = fileURLToPath(new URL(`requirements/${name}.txt`, import.meta.url))
    try {
      environments.push(ensureEnvironment({ name, requirements, pythons: PYTHONS[name] }))
    } catch (error) {
      failures.push(error.message)
    }
  }
  return { environments, failures }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const named = process.argv.slice(2).map(environmentName)
  const { environments, failures } = ensureEnvironments(named.length > 0 ? named : undefined)
  for (const { name, python } of environments) console.log(`${name}\t${python}`)
  for (const failure of failures) console.error(failure)
  process.exitCode = failures.length > 0 ? 1 : 0
}
