/** The name that somebody most likely meant. */

/** Levenshtein's distance: insertions, deletions and substitutions of one character. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(substitution, (previous[j] as number) + 1, (row[j - 1] as number) + 1))
    }
    previous = row
  }
  return previous[b.length] as number
}

/** Names longer than this are not compared: the cost is the product of the lengths. */
const MAX_LENGTH = 200

/** The candidate nearest to `name`, ignoring case; undefined if none is within a third of its length. */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  if (name.length > MAX_LENGTH) return undefined
  let best: string | undefined
  let smallest = Math.max(2, Math.floor(name.length / 3)) + 1
  for (const candidate of candidates.slice(0, 1000)) {
    if (candidate.length > MAX_LENGTH) continue
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase())
    if (distance < smallest) {
      smallest = distance
      best = candidate
    }
  }
  return best
}
