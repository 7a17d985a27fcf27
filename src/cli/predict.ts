/** `brine predict`: a file of rows in, answers out. */
import { resolve } from 'node:path'
import { openSink } from '../batch/output.ts'
import { type PredictJob, predictRows } from '../batch/predict.ts'
import { openData, STANDARD_STREAM } from '../batch/source.ts'
import type { AnswerFormat } from '../batch/writers.ts'
import { outputKind } from '../batch/writing/output-format.ts'
import { BrineError } from '../errors.ts'
import type { MethodName } from '../program/program.ts'
import type { Model } from '../service/model.ts'
import { isServicePath } from '../service/service-path.ts'
import { type ExitCode, type Io, widthOf } from './io.ts'
import { loadNamedModel, looksLikeData, looksLikeModel } from './model-file.ts'
import type { JobOptions } from './predict-job.ts'

export interface PredictCommandOptions extends JobOptions {
  readonly proba?: boolean
  readonly method?: string
  readonly ignoreExtra?: boolean
}

/** A service, and a model with files of every format, is a job; a model with a file of text is asked directly. */
export async function predict(
  model: string,
  inputs: readonly string[],
  options: PredictCommandOptions,
  io: Io,
): Promise<ExitCode> {
  const [data] = inputs as readonly [string]
  refuseSwapped(model, data)
  if (inputs.indexOf(STANDARD_STREAM) !== inputs.lastIndexOf(STANDARD_STREAM)) {
    throw new BrineError('usage', 'standard input can be read only once', { remedy: 'Give - only once.' })
  }
  const given = options.delimiter === undefined ? options : { ...options, delimiter: unescaped(options.delimiter) }
  if (isServicePath(model)) return await predictService(model, inputs, given, io)
  return asksForJob(inputs, given)
    ? await predictModelJob(model, inputs, given, io)
    : await predictRowsOf(model, data, given, io)
}

async function predictService(
  path: string,
  inputs: readonly string[],
  options: PredictCommandOptions,
  io: Io,
): Promise<ExitCode> {
  const { proba, method, ignoreExtra } = options
  if (proba === true || method !== undefined) {
    throw new BrineError('usage', 'a service says itself what is asked of its model', {
      remedy: 'Write it into the service: predict: [predict, predict_proba].',
    })
  }
  if (ignoreExtra === true) {
    throw new BrineError('usage', 'a service says itself which columns it reads', {
      remedy: 'Write it into the service: extra_columns: ignore.',
    })
  }
  const { predictJob } = await import('./predict-job.ts')
  return await predictJob({ kind: 'service', path }, inputs, options, io)
}

async function predictModelJob(
  path: string,
  inputs: readonly string[],
  options: PredictCommandOptions,
  io: Io,
): Promise<ExitCode> {
  const loaded = await loadNamedModel(path)
  const { predictJob } = await import('./predict-job.ts')
  const extraColumns = options.ignoreExtra === true ? 'ignore' : 'refuse'
  const job = { kind: 'model', path, methods: methodsOf(loaded, options), extraColumns } as const
  return await predictJob(job, inputs, options, io).catch((error) => Promise.reject(helped(error, loaded)))
}

/** Options that only a job has. */
const JOB_OPTIONS = [
  'rejects',
  'rowIndex',
  'threads',
  'resume',
  'restart',
  'summary',
  'quiet',
  'quote',
  'inputFormat',
] as const

const JOB_INPUT = /\.(parquet|pq|arrow|feather|ipc|gz|zst)$|[*?[]/i

function asksForJob(inputs: readonly string[], options: PredictCommandOptions): boolean {
  const { format, isGzip } = outputKind(options.output, options.format)
  const isJobOutput = isGzip || format === 'tsv' || format === 'parquet' || format === 'arrow'
  const isJobInput = inputs.length > 1 || inputs.some((input) => JOB_INPUT.test(input))
  return (
    isJobOutput || isJobInput || options.header === false || JOB_OPTIONS.some((name) => options[name] !== undefined)
  )
}

async function predictRowsOf(model: string, data: string, options: PredictCommandOptions, io: Io): Promise<ExitCode> {
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
    format: outputKind(options.output, options.format).format as AnswerFormat,
    extraColumns: options.ignoreExtra === true ? 'ignore' : 'refuse',
    signal: io.signal,
    ...(options.delimiter === undefined ? {} : { delimiter: options.delimiter }),
  }
  const rows = await predictRows(loaded, job).catch((error) => Promise.reject(helped(error, loaded)))
  if (options.output !== undefined && options.output !== STANDARD_STREAM && io.stderr.isTTY === true) {
    io.stderr.write(`${rows} ${rows === 1 ? 'row' : 'rows'} → ${options.output}\n`.slice(0, widthOf(io.stderr)))
  }
  return 0
}

function methodsOf(model: Model, options: PredictCommandOptions): MethodName[] {
  if (options.method !== undefined) return [model.method(options.method)]
  return options.proba === true ? [model.defaultMethod, model.method('predict_proba')] : [model.defaultMethod]
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
  if (!(error instanceof BrineError)) return error
  if (error.code === 'invalid_cell' || error.code === 'missing_value') return withRemedy(error, CLEANING)
  if (error.code !== 'unexpected_column') return error
  const { details } = error
  const { nearest } = details
  const remedy =
    typeof nearest === 'string'
      ? `Did you mean "${nearest}"? If not, --ignore-extra leaves it out.`
      : `If it is what the ${model.estimator.className} was trained to predict, add --ignore-extra: it is left out.`
  return withRemedy(error, remedy)
}

const CLEANING = 'Correct the data; or brine init MODEL DATA writes a service, whose steps can clean such rows.'

function withRemedy(error: BrineError, remedy: string): BrineError {
  const { code, problem, where, details, issues, issueCount } = error
  return new BrineError(code, problem, { where, details, issues, issueCount, remedy, cause: error })
}
