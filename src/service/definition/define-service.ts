/** A service in TypeScript: the editor completes the names of steps and their options. */
import type { FunctionEntry } from '../../steps/function/function-entry.ts'
import type { ServiceInput } from './definition.ts'
import type { PostprocessEntry, PreprocessEntry } from './step-entries.ts'

/** As in brine.yaml, and functions of your own among the steps. */
export interface ServiceModule extends Omit<ServiceInput, 'preprocess' | 'postprocess'> {
  /** What is done to the rows before the model sees them. */
  readonly preprocess?: readonly (PreprocessEntry | FunctionEntry)[]
  /** What is done to the answers. */
  readonly postprocess?: readonly (PostprocessEntry | FunctionEntry)[]
}

/** Gives a definition its types, and nothing else: `export default defineService({ model: 'model.pkl' })`. */
export function defineService(definition: ServiceModule): ServiceModule {
  return definition
}
