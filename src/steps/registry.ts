/** Every step that a service can name, in the order in which the reference lists them. */
import { aggregate } from './answer/aggregate.ts'
import { argmax } from './answer/argmax.ts'
import { calibrate } from './answer/calibrate.ts'
import { head } from './answer/head.ts'
import { inverseTransform } from './answer/inverse-transform.ts'
import { map } from './answer/map.ts'
import { melt } from './answer/melt.ts'
import { rank } from './answer/rank.ts'
import { round } from './answer/round.ts'
import { sort } from './answer/sort.ts'
import { tail } from './answer/tail.ts'
import { threshold } from './answer/threshold.ts'
import { topK } from './answer/top-k.ts'
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
  {
    title: 'Answers',
    steps: [map, threshold, argmax, topK, calibrate, round, inverseTransform, melt, rank, sort, head, tail, aggregate],
  },
]
