/** What is wrong with an expression, shown in its text; and what is wrong with it for one row. */
import type { BrineError } from '../../errors.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { stepError } from '../step-error.ts'

/** Where a part of an expression stands: offsets in its text. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** `service_invalid` with the line of the expression and a mark under the part that is wrong. */
export function expressionError(text: string, span: Span, problem: string, remedy?: string): BrineError {
  const lineStart = text.lastIndexOf('\n', span.start - 1) + 1
  const nextLine = text.indexOf('\n', span.start)
  const line = text.slice(lineStart, nextLine < 0 ? text.length : nextLine)
  const before = span.start - lineStart
  // A line of a kilometre is shown around the fault only.
  const from = before > 80 ? before - 60 : 0
  const shown = `${from > 0 ? '…' : ''}${line.slice(from, from + 140)}${line.length > from + 140 ? '…' : ''}`
  const width = Math.max(1, Math.min(span.end, lineStart + from + 140) - span.start)
  const mark = `${' '.repeat(before - from + (from > 0 ? 1 : 0))}${'^'.repeat(width)}`
  return stepError(`${problem}\n    ${shown}\n    ${mark}`, remedy === undefined ? {} : { remedy })
}

/**
 * There is no value for a row. Thrown and caught once a row, so it is no Error, whose trace would cost more than the
 * expression.
 */
export class RowFault {
  readonly problem: string
  readonly column: string | undefined
  readonly value: Cell | undefined

  constructor(problem: string, column?: string, value?: Cell) {
    this.problem = problem
    this.column = column
    this.value = value
  }
}
