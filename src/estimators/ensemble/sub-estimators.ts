/** The estimators inside an ensemble, whatever they are, and their answers as columns of numbers. */
import { BrineError } from '../../errors.ts'
import type { PickleValue } from '../../pickle/values.ts'
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import { type ClassLabels, type MethodOutput, outputValues } from '../../program/program.ts'
import type { ValueId } from '../../program/value.ts'
import type { Attributes } from '../attributes.ts'
import type { AnswerMethod, Child, Estimator, Lower } from '../estimator.ts'
import { pathTo } from '../parts.ts'
import type { ReadContext } from '../reader.ts'

/** `estimators_`, each read as what it is. */
export function readSubEstimators(
  attributes: Attributes,
  context: ReadContext,
  items: readonly PickleValue[],
): readonly Estimator[] {
  const read = (item: PickleValue, i: number) =>
    context.estimator(item, pathTo(attributes, `estimators_[${i}]`), attributes.versionText)
  return items.map(read)
}

const SHOWN = 3

/** The first few, to be shown as parts. */
export function childrenOf(estimators: readonly Estimator[]): Child[] {
  return estimators.slice(0, SHOWN).map((estimator, i) => ({ name: `estimators_[${i}]`, estimator }))
}

/** The same method of all the estimators of an ensemble, each of which has to have it. */
export function methodsOf(attributes: Attributes, estimators: readonly Estimator[], name: AnswerMethod): Lower[] {
  return estimators.map((estimator) => {
    const method = estimator.methods[name]
    if (method !== undefined) return method
    throw attributes.error('model_invalid', `${estimator.className} in estimators_ has no ${name}`)
  })
}

/** The numbers of an answer, one column or several. */
export function answerColumns(output: MethodOutput): ValueId {
  return outputValues(output)[0] as ValueId
}

/** Answers side by side. */
export function joinColumns(builder: ProgramBuilder, values: readonly ValueId[]): ValueId {
  return builder.numeric(builder.concat(values.map((id): Values => ({ kind: 'numeric', id }))))
}

/** Blocks of columns of the width given, added up with weights. */
export function emitBlockSum(builder: ProgramBuilder, input: ValueId, weights: Float64Array, divisor: number): ValueId {
  const width = builder.type(input).width / weights.length
  const type = { kind: 'numeric', dtype: 'float64', width } as const
  return builder.emit('blockSum', { op: 'blockSum', input, weights, divisor }, type)
}

/** Labels as indicator columns of the ensemble's classes; `indexOf` finds a label among them. */
export function emitVotes(
  builder: ProgramBuilder,
  output: MethodOutput,
  classes: number,
  indexOf: (label: ClassLabels['labels'][number]) => number,
): ValueId {
  const [own] = output.kind === 'labels' ? output.classes : []
  if (own === undefined) throw new BrineError('model_invalid', 'an estimator that should vote answers with no labels')
  const operator = {
    op: 'oneHot',
    input: answerColumns(output),
    tables: [Int32Array.from(own.labels, indexOf)],
    widths: Int32Array.of(classes),
    unknownColumn: Int32Array.of(-1),
  } as const
  return builder.emit('oneHot', operator, { kind: 'numeric', dtype: 'float64', width: classes })
}
