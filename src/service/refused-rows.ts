/** Which rows a model refuses, and what it answers to the others. */
import type { ModelInput } from '../engine/kernel.ts'
import { BrineError, type Issue } from '../errors.ts'

/** What a model answers to the rows that it accepts. */
export interface Accepted<Answer> {
  /** Undefined if it accepts none. */
  readonly answer: Answer | undefined
  /** Where the accepted rows stand in the input. */
  readonly rows: Int32Array
}

export type Ask<Answer> = (input: ModelInput) => Answer

/** Reports one row that the model refuses: why, and in which column. */
export type Refuse = (row: number, issue: Issue) => void

/** The error if it is the rows that are wrong. */
export function isOfRows(error: unknown): error is BrineError {
  return error instanceof BrineError && (error.family === 'inference' || error.family === 'data')
}

/**
 * Asks for the rows that are not `unfit`, once it was seen that the model does not accept all of them. An error names
 * rows, but lists only the first few: where it lists all, they are taken away and the others asked again; else halves of
 * the rows find the others. In the end the accepted rows are asked together, since an answer may depend on the rows
 * beside it (`wholeRequest`).
 */
export function askAccepted<Answer>(question: Question<Answer>): Accepted<Answer> {
  const search = new Search(question)
  search.among(search.left(), question.refusal)
  return search.finish()
}

export interface Question<Answer> {
  readonly input: ModelInput
  /** Rows that the model is not to be asked about. */
  readonly unfit: ReadonlySet<number>
  /** What was said of all rows, if they were asked about already. */
  readonly refusal: BrineError | undefined
  readonly ask: Ask<Answer>
  readonly refuse: Refuse
}

class Search<Answer> {
  readonly #input: ModelInput
  readonly #refused: Set<number>
  readonly #ask: Ask<Answer>
  readonly #refuse: Refuse
  /** The last rows that were accepted together, and what they were answered. */
  #accepted: Accepted<Answer> | undefined

  constructor({ input, unfit, ask, refuse }: Question<Answer>) {
    this.#input = input
    this.#refused = new Set(unfit)
    this.#ask = ask
    this.#refuse = refuse
  }

  /** The rows that nobody has refused. */
  left(): Int32Array {
    return Int32Array.from({ length: this.#input.rows }, (_, r) => r).filter((r) => !this.#refused.has(r))
  }

  /** Finds the refused ones among these rows. Each turn takes some away or halves them. */
  among(rows: Int32Array, known?: BrineError): void {
    if (rows.length === 0) return
    const error = known ?? this.#attempt(rows)
    if (error === undefined) return
    const isComplete = this.#take(rows, error)
    const rest = rows.filter((r) => !this.#refused.has(r))
    if (isComplete && rest.length < rows.length) {
      this.among(rest)
      return
    }
    const middle = rest.length >> 1
    if (middle > 0) this.among(rest.subarray(0, middle))
    this.among(rest.subarray(middle))
  }

  finish(): Accepted<Answer> {
    const rows = this.left()
    if (rows.length === 0) return { answer: undefined, rows }
    const known = this.#accepted
    if (known?.rows.length === rows.length) return known
    return { answer: this.#ask(takeInput(this.#input, rows)), rows }
  }

  #attempt(rows: Int32Array): BrineError | undefined {
    try {
      this.#accepted = { answer: this.#ask(takeInput(this.#input, rows)), rows }
      return undefined
    } catch (error) {
      if (isOfRows(error)) return error
      throw error
    }
  }

  /** Notes the rows that an error names; true if it lists all that it is about. */
  #take(rows: Int32Array, error: BrineError): boolean {
    const isListed = error.issues.length > 0
    const isComplete = isListed && error.issueCount <= error.issues.length
    const issues = isListed ? error.issues : [{ where: error.where, problem: error.problem }]
    const named = issues.map(({ where }) => (rows.length === 1 ? 0 : (where.row ?? -1)))
    // Where the list breaks off, the last row may have more to it; it is asked again, unless there is no other.
    const last = named.at(-1)
    const isCut = isListed && !isComplete && named.some((row) => row !== last)
    issues.forEach((issue, i) => {
      const at = named[i] as number
      if (at < 0 || (isCut && at === last)) return
      const row = rows[at] as number
      this.#refused.add(row)
      this.#refuse(row, issue)
    })
    return isComplete
  }
}

/** The rows at these positions. */
function takeInput(input: ModelInput, rows: Int32Array): ModelInput {
  const { numberWidth } = input
  if (rows.length === input.rows) return input
  const numbers = new Float64Array(rows.length * numberWidth)
  rows.forEach((row, i) => {
    numbers.set(input.numbers.subarray(row * numberWidth, (row + 1) * numberWidth), i * numberWidth)
  })
  const objects = input.objects.map((column) => Array.from(rows, (row) => column[row] ?? null))
  return { rows: rows.length, numbers, numberWidth, objects }
}
