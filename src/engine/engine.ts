/**
 * Runs a program: chooses the operators that an answer needs, gives their values a place in the arena, and takes the
 * rows through them block by block, so that what one operator writes is still in the cache when the next reads it.
 */
import { BrineError } from '../errors.ts'
import { type Operator, operatorInputs, seesAllRows } from '../program/operators.ts'
import { type OwnFunctionDeclaration, type OwnFunctions, ownFunction } from '../program/own-functions.ts'
import { type MethodName, type MethodOutput, outputValues, type Program } from '../program/program.ts'
import type { ValueId, ValueType } from '../program/value.ts'
import type { Cell } from '../tensor/tensor.ts'
import { Arena, type Matrix } from './arena.ts'
import type { CellBlock, KernelTable, ModelInput, Run, Step, Storage } from './kernel.ts'
import { REFERENCE_KERNELS } from './kernels/reference.ts'
import { SparseBlock } from './sparse-block.ts'
import { createWasmKernels } from './wasm/kernels.ts'

/** `reference` runs plain TypeScript only: the judge of the kernels, and of nobody's patience. */
export type Backend = 'wasm' | 'reference'

/** Values of a block should fit the second-level cache together. */
const BLOCK_BYTES = 1 << 22
const MIN_BLOCK_ROWS = 8
const MAX_BLOCK_ROWS = 4096

/** The numbers or cells of one value for all rows. */
export type ValueResult =
  | { readonly kind: 'numeric'; readonly width: number; readonly data: Float64Array }
  | { readonly kind: 'object'; readonly width: number; readonly columns: readonly (readonly Cell[])[] }

/** What was computed, by value. */
export type Results = ReadonlyMap<ValueId, ValueResult>

export class Engine {
  readonly program: Program
  readonly #backend: Backend
  readonly #functions: OwnFunctions
  readonly #seesAllRows: boolean
  #workshop: Workshop

  constructor(program: Program, backend: Backend = 'wasm', functions: OwnFunctions = {}) {
    this.program = program
    this.#backend = backend
    this.#functions = functions
    this.#seesAllRows = program.operators.some(seesAllRows)
    this.#workshop = new Workshop(program, backend, blockRowsFor(program), functions)
  }

  /** Bytes of working memory: weights and scratch. */
  get memoryBytes(): number {
    return this.#workshop.memoryBytes
  }

  /** Makes ready to answer these methods together, so that the first request is as fast as the others. */
  prepare(methods: readonly MethodName[]): void {
    this.#workshop.plan(methods)
  }

  /** Computes all values that the outputs of these methods read. Throws a BrineError that names row and column. */
  run(methods: readonly MethodName[], input: ModelInput): Results {
    const steps = this.blocks(methods, input)
    for (;;) {
      const { done, value } = steps.next()
      if (done) return value
    }
  }

  /** As `run`, pausing after each block of rows, so that a caller can let others have their turn. */
  *blocks(methods: readonly MethodName[], input: ModelInput): Generator<number, Results> {
    if (this.#seesAllRows && input.rows > this.#workshop.blockRows) this.#makeRoomFor(input.rows)
    const { blockRows } = this.#workshop
    const plan = this.#workshop.plan(methods)
    const results = plan.collect(input.rows)
    for (let start = 0; start < input.rows; start += blockRows) {
      const rows = Math.min(blockRows, input.rows - start)
      const run: Run = { input, start }
      for (const step of plan.steps) step(run, rows)
      for (const result of results) result.take(start, rows)
      yield start + rows
    }
    return new Map(results.map((result) => [result.value, result.finish()]))
  }

  /** One block for all rows. Requests that are still running keep what they have. */
  #makeRoomFor(rows: number): void {
    this.#workshop = new Workshop(
      this.program,
      this.#backend,
      Math.max(rows, 2 * this.#workshop.blockRows),
      this.#functions,
    )
  }
}

/** A program's kernels and the memory that they work in, for blocks of up to so many rows. */
class Workshop {
  readonly #program: Program
  readonly #arena: Arena
  readonly #kernels: KernelTable
  readonly #plans = new Map<string, Plan>()
  /** Steps that hold weights in the arena are prepared once and shared by all plans. */
  readonly #storage: SharedStorage
  readonly #steps = new Map<Operator, Step>()

  constructor(program: Program, backend: Backend, blockRows: number, functions: OwnFunctions) {
    this.#program = program
    if (backend === 'wasm') {
      const { arena, kernels } = createWasmKernels()
      this.#arena = arena
      this.#kernels = { ...REFERENCE_KERNELS, ...kernels }
    } else {
      this.#arena = new Arena()
      this.#kernels = REFERENCE_KERNELS
    }
    this.#storage = new SharedStorage(program, this.#arena, blockRows, functions)
  }

  get memoryBytes(): number {
    return this.#arena.size
  }

  get blockRows(): number {
    return this.#storage.blockRows
  }

