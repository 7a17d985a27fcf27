/** Medians and spreads. Ratios are taken round by round, so that what slows the machine down slows both sides. */

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** The ratios numerators[i] / denominators[i]: their median and range. */
export function ratio(numerators, denominators) {
  const ratios = numerators.map((numerator, i) => numerator / denominators[i])
  return { median: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) }
}

/** `12.3× (11.8–12.9)` */
export function formatRatio({ median: middle, least, most }) {
  return `${digits(middle)}× (${digits(least)}–${digits(most)})`
}

/** Three significant digits, without an exponent. */
export function digits(value) {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3)
}

/**
 * Runs every contender once a round, in turn, so that none has the machine to itself at a better time.
 * @template T
 * @param {number} rounds
 * @param {Record<string, () => Promise<T>>} contenders
 * @returns {Promise<Record<string, T[]>>} what each gave, round by round
 */
export async function interleave(rounds, contenders) {
  const results = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const [name, measure] of Object.entries(contenders)) results[name].push(await measure())
  }
  return results
}
