/** For the tests of steps: a step of an entry of a service file, and what is said of one that does not fit. */
import { BrineError } from '../../errors.ts'
import type { Schema } from '../../frame/schema.ts'
import { compileStep } from '../compile.ts'
import { expressionsOver } from '../expression/expressions.ts'
import type { CompiledStep, StepContext } from '../step.ts'

export function compiled(
  entry: Readonly<Record<string, unknown>>,
  input: Schema,
  context: Partial<StepContext> = {},
): CompiledStep {
  return compileStep('postprocess', 0, entry, { input, expressions: expressionsOver(input), ...context }, {}).step
}

/** Problem and remedy of the error; fails if there is none, or one of another code. */
export function refusal(work: () => unknown, code = 'service_invalid'): string {
  try {
    work()
  } catch (error) {
    if (error instanceof BrineError && error.code === code) return `${error.problem}. ${error.remedy ?? ''}`.trim()
    throw error
  }
  throw new Error('was not refused')
}
