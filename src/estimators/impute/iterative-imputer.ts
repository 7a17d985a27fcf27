/** `sklearn.impute.IterativeImputer`: each column's gaps predicted from the other columns, round by round. */
import { PickleObject, type PickleValue } from '../../pickle/values.ts'
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { ValueId } from '../../program/value.ts'
import { type Attributes, itemsOf } from '../attributes.ts'
import type { Estimator, Lower } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import type { ReadContext } from '../reader.ts'
import { fillColumns, imputedNames, indicate, readImputer, readIndicatedColumns } from './simple-imputer.ts'

/** One column's turn. Columns are counted among those that are kept. */
interface Turn {
  readonly column: number
  readonly neighbours: readonly number[]
  readonly predict: Lower
  readonly min: number
  readonly max: number
}

const COLUMN = { kind: 'numeric', dtype: 'float64', width: 1 } as const

export function readIterativeImputer(attributes: Attributes, context: ReadContext): Estimator {
  const { className: estimator } = attributes
  if (attributes.boolean('sample_posterior')) {
    throw attributes.unsupported(
      'sample_posterior is True, so that it answers at random',
      'Train it with sample_posterior=False.',
    )
  }
  const initial = { ...readImputer(attributes.part('initial_imputer_')), estimator }
  const { kept, fill, missing } = initial
  if (fill.some((cell) => typeof cell === 'string')) throw attributes.error('model_invalid', 'fills in text')
  const indicated = attributes.boolean('add_indicator', false)
    ? readIndicatedColumns(attributes.part('indicator_'), fill.length)
    : []
  const turns = attributes.count('n_iter_') === 0 ? [] : readTurns(attributes, context, kept.length)
  const empty = readEmpty(attributes)
  return {
    ...readFacts(attributes, fill.length),
    children: [],
    methods: {},
    transform: (builder, input) => {
      const filled = fillColumns(builder, input, initial, kept)
      const observed = builder.select(input, kept)
      const replayed = replay(
        builder,
        observed,
        filled,
        turns,
        Number(missing),
        kept.map((column) => empty.has(column)),
      )
      if (indicated.length === 0) return replayed
      return builder.concat([replayed, indicate(builder, input, { ...initial, indicated })])
    },
    featureNamesOut: (names) => imputedNames(names, kept, indicated),
  }
}

/** Columns without any value in training, which keep_empty_features fills as at the beginning and leaves so. */
function readEmpty(attributes: Attributes): ReadonlySet<number> {
  const flags = itemsOf(attributes.get('_is_empty_feature')) ?? []
  return new Set(flags.flatMap((isEmpty, i) => (isEmpty === true ? [i] : [])))
}

function readTurns(attributes: Attributes, context: ReadContext, nColumns: number): Turn[] {
  const limits = [
    readLimits(attributes, '_min_value', nColumns),
    readLimits(attributes, '_max_value', nColumns),
  ] as const
  return attributes.list('imputation_sequence_').map((value, i) => {
    const path = `imputation_sequence_[${i}]`
    const [column, neighbours, estimator] = value instanceof PickleObject ? value.args : (itemsOf(value) ?? [])
    const others = itemsOf(neighbours)?.map(Number) ?? []
    const isColumn = (index: number) => Number.isInteger(index) && index >= 0 && index < nColumns
    if (!isColumn(Number(column)) || !others.every(isColumn) || estimator === undefined) {
      throw attributes.error('model_invalid', `expected a column, its neighbours and an estimator in ${path}`)
    }
    const predict = readPredict(attributes, context, estimator, path)
    const at = Number(column)
    return { column: at, neighbours: others, predict, min: limits[0][at] as number, max: limits[1][at] as number }
  })
}

function readPredict(attributes: Attributes, context: ReadContext, value: PickleValue, path: string): Lower {
  const { className, methods } = context.estimator(value, path, attributes.versionText)
  if (methods.predict === undefined) throw attributes.error('model_invalid', `${className} in ${path} cannot predict`)
  return methods.predict
}

/** One number a column, or one for all, as in 0.22. */
function readLimits(attributes: Attributes, name: string, nColumns: number): Float64Array {
  const limits = attributes.vector(name)
  if (limits.length === nColumns) return limits
  if (limits.length === 1) return new Float64Array(nColumns).fill(limits[0] as number)
  throw attributes.error('model_invalid', `has ${limits.length} numbers in ${name} for ${nColumns} columns`)
}

/** Takes the turns one after the other, as in training; what was observed stays. */
function replay(
  builder: ProgramBuilder,
  observed: Values,
  filled: Values,
  turns: readonly Turn[],
  missing: number,
  isEmpty: readonly boolean[],
): Values {
  if (turns.length === 0) return filled
  const columns = isEmpty.map((_, i) => builder.select(filled, [i]))
  for (const { column, neighbours, predict, min, max } of turns) {
    if (isEmpty[column]) continue
    const answer = predict(builder, builder.concat(neighbours.map((i) => columns[i] as Values)))
    const predicted = answer.kind === 'list' ? undefined : answer.value
    if (predicted === undefined) continue
    const own = builder.numeric(builder.select(observed, [column]))
    const operator = { op: 'fillFrom', inputs: [own, predicted], missing, min, max } as const
    columns[column] = { kind: 'numeric', id: builder.emit('fillFrom', operator, COLUMN) }
  }
  // A column that was empty in training never counts as missing.
  if (isEmpty.includes(true)) return builder.concat(columns)
  const inputs: readonly [ValueId, ValueId, ValueId] = [
    builder.numeric(observed),
    builder.numeric(builder.concat(columns)),
    builder.numeric(filled),
  ]
  const type = { kind: 'numeric', dtype: 'float64', width: isEmpty.length } as const
  return { kind: 'numeric', id: builder.emit('unlessAllMissing', { op: 'unlessAllMissing', inputs, missing }, type) }
}
