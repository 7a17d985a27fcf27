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
import { changeCase } from './clean/case.ts'
import { clip } from './clean/clip.ts'
import { dropDuplicates } from './clean/drop-duplicates.ts'
import { dropMissing } from './clean/drop-missing.ts'
import { dropOutliers } from './clean/drop-outliers.ts'
import { fill } from './clean/fill.ts'
import { filter } from './clean/filter.ts'
import { parseNumber } from './clean/parse-number.ts'
import { strip } from './clean/strip.ts'
import { deriveWith } from './function/derive-with.ts'
import { filterWith } from './function/filter-with.ts'
import { mapBatch } from './function/map-batch.ts'
import { mapRows } from './function/map-rows.ts'
import { maxAbs } from './normalise/max-abs.ts'
import { minMax } from './normalise/min-max.ts'
import { robust } from './normalise/robust.ts'
import { standardize } from './normalise/standardize.ts'
import { unitNorm } from './normalise/unit-norm.ts'
import type { StepDefinition } from './step.ts'
import { bin } from './transform/bin.ts'
import { cast } from './transform/cast.ts'
import { dates } from './transform/dates.ts'
import { derive } from './transform/derive.ts'
import { hash } from './transform/hash.ts'
import { log } from './transform/log.ts'
import { oneHot } from './transform/one-hot.ts'
import { ordinal } from './transform/ordinal.ts'
import { power } from './transform/power.ts'
import { rename } from './transform/rename.ts'
import { drop, select } from './transform/select.ts'
import { text } from './transform/text.ts'

/** A family of steps: what the reference calls it. */
export interface StepFamily {
  readonly title: string
  /** True for steps that are given functions, which only a module can do. */
  readonly isCode?: true
  // biome-ignore lint/suspicious/noExplicitAny: a list of steps of different options; each checks its own.
  readonly steps: readonly StepDefinition<any>[]
}

export const STEP_FAMILIES: readonly StepFamily[] = [
  {
    title: 'Clean',
    steps: [dropMissing, fill, dropDuplicates, filter, strip, changeCase, parseNumber, clip, dropOutliers],
  },
  {
    title: 'Transform',
    steps: [cast, rename, select, drop, derive, dates, bin, oneHot, ordinal, hash, log, power, text],
  },
  { title: 'Normalise', steps: [standardize, minMax, robust, maxAbs, unitNorm] },
  {
    title: 'Answers',
    steps: [map, threshold, argmax, topK, calibrate, round, inverseTransform, melt, rank, sort, head, tail, aggregate],
  },
  { title: 'Your own functions', isCode: true, steps: [deriveWith, mapRows, filterWith, mapBatch] },
]
