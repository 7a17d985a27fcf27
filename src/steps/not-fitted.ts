/** That a step needs constants which are neither written in the service file nor fitted. */
import { BrineError } from '../errors.ts'

export function notFitted(problem: string, column?: string): BrineError {
  return new BrineError('not_fitted', problem, {
    where: column === undefined ? {} : { column },
    remedy: 'Run: brine fit SERVICE DATA. Constants that are known can also stand in the file.',
  })
}
