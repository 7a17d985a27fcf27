/** `predict` as a step: rows in, passthrough columns and answers out. */
import { BrineError } from '../errors.ts'
import type { Column } from '../frame/column.ts'
import { columnAt, findColumn, type Schema } from '../frame/schema.ts'
import { type CompiledStep, rowStep } from '../steps/step.ts'
import { stepError } from '../steps/step-error.ts'
import { nearestName } from '../tensor/nearest-name.ts'
import type { ModelNode, PredictNode } from './definition/predict-definition.ts'
import type { Model } from './model.ts'
import { type AnswerNode, modelNode } from './model-node.ts'

/** The models of a service, by the names that it gives them. */
export type Models = ReadonlyMap<string, Model>

/** Throws `service_invalid` if the columns that arrive do not fit. */
export function predictStep(
  node: PredictNode | undefined,
  models: Models,
  input: Schema,
  passthrough: readonly string[],
): CompiledStep {
  if (node !== undefined && 'none' in node) return rowStep(input, (frame) => frame)
  const kept = passthrough.map((name) => passthroughAt(input, name))
  const answers = answerNode(node ?? {}, models, input, passthrough)
  const output = [...kept.map((at) => input[at] as Schema[number]), ...answers.output]
  refuseTwice(output)
  return rowStep(output, (frame, notes) => ({
    ...frame,
    columns: [...kept.map((at) => frame.columns[at] as Column), ...answers.run(frame, notes)],
  }))
}

function passthroughAt(input: Schema, name: string): number {
  try {
    return columnAt(input, name)
  } catch (error) {
    if (!(error instanceof BrineError)) throw error
    throw stepError(`the column "${name}" is to pass through, and does not arrive at the model`, {
      column: name,
      remedy: `${error.remedy} A step before it may have left it out or renamed it.`,
    })
  }
}

function refuseTwice(output: Schema): void {
  const twice = output.find(({ name }, at) => findColumn(output, name) !== at)
  if (twice === undefined) return
  throw stepError(`the answers have two columns "${twice.name}"`, {
    column: twice.name,
    remedy: 'Rename the column that passes through, with a step before the model: rename: {old: new}.',
  })
}

function answerNode(node: ModelNode, models: Models, input: Schema, passthrough: readonly string[]): AnswerNode {
  const model = modelOf(node.model, models)
  const asked = node.method ?? model.defaultMethod
  const methods = (typeof asked === 'string' ? [asked] : asked).map((method) => model.method(method))
  return modelNode(model, methods, input, passthrough)
}

/** The model of this name, or the only one. */
function modelOf(name: string | undefined, models: Models): Model {
  const names = [...models.keys()]
  if (name === undefined && names.length === 1) return models.get(names[0] as string) as Model
  if (name === undefined) {
    throw stepError('there are several models, and `predict` names none', {
      remedy: `Say which: predict: { model: ${names[0]} }.`,
    })
  }
  const model = models.get(name)
  if (model !== undefined) return model
  const nearest = nearestName(name, names)
  const hint = nearest === undefined ? '' : `Did you mean "${nearest}"? `
  throw stepError(`there is no model "${name}"`, { remedy: `${hint}The models are ${names.join(', ')}.` })
}
