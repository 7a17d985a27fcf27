/** The loops that plain kernels share. */
import type { ValueId } from '../../program/value.ts'
import type { Step, Storage } from '../kernel.ts'

interface InputOutput {
  readonly input: ValueId
  readonly output: ValueId
}

/** `output[r,c] = map(input[r,c], c)`. */
export function elementwise(op: InputOutput, storage: Storage, map: (x: number, column: number) => number): Step {
  const input = storage.matrix(op.input)
  const output = storage.matrix(op.output)
  const { width } = input
  return (_, rows) => {
    const x = input.data
    const out = output.data
    for (let base = 0; base < rows * width; base += width) {
      for (let c = 0; c < width; c++) out[base + c] = map(x[base + c] as number, c)
    }
  }
}

type Numbers = Float64Array | Float32Array

/** Calls `map` for each row with where it starts in the input and in the output. */
export function rowwise(
  op: InputOutput,
  storage: Storage,
  map: (x: Numbers, from: number, out: Numbers, to: number) => void,
): Step {
  const input = storage.matrix(op.input)
  const output = storage.matrix(op.output)
  return (_, rows) => {
    const x = input.data
    const out = output.data
    for (let r = 0; r < rows; r++) map(x, r * input.width, out, r * output.width)
  }
}
