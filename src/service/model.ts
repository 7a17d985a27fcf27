/** A loaded model: what the library gives its users, and what every transport asks. */
import { Engine } from '../engine/engine.ts'
import type { ModelInput } from '../engine/kernel.ts'
import { BrineError } from '../errors.ts'
import type { Estimator } from '../estimators/estimator.ts'
import { lowerInverse } from '../estimators/lower.ts'
import type { ExampleRows } from '../formats/mlflow/example.ts'
import type { MethodName, MethodOutput, Program } from '../program/program.ts'
import type { Structure } from '../tensor/tensor.ts'
import { exampleRow, loggedRow } from './example.ts'
import { assembleOutput, type Output } from './outputs.ts'
import { type RowOptions, RowReader, type Rows } from './rows.ts'
import { type Signature, signatureOf } from './signature.ts'
import { Turns } from './turns.ts'

/** Where a model came from, and what was noticed on the way. */
export interface ModelSource {
  /** The path, as the user named it; absent for bytes. */
  readonly path: string | undefined
  /** Such as `pickle` or `joblib`. */
  readonly format: string
  readonly compression: string
  /** Bytes of the file. */
  readonly size: number
  /** Hexadecimal. */
  readonly sha256: string
  /** Protocol of the pickle; undefined for other formats. */
  readonly protocol: number | undefined
  /** What the file says about where it comes from, such as the run of MLflow that logged it. */
  readonly origin: readonly (readonly [name: string, text: string])[]
  readonly warnings: readonly string[]
}

/** Answers by method. */
export type Outputs = { readonly [Method in MethodName]?: Output }

export interface InferRequest {
  readonly input: ModelInput
  readonly methods: readonly MethodName[]
}

export class Model {
  readonly kind = 'model'
  readonly name: string
  readonly source: ModelSource
  readonly estimator: Estimator
  readonly program: Program
  readonly signature: Signature
  readonly rows: RowReader
  readonly #engine: Engine
  readonly #example: ExampleRows | undefined
  #inverse: Model | undefined

  constructor(
    name: string,
    source: ModelSource,
    estimator: Estimator,
    program: Program,
    engine: Engine,
    example?: ExampleRows,
  ) {
    this.name = name
    this.source = source
    this.estimator = estimator
    this.program = program
    this.signature = signatureOf(program)
    this.rows = new RowReader(this.signature)
    this.#engine = engine
    this.#example = example
  }

  /** scikit-learn's names of what this model can answer. */
  get methods(): readonly MethodName[] {
    return this.signature.outputs.map((output) => output.method)
  }

  /** The method asked if none is named: `predict`, or `transform` for a transformer. */
  get defaultMethod(): MethodName {
    return this.methods.includes('predict') ? 'predict' : (this.methods[0] as MethodName)
  }

  /** A row that the model accepts, one cell a column: from the file if it holds one, else made up from the weights. */
  get exampleRow(): readonly Structure[] {
    return loggedRow(this.#example, this.rows, this.program) ?? exampleRow(this.program)
  }

  /** Bytes of weights and scratch in the engine. */
  get memoryBytes(): number {
    return this.#engine.memoryBytes
  }

  /** What scikit-learn's `predict` answers for the rows. */
  predict(rows: Rows, options?: RowOptions): Output {
    return this.run('predict', rows, options)
  }

  /**
   * What any of `methods` answers. Rows are arrays by position, records by column name, or a typed array with a shape.
   * Throws a BrineError of the family `data` or `inference` that names row and column.
   */
  run(method: MethodName | (string & {}), rows: Rows, options?: RowOptions): Output {
    const name = this.method(method)
    return this.inferSync({ input: this.rows.read(rows, options), methods: [name] })[name] as Output
  }

  /**
   * What scikit-learn's `inverse_transform` answers: rows as `transform` gave them, back to the model's columns. Throws
   * a BrineError if the model has no way back.
   */
  inverseTransform(rows: Rows, options?: RowOptions): Output {
    return this.#inverseModel().run('inverse_transform', rows, options)
  }

  /** Whether `inverseTransform` answers. */
  get isInvertible(): boolean {
    return this.estimator.inverseTransform !== undefined
  }

  /** What `inverseTransform` takes and gives. Throws a BrineError if the model has no way back. */
  get inverseSignature(): Signature {
    return this.#inverseModel().signature
  }

  #inverseModel(): Model {
    const transform = this.signature.outputs.find(({ method }) => method === 'transform')
    if (this.#inverse === undefined) {
      const program = lowerInverse(this.estimator, transform?.width ?? 1, transform?.columns ?? null)
      if (program === undefined) throw this.#noMethod('inverse_transform')
      this.#inverse = createModel(this.name, this.source, this.estimator, program)
    }
    return this.#inverse
  }

  #noMethod(name: string): BrineError {
    return new BrineError('unknown_method', `${this.estimator.className} has no method ${name}`, {
      details: { method: name, methods: this.methods },
      remedy: `It offers ${this.methods.join(', ')}.`,
    })
  }

  /** Checks a method's name. */
  method(name: string): MethodName {
    const found = this.methods.find((method) => method === name)
    if (found !== undefined) return found
    throw this.#noMethod(name)
  }

  /** Answers at once: for small inputs. */
  inferSync({ input, methods }: InferRequest): Outputs {
    return this.#assemble(methods, this.#engine.run(methods, input), input.rows)
  }

  /** Answers in turns, so that a long request does not hold up short ones. Rejects with the signal's reason. */
  async infer(request: InferRequest, signal?: AbortSignal): Promise<Outputs> {
    const { input, methods } = request
    const blocks = this.#engine.blocks(methods, input)
    const turns = new Turns(signal)
    for (;;) {
      const { done, value } = blocks.next()
      if (done) return this.#assemble(methods, value, input.rows)
      if (turns.isOver) await turns.next()
    }
  }

  #assemble(methods: readonly MethodName[], results: Parameters<typeof assembleOutput>[1], rows: number): Outputs {
    const outputs: { [Method in MethodName]?: Output } = {}
    for (const method of methods) {
      outputs[method] = assembleOutput(this.program.outputs[method] as MethodOutput, results, rows)
    }
    return outputs
  }
}

/** Lowered and ready: every method's weights are in the arena before the first request. */
export function createModel(
  name: string,
  source: ModelSource,
  estimator: Estimator,
  program: Program,
  example?: ExampleRows,
): Model {
  const engine = new Engine(program)
  const model = new Model(name, source, estimator, program, engine, example)
  for (const method of model.methods) engine.prepare([method])
  return model
}
