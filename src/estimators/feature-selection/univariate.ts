/** Selectors that judge each column by itself: SelectKBest and its kin, by scores or by p-values. */
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { selector } from './selector.ts'

type Rule = 'k_best' | 'percentile' | 'fpr' | 'fdr' | 'fwe'

const RULES: { readonly [className: string]: readonly [rule: Rule, parameter: string] } = {
  SelectFdr: ['fdr', 'alpha'],
  SelectFpr: ['fpr', 'alpha'],
  SelectFwe: ['fwe', 'alpha'],
  SelectKBest: ['k_best', 'k'],
  SelectPercentile: ['percentile', 'percentile'],
}

export function readUnivariate(attributes: Attributes): Estimator {
  const [rule, parameter] = RULES[attributes.className] ?? [readMode(attributes), 'param']
  const mask = judge(attributes, rule, parameter)
  return { ...selector(attributes, { mask, allowsMissing: false }), children: [], methods: {} }
}

/** `mode` of GenericUnivariateSelect. */
function readMode(attributes: Attributes): Rule {
  const mode = attributes.string('mode')
  if (mode === 'k_best' || mode === 'percentile' || mode === 'fpr' || mode === 'fdr' || mode === 'fwe') return mode
  throw attributes.unsupported(`its mode is ${mode}`, 'Known are k_best, percentile, fpr, fdr and fwe.')
}

function judge(attributes: Attributes, rule: Rule, parameter: string): boolean[] {
  switch (rule) {
    case 'k_best':
      return bestK(attributes, parameter)
    case 'percentile':
      return bestPercentile(attributes.vector('scores_'), attributes.number(parameter))
    case 'fpr': {
      const alpha = attributes.number(parameter)
      return Array.from(attributes.vector('pvalues_'), (p) => p < alpha)
    }
    case 'fwe': {
      const pValues = attributes.vector('pvalues_')
      const alpha = attributes.number(parameter) / pValues.length
      return Array.from(pValues, (p) => p < alpha)
    }
    case 'fdr':
      return falseDiscoveries(attributes.vector('pvalues_'), attributes.number(parameter))
  }
}

/** A score that is not a number is the worst. */
function cleaned(scores: Float64Array): number[] {
  return Array.from(scores, (score) => (Number.isNaN(score) ? -Number.MAX_VALUE : score))
}

/** The k largest scores; of equal ones, those that come last. */
function bestK(attributes: Attributes, parameter: string): boolean[] {
  const scores = cleaned(attributes.vector('scores_'))
  if (attributes.get(parameter) === 'all') return scores.map(() => true)
  const k = Math.trunc(attributes.number(parameter))
  if (k === 0) return scores.map(() => false)
  const order = scores.map((_, i) => i).sort((a, b) => compare(scores[a] as number, scores[b] as number))
  const best = new Set(order.slice(-k))
  return scores.map((_, i) => best.has(i))
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Scores above the percentile, and of those equal to it as many of the first as fill the share. */
function bestPercentile(raw: Float64Array, percentile: number): boolean[] {
  const scores = cleaned(raw)
  if (percentile === 100 || percentile === 0) return scores.map(() => percentile === 100)
  const threshold = quantile([...scores].sort(compare), (100 - percentile) / 100)
  const mask = scores.map((score) => score > threshold)
  const wanted = Math.trunc((scores.length * percentile) / 100) - mask.filter(Boolean).length
  const ties = scores.flatMap((score, i) => (score === threshold ? [i] : []))
  // As Python's slices do: a negative end counts from the back.
  for (const i of ties.slice(0, wanted)) mask[i] = true
  return mask
}

/** `np.quantile` with linear interpolation. */
function quantile(sorted: readonly number[], q: number): number {
  const at = (sorted.length - 1) * q
  const below = Math.floor(at)
  const low = sorted[below] as number
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number
  const share = at - below
  const difference = high - low
  return share >= 0.5 ? high - difference * (1 - share) : low + difference * share
}

/** Benjamini and Hochberg (1995): the p-values up to the largest that stays under its line. */
function falseDiscoveries(pValues: Float64Array, alpha: number): boolean[] {
  const n = pValues.length
  const sorted = Float64Array.from(pValues).sort()
  const passing = sorted.filter((p, i) => p <= (alpha / n) * (i + 1))
  const limit = passing.at(-1)
  return Array.from(pValues, (p) => limit !== undefined && p <= limit)
}
