/** `sklearn.multiclass.OneVsRestClassifier`: one estimator a class, or a label. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { ClassLabels, MethodOutput } from '../../program/program.ts'
import type { ValueId } from '../../program/value.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator, Lower } from '../estimator.ts'
import { classNames, readClasses } from '../facts.ts'
import { classOutput, labelAbove } from '../outputs.ts'
import { ask, childrenOf, factsWithParts, numbersOf, readParts, sideBySide, singleColumn } from '../parts.ts'
import type { ReadContext } from '../reader.ts'
import { isAtLeast } from '../version.ts'
import { binaryScore, binaryThreshold, requireScores, secondProbability } from './binary-score.ts'

type Target = 'multiclass' | 'multilabel' | 'binary'

interface OneVsRest {
  readonly parts: readonly Estimator[]
  readonly classes: ClassLabels
  readonly target: Target
}

export function readOneVsRest(attributes: Attributes, context: ReadContext): Estimator {
  const parts = readParts(attributes, context, 'estimators_')
  requireScores(attributes, parts)
  const binarizer = attributes.part('label_binarizer_')
  const classes = readClasses(binarizer, binarizer.require('classes_'))
  const target = readTarget(binarizer)
  const expected = target === 'binary' ? 1 : classes.labels.length
  if (parts.length !== expected || classes.labels.length < (target === 'binary' ? 2 : 1)) {
    throw attributes.error('model_invalid', `has ${parts.length} estimators for ${classes.labels.length} classes`)
  }
  const read: OneVsRest = { parts, classes, target }
  // 1.7 and newer break ties as argmax does.
  const tie = isAtLeast(attributes.version, 1, 7) ? 'first' : 'last'
  const zeroRow = isAtLeast(attributes.version, 1, 7) ? 'zero' : 'nan'
  const has = (method: 'predict_proba' | 'decision_function') =>
    parts.every((part) => part.methods[method] !== undefined)
  return {
    ...factsWithParts(attributes, parts),
    children: childrenOf('estimators_', parts),
    methods: {
      predict: (builder, input) => predict(builder, input, read, tie),
      ...(has('predict_proba') ? { predict_proba: probabilities(read, zeroRow) } : {}),
      ...(has('decision_function') ? { decision_function: decisions(read) } : {}),
    },
  }
}

function readTarget(binarizer: Attributes): Target {
  const type = binarizer.string('y_type_')
  if (type === 'multiclass') return 'multiclass'
  return type === 'binary' ? 'binary' : 'multilabel'
}

function predict(builder: ProgramBuilder, input: Values, read: OneVsRest, tie: 'first' | 'last'): MethodOutput {
  const { parts, classes, target } = read
  const scores = sideBySide(
    builder,
    parts.map((part) => binaryScore(builder, part, input)),
  )
  if (target === 'multiclass') return largest(builder, scores, classes, tie)
  const threshold = binaryThreshold(parts[0] as Estimator)
  if (target === 'binary') return labelAbove(builder, scores, threshold, classes)
  const value = builder.emit('greaterThan', { op: 'greaterThan', input: scores, threshold }, builder.type(scores))
  return { kind: 'numeric', value, shape: 'matrix', dtype: 'int64', columns: classNames(classes) }
}

/** Of several largest scores the last is the first of the columns turned round. */
function largest(builder: ProgramBuilder, scores: ValueId, classes: ClassLabels, tie: 'first' | 'last'): MethodOutput {
  const last = classes.labels.length - 1
  const backwards = classes.labels.map((_, i) => last - i)
  const input = tie === 'first' ? scores : builder.numeric(builder.select({ kind: 'numeric', id: scores }, backwards))
  const value = builder.emit('argMax', { op: 'argMax', input }, { kind: 'numeric', dtype: 'float64', width: 1 })
  const labels = tie === 'first' ? classes.labels : [...classes.labels].reverse()
  return { kind: 'labels', value, shape: 'vector', classes: [{ dtype: classes.dtype, labels }] }
}

/** Probabilities of single labels are not disjoint; those of classes add up to 1. */
function probabilities({ parts, classes, target }: OneVsRest, zeroRow: 'zero' | 'nan'): Lower {
  return (builder, input) => {
    const each = sideBySide(
      builder,
      parts.map((part) => secondProbability(builder, part, input)),
    )
    const both = { kind: 'numeric', dtype: 'float64', width: 2 } as const
    const isSingle = parts.length === 1
    const value = isSingle ? builder.emit('complement', { op: 'complement', input: each }, both) : each
    if (target === 'multilabel') return classOutput(value, classes)
    const operator = { op: 'normalizeRows', input: value, zeroRow } as const
    return classOutput(builder.emit('normalizeRows', operator, builder.type(value)), classes)
  }
}

function decisions({ parts, classes }: OneVsRest): Lower {
  return (builder, input) => {
    const [first] = parts
    if (parts.length === 1 && first !== undefined) return ask(builder, first, 'decision_function', input)
    const each = parts.map((part) =>
      singleColumn(builder, part, numbersOf(builder, part, ask(builder, part, 'decision_function', input))),
    )
    return classOutput(sideBySide(builder, each), classes)
  }
}
