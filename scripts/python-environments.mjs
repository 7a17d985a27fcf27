/**
 * Python virtual environments under .cache/python, each from a file of pinned requirements. Each is made once: a stamp inside it
 * holds what it was made from, so that a second run costs nothing and an edited requirements file makes it again.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const ENVIRONMENTS = join(ROOT, '.cache', 'python')

/**
 * @typedef {object} EnvironmentSpec
 * @property {string} name
 * @property {string} requirements path of the file of pinned requirements
 * @property {readonly string[]} pythons versions that it may run on, such as `3.13`, the preferred one first
 */

/**
 * @typedef {object} Environment
 * @property {string} name
 * @property {string} python path of the environment's interpreter
 */

/**
 * Makes the environment unless it stands already.
 * @param {EnvironmentSpec} spec
 * @returns {Environment}
 * @throws if no interpreter is found or pip fails; the message says what to do
 */
export function ensureEnvironment({ name, requirements, pythons }) {
  const directory = join(ENVIRONMENTS, name)
  const python = join(directory, 'bin', 'python')
  const stampFile = join(directory, '.stamp')
  const stamp = createHash('sha256').update(readFileSync(requirements)).digest('hex')
  if (existsSync(python) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return { name, python }

  const interpreter = findInterpreter(pythons)
  if (interpreter === undefined) throw new Error(missingInterpreter(name, pythons))
  mkdirSync(ENVIRONMENTS, { recursive: true })
  console.error(`${name}: making ${directory} with ${interpreter}`)
  if (!isUsable(python, pythons)) run(interpreter, ['-m', 'venv', '--clear', directory])
  console.error(`${name}: installing ${requirements}`)
  run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements])
  writeFileSync(stampFile, stamp)
  console.error(`${name}: ready`)
  return { name, python }
}

/** The first interpreter of one of these versions that starts and says that it is of that version. */
function findInterpreter(pythons) {
  return pythons.flatMap(candidates).find((candidate) => isUsable(candidate, pythons))
}

/** Where pyenv keeps version X.Y.*, the newest first, and then `pythonX.Y` wherever PATH has it. */
function candidates(version) {
  const versions = join(process.env.PYENV_ROOT ?? join(homedir(), '.pyenv'), 'versions')
  const installed = existsSync(versions) ? readdirSync(versions) : []
  const patch = (name) => Number(name.split('.')[2] ?? 0)
  const matching = installed.filter((name) => name.startsWith(`${version}.`)).sort((a, b) => patch(b) - patch(a))
  return [...matching.map((name) => join(versions, name, 'bin', 'python')), `python${version}`]
}

/** An interpreter counts when it runs: pyenv puts shims on PATH for versions that are not selected. */
function isUsable(python, versions) {
  const result = spawnSync(python, ['-c', 'import sys, venv; print("%d.%d" % sys.version_info[:2])'], {
    encoding: 'utf8',
  })
  return result.status === 0 && versions.includes(result.stdout.trim())
}

function missingInterpreter(name, pythons) {
  return [
    `${name}: needs Python ${pythons.join(' or ')}, which was found neither under ~/.pyenv/versions nor on PATH.`,
    `  Get it with \`pyenv install ${pythons[0]}\`, or install \`python${pythons[0]}\` and its venv module from your system.`,
  ].join('\n')
}

function run(command, args) {
  const result = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] })
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')} failed`)
}
