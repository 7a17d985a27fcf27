/**
 * The only door into a Program. Estimators lower themselves by calling it; what they pass along, `Values`, stays
 * symbolic for as long as it can: which input columns are numbers and which are text is decided by who reads them.
 */
import { BrineError } from '../errors.ts'
import type { Cell } from '../tensor/tensor.ts'
import type { MissingCell } from './operators/missing.ts'
import type { Operator, OperatorOf, OpName } from './operators.ts'
import type { InputColumn, MethodName, MethodOutput, Program, RecordField } from './program.ts'
import type { NumericType, SparseType, ValueId, ValueType } from './value.ts'
import { verify } from './verify.ts'

/** Columns on their way from one estimator to the next. */
export type Values =
  /** Columns of the input that nobody has read yet. */
  | { readonly kind: 'input'; readonly columns: readonly number[] }
  | { readonly kind: 'numeric'; readonly id: ValueId }
  | { readonly kind: 'object'; readonly id: ValueId }
  /** Rows of mostly zeros. */
  | { readonly kind: 'sparse'; readonly id: ValueId }
  /** Side by side, not yet copied together. */
  | { readonly kind: 'concat'; readonly parts: readonly Values[] }

/** Eight megabytes a row: wider rows are not made dense. */
const MAX_DENSE_WIDTH = 1 << 20

/** An operator before it has been given its place. */
export type Pending<Name extends OpName> = Omit<OperatorOf<Name>, 'output'>

interface ColumnUse {
  name: string
  number: boolean
  object: 'no' | 'string' | 'any'
  structure: 'no' | 'record' | 'list'
  fields: readonly RecordField[] | undefined
  nullable: boolean
  categories: readonly Cell[] | undefined
  acceptsUnknown: boolean
}

/** Where each column of a value came from: an input column (or -1), and whether its gaps have been filled since. */
interface Provenance {
  readonly columns: readonly number[]
  readonly filled: readonly boolean[]
}

/** What a reader of cells knows of its columns; it goes into the signature. */
export interface CellKnowledge {
  readonly text: boolean
  readonly categories?: readonly (readonly Cell[])[]
  readonly acceptsUnknown?: boolean
}

/** What a reader of records or lists knows of its column. */
export interface StructureKnowledge {
  readonly form: 'record' | 'list'
  readonly fields?: readonly RecordField[]
}

export class ProgramBuilder {
  /** All input columns, in order. */
  readonly input: Values
  readonly #columns: ColumnUse[]
  readonly #named: boolean
  readonly #values: ValueType[] = []
  readonly #operators: Operator[] = []
  readonly #provenance = new Map<ValueId, Provenance>()
  readonly #memory = new WeakMap<object, Map<string, Map<Values, unknown>>>()
  readonly #materialised = new WeakMap<Values, Map<string, ValueId>>()

