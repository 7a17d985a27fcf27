/** `sklearn_pandas.DataFrameMapper`: transformers side by side, each on columns that it takes by name. */
import { describeValue } from '../../pickle/describe.ts'
import { PickleList, PickleTuple, type PickleValue } from '../../pickle/values.ts'
import { ProgramBuilder, type Values } from '../../program/builder.ts'
import { type Attributes, itemsOf } from '../attributes.ts'
import type { Child, Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import type { ReadContext } from '../reader.ts'

/** Columns, and the transformers that they go through one after the other. */
interface Feature {
  readonly columns: readonly string[]
  readonly steps: readonly Estimator[]
}

export function readDataFrameMapper(attributes: Attributes, context: ReadContext): Estimator {
  const features = attributes.list('features').map((item, i) => readFeature(attributes, context, item, i))
  const selected = [...new Set(features.flatMap(({ columns }) => columns))]
  const rest = readDefault(attributes, context, features, selected)
  const all = rest === undefined ? features : [...features, rest]
  const names = [...new Set([...selected, ...(rest?.columns ?? [])])]
  return {
    ...readFacts(attributes),
    nFeatures: names.length,
    featureNames: names,
    children: all.flatMap(children),
    methods: {},
    transform: (builder, input) => transformFeatures(builder, input, all, names),
  }
}

/** Each feature on its columns of `input`, which are called `names`. */
function transformFeatures(
  builder: ProgramBuilder,
  input: Values,
  features: readonly Feature[],
  names: readonly string[],
): Values {
  const position = new Map(names.map((name, i) => [name, i]))
  return builder.concat(
    features.map(({ columns, steps }) => {
      const own = columns.map((column) => position.get(column) as number)
      return steps.reduce<Values>(
        (values, step) => step.transform?.(builder, values) ?? values,
        builder.select(input, own),
      )
    }),
  )
}

function children({ columns, steps }: Feature): Child[] {
  const name = columns.join(', ')
  if (steps.length === 0) return [{ name, estimator: 'passthrough', columns }]
  return steps.map((estimator) => ({ name, estimator, columns }))
}

/** (columns, transformer or list of them or None, options). */
function readFeature(attributes: Attributes, context: ReadContext, item: PickleValue, i: number): Feature {
  const [selection, transformer] = itemsOf(item) ?? []
  const path = attributes.path === '' ? `features[${i}]` : `${attributes.path}.features[${i}]`
  const columns = typeof selection === 'string' ? [selection] : itemsOf(selection)
  if (!columns?.every((column) => typeof column === 'string')) {
    throw attributes.unsupported(
      `selects columns by ${describeValue(selection ?? null)}`,
      'Name the columns in a list.',
    )
  }
  return { columns: columns as string[], steps: readSteps(attributes, context, transformer ?? null, path) }
}

function readSteps(
  attributes: Attributes,
  context: ReadContext,
  transformer: PickleValue,
  path: string,
): readonly Estimator[] {
  if (transformer === null) return []
  const isList = transformer instanceof PickleList || transformer instanceof PickleTuple
  return (isList ? transformer.items : [transformer]).flatMap((step) => {
    if (step === null) return []
    const estimator = context.estimator(step, path, attributes.versionText)
    if (estimator.transform !== undefined) return [estimator]
    throw attributes.error('model_invalid', `${estimator.className} in ${path} is no transformer`)
  })
}

/**
 * The columns that no feature selects: dropped if `default` is False. If it is None they pass, and what they are called
 * is known from the names of the answer, in which they come last.
 */
function readDefault(
  attributes: Attributes,
  context: ReadContext,
  features: readonly Feature[],
  selected: readonly string[],
): Feature | undefined {
  const value = attributes.get('built_default') ?? attributes.get('default') ?? null
  if (value === false) return undefined
  const steps = readSteps(attributes, context, value, 'built_default')
  const columns = steps[0]?.featureNames ?? passedColumns(attributes, features, selected)
  if (steps.length > 0 && steps[0]?.featureNames === undefined) {
    const remedy = 'Name every column in features, or train with input_df=True.'
    throw attributes.unsupported('has a default transformer for columns that the file does not name', remedy)
  }
  return columns.length === 0 ? undefined : { columns, steps }
}

function passedColumns(
  attributes: Attributes,
  features: readonly Feature[],
  selected: readonly string[],
): readonly string[] {
  const builder = new ProgramBuilder(selected.length, selected)
  const width = builder.width(transformFeatures(builder, builder.input, features, selected))
  return attributes.list('transformed_names_').slice(width).map(String)
}
