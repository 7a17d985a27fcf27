/** A model as a part of a service: columns in, columns of answers out. */
import type { ModelInput } from '../engine/kernel.ts'
import { BrineError } from '../errors.ts'
import { type Column, cellAt } from '../frame/column.ts'
import type { Frame } from '../frame/frame.ts'
import type { MethodName } from '../program/program.ts'
import type { Notes } from '../steps/report.ts'
import type { AnswerNode } from './answer-node.ts'
import { answerSchema, columnsOfAnswers } from './answer-schema.ts'
import type { ColumnChoice } from './definition/predict-definition.ts'
import type { Model } from './model.ts'
import { type Arriving, bindModel } from './model-binding.ts'
import { askAccepted, isOfRows, type Refuse } from './refused-rows.ts'
import { missingAnswers, scattered } from './scattered.ts'

/** Asks `methods` of a model. Throws `service_invalid` if the columns that arrive do not fit the model. */
export function modelNode(
  model: Model,
  methods: readonly MethodName[],
  arriving: Arriving,
  columns?: ColumnChoice,
): AnswerNode {
  const { sources, fill } = bindModel(model, arriving, columns)
  const output = answerSchema(model, methods)
  const ask = (input: ModelInput): Column[] => columnsOfAnswers(model.inferSync({ input, methods }), methods, output)
  warmUp(model, methods)
  const unfit = new Set<number>()
  return {
    output,
    reads: sources.filter((at) => at >= 0),
    run(frame, notes) {
      if (frame.rows === 0) return missingAnswers(output, 0)
      if (unfit.size > 0) unfit.clear()
      const input = fill(frame, notes, unfit)
      let refusal: BrineError | undefined
      try {
        if (unfit.size === 0) return ask(input)
      } catch (error) {
        if (!isOfRows(error)) throw error
        refusal = error
      }
      const refuse: Refuse = (row, { where, problem }) => rejectCell(frame, notes, row, problem, where.column)
      const { answer, rows } = askAccepted({ input, unfit, refusal, ask, refuse })
      return answer === undefined ? missingAnswers(output, frame.rows) : scattered(output, answer, rows, frame.rows)
    },
  }

  /** The model names a column by its own name of it; the value is that of the column that was bound to it. */
  function rejectCell(frame: Frame, notes: Notes, row: number, problem: string, name: string | undefined): void {
    const at = sources[model.signature.inputs.findIndex((column) => column.name === name)] ?? -1
    const spec = arriving.input[at]
    if (spec === undefined) notes.reject(row, problem, name)
    else notes.reject(row, problem, spec.name, cellAt(frame.columns[at] as Column, spec.type, row))
  }
}

/** Rows that are asked before the first request, so that it finds the plan made and the code compiled. */
const WARM_ROUNDS = 3

function warmUp(model: Model, methods: readonly MethodName[]): void {
  try {
    const input = model.rows.read([model.exampleRow])
    for (let i = 0; i < WARM_ROUNDS; i++) model.inferSync({ input, methods })
  } catch (error) {
    // The row is made up: that a model does not accept it says nothing about other rows.
    if (!(error instanceof BrineError)) throw error
  }
}
