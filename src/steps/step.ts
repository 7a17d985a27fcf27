/**
 * A step of a service: what it is called, what it can be told, and what it does to rows. Options are checked and names of
 * columns are looked up once, when the service is compiled; what then runs knows positions only.
 */
import type { z } from 'zod'
import type { Column } from '../frame/column.ts'
import type { Frame } from '../frame/frame.ts'
import type { Schema } from '../frame/schema.ts'
import type { Expressions } from './expression/expressions.ts'
import type { Notes } from './report.ts'

/** Before the model, or after it. */
export type Stage = 'preprocess' | 'postprocess'

/** What `brine fit` learned for one step: plain JSON. */
export type Constants = { readonly [name: string]: unknown }

/** What compiling a step may look at. */
export interface StepContext {
  /** The columns that arrive. */
  readonly input: Schema
  /** The constants of `brine fit`, for a step that takes them from data. */
  readonly fitted?: Constants
  /** Compiles an expression over the columns that arrive. */
  readonly expressions: Expressions
  /** The models of the service that can go back; absent where steps are compiled without models. */
  readonly transformers?: Transformers
}

/** What `inverse_transform` asks of the models of a service. */
export interface Transformers {
  /** Throws `service_invalid` if there is no model of this name, or none that has a way back. */
  transformer(name: string): Transformer
}

/** The way back of a model: scikit-learn's `inverse_transform`. */
export interface Transformer {
  /** Number of columns that it takes: those that `transform` gives. */
  readonly width: number
  /** The columns that it gives; their names are those of the model's input. */
  readonly output: Schema
  /** One column for each of `output`. A row that cannot be taken back is rejected, and its values are missing. */
  inverse(columns: readonly Column[], rows: number, notes: Notes): readonly Column[]
}

/**
 * How much of the input a step looks at. `row`: each row by itself, so that rows can be worked on in parts and at the
 * same time. `ordered`: it remembers rows that came before. `whole`: it answers when it has seen all.
 */
export type Scope = 'row' | 'ordered' | 'whole'

/** The rows at one end: what `head` and `tail` let through. */
export interface Limit {
  readonly end: 'first' | 'last'
  readonly rows: number
}

/** A step that knows its columns. */
export interface CompiledStep {
  /** The columns that leave. */
  readonly output: Schema
  readonly scope: Scope
  /** What it lets through of what arrives; a step before it can make use of that. */
  readonly limit?: Limit
  /** The same step, told that only these rows of its answer are wanted: a sort then keeps no more than these. */
  limitedTo?(limit: Limit): CompiledStep
  /**
   * Those rows of a frame of the input that can matter, in their order: of scopes `ordered` and `whole`. It remembers
   * nothing, so that whoever makes frames in parallel can leave out the others before frames come together, in order, in
   * `run`: a sort of which ten rows are wanted then gets ten of each frame. The answer is the same with and without, as
   * long as `run` gets each frame either as it was or as it was reduced.
   */
  reduce?(frame: Frame): Frame
  /** Begins a pass over an input. A step of scope `row` has nothing to remember and may always give the same. */
  start(): StepRun
}

/** A step at work on one input, frame after frame. */
export interface StepRun {
  /** What becomes of the next rows. A step of scope `whole` may answer with no rows until `finish`. */
  run(frame: Frame, notes: Notes): Frame
  /** The rows that were held back. */
  finish?(notes: Notes): Frame
  /** True if no later row can change the answer, so that reading can stop. */
  isDone?(): boolean
  /** What it remembers, as plain JSON, so that a job that was broken off can go on. Scopes `ordered` and `whole`. */
  save?(): unknown
  restore?(state: unknown): void
}

/** Learns the constants of one step from rows that come frame by frame. */
export interface Fitter {
  /** What it learns from, and what the step will change. A step after it can learn from other columns in the same pass. */
  readonly columns: readonly string[]
  /** True if the step will leave rows out, so that the steps after it learn in a later pass. */
  readonly dropsRows?: boolean
  learn(frame: Frame): void
  /** Throws a BrineError that names the column if there was nothing to learn from, or too much to hold. */
  finish(): Constants
}

/** A kind of step: a line of the registry. `Options` is what the schema gives. */
export interface StepDefinition<Options> {
  /** Its key in the file, such as `drop_missing`. */
  readonly name: string
  /** One sentence: the reference and the editor show it. */
  readonly summary: string
  readonly stages: readonly Stage[]
  /** Checks the options, and gives the editor its schema. Short forms (`head: 10`) are among its alternatives. */
  readonly options: z.ZodType<Options>
  /** An example for the reference, as it stands in the file: `head: 10`. */
  readonly example: string
  /** Options or columns that do not fit throw a BrineError; where they stand is added by the caller. */
  compile(options: Options, context: StepContext): CompiledStep
  /** Present if the step can take constants from data; undefined if these options need none. */
  fitter?(options: Options, context: StepContext): Fitter | undefined
}

/** Gives the type of the options its name once. */
export function defineStep<Options>(definition: StepDefinition<Options>): StepDefinition<Options> {
  return definition
}

/** A step of scope `row`: a function of a frame. */
export function rowStep(output: Schema, run: StepRun['run']): CompiledStep {
  const step: StepRun = { run }
  return { output, scope: 'row', start: () => step }
}
