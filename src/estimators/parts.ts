/** The estimators inside an estimator: reading them, asking them, and what their answers are as numbers. */
import { BrineError } from '../errors.ts'
import { PickleTuple, type PickleValue } from '../pickle/values.ts'
import type { ProgramBuilder, Values } from '../program/builder.ts'
import type { ClassLabels, MethodOutput } from '../program/program.ts'
import type { ValueId } from '../program/value.ts'
import type { Cell } from '../tensor/tensor.ts'
import type { Attributes } from './attributes.ts'
import type { AnswerMethod, Child, Estimator, EstimatorFacts } from './estimator.ts'
import { readFacts } from './facts.ts'
import { finiteNumbers } from './outputs.ts'
import type { ReadContext } from './reader.ts'

/** The estimator in an attribute. */
export function readPart(attributes: Attributes, context: ReadContext, name: string): Estimator {
  return context.estimator(attributes.require(name), pathTo(attributes, name), attributes.versionText)
}

/** The estimators in a list, of which there is at least one. */
export function readParts(attributes: Attributes, context: ReadContext, name: string): Estimator[] {
  const items = attributes.list(name)
  if (items.length === 0) throw attributes.error('model_not_fitted', `has no estimators in ${name}`)
  return items.map((item, i) => context.estimator(item, pathTo(attributes, `${name}[${i}]`), attributes.versionText))
}

export function pathTo(attributes: Attributes, name: string): string {
  return attributes.path === '' ? name : `${attributes.path}.${name}`
}

/** The pairs of a name and an estimator that a constructor was given. */
export function readNamed(attributes: Attributes, name: string): { name: string; value: PickleValue }[] {
  return attributes.list(name).map((item, i) => {
    const [key, value] = item instanceof PickleTuple ? item.items : []
    if (typeof key === 'string' && value !== undefined) return { name: key, value }
    throw attributes.error('model_invalid', `expected a pair of a name and an estimator in ${name}[${i}]`)
  })
}

/** Facts of an estimator whose parts are given the same columns as it is. */
export function factsWithParts(attributes: Attributes, parts: readonly Estimator[]): EstimatorFacts {
  const facts = readFacts(attributes, parts.find(({ nFeatures }) => nFeatures !== undefined)?.nFeatures)
  return { ...facts, featureNames: facts.featureNames ?? parts[0]?.featureNames }
}

export function childrenOf(name: string, parts: readonly Estimator[]): Child[] {
  return parts.map((estimator, i) => ({ name: `${name}[${i}]`, estimator }))
}

/** Those of the methods that the part has, given `input` as `prepare` makes it. */
export function delegated(
  part: Estimator,
  names: readonly AnswerMethod[],
  prepare: (builder: ProgramBuilder, input: Values) => Values = (_, input) => input,
): Estimator['methods'] {
  const offered = names.filter((method) => part.methods[method] !== undefined)
  return Object.fromEntries(
    offered.map((method) => [
      method,
      (builder: ProgramBuilder, input: Values) => ask(builder, part, method, prepare(builder, input)),
    ]),
  )
}

/** A part's answer. Whoever asks a part the same thing twice shares its operators. */
export function ask(builder: ProgramBuilder, part: Estimator, method: AnswerMethod, input: Values): MethodOutput {
  const lower = part.methods[method]
  if (lower === undefined) throw invalidPart(part, `has no ${method}, which the estimator around it asks for`)
  return builder.once(part, method, input, () => lower(builder, input))
}

/** Requires that each part has the method, when it is read. */
export function requireMethod(attributes: Attributes, parts: readonly Estimator[], method: AnswerMethod): void {
  const without = parts.find((part) => part.methods[method] === undefined)
  if (without === undefined) return
  throw attributes.error('model_invalid', `asks ${without.className} for ${method}, which it does not have`)
}

