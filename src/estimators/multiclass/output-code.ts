/** `sklearn.multiclass.OutputCodeClassifier`: each class has a code, one estimator a digit; the nearest code wins. */
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readClasses } from '../facts.ts'
import { childrenOf, factsWithParts, finiteInput, readParts, sideBySide } from '../parts.ts'
import type { ReadContext } from '../reader.ts'
import { isAtLeast } from '../version.ts'
import { binaryScore, requireScores } from './binary-score.ts'

export function readOutputCode(attributes: Attributes, context: ReadContext): Estimator {
  const parts = readParts(attributes, context, 'estimators_')
  requireScores(attributes, parts)
  const classes = readClasses(attributes, attributes.require('classes_'))
  const codes = attributes.matrix('code_book_')
  if (codes.rows !== classes.labels.length || codes.columns !== parts.length) {
    throw attributes.error('model_invalid', `has codes of shape (${codes.rows}, ${codes.columns}), which do not fit`)
  }
  const checksRows = !isAtLeast(attributes.version, 0, 24)
  const { className } = attributes
  return {
    ...factsWithParts(attributes, parts),
    children: childrenOf('estimators_', parts),
    methods: {
      predict: (builder, input) => {
        const rows = checksRows ? finiteInput(builder, input, className) : input
        const scores = sideBySide(
          builder,
          parts.map((part) => binaryScore(builder, part, rows)),
        )
        const type = { kind: 'numeric', dtype: 'float64', width: 1 } as const
        const value = builder.emit('nearestRow', { op: 'nearestRow', input: scores, rows: codes.data }, type)
        return { kind: 'labels', value, shape: 'vector', classes: [classes] }
      },
    },
  }
}
