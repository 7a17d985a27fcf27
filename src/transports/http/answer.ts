/**
 * Answers as JSON:
 *
 *     {"model": "cancer", "predictions": ["benign"], "probabilities": [[0.98, 0.02]], "classes": ["benign", "malignant"]}
 *
 * `probabilities` have a column for each of `classes`, in their order. What other methods answer stands under their
 * names in `outputs`, and the names of a transform's columns in `columns`.
 */
import type { MethodName } from '../../program/program.ts'
import type { Model, Outputs } from '../../service/model.ts'
import type { Output } from '../../service/outputs.ts'
import type { OutputSpec } from '../../service/signature.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { Tensor } from '../../tensor/tensor.ts'
import { jsonText, tensorText } from './json-text.ts'

export const JSON_TYPE = 'application/json; charset=utf-8'

/** Methods whose columns are the classes. */
const BY_CLASS: ReadonlySet<MethodName> = new Set(['predict_proba', 'predict_log_proba', 'decision_function'])

/** Writes the answers of one model to one set of methods; what does not change with the rows is written once. */
export class AnswerWriter {
  readonly #start: string
  readonly #direct: readonly (readonly [method: MethodName, key: string])[]
  readonly #others: readonly (readonly [method: MethodName, key: string])[]
  readonly #end: string

  constructor(model: Model, methods: readonly MethodName[]) {
    this.#start = `{"model":${jsonText(model.name)}`
    const keyed = methods.map((method) => [method, DIRECT_KEYS[method]] as const)
    this.#direct = keyed.flatMap(([method, key]) => (key === undefined ? [] : [[method, `,"${key}":`] as const]))
    this.#others = methods
      .filter((method) => DIRECT_KEYS[method] === undefined)
      .map((method, i) => [method, `${i === 0 ? '' : ','}"${method}":`] as const)
    this.#end = `${namesText(model, methods)}}`
  }

  write(outputs: Outputs): string {
    let text = this.#start
    for (const [method, key] of this.#direct) text += key + outputText(outputs[method] as Output)
    if (this.#others.length > 0) {
      text += ',"outputs":{'
      for (const [method, key] of this.#others) text += key + outputText(outputs[method] as Output)
      text += '}'
    }
    return text + this.#end
  }
}

/** The answers that stand under a name of their own. */
const DIRECT_KEYS: { readonly [Method in MethodName]?: string } = {
  predict: 'predictions',
  predict_proba: 'probabilities',
}

function outputText(output: Output): string {
  return output instanceof Tensor ? tensorText(output) : `[${output.tensors.map(tensorText).join(',')}]`
}

/** `classes` and `columns`, as far as the methods have them. */
function namesText(model: Model, methods: readonly MethodName[]): string {
  const classes = methods.some((method) => BY_CLASS.has(method)) ? classesOf(model) : undefined
  const columns = columnsOf(model, methods)
  const classText = classes === undefined ? '' : `,"classes":${jsonText(classes)}`
  return Object.keys(columns).length === 0 ? classText : `${classText},"columns":${jsonText(columns)}`
}

/** The labels in the order of probabilities; for several targets, one list a target. */
export function classesOf(model: Model): readonly Cell[] | readonly (readonly Cell[])[] | undefined {
  const classes = model.signature.outputs.find((spec) => spec.method === 'predict')?.classes
  if (classes === undefined) return undefined
  return classes.length === 1 ? classes[0]?.labels : classes.map(({ labels }) => labels)
}

function columnsOf(model: Model, methods: readonly MethodName[]): Readonly<Record<string, readonly string[]>> {
  const specs = model.signature.outputs.filter((spec) => methods.includes(spec.method) && !BY_CLASS.has(spec.method))
  return Object.fromEntries(specs.flatMap((spec) => (hasColumns(spec) ? [[spec.method, spec.columns]] : [])))
}

function hasColumns(spec: OutputSpec): spec is OutputSpec & { readonly columns: readonly string[] } {
  return spec.columns !== undefined
}
