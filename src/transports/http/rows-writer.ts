/** Answers of many rows as text, written at once or in turns. */
import { BrineError } from '../../errors.ts'
import type { Frame } from '../../frame/frame.ts'
import type { ServiceAnswer } from '../../service/service.ts'
import type { Turns } from '../../service/turns.ts'
import type { HttpAnswer } from './http-answer.ts'

export interface RowsWriter {
  readonly start: string
  /** Between the texts of two parts. */
  readonly separator: string
  /** The rows from `from` up to, not including, `to`. */
  rows(frame: Frame, from: number, to: number): string
  end(answer: ServiceAnswer): string
  headers(answer: ServiceAnswer): Readonly<Record<string, string>>
}

export function writeRows(writer: RowsWriter, answer: ServiceAnswer): HttpAnswer {
  const rows = writer.rows(answer.frame, 0, answer.frame.rows)
  return { status: 200, headers: writer.headers(answer), body: writer.start + rows + writer.end(answer) }
}

const PART_ROWS = 256

/** Characters: half of what a text can have. */
const MAX_LENGTH = 2 ** 28

/** The same text. Throws payload_too_large where it would become too long. */
export async function writeRowsInTurns(writer: RowsWriter, answer: ServiceAnswer, turns: Turns): Promise<HttpAnswer> {
  const { frame } = answer
  let body = writer.start + writer.rows(frame, 0, Math.min(PART_ROWS, frame.rows))
  for (let from = PART_ROWS; from < frame.rows; from += PART_ROWS) {
    body += writer.separator + writer.rows(frame, from, Math.min(frame.rows, from + PART_ROWS))
    if (body.length > MAX_LENGTH) throw tooLong()
    if (turns.isOver) await turns.next()
  }
  return { status: 200, headers: writer.headers(answer), body: body + writer.end(answer) }
}

function tooLong(): BrineError {
  return new BrineError('payload_too_large', 'the answer would be longer than the server writes at once', {
    remedy: 'Send the rows in several requests.',
    details: { limit: MAX_LENGTH },
  })
}
