/** What `brine fit` learned from data: plain JSON, to be stored beside the service file. */
import { createHash } from 'node:crypto'
import { BrineError } from '../errors.ts'
import type { Constants } from './step.ts'

/** The constants of one step, and what it was told when they were learned. */
export interface FittedStep {
  /** A hash of the step's options: constants that were learned under others are not used. */
  readonly options: string
  readonly constants: Constants
}

/** By the place of the step: `preprocess[2] standardize`. */
export type FittedSteps = { readonly [place: string]: FittedStep }

/** Throws `not_fitted` if the options are not those under which the constants were learned. */
export function fittedConstants(step: FittedStep, options: unknown): Constants {
  if (step.options === optionsHash(options)) return step.constants
  throw notFitted('the step was fitted with other options')
}

export function notFitted(problem: string, column?: string): BrineError {
  return new BrineError('not_fitted', problem, {
    where: column === undefined ? {} : { column },
    remedy: 'Run: brine fit SERVICE DATA. Constants that are known can also stand in the file.',
  })
}

/** The same for options that mean the same, whatever the order of their keys and whether a short form was used. */
export function optionsHash(options: unknown): string {
  return createHash('sha256').update(JSON.stringify(options, sortedKeys)).digest('hex').slice(0, 32)
}

function sortedKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
