/** What the signature of an MLflow model adds to the estimator in it: names of columns, and what MLflow would do else. */
import type { Estimator } from '../estimators/estimator.ts'
import type { MlflowInputs, SignatureColumn } from '../formats/mlflow/descriptor.ts'
import type { MlflowModel } from '../formats/mlflow/open-mlflow.ts'
import type { InputColumn } from '../program/program.ts'

/** The estimator under the names of the signature, if it was fitted without any and they fit. */
export function withSignatureNames(estimator: Estimator, inputs: MlflowInputs | undefined): Estimator {
  const names = inputs?.kind === 'columns' ? namesOf(inputs.columns) : undefined
  if (names === undefined || estimator.featureNames !== undefined) return estimator
  const fits = estimator.nFeatures === undefined || estimator.nFeatures === names.length
  return fits && new Set(names).size === names.length ? { ...estimator, featureNames: names } : estimator
}

function namesOf(columns: readonly SignatureColumn[]): readonly string[] | undefined {
  const names = columns.flatMap(({ name }) => (name === undefined ? [] : [name]))
  return names.length === columns.length ? names : undefined
}

/** Where MLflow would treat rows otherwise than Brine does, which goes by the estimator. */
export function signatureWarnings(model: MlflowModel, columns: readonly InputColumn[]): string[] {
  const { inputs, predictFunction } = model
  const warnings: string[] = []
  if (predictFunction !== 'predict') {
    warnings.push(`MLflow answers with ${predictFunction.slice(0, 60)}; here it is a method among the others.`)
  }
  if (inputs?.kind === 'tensor') warnings.push(...tensorWarnings(inputs, columns.length))
  if (inputs?.kind === 'columns') warnings.push(...columnWarnings(inputs.columns, columns))
  return warnings
}

function tensorWarnings({ dtype, shape }: Extract<MlflowInputs, { kind: 'tensor' }>, width: number): string[] {
  const warnings: string[] = []
  if (shape.length !== 2 || (shape[1] !== -1 && shape[1] !== width)) {
    warnings.push(`The signature takes a tensor of shape (${shape.join(', ')}), the model ${width} columns.`)
  }
  if (/^(?:u?int|float32|float16|bool)/.test(dtype)) {
    warnings.push(`MLflow turns what it is sent into ${dtype}; Brine takes numbers as they are.`)
  }
  return warnings
}

const MAX_NAMES = 5

function columnWarnings(logged: readonly SignatureColumn[], columns: readonly InputColumn[]): string[] {
  const types = new Map(logged.flatMap(({ name, type }) => (name === undefined ? [] : [[name, type] as const])))
  const shared = columns.flatMap((column) => {
    const type = types.get(column.name)
    return type === undefined ? [] : [{ column, type }]
  })
  const named = (matches: (column: InputColumn, type: string) => boolean): string[] =>
    shared.filter(({ column, type }) => matches(column, type)).map(({ column }) => column.name)
  const warnings: string[] = []
  const warn = (names: readonly string[], rest: string): void => {
    if (names.length > 0) warnings.push(`${listed(names)}: ${rest}`)
  }
  if (logged.length !== columns.length) {
    warnings.push(`The signature has ${logged.length} columns, the model ${columns.length}; the model counts.`)
  } else if (types.size > 0 && shared.length < columns.length) {
    warn(
      columns.filter(({ name }) => !types.has(name)).map(({ name }) => name),
      'not in the signature, which names the columns otherwise; the model counts.',
    )
  }
  warn(
    named((_, type) => type === 'integer' || type === 'long'),
    'integers in the signature; MLflow refuses fractions and gaps there, Brine takes them as the model does.',
  )
  warn(
    named((_, type) => type === 'float'),
    'float in the signature; MLflow rounds what it is sent to 32 bits, Brine does not.',
  )
  warn(
    named(({ type: own }, type) => (own === 'number' && type === 'string') || (own === 'string' && type !== 'string')),
    'of another type in the signature than the model reads.',
  )
  return warnings
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMES).map((name) => `"${name.slice(0, 60)}"`)
  return names.length > MAX_NAMES ? `${shown.join(', ')} and ${names.length - MAX_NAMES} more` : shown.join(', ')
}
