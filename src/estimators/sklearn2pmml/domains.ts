/** `sklearn2pmml.decoration`: what columns may hold, checked and mended before the model reads them. */
import { describeValue } from '../../pickle/describe.ts'
import { NdArray } from '../../pickle/ndarray.ts'
import type { PickleValue } from '../../pickle/values.ts'
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { CellRules, NumberRules, Treatment } from '../../program/operators/domains.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { type Attributes, itemsOf } from '../attributes.ts'
import type { Child, Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { type Categories, categoryCells, readCategoryArray } from '../preprocessing/categories.ts'
import type { ReadContext } from '../reader.ts'

/** What every domain says about values that are missing or invalid. */
interface Treatments {
  readonly missing: readonly Cell[]
  readonly onMissing: Treatment<Cell>
  readonly onInvalid: Treatment<Cell>
  /** What becomes of a value that is to count as missing. */
  readonly asMissing: Treatment<Cell>
}

const KEEP = { kind: 'keep' } as const
const REFUSE = { kind: 'refuse' } as const

function readTreatments(attributes: Attributes): Treatments {
  refuseCast(attributes)
  const missing = readMissing(attributes)
  const isRefused = attributes.string('missing_value_treatment') === 'return_invalid'
  const onMissing = isRefused ? REFUSE : readReplacement(attributes, 'missing_value_replacement')
  // Versions that know the valid values as a parameter mark such a value; those before leave it as it is.
  const marks = attributes.has('data_values') || attributes.has('data_min')
  const asMissing =
    onMissing.kind === 'keep' && marks ? ({ kind: 'replace', value: missing[0] ?? null } as const) : onMissing
  return { missing, onMissing, asMissing, onInvalid: readInvalid(attributes, asMissing) }
}

function readInvalid(attributes: Attributes, asMissing: Treatment<Cell>): Treatment<Cell> {
  const treatment = attributes.string('invalid_value_treatment')
  switch (treatment) {
    case 'return_invalid':
      return REFUSE
    case 'as_is':
      return KEEP
    case 'as_missing':
      return asMissing
    case 'as_value':
      return readReplacement(attributes, 'invalid_value_replacement')
    default:
      throw attributes.unsupported(`invalid_value_treatment='${treatment}'`, 'Train with one that PMML has.')
  }
}

function readReplacement(attributes: Attributes, name: string): Treatment<Cell> {
  return attributes.isNone(name) ? KEEP : { kind: 'replace', value: attributes.cell(name) }
}

/** None stands for None and NaN; a list for each of its items. */
function readMissing(attributes: Attributes): readonly Cell[] {
  const value = attributes.get('missing_values') ?? null
  const items = itemsOf(value) ?? [value]
  return items.map((item) => {
    if (item === null || typeof item !== 'object') return item
    throw attributes.unsupported(`missing_values holds ${describeValue(item)}`, 'Train with None or plain values.')
  })
}

/** A cast to the type that the column has anyway changes nothing. */
function refuseCast(attributes: Attributes): void {
  const dtype = attributes.get('dtype') ?? null
  if (dtype === null || dtype === 'float64' || dtype === 'float' || dtype === 'str' || dtype === 'category') return
  const name = typeof dtype === 'object' && 'name' in dtype ? dtype.name : undefined
  if (name === 'float' || name === 'str' || name === 'float64') return
  throw attributes.unsupported(`dtype=${describeValue(dtype)}`, 'Convert the column before sending it.')
}

/** `ContinuousDomain`: numbers between those that were seen, with bounds for outliers. */
export function readContinuousDomain(attributes: Attributes): Estimator {
  const treatments = numbersOnly(attributes, readTreatments(attributes))
  const bounds = attributes.has('data_min_')
    ? { min: attributes.vector('data_min_'), max: attributes.vector('data_max_') }
    : undefined
  const outliers = readOutliers(attributes, treatments.asMissing)
  const rulesOf = (column: number): NumberRules => ({
    missing: treatments.missing,
    onMissing: treatments.onMissing,
    onInvalid: treatments.onInvalid,
    valid: bounds === undefined ? undefined : { min: at(bounds.min, column), max: at(bounds.max, column) },
    ...outliers,
  })
  return domain(attributes, bounds?.min.length, (builder, input) =>
    constrainNumbers(builder, input, attributes.className, rulesOf),
  )
}

/** One number stands for all columns. */
function at(values: Float64Array, column: number): number {
  return values[values.length === 1 ? 0 : column] ?? Number.NaN
}

function readOutliers(attributes: Attributes, asMissing: Treatment<number>) {
  const treatment = attributes.string('outlier_treatment')
  if (treatment === 'as_is') return { low: -Infinity, high: Infinity, onLow: KEEP, onHigh: KEEP }
  const low = attributes.number('low_value')
  const high = attributes.number('high_value')
  if (treatment === 'as_missing_values') return { low, high, onLow: asMissing, onHigh: asMissing }
  const replace = (value: number) => ({ kind: 'replace', value }) as const
  return { low, high, onLow: replace(low), onHigh: replace(high) }
}

interface NumberTreatments {
  readonly missing: readonly number[]
  readonly onMissing: Treatment<number>
  readonly onInvalid: Treatment<number>
  readonly asMissing: Treatment<number>
}

function numbersOnly(attributes: Attributes, treatments: Treatments): NumberTreatments {
  const number = (cell: Cell): number => {
    if (cell === null) return Number.NaN
    if (typeof cell !== 'string') return Number(cell)
    throw attributes.unsupported(`replaces numbers by ${JSON.stringify(cell)}`, 'Train with numbers.')
  }
  const treat = (treatment: Treatment<Cell>): Treatment<number> =>
    treatment.kind === 'replace' ? { kind: 'replace', value: number(treatment.value) } : treatment
  return {
    // A text never meets a number.
    missing: treatments.missing.flatMap((cell) => (typeof cell === 'string' ? [] : [number(cell)])),
    onMissing: treat(treatments.onMissing),
    onInvalid: treat(treatments.onInvalid),
    asMissing: treat(treatments.asMissing),
  }
}

/** `CategoricalDomain` and `OrdinalDomain`: the values that were seen. */
export function readDiscreteDomain(attributes: Attributes): Estimator {
  const treatments = readTreatments(attributes)
  const values = readValidValues(attributes)
  const isNumeric = values?.every(({ kind }) => kind === 'numbers') ?? false
  const emit = isNumeric
    ? numericEmitter(attributes, numbersOnly(attributes, treatments), values ?? [])
    : cellEmitter(attributes, treatments, values)
  return domain(attributes, values?.length, emit)
}

type Emit = (builder: ProgramBuilder, input: Values) => Values

function numericEmitter(attributes: Attributes, treatments: NumberTreatments, values: readonly Categories[]): Emit {
  const cells = values.map(categoryCells)
  return (builder, input) => {
    const isRefused = treatments.onInvalid.kind === 'refuse'
    builder.learnCategories(input, cells, !isRefused, () => treatments.onMissing.kind !== 'refuse')
    return constrainNumbers(builder, input, attributes.className, (column) => ({
      missing: treatments.missing,
      onMissing: treatments.onMissing,
      onInvalid: treatments.onInvalid,
      valid: { values: (cells[column] ?? []).map(Number) },
      low: -Infinity,
      high: Infinity,
      onLow: KEEP,
      onHigh: KEEP,
    }))
  }
}

function cellEmitter(attributes: Attributes, treatments: Treatments, values: readonly Categories[] | undefined): Emit {
  const valid = values?.map(categoryCells)
  const text = valid?.every((cells) => cells.every((cell) => typeof cell === 'string')) ?? false
  const acceptsUnknown = treatments.onInvalid.kind !== 'refuse'
  return (builder, input) => {
    const x = builder.objects(input, { text, acceptsUnknown, ...(valid === undefined ? {} : { categories: valid }) })
    if (valid !== undefined) {
      builder.learnCategories(input, valid, acceptsUnknown, () => treatments.onMissing.kind !== 'refuse')
    }
    const type = builder.type(x)
    const rules = Array.from(
      { length: type.width },
      (_, column): CellRules => ({ ...treatments, valid: valid?.[column] }),
    )
    const operator = {
      op: 'constrainObjects',
      input: x,
      rules,
      sources: builder.sources(input),
      estimator: attributes.className,
    } as const
    return { kind: 'object', id: builder.emitColumnwise('constrainObjects', operator, type) }
  }
}

function constrainNumbers(
  builder: ProgramBuilder,
  input: Values,
  estimator: string,
  rulesOf: (column: number) => NumberRules,
): Values {
  const x = builder.numeric(input)
  const type = builder.type(x)
  const rules = Array.from({ length: type.width }, (_, column) => rulesOf(column))
  const operator = { op: 'constrainNumbers', input: x, rules, sources: builder.sources(input), estimator } as const
  return { kind: 'numeric', id: builder.emitColumnwise('constrainNumbers', operator, type) }
}

/** `data_values_` is one array for a vector, a list of them for columns; before, `data_` was one array. */
function readValidValues(attributes: Attributes): Categories[] | undefined {
  const name = ['data_values_', 'data_'].find((known) => attributes.has(known))
  if (name === undefined) return undefined
  const value: PickleValue = attributes.require(name)
  if (value instanceof NdArray) return [readCategoryArray(attributes, value, name)]
  return attributes.list(name).map((item, i) => readCategoryArray(attributes, item, `${name}[${i}]`))
}

function domain(attributes: Attributes, nFeatures: number | undefined, transform: Emit): Estimator {
  return {
    ...readFacts(attributes, nFeatures),
    children: [],
    methods: {},
    keepsWidth: nFeatures === undefined,
    transform,
    featureNamesOut: (inputs) => inputs,
  }
}

/** `MultiDomain`: a domain for each column; None lets a column pass. */
export function readMultiDomain(attributes: Attributes, context: ReadContext): Estimator {
  const children = attributes.list('domains').map((value, i): Child => {
    if (value === null) return { name: `${i}`, estimator: 'passthrough' }
    return {
      name: `${i}`,
      estimator: context.estimator(value, `${attributes.path}.domains[${i}]`, attributes.versionText),
    }
  })
  return {
    ...readFacts(attributes, children.length),
    children,
    methods: {},
    transform: (builder, input) =>
      builder.concat(
        children.map(({ estimator }, column) => {
          const own = builder.select(input, [column])
          return typeof estimator === 'string' ? own : (estimator.transform?.(builder, own) ?? own)
        }),
      ),
    featureNamesOut: (inputs) => inputs,
  }
}

/** `ContinuousDomainEraser`, `DiscreteDomainEraser`: they change what PMML is told, and no value. */
export function readDomainEraser(attributes: Attributes): Estimator {
  return {
    ...readFacts(attributes),
    children: [],
    methods: {},
    keepsWidth: true,
    transform: (_, input) => input,
    featureNamesOut: (inputs) => inputs,
  }
}

/** `Alias` and `MultiAlias`: a transformer under a name. */
export function readAlias(attributes: Attributes, context: ReadContext): Estimator {
  const path = attributes.path === '' ? 'transformer_' : `${attributes.path}.transformer_`
  return context.estimator(attributes.require('transformer_'), path, attributes.versionText)
}
