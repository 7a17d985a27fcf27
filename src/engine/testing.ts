/** Programs and rows for the tests of the engine. */
import { type Pending, ProgramBuilder } from '../program/builder.ts'
import type { Trees } from '../program/operators/trees.ts'
import type { OpName } from '../program/operators.ts'
import type { Program } from '../program/program.ts'
import type { ValueType } from '../program/value.ts'
import { type Backend, Engine } from './engine.ts'
import type { ModelInput } from './kernel.ts'

/** Pseudo-random numbers in [0, 1): mulberry32. */
export function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export interface ForestShape {
  readonly trees: number
  readonly nodes: number
  readonly features: number
  readonly leafWidth: number
  readonly missing?: boolean
}

/** Trees grown at random: each step splits a leaf. Thresholds come from few values, so that rows meet them exactly. */
export function randomTrees(random: () => number, shape: ForestShape): Trees {
  const roots: number[] = []
  const left: number[] = []
  const right: number[] = []
  for (let t = 0; t < shape.trees; t++) {
    roots.push(left.length)
    const leaves = [left.push(-1) - 1]
    right.push(-1)
    while (left.length - (roots.at(-1) as number) < shape.nodes) {
      const [node] = leaves.splice(Math.floor(random() * leaves.length), 1) as [number]
      left[node] = left.push(-1) - 1
      right[node] = left.push(-1) - 1
      right.push(-1, -1)
      leaves.push(left[node] as number, right[node] as number)
    }
  }
  const leaf = new Int32Array(left.length).fill(-1)
  let leaves = 0
  for (const [node, child] of left.entries()) if (child === -1) leaf[node] = leaves++
  return {
    roots: Int32Array.from(roots),
    left: Int32Array.from(left),
    right: Int32Array.from(right),
    feature: Int32Array.from(left, () => Math.floor(random() * shape.features)),
    threshold: Float64Array.from(left, () => awkwardNumber(random)),
    leaf,
    leafValues: Float64Array.from({ length: leaves * shape.leafWidth }, () => random() - 0.5),
    leafWidth: shape.leafWidth,
    ...(shape.missing ? { missingLeft: Uint8Array.from(left, () => Math.floor(random() * 2)) } : {}),
  }
}

/** Few distinct values, their neighbours, and numbers that no float32 holds. */
export function awkwardNumber(random: () => number): number {
  const base = Math.floor(random() * 7) - 3
  const choice = random()
  if (choice < 0.4) return base
  if (choice < 0.6) return base + 2 ** -23 * Math.floor(random() * 3 - 1)
  return choice < 0.8 ? base + 0.1 : random() * 6 - 3
}

/** A matrix in C order as an engine takes it. */
export function numericInput(rows: number, width: number, data: Float64Array): ModelInput {
  return { rows, numbers: data, numberWidth: width, objects: [] }
}

/** A program of one operator on a block of numbers, after an optional narrowing to float32. */
export function oneOperator<Name extends OpName>(
  op: Name,
  width: number,
  operator: Omit<Pending<Name>, 'input'>,
  type: ValueType,
  dtype: 'float64' | 'float32' = 'float64',
): Program {
  const builder = new ProgramBuilder(width, null)
  const numbers = builder.numeric(builder.input)
  const input = dtype === 'float32' ? builder.float32(numbers) : numbers
  const value = builder.emit(op, { ...operator, input } as unknown as Pending<Name>, type)
  return builder.finish({ predict: { kind: 'numeric', value, shape: 'matrix', dtype: 'float64' } })
}

/** The numbers that a backend computes for `predict`. */
export function runNumbers(program: Program, backend: Backend, input: ModelInput): Float64Array {
  const [result] = new Engine(program, backend).run(['predict'], input).values()
  if (result?.kind !== 'numeric') throw new Error('expected numbers')
  return result.data
}
