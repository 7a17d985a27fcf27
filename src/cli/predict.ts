/** `brine predict`: a file of rows in, answers out. */
import { extname, resolve } from 'node:path'
import { openSink } from '../batch/output.ts'
import { type PredictJob, predictRows } from '../batch/predict.ts'
import { openData, STANDARD_STREAM } from '../batch/source.ts'
import type { AnswerFormat } from '../batch/writers.ts'
import { BrineError } from '../errors.ts'
import type { MethodName } from '../program/program.ts'
import type { Model } from '../service/model.ts'
import { type ExitCode, type Io, widthOf } from './io.ts'
import { loadNamedModel, looksLikeData, looksLikeModel } from './model-file.ts'

export interface PredictOptions {
  readonly proba?: boolean
  readonly method?: string
  readonly ignoreExtra?: boolean
  readonly delimiter?: string
  readonly output?: string
  readonly format?: AnswerFormat
}

export async function predict(model: string, data: string, options: PredictOptions, io: Io): Promise<ExitCode> {
  refuseSwapped(model, data)
  refuseOverwriting(options.output, [model, data])
  const loaded = await loadNamedModel(model)
  const methods = methodsOf(loaded, options)
  const sink = await openSink(options.output, io.stdout)
  const source = await openData(data, io.stdin).catch(async (error) => {
    await sink.abort()
    throw error
  })
  const job: PredictJob = {
    source,
    methods,
    sink,
    format: options.format ?? formatOf(options.output),
    extraColumns: options.ignoreExtra === true ? 'ignore' : 'refuse',
    signal: io.signal,
    ...(options.delimiter === undefined ? {} : { delimiter: unescaped(options.delimiter) }),
  }
  const rows = await predictRows(loaded, job).catch((error) => Promise.reject(helped(error, loaded)))
  if (options.output !== undefined && options.output !== STANDARD_STREAM && io.stderr.isTTY === true) {
    io.stderr.write(`${rows} ${rows === 1 ? 'row' : 'rows'} → ${options.output}\n`.slice(0, widthOf(io.stderr)))
  }
  return 0
}

function methodsOf(model: Model, options: PredictOptions): MethodName[] {
  if (options.method !== undefined) return [model.method(options.method)]
  return options.proba === true ? [model.defaultMethod, model.method('predict_proba')] : [model.defaultMethod]
}

function formatOf(output: string | undefined): AnswerFormat {
  const extension = extname(output ?? '').toLowerCase()
  if (extension === '.json') return 'json'
  return extension === '.ndjson' || extension === '.jsonl' ? 'ndjson' : 'csv'
}

function unescaped(delimiter: string): string {
  return delimiter === '\\t' || delimiter === 'tab' ? '\t' : delimiter
}

function refuseSwapped(model: string, data: string): void {
  if (!looksLikeData(model) || looksLikeData(data)) return
  if (!looksLikeModel(data)) return
  throw new BrineError('usage', 'the model comes first, then the data', {
    remedy: `brine predict ${data} ${model}`,
  })
}

function refuseOverwriting(output: string | undefined, inputs: readonly string[]): void {
  const clash = inputs.find(
    (input) => output !== undefined && input !== STANDARD_STREAM && resolve(input) === resolve(output),
  )
  if (clash === undefined) return
  throw new BrineError('usage', `the answers would replace ${clash}`, { remedy: 'Give --output another name.' })
}

/** Says in options of the command line what the library says in general. */
function helped(error: unknown, model: Model): unknown {
  if (!(error instanceof BrineError) || error.code !== 'unexpected_column') return error
  const { code, problem, where, details } = error
  const { nearest } = details
  const remedy =
    typeof nearest === 'string'
      ? `Did you mean "${nearest}"? If not, --ignore-extra leaves it out.`
      : `If it is what the ${model.estimator.className} was trained to predict, add --ignore-extra: it is left out.`
  return new BrineError(code, problem, { where, details, remedy, cause: error })
}
