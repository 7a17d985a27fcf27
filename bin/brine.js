#!/usr/bin/env node
// Starts the built command line, or says why it cannot.
import { existsSync } from 'node:fs'

const [major, minor] = process.versions.node.split('.').map(Number)
const main = new URL('../dist/bundle/main.js', import.meta.url)

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`error: Brine needs Node.js 20.19 or newer, and this is ${process.versions.node}`)
  console.error('  try: install a current version from https://nodejs.org')
  process.exitCode = 1
} else if (!existsSync(main)) {
  console.error('error: Brine is not built yet')
  console.error('  try: npm install && npm run build')
  process.exitCode = 1
} else {
  await import(main.href)
}
