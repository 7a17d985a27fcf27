/** `sklearn.multiclass.OneVsOneClassifier`: one estimator for each pair of classes. */

import { NdArray } from '../../pickle/ndarray.ts'
import { toInt32 } from '../../pickle/ndarray-decode.ts'
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { ValueId } from '../../program/value.ts'
import { type Attributes, itemsOf } from '../attributes.ts'
import type { Estimator, Lower } from '../estimator.ts'
import { readClasses, readFacts } from '../facts.ts'
import { classOutput, labelAbove, labelOfLargest, vectorOutput } from '../outputs.ts'
import { ask, childrenOf, columnOf, numbersOf, readParts, requireMethod, sideBySide, singleColumn } from '../parts.ts'
import type { ReadContext } from '../reader.ts'
import { isAtLeast } from '../version.ts'
import { binaryScore, binaryThreshold } from './binary-score.ts'

export function readOneVsOne(attributes: Attributes, context: ReadContext): Estimator {
  const parts = readParts(attributes, context, 'estimators_')
  requireMethod(attributes, parts, 'predict')
  const classes = readClasses(attributes, attributes.require('classes_'))
  const nClasses = classes.labels.length
  if (parts.length !== (nClasses * (nClasses - 1)) / 2) {
    throw attributes.error('model_invalid', `has ${parts.length} estimators for the pairs of ${nClasses} classes`)
  }
  const columns = readPairColumns(attributes, parts)
  const own = {}
  const decide = (builder: ProgramBuilder, input: Values) =>
    builder.once(own, 'decision', input, () => tally(builder, input, parts, columns, nClasses))
  // Before 1.2 the threshold of a probability was 0 too.
  const threshold = isAtLeast(attributes.version, 1, 2) ? binaryThreshold(parts[0] as Estimator) : 0
  const rows = columns?.flat().reduce((most, column) => Math.max(most, column + 1), 0)
  const facts = readFacts(attributes, rows ?? parts[0]?.nFeatures)
  const decisionFunction: Lower = (builder, input) => {
    const decision = decide(builder, input)
    return nClasses > 2 ? classOutput(decision, classes) : vectorOutput(columnOf(builder, decision, 1))
  }
  return {
    ...facts,
    featureNames: facts.featureNames ?? parts[0]?.featureNames,
    children: childrenOf('estimators_', parts),
    methods: {
      predict: (builder, input) => {
        const decision = decide(builder, input)
        if (nClasses > 2) return labelOfLargest(builder, decision, classes)
        return labelAbove(builder, columnOf(builder, decision, 1), threshold, classes)
      },
      // Before 0.21 it was scaled by the largest confidence of all rows that were asked about together.
      ...(isAtLeast(attributes.version, 0, 21) ? { decision_function: decisionFunction } : {}),
    },
  }
}

/** With a precomputed kernel each pair is given the columns of the rows that it was fitted on. */
function readPairColumns(
  attributes: Attributes,
  parts: readonly Estimator[],
): readonly (readonly number[])[] | undefined {
  if (attributes.isNone('pairwise_indices_')) return undefined
  const items = itemsOf(attributes.get('pairwise_indices_')) ?? []
  if (items.length !== parts.length) throw attributes.error('model_invalid', 'expected columns of each pair')
  return items.map((item, i) => {
    if (item instanceof NdArray) return Array.from(toInt32(item))
    throw attributes.error('model_invalid', `expected an array in pairwise_indices_[${i}]`)
  })
}

function tally(
  builder: ProgramBuilder,
  input: Values,
  parts: readonly Estimator[],
  columns: readonly (readonly number[])[] | undefined,
  nClasses: number,
): ValueId {
  const inputs = parts.map((_, i) => (columns === undefined ? input : builder.select(input, columns[i] ?? [])))
  const predictions = parts.map((part, i) => {
    const values = inputs[i] as Values
    return singleColumn(builder, part, numbersOf(builder, part, ask(builder, part, 'predict', values)))
  })
  const confidences = parts.map((part, i) => binaryScore(builder, part, inputs[i] as Values))
  const both = [sideBySide(builder, predictions), sideBySide(builder, confidences)] as const
  const type = { kind: 'numeric', dtype: 'float64', width: nClasses } as const
  return builder.emit('tallyPairs', { op: 'tallyPairs', inputs: both }, type)
}
