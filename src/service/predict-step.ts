/** `predict` as a step: rows in, passthrough columns and answers out. */
import { BrineError } from '../errors.ts'
import type { Column } from '../frame/column.ts'
import type { Frame } from '../frame/frame.ts'
import { columnAt, findColumn, type Schema } from '../frame/schema.ts'
import type { Notes } from '../steps/report.ts'
import { type CompiledStep, rowStep } from '../steps/step.ts'
import { stepError } from '../steps/step-error.ts'
import type { PredictNode } from './definition/predict-definition.ts'
import { compileGraph } from './graph/compile-graph.ts'
import { type Models, within } from './graph/context.ts'

/** Throws `service_invalid` if the columns that arrive do not fit. */
export function predictStep(
  node: PredictNode | undefined,
  models: Models,
  input: Schema,
  passthrough: readonly string[],
): CompiledStep {
  if (node !== undefined && 'none' in node) return rowStep(input, (frame) => frame)
  const kept = passthrough.map((name) => passthroughAt(input, name))
  const positional = input.flatMap(({ name }, at) => (passthrough.includes(name) ? [] : [at]))
  const answers = within('predict', () => compileGraph(node ?? {}, { models, input, positional }))
  const output = [...kept.map((at) => input[at] as Schema[number]), ...answers.output]
  refuseTwice(output)
  const run = (frame: Frame, notes: Notes): Frame => {
    const answered = answers.run(frame, notes)
    const { rows, index } = frame
    const columns = kept.length === 0 ? answered : [...kept.map((at) => frame.columns[at] as Column), ...answered]
    return index === undefined ? { rows, columns } : { rows, columns, index }
  }
  return rowStep(output, run)
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
    remedy: 'Give the answers a name of their own, as: …, or rename the column that passes through.',
  })
}
