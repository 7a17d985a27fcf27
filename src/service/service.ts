/**
 * A service: what surrounds `model.predict` in a notebook, declared once. It is a row of compiled steps, of which one asks
 * the models; online a request passes through all of them, and a file passes through them in parts.
 */
import { BrineError } from '../errors.ts'
import { concatFrames, type Frame } from '../frame/frame.ts'
import type { Schema } from '../frame/schema.ts'
import type { InputColumn } from '../program/program.ts'
import { compileStep } from '../steps/compile.ts'
import { expressionsOver } from '../steps/expression/expressions.ts'
import type { FittedSteps } from '../steps/fitted.ts'
import {
  type FrameNotes,
  type OnError,
  outputOf,
  PipelineRun,
  type PlacedStep,
  Report,
  withLimits,
} from '../steps/pipeline.ts'
import type { Rejection } from '../steps/report.ts'
import type { Stage } from '../steps/step.ts'
import type { ServiceDefinition, StepEntry } from './definition/definition.ts'
import { InputReader } from './input-reader.ts'
import { checkInputs, type InputSpec, inputSchema, inputSpecs } from './inputs.ts'
import { type Models, predictStep } from './predict-step.ts'
import { serviceHash } from './service-hash.ts'

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
  readonly rejections: readonly Rejection[]
}

export class Service {
  readonly name: string
  readonly definition: ServiceDefinition
  readonly models: Models
  readonly fitted: FittedSteps
  readonly inputs: readonly InputSpec[]
  /** Of the rows that arrive. */
  readonly input: Schema
  /** Of the rows that are answered. */
  readonly output: Schema
  readonly reader: InputReader
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
    this.inputs = at('inputs', () => inputSpecs(definition.inputs, knownColumns(models)))
    this.input = inputSchema(this.inputs)
    this.reader = new InputReader({ specs: this.inputs, extraColumns: definition.extra_columns })
    const before = [
      { place: 'inputs', step: checkInputs(this.inputs) },
      ...compileSteps('preprocess', definition.preprocess, this.input, fitted),
    ]
    const arriving = outputOf(before, this.input)
    const predict = at('predict', () => predictStep(definition.predict, models, arriving, definition.passthrough))
    this.predictAt = before.length
    const after = compileSteps('postprocess', definition.postprocess, predict.output, fitted)
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
    return { schema: this.output, frame: answer, dropped: report.dropped, rejections: report.takeRejections() }
  }
}

/** The columns of all models; of those that several have, as the first one means them. */
function knownColumns(models: Models): readonly InputColumn[] {
  const known = new Map<string, InputColumn>()
  for (const model of models.values()) {
    for (const column of model.signature.inputs) if (!known.has(column.name)) known.set(column.name, column)
  }
  return [...known.values()]
}

function compileSteps(stage: Stage, entries: readonly StepEntry[], input: Schema, fitted: FittedSteps): PlacedStep[] {
  const steps: PlacedStep[] = []
  entries.forEach((entry, i) => {
    const schema = outputOf(steps, input)
    const place = `${stage}[${i}]`
    steps.push(
      at(place, () => compileStep(stage, i, entry, { input: schema, expressions: expressionsOver(schema) }, fitted)),
    )
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
