/** `sklearn.preprocessing.TargetEncoder`: categories to the mean of the target. */
import { NdArray } from '../../pickle/ndarray.ts'
import { toCells, toFloat64 } from '../../pickle/ndarray-decode.ts'
import { type Attributes, detached } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { type Categories, emitIndices, readCategories } from './categories.ts'
import { pythonText } from './python-text.ts'

export function readTargetEncoder(attributes: Attributes): Estimator {
  const { className: estimator } = attributes
  const categories = readCategories(attributes)
  const suffixes = attributes.string('target_type_') === 'multiclass' ? readClassNames(attributes) : undefined
  const perColumn = suffixes?.length ?? 1
  const tables = readEncodings(attributes, categories, perColumn)
  const means = attributes.floats('target_mean_').data
  if (means.length !== perColumn) {
    throw attributes.error('model_invalid', `has ${means.length} means of the target for ${perColumn} classes`)
  }
  const unknown = Float64Array.from(tables, (_, i) => means[i % perColumn] as number)
  return {
    ...readFacts(attributes, categories.length),
    children: [],
    methods: {},
    transform: (builder, input) => {
      const codes = emitIndices(builder, input, categories, { unknown: 'index', estimator })
      const columns = tables.map((_, i) => Math.floor(i / perColumn))
      const repeated = builder.numeric(builder.select({ kind: 'numeric', id: codes }, columns))
      const operator = { op: 'lookUp', input: repeated, tables, unknown } as const
      return { kind: 'numeric', id: builder.emit('lookUp', operator, builder.type(repeated)) }
    },
    featureNamesOut: (names) =>
      suffixes === undefined ? names : names.flatMap((name) => suffixes.map((suffix) => `${name}_${suffix}`)),
  }
}

function readClassNames(attributes: Attributes): readonly string[] {
  const classes = attributes.array('classes_')
  return toCells(classes).map((cell) => pythonText(cell, classes.dtype.kind === 'f'))
}

/** One table for each column and, of several classes, for each class. */
function readEncodings(attributes: Attributes, categories: readonly Categories[], perColumn: number): Float64Array[] {
  const encodings = attributes.list('encodings_')
  if (encodings.length !== categories.length * perColumn) {
    throw attributes.error('model_invalid', `has ${encodings.length} encodings for ${categories.length} columns`)
  }
  return encodings.map((value, i) => {
    const expected = categories[Math.floor(i / perColumn)]?.original.length ?? 0
    if (!(value instanceof NdArray) || value.size !== expected) {
      throw attributes.error('model_invalid', `expected ${expected} numbers in encodings_[${i}]`)
    }
    return detached(toFloat64(value))
  })
}
