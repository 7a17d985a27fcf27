/** Topics of documents. */
import type { TopicOperator } from '../../program/operators/topics.ts'
import type { KernelsOf, Prepare } from '../kernel.ts'
import { rowwise } from './elementwise.ts'

const documentTopics: Prepare<'documentTopics'> = (op, storage) => {
  const words = storage.matrix(op.input).width
  const topics = storage.matrix(op.output).width
  const weights = new Float64Array(topics)
  const topic = new Float64Array(topics)
  const next = new Float64Array(topics)
  const start = Math.exp(psi(1) - psi(topics))
  const addWord = (count: number, w: number) => {
    if (count === 0) return
    let norm = 0
    for (let k = 0; k < topics; k++) norm += (weights[k] as number) * (op.words[k * words + w] as number)
    const share = count / (norm + Number.EPSILON)
    for (let k = 0; k < topics; k++) next[k] = (next[k] as number) + share * (op.words[k * words + w] as number)
  }
  return rowwise(op, storage, (x, from, out, to) => {
    topic.fill(1)
    weights.fill(start)
    for (let n = 0; n < op.maxIterations; n++) {
      next.fill(0)
      for (let w = 0; w < words; w++) addWord(x[from + w] as number, w)
      for (let k = 0; k < topics; k++) next[k] = (weights[k] as number) * (next[k] as number)
      expectWeights(next, op.prior, weights)
      let change = 0
      for (let k = 0; k < topics; k++) change += Math.abs((topic[k] as number) - (next[k] as number))
      topic.set(next)
      if (change / topics < op.tolerance) break
    }
    out.set(topic, to)
  })
}

/** Adds the prior to the parameters of a Dirichlet distribution; the exponentials of its expected logarithms. */
function expectWeights(parameters: Float64Array, prior: number, weights: Float64Array): void {
  let total = 0
  for (let k = 0; k < parameters.length; k++) {
    const value = (parameters[k] as number) + prior
    parameters[k] = value
    total += value
  }
  const expected = psi(total)
  for (let k = 0; k < parameters.length; k++) weights[k] = Math.exp(psi(parameters[k] as number) - expected)
}

const EULER = 0.5772156649015329
const SMALL = 1e-6
const LARGE = 6

/** The digamma function as scikit-learn has it here, to ten digits (Bernardo, 1976): better would be different. */
function psi(x: number): number {
  if (x <= SMALL) return -EULER - 1 / x
  let result = 0
  let y = x
  while (y < LARGE) {
    result -= 1 / y
    y += 1
  }
  const r = 1 / y
  const square = r * r
  return result + Math.log(y) - 0.5 * r - square * (1 / 12 - square * (1 / 120 - square * (1 / 252)))
}

export const TOPIC_KERNELS: KernelsOf<TopicOperator> = { documentTopics }
