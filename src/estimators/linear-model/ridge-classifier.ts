/** `RidgeClassifier` and `RidgeClassifierCV` of `sklearn.linear_model`. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator, Lower } from '../estimator.ts'
import { classNames, readClasses, readFacts } from '../facts.ts'
import { emitLinearMap, readLinearMap } from '../linear-map.ts'
import { classOutput, labelAbove, labelOfLargest, multilabelAbove, vectorOutput } from '../outputs.ts'
import { isAtLeast } from '../version.ts'

/** Labels, or, trained on several labels a row (1.0 and newer), a column of 0 and 1 for each. */
export function readRidgeClassifier(attributes: Attributes): Estimator {
  const { className } = attributes
  const binarizer = attributes.part('_label_binarizer')
  const classes = readClasses(attributes, binarizer.require('classes_'))
  // RidgeClassifierCV could be trained so before, but answered with the largest.
  const isMultilabel = isAtLeast(attributes.version, 1, 0) && binarizer.string('y_type_').startsWith('multilabel')
  const map = readLinearMap(attributes)
  const nClasses = classes.labels.length
  if (map.outputs !== nClasses && (isMultilabel || map.outputs !== 1 || nClasses !== 2)) {
    throw attributes.error('model_invalid', `has ${map.outputs} rows of coefficients for ${nClasses} classes`)
  }
  const self = {}
  const decide = (builder: ProgramBuilder, input: Values) =>
    builder.once(self, 'decision', input, () => emitLinearMap(builder, input, map, className))
  const predict: Lower = (builder, input) => {
    const scores = decide(builder, input)
    if (isMultilabel) return multilabelAbove(builder, scores, 0, classNames(classes))
    return map.outputs === 1 ? labelAbove(builder, scores, 0, classes) : labelOfLargest(builder, scores, classes)
  }
  const decisionFunction: Lower = (builder, input) => {
    const scores = decide(builder, input)
    return map.outputs === 1 ? vectorOutput(scores) : classOutput(scores, classes)
  }
  return {
    ...readFacts(attributes, map.features),
    children: [],
    methods: { predict, decision_function: decisionFunction },
  }
}
