/** Every step that a service can name, in the order in which the reference lists them. */
import { head } from './answer/head.ts'
import { sort } from './answer/sort.ts'
import { tail } from './answer/tail.ts'
import { dropMissing } from './clean/drop-missing.ts'
import type { StepDefinition } from './step.ts'
import { cast } from './transform/cast.ts'

/** A family of steps: what the reference calls it. */
export interface StepFamily {
  readonly title: string
  // biome-ignore lint/suspicious/noExplicitAny: a list of steps of different options; each checks its own.
  readonly steps: readonly StepDefinition<any>[]
}

export const STEP_FAMILIES: readonly StepFamily[] = [
  { title: 'Clean', steps: [dropMissing] },
  { title: 'Transform', steps: [cast] },
  { title: 'Normalise', steps: [] },
  { title: 'Answers', steps: [sort, head, tail] },
]
