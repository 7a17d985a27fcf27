/** What has to be done before anything runs: the right Node.js, the dependencies, the build. Only what is missing is done. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('..', import.meta.url))

const OLDEST_NODE = [20, 19]

export async function setUp() {
  requireNode()
  installDependencies()
  const { build } = await import('./build.mjs')
  build()
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  const [oldestMajor, oldestMinor] = OLDEST_NODE
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return
  console.error(`error: Brine needs Node.js ${OLDEST_NODE.join('.')} or newer, and this is ${process.versions.node}`)
  console.error('  try: install a current version from https://nodejs.org')
  process.exit(1)
}

function installDependencies() {
  if (isInstalled()) return
  console.log('Installing the dependencies, as package-lock.json lists them. The first time takes a minute or two.')
  const begun = performance.now()
  const { status } = npm(['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'])
  if (status !== 0) {
    console.error('error: npm ci failed; what it said stands above')
    console.error('  try: check that the package registry can be reached, then run this again')
    process.exit(1)
  }
  console.log(`Installed in ${((performance.now() - begun) / 1000).toFixed(0)} s.`)
}

/** Whether node_modules holds what package-lock.json lists. npm writes down what it installed when it is done. */
function isInstalled() {
  const installed = join(ROOT, 'node_modules', '.package-lock.json')
  if (!existsSync(installed)) return false
  const found = readPackages(installed)
  const wanted = Object.entries(readPackages(join(ROOT, 'package-lock.json')))
  return wanted.every(([path, { version, optional }]) => {
    return path === '' || optional === true || found[path]?.version === version
  })
}

function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages
}

/** Runs npm: the one that started this script, if one did. */
export function npm(args, options = { stdio: ['ignore', 'inherit', 'inherit'] }) {
  const cli = process.env.npm_execpath
  const settings = { cwd: ROOT, ...options }
  if (cli?.endsWith('.js')) return spawnSync(process.execPath, [cli, ...args], settings)
  return spawnSync('npm', args, { ...settings, shell: process.platform === 'win32' })
}
