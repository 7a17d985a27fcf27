/**
 * What a vectorizer takes for a token, as data. A regular expression is an automaton's program that is run for all its
 * threads at once, so that no pattern and no text can make it take more than the product of their lengths.
 */

/** Classes of Python's `re`: `\w` is a letter, a number or `_`; `\d` a decimal digit; `\s` what `str.isspace` says. */
export type CharacterClass = 'word' | 'digit' | 'space'

/** A set of code points. */
export interface CharacterSet {
  /** Pairs of the first and the last code point of a range. */
  readonly ranges: readonly number[]
  readonly classes: readonly CharacterClass[]
  /** Classes of which everything else is in the set, as `\W` in `[\W_]`. */
  readonly complements: readonly CharacterClass[]
  /** True if the set is all that is not said. */
  readonly negated: boolean
}

export type PatternInstruction =
  /** Takes one code point of the set. */
  | { readonly kind: 'take'; readonly set: CharacterSet }
  /** Goes on in two ways, the first of which is preferred. */
  | { readonly kind: 'split'; readonly first: number; readonly second: number }
  | { readonly kind: 'jump'; readonly to: number }
  /** Remembers where the group begins (0) or ends (1). */
  | { readonly kind: 'mark'; readonly slot: 0 | 1 }
  /** Between two code points, one of which is in the set and the other is not; or, if `inside`, none or both. */
  | { readonly kind: 'boundary'; readonly set: CharacterSet; readonly inside: boolean }
  /** The neighbour before or behind is in the set, or, if `absent`, is not, which the end of the text is not either. */
  | { readonly kind: 'look'; readonly ahead: boolean; readonly set: CharacterSet; readonly absent: boolean }
  | { readonly kind: 'textStart' }
  | { readonly kind: 'textEnd'; readonly beforeNewline: boolean }
  | { readonly kind: 'match' }

export type TokenPattern =
  /** Every longest run of `\w` of at least so many code points: the default is `\b\w\w+\b`, which is a run of two. */
  | { readonly kind: 'runs'; readonly least: number }
  /** Leftmost matches of a program, none of them empty. With a group, the token is what the group took. */
  | { readonly kind: 'program'; readonly instructions: readonly PatternInstruction[]; readonly hasGroup: boolean }
