/**
 * The memory that operators work in: one WebAssembly memory an engine, handed out front to back and given back as a
 * whole with the engine. Growing it detaches every view taken before, so a view is taken when it is needed.
 */
import { BrineError } from '../errors.ts'
import type { NumericType } from '../program/value.ts'

const PAGE = 65_536
/** Every allocation starts at a multiple of this: a cache line. */
const ALIGNMENT = 64
/** WebAssembly's 32-bit addresses. */
const MAX_BYTES = 4 * 1024 ** 3 - PAGE

export class Arena {
  readonly memory: WebAssembly.Memory
  #end: number

  /** `start` is the first byte that is free: kernels keep their tables below it. */
  constructor(start = 0) {
    this.memory = new WebAssembly.Memory({ initial: Math.max(1, Math.ceil(start / PAGE)), maximum: 65_536 })
    this.#end = align(start)
  }

  /** Bytes in use. */
  get size(): number {
    return this.#end
  }

  /** The offset of `bytes` free bytes, zeroed. */
  allocate(bytes: number): number {
    const offset = this.#end
    const end = align(offset + bytes)
    if (end > MAX_BYTES) {
      throw new BrineError('limit_exceeded', `the model needs ${end} bytes of working memory`, {
        details: { limit: MAX_BYTES, actual: end },
        remedy: 'Brine can hold up to 4 GiB of weights per model.',
      })
    }
    const missing = end - this.memory.buffer.byteLength
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE))
    this.#end = end
    return offset
  }

  /** A matrix of up to `rows` rows. */
  matrix(type: NumericType, rows: number): Matrix {
    const itemsize = type.dtype === 'float64' ? 8 : 4
    return new Matrix(this, this.allocate(rows * type.width * itemsize), type, rows)
  }

  /** A copy of constants; returns its offset. */
  store(values: Float64Array): number {
    const offset = this.allocate(values.byteLength)
    new Float64Array(this.memory.buffer, offset, values.length).set(values)
    return offset
  }
}

/** Rows × width numbers in the arena, C order. */
export class Matrix {
  readonly offset: number
  readonly width: number
  readonly dtype: NumericType['dtype']
  readonly capacity: number
  readonly #arena: Arena
  #view: Float64Array | Float32Array

  constructor(arena: Arena, offset: number, type: NumericType, capacity: number) {
    this.#arena = arena
    this.offset = offset
    this.width = type.width
    this.dtype = type.dtype
    this.capacity = capacity
    this.#view = this.#take()
  }

  /** All rows, the unused ones too. */
  get data(): Float64Array | Float32Array {
    if (this.#view.buffer !== this.#arena.memory.buffer) this.#view = this.#take()
    return this.#view
  }

  #take(): Float64Array | Float32Array {
    const { buffer } = this.#arena.memory
    const length = this.capacity * this.width
    return this.dtype === 'float64'
      ? new Float64Array(buffer, this.offset, length)
      : new Float32Array(buffer, this.offset, length)
  }
}

function align(offset: number): number {
  return Math.ceil(offset / ALIGNMENT) * ALIGNMENT
}
