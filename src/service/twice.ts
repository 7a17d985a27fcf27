/** A name that stands in a header a second time; a header may have as many names as a body has cells. */
export function nameThereTwice(header: readonly string[]): string | undefined {
  if (new Set(header).size === header.length) return undefined
  const seen = new Set<string>()
  return header.find((name) => seen.size === seen.add(name).size)
}