  constructor(nFeatures: number, names: readonly string[] | null) {
    this.#named = names !== null
    this.#columns = Array.from({ length: nFeatures }, (_, i) => ({
      name: names?.[i] ?? `x${i}`,
      number: false,
      object: 'no',
      structure: 'no',
      fields: undefined,
      nullable: true,
      categories: undefined,
      acceptsUnknown: true,
    }))
    this.input = { kind: 'input', columns: this.#columns.map((_, i) => i) }
  }

  /** Computes once per (estimator, method, values): two methods that share a step share its operators. */
  once<T>(estimator: object, method: string, values: Values, compute: () => T): T {
    const methods = this.#memory.get(estimator) ?? new Map<string, Map<Values, unknown>>()
    this.#memory.set(estimator, methods)
    const results = methods.get(method) ?? new Map<Values, unknown>()
    methods.set(method, results)
    if (!results.has(values)) results.set(values, compute())
    return results.get(values) as T
  }

  width(values: Values): number {
    if (values.kind === 'input') return values.columns.length
    if (values.kind === 'concat') return values.parts.reduce((sum, part) => sum + this.width(part), 0)
    return this.type(values.id).width
  }

  type(id: ValueId): ValueType {
    return this.#values[id] as ValueType
  }

  /** The user's name of each column, or where it stands in the value if it has none any more. */
  sources(values: Values): string[] {
    const { columns } = this.#trace(values)
    return columns.map((column, i) => this.#columns[column]?.name ?? `column ${i}`)
  }

  concat(parts: readonly Values[]): Values {
    return parts.length === 1 ? (parts[0] as Values) : { kind: 'concat', parts }
  }

  /** Some columns, in the order given. Nothing is copied before somebody reads them. */
  select(values: Values, columns: readonly number[]): Values {
    if (isIdentity(columns, this.width(values))) return values
    if (values.kind === 'input') return { kind: 'input', columns: columns.map((c) => values.columns[c] as number) }
    if (values.kind === 'concat') return this.#selectFromParts(values.parts, columns)
    if (values.kind === 'sparse') return this.#selectSparse(values.id, columns)
    const trace = this.#trace(values)
    const op = values.kind === 'numeric' ? 'selectColumns' : 'selectObjects'
    const type = { ...this.type(values.id), width: columns.length }
    const id = this.emit(op, { op, input: values.id, columns: Int32Array.from(columns) }, type, {
      columns: columns.map((c) => trace.columns[c] as number),
      filled: columns.map((c) => trace.filled[c] as boolean),
    })
    return { kind: values.kind, id }
  }

  /** True if the columns hold cells that some step made, so that they cannot be read as numbers without parsing. */
  hasObjects(values: Values): boolean {
    if (values.kind === 'concat') return values.parts.some((part) => this.hasObjects(part))
    return values.kind === 'object'
  }

  /** True if some are columns of the input that no step has read as numbers. */
  hasUntouched(values: Values): boolean {
    if (values.kind === 'concat') return values.parts.some((part) => this.hasUntouched(part))
    return values.kind === 'input' && values.columns.some((column) => this.#columns[column]?.number === false)
  }

  /** True if some of the columns are sparse: whoever knows how to work on sparse rows should then ask for them. */
  isSparse(values: Values): boolean {
    if (values.kind === 'concat') return values.parts.some((part) => this.isSparse(part))
    return values.kind === 'sparse'
  }

  /** The columns as sparse rows; of dense ones, zeros are left out. */
  sparse(values: Values): ValueId {
    return this.#materialise(values, 'sparse', () => this.#sparse(values))
  }

  /** The columns as a float64 matrix; input columns become columns of numbers, and sparse rows become dense. */
  numeric(values: Values): ValueId {
    return this.#materialise(values, 'numeric', () => this.#numeric(values))
  }

  /** The columns as cells; input columns become columns of text, or of any type. */
  objects(values: Values, knowledge: CellKnowledge): ValueId {
    this.#learn(values, knowledge)
    return this.#materialise(values, 'object', () => this.#objects(values))
  }

  /** The only column, as texts that may not be missing. */
  texts(values: Values): { readonly id: ValueId; readonly source: string } {
    const [column = -1] = this.#trace(values).columns
    this.#nameOnly(column, 'text')
    const id = this.objects(values, { text: true })
    const use = this.#columns[column]
    if (use !== undefined) use.nullable = false
    return { id, source: this.sources(values)[0] ?? 'text' }
  }

  /** The only column, as records or lists: which of the model's columns it is, for an operator's `slot`. */
  structures(values: Values, { form, fields }: StructureKnowledge): { readonly slot: number; readonly source: string } {
    const [column = -1] = values.kind === 'input' ? values.columns : []
    const use = this.#columns[column]
    if (use === undefined) return { slot: -1, source: form }
    this.#nameOnly(column, form)
    use.structure = form
    use.fields = fields
    use.nullable = false
    return { slot: column, source: use.name }
  }

  /** What an encoder of numbers knows of its columns. */
  learnCategories(
    values: Values,
    categories: readonly (readonly Cell[])[],
    acceptsUnknown: boolean,
    acceptsMissing: (column: number) => boolean,
  ): void {
    const { columns, filled } = this.#trace(values)
    columns.forEach((column, i) => {
      const use = this.#columns[column]
      if (use === undefined) return
      use.categories ??= categories[i]
      use.acceptsUnknown &&= acceptsUnknown
      if (!filled[i] && !acceptsMissing(i)) use.nullable = false
    })
  }

  /** Appends an operator; returns the value that it writes. `trace` says where its columns came from, if that holds. */
  emit<Name extends OpName>(_name: Name, operator: Pending<Name>, type: ValueType, trace?: Provenance): ValueId {
    const output = this.#values.push(Object.freeze({ ...type })) - 1
    this.#operators.push(Object.freeze({ ...operator, output }) as unknown as Operator)
    if (trace !== undefined) this.#provenance.set(output, trace)
    return output
  }

  /** An operator that treats each column by itself, so that columns keep their origin; `filled` if it fills gaps. */
  emitColumnwise<Name extends OpName>(
    name: Name,
    operator: Pending<Name> & { readonly input: ValueId },
    type: ValueType,
    filled = false,
  ): ValueId {
    const trace = this.#provenance.get(operator.input)
    if (trace === undefined) return this.emit(name, operator, type)
    return this.emit(name, operator, type, filled ? { ...trace, filled: trace.filled.map(() => true) } : trace)
  }

  /** A float64 matrix narrowed to float32, for trees. */
  float32(input: ValueId): ValueId {
    const { width } = this.type(input)
    return this.emitColumnwise('cast', { op: 'cast', input }, { kind: 'numeric', dtype: 'float32', width })
  }

  /** Refuses what the estimator refuses, naming row and column; returns the checked value. */
  checkFinite(input: ValueId, estimator: string, allow: { missing?: boolean; infinite?: boolean } = {}): ValueId {
    const values: Values = { kind: 'numeric', id: input }
    const { columns, filled } = this.#trace(values)
    const allowMissing = allow.missing ?? false
    if (!allowMissing) {
      columns.forEach((column, i) => {
        const use = this.#columns[column]
        if (use !== undefined && !filled[i]) use.nullable = false
      })
    }
    const options = { allowMissing, allowInfinite: allow.infinite ?? false, sources: this.sources(values), estimator }
    return this.emitColumnwise('checkFinite', { op: 'checkFinite', input, ...options }, this.type(input), !allowMissing)
  }

  /** The finished program, verified. */
  finish(outputs: { readonly [Method in MethodName]?: MethodOutput }): Program {
    const inputs = this.#inputColumns()
    const program: Program = {
      inputs,
      named: this.#named,
      values: this.#values,
      operators: this.#operators.map((operator) => resolveSlots(operator, inputs)),
      outputs,
    }
    verify(program)
    return Object.freeze(program)
  }

  /** A model of one column that has no name calls it by what it is. */
  #nameOnly(column: number, name: string): void {
    const use = this.#columns[column]
    if (use !== undefined && !this.#named && this.#columns.length === 1) use.name = name
  }

  #trace(values: Values): Provenance {
    if (values.kind === 'input') return { columns: values.columns, filled: values.columns.map(() => false) }
    if (values.kind === 'concat') {
      const traces = values.parts.map((part) => this.#trace(part))
      return { columns: traces.flatMap((t) => t.columns), filled: traces.flatMap((t) => t.filled) }
    }
    const unknown = () => Array.from({ length: this.width(values) }, () => -1)
    return this.#provenance.get(values.id) ?? { columns: unknown(), filled: unknown().map(() => true) }
  }

  #learn(values: Values, knowledge: CellKnowledge): void {
    this.#trace(values).columns.forEach((column, i) => {
      const use = this.#columns[column]
      if (use === undefined) return
      if (use.object === 'no') use.object = knowledge.text ? 'string' : 'any'
      else if (!knowledge.text) use.object = 'any'
      const categories = knowledge.categories?.[i]
      if (categories !== undefined) {
        use.categories ??= categories
        use.acceptsUnknown &&= knowledge.acceptsUnknown ?? true
      }
    })
  }

  #materialise(values: Values, kind: string, compute: () => ValueId): ValueId {
    const ids = this.#materialised.get(values) ?? new Map<string, ValueId>()
    this.#materialised.set(values, ids)
    const id = ids.get(kind) ?? compute()
    ids.set(kind, id)
    return id
  }

  #sparse(values: Values): ValueId {
    if (values.kind === 'sparse') return values.id
    const parts = values.kind === 'concat' ? values.parts : [values]
    const inputs = parts.map((part) => (this.isSparse(part) ? this.#sparse(part) : this.numeric(part)))
    const isSingle = inputs.every((id) => (this.type(id) as SparseType).dtype === 'float32')
    const type = { kind: 'sparse', dtype: isSingle ? 'float32' : 'float64', width: this.width(values) } as const
    return this.emit('concatSparse', { op: 'concatSparse', inputs }, type)
  }

  #selectSparse(input: ValueId, columns: readonly number[]): Values {
    const type = { ...this.type(input), width: columns.length }
    const operator = { op: 'selectSparse', input, columns: Int32Array.from(columns) } as const
    return { kind: 'sparse', id: this.emit('selectSparse', operator, type) }
  }

  #densify(input: ValueId): ValueId {
    const { width } = this.type(input)
    if (width > MAX_DENSE_WIDTH) {
      throw new BrineError('limit_exceeded', `a step needs ${width} columns of text features as dense rows`, {
        details: { limit: MAX_DENSE_WIDTH, actual: width },
        remedy: 'Train it with fewer features (max_features, n_features), or with a step that takes sparse rows.',
      })
    }
    return this.emit('densify', { op: 'densify', input }, { kind: 'numeric', dtype: 'float64', width })
  }

  #numeric(values: Values): ValueId {
    if (values.kind === 'sparse') return this.#densify(values.id)
    const trace = this.#trace(values)
    const type: NumericType = { kind: 'numeric', dtype: 'float64', width: trace.columns.length }
    switch (values.kind) {
      case 'numeric':
        return values.id
      case 'input':
        for (const column of values.columns) (this.#columns[column] as ColumnUse).number = true
        return this.emit('inputNumbers', { op: 'inputNumbers', slots: Int32Array.from(values.columns) }, type, trace)
      case 'object': {
        const sources = this.sources(values)
        return this.emit('parseNumbers', { op: 'parseNumbers', input: values.id, sources }, type, trace)
      }
      case 'concat': {
        const inputs = values.parts.map((part) => this.numeric(part))
        return this.emit('concat', { op: 'concat', inputs }, type, trace)
      }
    }
  }

  #objects(values: Values): ValueId {
    const trace = this.#trace(values)
    const type: ValueType = { kind: 'object', width: trace.columns.length }
    switch (values.kind) {
      case 'object':
        return values.id
      case 'input':
        for (const column of values.columns) {
          const use = this.#columns[column] as ColumnUse
          if (use.object === 'no') use.object = 'any'
        }
        return this.emit('inputObjects', { op: 'inputObjects', slots: Int32Array.from(values.columns) }, type, trace)
      case 'numeric':
      case 'sparse':
        return this.emit('concatObjects', { op: 'concatObjects', inputs: [this.numeric(values)] }, type, trace)
      case 'concat': {
        const inputs = values.parts.map((part) => (part.kind === 'numeric' ? part.id : this.#objects(part)))
        return this.emit('concatObjects', { op: 'concatObjects', inputs }, type, trace)
      }
    }
  }

  #selectFromParts(parts: readonly Values[], columns: readonly number[]): Values {
    const owner: { part: number; column: number }[] = []
    parts.forEach((part, p) => {
      for (let c = 0; c < this.width(part); c++) owner.push({ part: p, column: c })
    })
    const runs: { part: number; columns: number[] }[] = []
    for (const column of columns) {
      const from = owner[column] as { part: number; column: number }
      const last = runs.at(-1)
      if (last?.part === from.part) last.columns.push(from.column)
      else runs.push({ part: from.part, columns: [from.column] })
    }
    return this.concat(runs.map((run) => this.select(parts[run.part] as Values, run.columns)))
  }

  #inputColumns(): InputColumn[] {
    let numbers = 0
    let objects = 0
    let structures = 0
    return this.#columns.map((use) => {
      const numberSlot = use.number ? numbers++ : -1
      const objectSlot = use.object === 'no' ? -1 : objects++
      const structureSlot = use.structure === 'no' ? -1 : structures++
      return {
        name: use.name,
        type: columnType(use),
        nullable: use.nullable,
        ...(use.categories === undefined ? {} : { categories: use.categories, acceptsUnknown: use.acceptsUnknown }),
        ...(use.fields === undefined ? {} : { fields: use.fields }),
        numberSlot,
        objectSlot,
        structureSlot,
      }
    })
  }
}

