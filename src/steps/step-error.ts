/** What is wrong with how a step was told to work. */
import { BrineError } from '../errors.ts'

export interface StepErrorOptions {
  readonly column?: string
  readonly remedy?: string
  readonly cause?: unknown
}

/** `service_invalid`; the caller adds the step and the line of the file. */
export function stepError(problem: string, { column, remedy, cause }: StepErrorOptions = {}): BrineError {
  return new BrineError('service_invalid', problem, {
    where: column === undefined ? {} : { column },
    ...(remedy === undefined ? {} : { remedy }),
    ...(cause === undefined ? {} : { cause }),
  })
}
