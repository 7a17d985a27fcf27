/** Checks what `npm pack` would ship, and that package-lock.json names no registry. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { npm, ROOT } from './setup.mjs'

const NEEDED = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'README.zh-CN.md',
  'bin/brine.js',
  'dist/batch/jobs/worker.js',
  'dist/bundle/main.js',
  'dist/bundle/worker.js',
  'dist/engine/wasm/kernels.wasm',
  'dist/index.d.ts',
  'dist/index.js',
  'docs/brine.schema.json',
  'docs/cli.md',
  'docs/services.md',
  'docs/steps.md',
  'examples/cancer/model.pkl',
  'examples/cars/brine.fitted.json',
  'examples/cars/brine.yaml',
  'examples/screening/brine.yaml',
]
const UNWANTED = /^(src|test|conformance|bench|scripts|\.cache|node_modules)\/|\.test\./

const problems = [...packageProblems(), ...lockProblems()]
for (const problem of problems) console.error(`error: ${problem}`)
process.exitCode = problems.length === 0 ? 0 : 1

function packageProblems() {
  const { status, stdout, stderr } = npm(['pack', '--dry-run', '--json', '--ignore-scripts'], { encoding: 'utf8' })
  if (status !== 0) return [`npm pack failed: ${stderr}`]
  const report = JSON.parse(stdout)
  const [{ files, size }] = Array.isArray(report) ? report : Object.values(report)
  const paths = files.map(({ path }) => path)
  console.log(`${paths.length} files, ${(size / 1e6).toFixed(1)} MB packed`)
  const missing = NEEDED.filter((path) => !paths.includes(path)).map((path) => `the package lacks ${path}`)
  const unwanted = paths.filter((path) => UNWANTED.test(path)).map((path) => `the package should not hold ${path}`)
  return [...missing, ...unwanted]
}

/** `npm ci` refuses a lock that lacks a package for some other platform, which npm leaves out if it cannot fetch it. */
function lockProblems() {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'))
  const resolved = Object.keys(packages).filter((path) => 'resolved' in packages[path])
  const optional = Object.values(packages).flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
  const missing = optional.filter(
    (name) => !Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`)),
  )
  return [
    ...resolved.map((path) => `package-lock.json says where ${path} comes from; .npmrc keeps that out`),
    ...missing.map((name) => `package-lock.json lacks ${name}, without which npm ci fails`),
  ]
}
