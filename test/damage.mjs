/** Damages a model file in every place, and tries to load and to ask what is left. */
import { readFileSync } from 'node:fs'

/** Longer than this, or anything but a coded error or an answer, is a find. */
const SLOW_MILLISECONDS = 2000

/**
 * Cuts the file at every `step`-th byte and flips a bit in every `step`-th byte (all eight of them if `allBits`).
 *
 * @param {string} path
 * @param {typeof import('../src/index.ts')} brine
 * @param {{ step: number, allBits: boolean }} options
 * @returns {Promise<{ runs: number, loaded: number, finds: string[] }>}
 */
export async function damageFile(path, { BrineError, loadModelBytes }, { step, allBits }) {
  const bytes = new Uint8Array(readFileSync(path))
  const result = { runs: 0, loaded: 0, finds: [] }
  const attempt = async (damaged, what) => {
    const started = performance.now()
    result.runs++
    try {
      ask(await loadModelBytes(damaged), BrineError)
      result.loaded++
    } catch (error) {
      if (!(error instanceof BrineError) || error.code === 'internal') result.finds.push(`${what}: ${error.stack}`)
    }
    const took = performance.now() - started
    if (took > SLOW_MILLISECONDS) result.finds.push(`${what}: ${took} ms`)
  }
  for (let length = 0; length < bytes.length; length += step) {
    const before = result.loaded
    await attempt(bytes.subarray(0, length), `cut at ${length}`)
    if (result.loaded > before) result.finds.push(`cut at ${length}: loads`)
  }
  for (let at = 0; at < bytes.length; at += step) {
    for (const bit of allBits ? [0, 1, 2, 3, 4, 5, 6, 7] : [(at / step) % 8]) {
      const damaged = Uint8Array.from(bytes)
      damaged[at] ^= 1 << bit
      await attempt(damaged, `bit ${bit} of byte ${at}`)
    }
  }
  return result
}

/** What still loads must still answer, or refuse by name. */
function ask(model, BrineError) {
  const row = model.signature.inputs.map((column) => (column.type === 'string' ? 'text' : 0.5))
  for (const method of model.methods) {
    try {
      model.run(method, [row])
    } catch (error) {
      if (!(error instanceof BrineError) || error.code === 'internal') throw error
    }
  }
}
