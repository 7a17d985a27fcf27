/** What a model takes and gives: the one description that the API, the messages, the page and the docs are made of. */
import type { ClassLabels, InputColumn, MethodName, MethodOutput, Program } from '../program/program.ts'
import type { DType } from '../tensor/tensor.ts'

/** What one method answers. */
export interface OutputSpec {
  readonly method: MethodName
  readonly dtype: DType
  /** `vector`: one value a row; `matrix`: one row of values a row; `list`: several tensors of these. */
  readonly shape: 'vector' | 'matrix' | 'list'
  /** Values per row of a matrix. */
  readonly width?: number
  /** Names of a matrix's columns. */
  readonly columns?: readonly string[]
  /** The labels that can come, for each target. */
  readonly classes?: readonly ClassLabels[]
  readonly items?: readonly OutputSpec[]
}

export interface Signature {
  readonly inputs: readonly InputColumn[]
  /** True if the columns have names from the file; else they are known by position, and called x0, x1, … */
  readonly named: boolean
  readonly outputs: readonly OutputSpec[]
}

export function signatureOf(program: Program): Signature {
  const outputs = Object.entries(program.outputs).map(([method, output]) =>
    outputSpec(program, method as MethodName, output),
  )
  return { inputs: program.inputs, named: program.named, outputs }
}

function outputSpec(program: Program, method: MethodName, output: MethodOutput): OutputSpec {
  switch (output.kind) {
    case 'numeric':
      return {
        method,
        dtype: output.dtype,
        shape: output.shape,
        ...(output.shape === 'matrix' ? { width: program.values[output.value]?.width ?? 0 } : {}),
        ...(output.columns === undefined ? {} : { columns: output.columns }),
      }
    case 'labels':
      return {
        method,
        dtype: output.classes[0]?.dtype ?? 'object',
        shape: output.shape,
        ...(output.shape === 'matrix' ? { width: output.classes.length } : {}),
        classes: output.classes,
      }
    case 'objects':
      return {
        method,
        dtype: 'object',
        shape: output.shape,
        ...(output.shape === 'matrix' ? { width: program.values[output.value]?.width ?? 0 } : {}),
      }
    case 'list': {
      const items = output.items.map((item) => outputSpec(program, method, item))
      return { method, dtype: items[0]?.dtype ?? 'object', shape: 'list', items }
    }
  }
}
