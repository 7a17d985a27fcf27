/** Regular expressions that run in linear time, whatever the pattern and the text (RE2, by way of re2js). */
import { RE2JS } from 're2js'

/** Longer patterns were written by no one; their automata would only cost memory. */
const MAX_PATTERN = 1000

export interface LinearPattern {
  /** Whether it is found anywhere in the text. */
  isIn(text: string): boolean
  /** The first match: its first group, or all of it if there is no group; undefined if there is none. */
  firstIn(text: string): string | undefined
  /** Every match replaced; `$1` stands for the first group, `$0` for the match. */
  replaceIn(text: string, replacement: string): string
}

/** Throws an Error in plain words for what is no pattern of RE2. */
export function linearPattern(pattern: string): LinearPattern {
  if (pattern.length > MAX_PATTERN) throw new Error(`the pattern has more than ${MAX_PATTERN} characters`)
  const compiled = RE2JS.compile(pattern)
  return {
    isIn: (text) => compiled.matcher(text).find(),
    firstIn(text) {
      const matcher = compiled.matcher(text)
      if (!matcher.find()) return undefined
      return (matcher.groupCount() > 0 ? matcher.group(1) : matcher.group()) ?? undefined
    },
    replaceIn: (text, replacement) => compiled.matcher(text).replaceAll(replacement),
  }
}
