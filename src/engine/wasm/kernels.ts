/** The WebAssembly kernels, bound to an engine's memory. They replace the reference kernels of the same operators. */
import { readFileSync } from 'node:fs'
import { BrineError } from '../../errors.ts'
import { Arena } from '../arena.ts'
import type { KernelTable, Prepare } from '../kernel.ts'
import { refuseNonFinite } from '../kernels/columns.ts'
import { applyStep } from '../kernels/numbers.ts'
import { startOfSum, TREE_KERNELS } from '../kernels/trees.ts'
import { packTrees } from './pack-trees.ts'

/** What `assembly/kernels.ts` exports; addresses are byte offsets. */
interface Exports {
  readonly affine: (x: number, w: number, b: number, y: number, rows: number, n: number, k: number) => void
  readonly sum32: (x: number, count: number) => number
  readonly sum64: (x: number, count: number) => number
  readonly subtract: ColumnKernel
  readonly divide: ColumnKernel
  readonly multiply: ColumnKernel
  readonly add: ColumnKernel
  /** Bytes of scratch that the tree kernels need. */
  readonly treeScratch: (n: number, rows: number, itemsize: number) => number
  readonly smallTrees: TreeKernel
  readonly largeTrees32: TreeKernel
  readonly largeTrees64: TreeKernel
}
type ColumnKernel = (x: number, v: number, rows: number, n: number) => void
type TreeKernel = (
  table: number,
  trees: number,
  x: number,
  n: number,
  scratch: number,
  y: number,
  width: number,
  rows: number,
  flags: number,
) => void

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
  const kernels = {
    affine: affine(exports),
    checkFinite: checkFinite(exports),
    columnwise: columnwise(exports),
    treeEnsemble: treeEnsemble(exports),
  }
  return { arena, kernels }
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

function checkFinite(exports: Exports): Prepare<'checkFinite'> {
  return (op, storage) => {
    const input = storage.matrix(op.input)
    const sum = input.dtype === 'float32' ? exports.sum32 : exports.sum64
    return ({ start }, rows) => {
      const length = rows * input.width
      if (Number.isFinite(sum(input.offset, length))) return
      refuseNonFinite(op, input.data, length, start, input.dtype)
    }
  }
}

function columnwise(exports: Exports): Prepare<'columnwise'> {
  return (op, storage) => {
    const input = storage.matrix(op.input)
    const output = storage.matrix(op.output)
    const steps = op.steps.map((step) => {
      if (step.kind === 'clip') return (rows: number) => applyStep(step, output.data, rows, output.width)
      const values = storage.arena.store(step.values)
      return (rows: number) => exports[step.kind](output.offset, values, rows, output.width)
    })
    return (_, rows) => {
      output.data.set(input.data.subarray(0, rows * input.width))
      for (const step of steps) step(rows)
    }
  }
}

function treeEnsemble(exports: Exports): Prepare<'treeEnsemble'> {
  return (op, storage) => {
    // Splits by category have no place in the packed nodes.
    if (op.trees.categories !== undefined) return TREE_KERNELS.treeEnsemble(op, storage)
    const input = storage.matrix(op.input)
    const output = storage.matrix(op.output)
    const begin = startOfSum(op, storage)
    const { kernel, table, count, flags } = packTrees(op, input.width, storage.arena)
    const sumLeaves = exports[kernel]
    const itemsize = input.dtype === 'float32' ? 4 : 8
    const scratch = storage.arena.allocate(exports.treeScratch(input.width, input.capacity, itemsize))
    return (_, rows) => {
      const length = rows * output.width
      begin(rows)
      sumLeaves(table, count, input.offset, input.width, scratch, output.offset, output.width, rows, flags)
      if (op.divisor === 1) return
      const out = output.data
      for (let i = 0; i < length; i++) out[i] = (out[i] as number) / op.divisor
    }
  }
}