/** An answer as columns of numbers: probabilities and values as they are, labels by their values. */
export function numbersOf(builder: ProgramBuilder, part: Estimator, output: MethodOutput): ValueId {
  switch (output.kind) {
    case 'numeric':
      return output.value
    case 'list':
      return builder.numeric(
        builder.concat(output.items.map((item) => ({ kind: 'numeric', id: numbersOf(builder, part, item) }))),
      )
    case 'labels': {
      const { value, classes } = output
      const tables = classes.map(({ labels }) => Float64Array.from(labels, (label) => labelNumber(part, label)))
      const unknown = new Float64Array(tables.length).fill(Number.NaN)
      const operator = { op: 'lookUp', input: value, tables, unknown } as const
      return builder.emit('lookUp', operator, { ...builder.type(value), kind: 'numeric', dtype: 'float64' })
    }
    case 'objects':
      throw invalidPart(part, 'answers with cells, where the estimator around it needs numbers')
  }
}

function labelNumber(part: Estimator, label: Cell): number {
  if (typeof label === 'number') return label
  if (typeof label === 'boolean') return label ? 1 : 0
  throw new BrineError(
    'unsupported_option',
    `${part.className} answers with the label ${JSON.stringify(label)}, where the estimator around it needs numbers`,
    { remedy: 'Train it with labels that are numbers.' },
  )
}

/** The classes of each target that a classifier answers with, or undefined if it is none. */
export function classesOf(builder: ProgramBuilder, part: Estimator, input: Values): readonly ClassLabels[] | undefined {
  if (part.methods.predict === undefined) return undefined
  const output = ask(builder, part, 'predict', input)
  return output.kind === 'labels' ? output.classes : undefined
}

/** The rows as finite numbers, for estimators that check them before they hand them on. */
export function finiteInput(builder: ProgramBuilder, input: Values, estimator: string): Values {
  return builder.once(builder, `finite input ${estimator}`, input, () => ({
    kind: 'numeric',
    id: finiteNumbers(builder, input, estimator),
  }))
}

/** One column of numbers a row. */
export function singleColumn(builder: ProgramBuilder, part: Estimator, value: ValueId): ValueId {
  if (builder.type(value).width === 1) return value
  throw invalidPart(part, `answers with ${builder.type(value).width} columns, where one was expected`)
}

export function columnOf(builder: ProgramBuilder, value: ValueId, column: number): ValueId {
  return builder.numeric(builder.select({ kind: 'numeric', id: value }, [column]))
}

/** Values side by side. */
export function sideBySide(builder: ProgramBuilder, values: readonly ValueId[]): ValueId {
  return builder.numeric(builder.concat(values.map((id) => ({ kind: 'numeric', id }))))
}

/** Labels that are numbers of classes, as the classes themselves. */
export function decodeLabels(part: Estimator, codes: ClassLabels, classes: ClassLabels): ClassLabels {
  const labels = codes.labels.map((code) => {
    const label = typeof code === 'number' ? classes.labels[code] : undefined
    if (label !== undefined) return label
    throw invalidPart(part, `answers with the label ${String(code)}, which is no number of a class`)
  })
  return { dtype: classes.dtype, labels }
}

export function invalidPart(part: Estimator, problem: string): BrineError {
  return new BrineError('model_invalid', `${part.className} ${problem}`, {
    remedy: 'The file is damaged or was edited; save the model again from Python.',
  })
}

/** All that a part knows of transforming, for an estimator that transforms as the part does. */
export function transformsOf(part: Estimator): Partial<Estimator> {
  const { transform, inverseTransform, featureNamesOut, keepsWidth, transformsToVector, transformDtype } = part
  return {
    ...(transform === undefined ? {} : { transform }),
    ...(inverseTransform === undefined ? {} : { inverseTransform }),
    ...(featureNamesOut === undefined ? {} : { featureNamesOut }),
    ...(keepsWidth === undefined ? {} : { keepsWidth }),
    ...(transformsToVector === undefined ? {} : { transformsToVector }),
    ...(transformDtype === undefined ? {} : { transformDtype }),
  }
}
