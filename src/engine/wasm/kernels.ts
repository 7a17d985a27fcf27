/** The WebAssembly kernels, bound to an engine's memory. They replace the reference kernels of the same operators. */
import { readFileSync } from 'node:fs'
import { BrineError } from '../../errors.ts'
import { Arena } from '../arena.ts'
import type { KernelTable, Prepare } from '../kernel.ts'
import { packTrees } from './pack-trees.ts'

/** What `assembly/kernels.ts` exports; addresses are byte offsets. */
interface Exports {
  readonly affine: (x: number, w: number, b: number, y: number, rows: number, n: number, k: number) => void
  readonly packedTrees: PackedKernel
  readonly packedTreesMissing: PackedKernel
  readonly wideTrees32: WideKernel
  readonly wideTrees64: WideKernel
}
type WideKernel = (table: number, trees: number, x: number, n: number, y: number, width: number, rows: number) => void
type PackedKernel = (...args: [...Parameters<WideKernel>, bits: number]) => void

/** Bytes at the start of the memory that belong to the module. */
const RESERVED = 1024

let compiled: WebAssembly.Module | undefined

/** The module is compiled once a process; it has no state of its own. */
function moduleOf(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(readKernels())
  return compiled
}

function readKernels(): Uint8Array {
  const url = new URL('./kernels.wasm', import.meta.url)
  try {
    return readFileSync(url)
  } catch (cause) {
    throw new BrineError('internal', 'kernels.wasm is missing', { cause, remedy: 'Run `npm run build`.' })
  }
}

/** A fresh arena and the kernels that work in it. */
export function createWasmKernels(): { readonly arena: Arena; readonly kernels: Partial<KernelTable> } {
  const arena = new Arena(RESERVED)
  const instance = new WebAssembly.Instance(moduleOf(), { env: { memory: arena.memory, abort } })
  const exports = instance.exports as unknown as Exports
  return { arena, kernels: { affine: affine(exports), treeEnsemble: treeEnsemble(exports) } }
}

function abort(): never {
  throw new BrineError('internal', 'a WebAssembly kernel aborted')
}

function affine(exports: Exports): Prepare<'affine'> {
  return (op, storage) => {
    const input = storage.matrix(op.input)
    const output = storage.matrix(op.output)
    const weights = storage.arena.store(op.weights)
    const intercept = storage.arena.store(op.intercept)
    return (_, rows) => exports.affine(input.offset, weights, intercept, output.offset, rows, input.width, output.width)
  }
}

function treeEnsemble(exports: Exports): Prepare<'treeEnsemble'> {
  return (op, storage) => {
    const input = storage.matrix(op.input)
    const output = storage.matrix(op.output)
    const { layout, table, count, bits } = packTrees(op, input.width, storage.arena)
    const kernel = {
      packed: exports.packedTrees,
      packedMissing: exports.packedTreesMissing,
      wide32: exports.wideTrees32,
      wide64: exports.wideTrees64,
    }[layout]
    return (_, rows) => {
      const length = rows * output.width
      output.data.fill(0, 0, length)
      kernel(table, count, input.offset, input.width, output.offset, output.width, rows, bits)
      if (op.divisor === 1) return
      const out = output.data
      for (let i = 0; i < length; i++) out[i] = (out[i] as number) / op.divisor
    }
  }
}
