/** `sklearn.impute.MissingIndicator`: which values are missing. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { indicate, readIndicatedColumns, readMissingValue } from './simple-imputer.ts'

export function readMissingIndicator(attributes: Attributes): Estimator {
  const { className: estimator } = attributes
  const missing = readMissingValue(attributes)
  const nFeatures = attributes.count('_n_features')
  const chosen = readIndicatedColumns(attributes, nFeatures)
  const all = Array.from({ length: nFeatures }, (_, i) => i)
  const onlyMissing = attributes.string('features') === 'missing-only'
  const indicated = onlyMissing ? chosen : all
  const refused = onlyMissing && attributes.boolean('error_on_new') ? all.filter((i) => !chosen.includes(i)) : []
  const isText = typeof missing === 'string' || missing === null
  const check = (builder: ProgramBuilder, input: Values): Values => {
    if (isText) return input
    const x = builder.checkFinite(builder.numeric(input), estimator, { missing: Number.isNaN(missing) })
    if (refused.length === 0) return { kind: 'numeric', id: x }
    const operator = {
      op: 'checkNotMissing',
      input: x,
      missing: Number(missing),
      columns: Int32Array.from(refused),
      sources: builder.sources(input),
      estimator,
    } as const
    return { kind: 'numeric', id: builder.emitColumnwise('checkNotMissing', operator, builder.type(x)) }
  }
  if (isText && refused.length > 0) {
    throw attributes.unsupported('error_on_new is True for cells of text', 'Train it with error_on_new=False.')
  }
  return {
    ...readFacts(attributes, nFeatures),
    children: [],
    methods: {},
    transformDtype: 'bool',
    transform: (builder, input) => {
      const fill = all.map(() => (isText ? '' : 0))
      return indicate(builder, check(builder, input), { estimator, missing, fill, indicated })
    },
    featureNamesOut: (names) => chosen.map((i) => `missingindicator_${names[i]}`),
  }
}