  plan(methods: readonly MethodName[]): Plan {
    const key = methods.join()
    const known = this.#plans.get(key)
    if (known !== undefined) return known
    const values = new Set(methods.flatMap((method) => outputValues(this.#output(method))))
    const operators = needed(this.#program, values)
    const plan = new Plan(
      operators.map((operator) => this.#step(operator)),
      [...values],
      this.#storage,
    )
    this.#plans.set(key, plan)
    return plan
  }

  #output(method: MethodName): MethodOutput {
    const output = this.#program.outputs[method]
    if (output !== undefined) return output
    const offered = Object.keys(this.#program.outputs)
    throw new BrineError('unknown_method', `the model has no ${method}`, {
      details: { method, offered },
      remedy: `It offers ${offered.join(', ')}.`,
    })
  }

  #step(operator: Operator): Step {
    const known = this.#steps.get(operator)
    if (known !== undefined) return known
    const prepare = this.#kernels[operator.op] as unknown as (operator: Operator, storage: Storage) => Step
    const step = prepare(operator, this.#storage)
    this.#steps.set(operator, step)
    return step
  }
}

/** The operators that some values depend on, in the program's order. */
function needed(program: Program, values: ReadonlySet<ValueId>): Operator[] {
  const wanted = new Set(values)
  const chosen: Operator[] = []
  for (const operator of [...program.operators].reverse()) {
    if (!wanted.has(operator.output)) continue
    chosen.push(operator)
    for (const input of operatorInputs(operator)) wanted.add(input)
  }
  return chosen.reverse()
}

/** A place for every value, given when first asked for. */
class SharedStorage implements Storage {
  readonly arena: Arena
  readonly blockRows: number
  readonly #program: Program
  readonly #matrices = new Map<ValueId, Matrix>()
  readonly #cells = new Map<ValueId, CellBlock>()
  readonly #sparse = new Map<ValueId, SparseBlock>()
  readonly #sameAs = new Map<ValueId, ValueId>()
  readonly #functions: OwnFunctions

  constructor(program: Program, arena: Arena, blockRows: number, functions: OwnFunctions) {
    this.#program = program
    this.#functions = functions
    this.arena = arena
    // A check writes nothing: its output is its input.
    for (const op of program.operators) {
      if (op.op === 'checkFinite' || op.op === 'checkSparse') this.#sameAs.set(op.output, op.input)
    }
    this.blockRows = blockRows
  }

  type(id: ValueId): ValueType {
    return this.#program.values[id] as ValueType
  }

  matrix(id: ValueId): Matrix {
    const original = this.#sameAs.get(id)
    if (original !== undefined) return this.matrix(original)
    const known = this.#matrices.get(id)
    if (known !== undefined) return known
    const type = this.type(id)
    if (type.kind !== 'numeric') throw new BrineError('internal', `value ${id} is not numeric`)
    const matrix = this.arena.matrix(type, this.blockRows)
    this.#matrices.set(id, matrix)
    return matrix
  }

  cells(id: ValueId): CellBlock {
    const known = this.#cells.get(id)
    if (known !== undefined) return known
    const block: CellBlock = { columns: [] }
    this.#cells.set(id, block)
    return block
  }

  function(name: string): OwnFunctionDeclaration {
    const found = ownFunction(this.#functions, name)
    if (found !== undefined) return found
    throw new BrineError('internal', `the function ${name} was not given to the engine`)
  }

  sparse(id: ValueId): SparseBlock {
    const original = this.#sameAs.get(id)
    if (original !== undefined) return this.sparse(original)
    const known = this.#sparse.get(id)
    if (known !== undefined) return known
    const block = new SparseBlock(this.blockRows)
    this.#sparse.set(id, block)
    return block
  }
}

function blockRowsFor(program: Program): number {
  const rowBytes = program.values.reduce((sum, type) => sum + (type.kind === 'numeric' ? type.width * 8 : 0), 0)
  const rows = Math.floor(BLOCK_BYTES / Math.max(1, rowBytes))
  // A row that was sparse can be as large as a block on its own.
  const least = rows === 0 ? 1 : MIN_BLOCK_ROWS
  return Math.min(MAX_BLOCK_ROWS, Math.max(least, rows - (rows % 8)))
}

/** What to run for one set of methods, and what to keep of it. */
class Plan {
  readonly steps: readonly Step[]
  readonly #values: readonly ValueId[]
  readonly #storage: SharedStorage

  constructor(steps: readonly Step[], values: readonly ValueId[], storage: SharedStorage) {
    this.steps = steps
    this.#values = values
    this.#storage = storage
  }

  collect(rows: number): Collector[] {
    return this.#values.map((value) =>
      this.#storage.type(value).kind === 'numeric'
        ? new NumericCollector(value, this.#storage.matrix(value), rows)
        : new CellCollector(value, this.#storage.cells(value)),
    )
  }
}

/** Numbers that one answer may have: two gigabytes. Rows that were sparse can be as wide as they like. */
const MAX_ANSWER = 2 ** 28

function tooLarge(rows: number, width: number): BrineError {
  return new BrineError('payload_too_large', `the answer would have ${rows} rows of ${width} numbers`, {
    details: { limit: MAX_ANSWER, actual: rows * width },
    remedy: 'Ask for fewer rows at a time.',
  })
}

interface Collector {
  readonly value: ValueId
  take(start: number, rows: number): void
  finish(): ValueResult
}

class NumericCollector implements Collector {
  readonly value: ValueId
  readonly #matrix: Matrix
  readonly #data: Float64Array

  constructor(value: ValueId, matrix: Matrix, rows: number) {
    this.value = value
    this.#matrix = matrix
    if (rows * matrix.width > MAX_ANSWER) throw tooLarge(rows, matrix.width)
    this.#data = new Float64Array(rows * matrix.width)
  }

  take(start: number, rows: number): void {
    const { width, data } = this.#matrix
    this.#data.set(data.subarray(0, rows * width), start * width)
  }

  finish(): ValueResult {
    return { kind: 'numeric', width: this.#matrix.width, data: this.#data }
  }
}

class CellCollector implements Collector {
  readonly value: ValueId
  readonly #block: CellBlock
  #columns: Cell[][] | undefined

  constructor(value: ValueId, block: CellBlock) {
    this.value = value
    this.#block = block
  }

  take(): void {
    const { columns } = this.#block
    this.#columns ??= columns.map(() => [])
    for (const [c, column] of columns.entries()) for (const cell of column) this.#columns[c]?.push(cell)
  }

  finish(): ValueResult {
    const columns = this.#columns ?? []
    return { kind: 'object', width: columns.length, columns }
  }
}
