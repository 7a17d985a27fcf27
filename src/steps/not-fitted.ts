/** That a step needs constants which are neither written in the service file nor fitted. */
import { BrineError } from '../errors.ts'

/** `not_fitted`; `what` names them, as `the categories of "city"`. */
export function notFitted(what: string, option: string): BrineError {
  return new BrineError('not_fitted', `${what} are neither given nor fitted`, {
    remedy: `Run brine fit SERVICE DATA, or write them as \`${option}\`.`,
  })
}
