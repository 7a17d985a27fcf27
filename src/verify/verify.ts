/** Whether a model answers what Python answered: both are asked about the same rows, and every cell is compared. */

import type { MethodName } from '../program/program.ts'
import { type AnswerColumn, answerColumns } from '../service/answer-columns.ts'
import type { Model, Outputs } from '../service/model.ts'
import { type Comparison, compareColumn, DEFAULT_TOLERANCE, type Tolerance } from './compare.ts'
import { readSamples, type SampleOptions, type SampleRows, type Samples, samplesOf } from './samples.ts'

export interface VerifyOptions extends SampleOptions, Partial<Tolerance> {}

/** One method of a model, compared. */
export interface VerifiedMethod extends Comparison {
  readonly method: MethodName
  /** Columns of its answer that the samples hold. */
  readonly columns: number
}

/** What was compared, and how far it agrees. */
export interface Certificate {
  readonly model: string
  /** Of the model file, in hexadecimal. */
  readonly sha256: string
  readonly samples: string
  readonly rows: number
  /** True if every label is equal and every number within the tolerance. */
  readonly equal: boolean
  readonly tolerance: Tolerance
  readonly methods: readonly VerifiedMethod[]
}

/**
 * Compares with a file (CSV, JSON or npz) or with rows in memory. Rejects with a BrineError of the family `data` or
 * `inference` if the samples cannot be read or the model refuses a row that Python answered for.
 */
export async function verifyModel(
  model: Model,
  samples: string | SampleRows,
  options: VerifyOptions = {},
): Promise<Certificate> {
  const tolerance = {
    relative: options.relative ?? DEFAULT_TOLERANCE.relative,
    absolute: options.absolute ?? DEFAULT_TOLERANCE.absolute,
  }
  const { extraColumns = 'refuse' } = options
  const read =
    typeof samples === 'string'
      ? await readSamples(samples, model, { extraColumns })
      : samplesOf(samples, model, { extraColumns })
  const methods = [...new Set(read.expected.map(({ method }) => method))]
  const outputs = await model.infer({ input: read.input, methods })
  const compared = methods.map((method) => compareMethod(method, read, outputs, tolerance))
  return {
    model: model.name,
    sha256: model.source.sha256,
    samples: read.name,
    rows: read.input.rows,
    equal: compared.every(({ different }) => different === 0),
    tolerance,
    methods: compared,
  }
}

function compareMethod(method: MethodName, samples: Samples, outputs: Outputs, tolerance: Tolerance): VerifiedMethod {
  const columns = samples.expected.filter((column) => column.method === method)
  const actual = answerColumns([], [method], outputs)
  const compared = columns.map(({ index, name, cells }) =>
    compareColumn(name, cells, actual[index] as AnswerColumn, tolerance),
  )
  return { method, columns: columns.length, ...compared.reduce(together) }
}

/** The columns of one method are compared alike; the first difference is the one in the first row. */
function together(a: Comparison, b: Comparison): Comparison {
  const firsts = [a.first, b.first].filter((first) => first !== undefined)
  firsts.sort((x, y) => x.row - y.row)
  return {
    kind: a.kind,
    values: a.values + b.values,
    different: a.different + b.different,
    absolute: Math.max(a.absolute, b.absolute),
    relative: Math.max(a.relative, b.relative),
    first: firsts[0],
  }
}
