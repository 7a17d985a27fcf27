/** A file of rows to a file of answers, batch by batch. */
import { BrineError, type Where } from '../errors.ts'
import type { MethodName } from '../program/program.ts'
import type { Model, Outputs } from '../service/model.ts'
import { type InputBatch, type InputOptions, readInputs } from './inputs.ts'
import type { AnswerSink } from './output.ts'
import type { DataSource } from './source.ts'
import { type AnswerFormat, answerWriter } from './writers.ts'

export interface PredictJob extends InputOptions {
  readonly source: DataSource
  readonly sink: AnswerSink
  readonly methods: readonly MethodName[]
  readonly format: AnswerFormat
  readonly signal?: AbortSignal
}

/** Gives the number of rows. Whatever fails, nothing is left where the answers should have come. */
export async function predictRows(model: Model, job: PredictJob): Promise<number> {
  const { sink } = job
  const writer = answerWriter(job.format, model, job.methods)
  let rows = 0
  try {
    for await (const batch of readInputs(job.source, model.rows, job)) {
      const outputs = await inferBatch(model, batch, job)
      if (rows === 0) await sink.write(writer.start())
      await sink.write(writer.batch(outputs, batch.input.rows))
      rows += batch.input.rows
    }
    await sink.write(writer.end())
    await sink.commit()
  } catch (error) {
    await sink.abort()
    throw error
  }
  return rows
}

async function inferBatch(model: Model, batch: InputBatch, job: PredictJob): Promise<Outputs> {
  job.signal?.throwIfAborted()
  try {
    return await model.infer({ input: batch.input, methods: job.methods }, job.signal)
  } catch (error) {
    throw error instanceof BrineError ? placed(error, batch, job.source.name) : error
  }
}

/** The engine counts rows from the start of its input; the user counts them from the start of the file. */
function placed(error: BrineError, batch: InputBatch, file: string): BrineError {
  const inFile = (where: Where): Where => {
    if (where.row === undefined) return where
    const line = batch.lines?.[where.row]
    return { ...where, row: where.row + batch.firstRow, ...(line === undefined ? {} : { line }) }
  }
  return new BrineError(error.code, error.problem, {
    where: { file, ...inFile(error.where) },
    issues: error.issues.map(({ where, problem }) => ({ where: inFile(where), problem })),
    issueCount: error.issueCount,
    details: error.details,
    ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
    cause: error,
  })
}