function columnType(use: ColumnUse): InputColumn['type'] {
  if (use.structure !== 'no') return use.structure
  if (use.object === 'no') return use.number ? 'number' : 'unused'
  // Whoever else reads it as a cell: it has to be a number.
  if (use.number) return 'number'
  return use.object
}

/** Until the end, input operators name columns of the signature; now each is given its place in its block. */
function resolveSlots(operator: Operator, inputs: readonly InputColumn[]): Operator {
  if ('slot' in operator) {
    return Object.freeze({ ...operator, slot: inputs[operator.slot]?.structureSlot ?? -1 })
  }
  if (operator.op !== 'inputNumbers' && operator.op !== 'inputObjects') return operator
  const key = operator.op === 'inputNumbers' ? 'numberSlot' : 'objectSlot'
  return Object.freeze({ ...operator, slots: operator.slots.map((column) => (inputs[column] as InputColumn)[key]) })
}

function isIdentity(columns: readonly number[], width: number): boolean {
  return columns.length === width && columns.every((column, i) => column === i)
}

/** The missing rule of cells for a `missing_values` that stands in a file. */
export function missingCell(value: Cell): MissingCell {
  if (value === null) return { kind: 'none' }
  if (typeof value === 'number' && Number.isNaN(value)) return { kind: 'nan' }
  return { kind: 'value', value }
}
