/** `MultiOutputClassifier` and `MultiOutputRegressor` of `sklearn.multioutput`: one estimator a target. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { ClassLabels } from '../../program/program.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator, Lower } from '../estimator.ts'
import { matrixOutput } from '../outputs.ts'
import {
  ask,
  childrenOf,
  factsWithParts,
  finiteInput,
  invalidPart,
  numbersOf,
  readParts,
  requireMethod,
  sideBySide,
  singleColumn,
} from '../parts.ts'
import type { ReadContext } from '../reader.ts'
import { isAtLeast } from '../version.ts'

/** Versions before 0.24 refused what is not finite, whatever the estimators inside take. */
function rowsFor(attributes: Attributes): (builder: ProgramBuilder, input: Values) => Values {
  const { className } = attributes
  if (isAtLeast(attributes.version, 0, 24)) return (_, input) => input
  return (builder, input) => finiteInput(builder, input, className)
}

/** scikit-learn's `MultiOutputRegressor`. */
export function readMultiOutputRegressor(attributes: Attributes, context: ReadContext): Estimator {
  const parts = readParts(attributes, context, 'estimators_')
  requireMethod(attributes, parts, 'predict')
  const rows = rowsFor(attributes)
  const predict: Lower = (builder, input) => {
    const x = rows(builder, input)
    const each = parts.map((part) =>
      singleColumn(builder, part, numbersOf(builder, part, ask(builder, part, 'predict', x))),
    )
    return matrixOutput(sideBySide(builder, each))
  }
  return { ...factsWithParts(attributes, parts), children: childrenOf('estimators_', parts), methods: { predict } }
}

/** scikit-learn's `MultiOutputClassifier`. */
export function readMultiOutputClassifier(attributes: Attributes, context: ReadContext): Estimator {
  const parts = readParts(attributes, context, 'estimators_')
  requireMethod(attributes, parts, 'predict')
  const rows = rowsFor(attributes)
  const predict: Lower = (builder, input) => {
    const x = rows(builder, input)
    const each = parts.map((part) => {
      const output = ask(builder, part, 'predict', x)
      if (output.kind === 'labels' && output.classes.length === 1) return output
      throw invalidPart(part, 'does not answer with the labels of one target')
    })
    const value = sideBySide(
      builder,
      each.map((output) => output.value),
    )
    const classes = sameDType(each.flatMap((output) => output.classes))
    return { kind: 'labels', value, shape: 'matrix', classes }
  }
  const hasProbabilities = parts.every((part) => part.methods.predict_proba !== undefined)
  const predictProba: Lower = (builder, input) => ({
    kind: 'list',
    items: parts.map((part) => ask(builder, part, 'predict_proba', input)),
  })
  return {
    ...factsWithParts(attributes, parts),
    children: childrenOf('estimators_', parts),
    methods: { predict, ...(hasProbabilities ? { predict_proba: predictProba } : {}) },
  }
}

/** numpy gives an array of several targets one dtype: integers and flags beside floats become floats. */
function sameDType(targets: readonly ClassLabels[]): readonly ClassLabels[] {
  const dtypes = new Set(targets.map(({ dtype }) => dtype))
  const isNumeric = [...dtypes].every((dtype) => dtype === 'int64' || dtype === 'float64' || dtype === 'bool')
  if (dtypes.size === 1) return targets
  if (!isNumeric) return targets.map(({ labels }) => ({ dtype: 'object', labels }))
  const dtype = dtypes.has('float64') ? 'float64' : 'int64'
  return targets.map(({ labels }) => ({ dtype, labels: labels.map(Number) }))
}
