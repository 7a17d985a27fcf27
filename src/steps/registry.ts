/** Every step that a service can name, in the order in which the reference lists them. */
import { head } from './answer/head.ts'
import { sort } from './answer/sort.ts'
import { changeCase } from './clean/case.ts'
import { clip } from './clean/clip.ts'
import { dropDuplicates } from './clean/drop-duplicates.ts'
import { dropMissing } from './clean/drop-missing.ts'
import { dropOutliers } from './clean/drop-outliers.ts'
import { fill } from './clean/fill.ts'
import { parseNumber } from './clean/parse-number.ts'
import { strip } from './clean/strip.ts'
import { maxAbs } from './normalise/max-abs.ts'
import { minMax } from './normalise/min-max.ts'
import { robust } from './normalise/robust.ts'
import { standardize } from './normalise/standardize.ts'
import { unitNorm } from './normalise/unit-norm.ts'
import type { StepDefinition } from './step.ts'
import { cast } from './transform/cast.ts'

/** A family of steps: what the reference calls it. */
export interface StepFamily {
  readonly title: string
  // biome-ignore lint/suspicious/noExplicitAny: a list of steps of different options; each checks its own.
  readonly steps: readonly StepDefinition<any>[]
}

export const STEP_FAMILIES: readonly StepFamily[] = [
  { title: 'Clean', steps: [dropMissing, fill, dropDuplicates, strip, changeCase, parseNumber, clip, dropOutliers] },
  { title: 'Transform', steps: [cast] },
  { title: 'Normalise', steps: [standardize, minMax, robust, maxAbs, unitNorm] },
  { title: 'Answers', steps: [sort, head] },
]
