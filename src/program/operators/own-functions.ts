/** Functions of the user's own, known to the program by their names. */
import type { FunctionOptions } from '../own-functions.ts'
import type { ValueId } from '../value.ts'
import type { Checks } from './check.ts'
import { count, type Details } from './details.ts'

/** What a function that was given to the engine makes of the rows: numbers or cells in, numbers or cells out. */
export interface CustomFunction {
  readonly op: 'customFunction'
  readonly input: ValueId
  readonly output: ValueId
  /** As it stands in the file: `__main__.my_log`. */
  readonly name: string
  /** Names of the input's columns. */
  readonly columns: readonly string[]
  readonly options: FunctionOptions
}

export type OwnFunctionOperator = CustomFunction

export const OWN_FUNCTION_CHECKS: Checks<OwnFunctionOperator> = {
  customFunction: (op, c) => {
    const input = c.typeOf(op.input)
    if (input.kind === 'sparse') c.fail('needs dense rows')
    if (c.typeOf(op.output).kind === 'sparse') c.fail('answers with dense rows')
    c.equal('columns', op.columns.length, input.width)
  },
}

export const OWN_FUNCTION_DETAILS: Details<OwnFunctionOperator> = {
  customFunction: ({ name, options }) => {
    const given = Object.keys(options).length
    return given === 0 ? name : `${name}, ${count(given, 'option')}`
  },
}
