/** What the checks of an operator are made of. */
import { BrineError } from '../../errors.ts'
import type { NumericType, ObjectType, SparseType, ValueId, ValueType } from '../value.ts'

/** What has to hold for each operator of a family before it runs. */
export type Checks<Family extends { readonly op: string }> = {
  readonly [Name in Family['op']]: (operator: Extract<Family, { readonly op: Name }>, context: Context) => void
}

/** What an operator refers to. */
export interface Surroundings {
  readonly values: readonly ValueType[]
  /** Widths of the two input blocks. */
  readonly numberSlots: number
  readonly objectSlots: number
  readonly structureSlots: number
}

const KINDS = { numeric: 'numbers', object: 'cells', sparse: 'sparse rows' } as const

export function invalid(problem: string): BrineError {
  return new BrineError('model_invalid', problem, {
    remedy: 'The file is damaged or was edited; save the model again from Python.',
  })
}

/** What the checks of one operator ask for. */
export class Context {
  readonly #surroundings: Surroundings
  /** Such as `operator 3 (affine)`. */
  readonly #operator: string

  constructor(surroundings: Surroundings, operator: string) {
    this.#surroundings = surroundings
    this.#operator = operator
  }

  fail(problem: string): never {
    throw invalid(`${this.#operator} ${problem}`)
  }

  typeOf(id: ValueId): ValueType {
    return this.#surroundings.values[id] ?? this.fail(`names value ${id}, of ${this.#surroundings.values.length}`)
  }

  numeric(id: ValueId): NumericType {
    const type = this.typeOf(id)
    return type.kind === 'numeric' ? type : this.fail(`needs numbers in value ${id}, found ${KINDS[type.kind]}`)
  }

  float64(id: ValueId): void {
    if (this.numeric(id).dtype !== 'float64') this.fail(`needs float64 in value ${id}, found float32`)
  }

  object(id: ValueId): ObjectType {
    const type = this.typeOf(id)
    return type.kind === 'object' ? type : this.fail(`needs cells in value ${id}, found ${KINDS[type.kind]}`)
  }

  sparse(id: ValueId): SparseType {
    const type = this.typeOf(id)
    return type.kind === 'sparse' ? type : this.fail(`needs sparse rows in value ${id}, found ${KINDS[type.kind]}`)
  }

  equal(name: string, found: number, expected: number): void {
    if (found !== expected) this.fail(`has ${name} ${found}, expected ${expected}`)
  }

  indices(name: string, indices: ArrayLike<number>, from: number, limit: number): void {
    for (let i = 0; i < indices.length; i++) {
      const index = indices[i] as number
      if (!(index >= from && index < limit)) this.fail(`has ${name}[${i}] = ${index}, expected ${from} to ${limit - 1}`)
    }
  }

  structureSlot(slot: number): void {
    this.indices('slot', [slot], 0, this.#surroundings.structureSlots)
  }

  slots(kind: 'numberSlots' | 'objectSlots', slots: Int32Array): void {
    this.indices('slots', slots, 0, this.#surroundings[kind])
  }
}

/** Number in, number out, same width. */
export function sameWidth(operator: { readonly input: ValueId; readonly output: ValueId }, context: Context): void {
  const input = context.numeric(operator.input)
  context.equal('output width', context.numeric(operator.output).width, input.width)
}
