/** Topics of documents. */
import type { ValueId } from '../value.ts'
import type { Checks } from './check.ts'
import type { Details } from './details.ts'
import { MAX_ITERATIONS } from './sparse-codes.ts'

/**
 * Latent Dirichlet allocation (Hoffman, Blei and Bach, 2010): the parameters of each document's distribution over
 * topics, found by alternating with those of its words, up to `maxIterations` times or until they change by less than
 * `tolerance` on average. Input: counts of words. Output: (topics).
 */
export interface DocumentTopics {
  readonly op: 'documentTopics'
  readonly input: ValueId
  readonly output: ValueId
  /** Exponentials of the expected logarithms of each topic's words (topics × words). */
  readonly words: Float64Array
  readonly prior: number
  readonly maxIterations: number
  readonly tolerance: number
}

export type TopicOperator = DocumentTopics

export const TOPIC_CHECKS: Checks<TopicOperator> = {
  documentTopics: (op, c) => {
    c.float64(op.output)
    if (c.numeric(op.output).width === 0) c.fail('has no topics')
    c.equal('words', op.words.length, c.numeric(op.output).width * c.numeric(op.input).width)
    if (!(op.maxIterations <= MAX_ITERATIONS)) c.fail(`asks for ${op.maxIterations} iterations`)
  },
}

export const TOPIC_DETAILS: Details<TopicOperator> = {
  documentTopics: ({ prior, maxIterations, tolerance }) => `prior ${prior}, ${maxIterations} times or to ${tolerance}`,
}
