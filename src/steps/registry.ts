/** Every step that a service can name, in the order in which the reference lists them. */
import { head } from './answer/head.ts'
import { sort } from './answer/sort.ts'
import { dropMissing } from './clean/drop-missing.ts'
import { deriveWith } from './function/derive-with.ts'
import { filterWith } from './function/filter-with.ts'
import { mapBatch } from './function/map-batch.ts'
import { mapRows } from './function/map-rows.ts'
import type { StepDefinition } from './step.ts'
import { cast } from './transform/cast.ts'

/** A family of steps: what the reference calls it. */
export interface StepFamily {
  readonly title: string
  /** True for steps that are given functions, which only a module can do. */
  readonly isCode?: true
  // biome-ignore lint/suspicious/noExplicitAny: a list of steps of different options; each checks its own.
  readonly steps: readonly StepDefinition<any>[]
}

export const STEP_FAMILIES: readonly StepFamily[] = [
  { title: 'Clean', steps: [dropMissing] },
  { title: 'Transform', steps: [cast] },
  { title: 'Normalise', steps: [] },
  { title: 'Answers', steps: [sort, head] },
  { title: 'Your own functions', isCode: true, steps: [deriveWith, mapRows, filterWith, mapBatch] },
]
