/**
 * The command line and its workers in a few files, made of what the compiler wrote: to find and read several hundred
 * modules takes longer than to answer a small file. Packages stay what they are.
 */
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'rolldown'

const DIST = fileURLToPath(new URL('../dist', import.meta.url))
const BUNDLE = join(DIST, 'bundle')

/** Modules find files by their own place. The worker is beside the one that starts it, here as there. */
const BESIDE = join(DIST, 'batch', 'jobs', 'worker-pool.js')

const places = {
  name: 'places of modules',
  transform(code, id) {
    if (id === BESIDE || !code.includes('import.meta.url')) return null
    const place = `new URL(${JSON.stringify(relative(BUNDLE, id))}, import.meta.url).href`
    return code.replaceAll('import.meta.url', place)
  },
}

export default defineConfig({
  input: { main: join(DIST, 'cli', 'main.js'), worker: join(DIST, 'batch', 'jobs', 'worker.js') },
  platform: 'node',
  external: (id) => !id.startsWith('.') && !id.startsWith('/'),
  plugins: [places],
  logLevel: 'warn',
  output: { dir: BUNDLE, format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
})
