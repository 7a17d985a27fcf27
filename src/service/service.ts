/**
 * A service: what surrounds `model.predict` in a notebook, declared once. It is a row of compiled steps, of which one asks
 * the models; online a request passes through all of them, and a file passes through them in parts.
 */
import { BrineError } from '../errors.ts'
import { concatFrames, type Frame } from '../frame/frame.ts'
import type { Schema } from '../frame/schema.ts'
import { compileStep } from '../steps/compile.ts'
import { expressionsOver } from '../steps/expression/expressions.ts'
import type { FittedSteps } from '../steps/fitted.ts'
import {
  FrameNotes,
  type OnError,
  outputOf,
  PipelineRun,
  type PlacedStep,
  Report,
  withLimits,
} from '../steps/pipeline.ts'
import type { Rejection } from '../steps/report.ts'
import type { Stage, Transformers } from '../steps/step.ts'
import type { ServiceDefinition, StepEntry } from './definition/definition.ts'
import type { Models } from './graph/context.ts'
import { graphInputs } from './graph/graph-inputs.ts'
import { inferInTurns } from './infer.ts'
import { InputReader } from './input-reader.ts'
import { checkInputs, type InputSpec, inputSchema, inputSpecs } from './inputs.ts'
import { type PlainAnswer, plainAnswer } from './plain-answer.ts'
import { predictStep } from './predict-step.ts'
import { type RowSource, RowSources } from './row-source.ts'
import type { Rows } from './rows.ts'
import { serviceHash } from './service-hash.ts'
import { transformersOf } from './transformers.ts'

export interface ServiceOptions {
  readonly name: string
  readonly definition: ServiceDefinition
  readonly models: Models
  /** What `brine fit` learned, by the place of the step. */
  readonly fitted?: FittedSteps
}

/** The rows that a service answers with, and what became of the others. */
export interface ServiceAnswer {
  readonly schema: Schema
  readonly frame: Frame
  /** Rows left out by what steps were told: by step, by reason. */
  readonly dropped: ReadonlyMap<string, ReadonlyMap<string, number>>
  /** Of rows that a step could not work with: all of them, or the first of very many. */
  readonly rejections: readonly Rejection[]
  /** How many rows these are of. */
  readonly rejected: number
}

export class Service {
  readonly kind = 'service'
  readonly name: string
  readonly definition: ServiceDefinition
  readonly models: Models
  /** What `brine fit` learned. */
  readonly fitted: FittedSteps
  readonly inputs: readonly InputSpec[]
  /** Of the rows that arrive. */
  readonly input: Schema
  /** Of the rows that are answered. */
  readonly output: Schema
  readonly reader: InputReader
  readonly sources: RowSources
  readonly steps: readonly PlacedStep[]
  /** Where in `steps` the models are asked. */
  readonly predictAt: number
  /** Changes when an answer could: of the definition, the fitted constants and the model files. */
  readonly hash: string

  constructor({ name, definition, models, fitted = {} }: ServiceOptions) {
    this.name = name
    this.definition = definition
    this.models = models
    this.fitted = fitted
    this.inputs = at('inputs', () => inputSpecs(definition, graphInputs(definition.predict, models)))
    this.input = inputSchema(this.inputs)
    this.reader = new InputReader({ specs: this.inputs, extraColumns: definition.extra_columns })
    this.sources = new RowSources(this.inputs)
    const before = [
      { place: 'inputs', step: checkInputs(this.inputs) },
      ...compileSteps('preprocess', definition.preprocess, this.input, fitted),
    ]
    const arriving = outputOf(before, this.input)
    const predict = at('predict', () => predictStep(definition.predict, models, arriving, definition.passthrough))
    this.predictAt = before.length
    const transformers = transformersOf(models)
    const after = compileSteps('postprocess', definition.postprocess, predict.output, fitted, transformers)
    this.steps = withLimits([...before, { place: 'predict', step: predict }, ...after])
    this.output = outputOf(this.steps, this.input)
    this.hash = serviceHash(definition, fitted, models)
  }

  get onError(): OnError {
    return this.definition.on_error
  }

  /** Begins a pass of one input. */
  start(report: Report): PipelineRun {
    const { steps, input, onError, predictAt } = this
    return new PipelineRun({ steps, input, onError, report, predictAt })
  }

  /** Answers at once: for small requests. Throws a BrineError that names row, column, value and step. */
  answer(frame: Frame, read?: FrameNotes): ServiceAnswer {
    const report = new Report()
    const run = this.start(report)
    const passed = run.push(frame, read)
    const rest = run.finish()
    const answer = rest === undefined ? passed : passed.rows === 0 ? rest : concatFrames(this.output, [passed, rest])
    const { dropped, rejected } = report
    return { schema: this.output, frame: answer, dropped, rejections: report.takeRejections(), rejected }
  }

  /** The same for rows of any form. */
  inferSync(source: RowSource): ServiceAnswer {
    const notes = new FrameNotes()
    return this.answer(source.read(0, source.rows, notes), notes)
  }

  /** Answers in turns, so that a long request does not hold up short ones. Rejects with the signal's reason. */
  infer(source: RowSource, signal?: AbortSignal): Promise<ServiceAnswer> {
    return inferInTurns(this, source, signal)
  }

  /** Answers rows of any form as plain records. Throws a BrineError that names row, column, value and step. */
  predict(rows: Rows, { extraColumns }: PredictOptions = {}): PlainAnswer {
    return plainAnswer(this.inferSync(this.sources.read(rows, this.readerFor(extraColumns))))
  }

  /** The reader for who says what to do with columns that are no inputs; else as the service says. */
  readerFor(extraColumns: 'refuse' | 'ignore' | undefined): InputReader {
    if (extraColumns === undefined || extraColumns === this.definition.extra_columns) return this.reader
    return new InputReader({ specs: this.inputs, extraColumns })
  }
}

export interface PredictOptions {
  /** What to do with columns that are no inputs; as the service says if not given. */
  readonly extraColumns?: 'refuse' | 'ignore'
}

function compileSteps(
  stage: Stage,
  entries: readonly StepEntry[],
  input: Schema,
  fitted: FittedSteps,
  transformers?: Transformers,
): PlacedStep[] {
  const steps: PlacedStep[] = []
  entries.forEach((entry, i) => {
    const schema = outputOf(steps, input)
    const place = `${stage}[${i}]`
    const context = {
      input: schema,
      expressions: expressionsOver(schema),
      ...(transformers === undefined ? {} : { transformers }),
    }
    steps.push(at(place, () => compileStep(stage, i, entry, context, fitted)))
  })
  return steps
}

/** Adds the place in the file to an error of compilation. */
function at<Result>(path: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof BrineError)) throw error
    const { code, problem, where, remedy, details, cause } = error
    throw new BrineError(code === 'missing_column' || code === 'unknown_method' ? 'service_invalid' : code, problem, {
      where: { path, ...where },
      details,
      ...(remedy === undefined ? {} : { remedy }),
      cause: cause ?? error,
    })
  }
}
