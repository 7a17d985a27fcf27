/** Classes of characters as Python's `re` and `str` have them, and sets of them. */
import type { CharacterClass, CharacterSet } from '../../program/token-pattern.ts'

/** What `str.isspace` and `\s` take: Unicode's white space, and four separators of ASCII. For a set in a regular expression. */
const SPACE = '\\p{White_Space}\\x1c-\\x1f'

/** Runs of white space of at least so many. */
export function spaces(least: number): RegExp {
  return new RegExp(`[${SPACE}]{${least},}`, 'gu')
}

const CLASSES: { readonly [Name in CharacterClass]: RegExp } = {
  word: /[\p{L}\p{N}_]/u,
  digit: /\p{Nd}/u,
  space: new RegExp(`[${SPACE}]`, 'u'),
}

/** Code points below this have a table; those above are rare. */
const PLANE = 0x10000

/** Whether a code point is in a set. */
export type Member = (codePoint: number) => boolean

const classMembers = new Map<CharacterClass, Member>()

/** Whether a code point is of a class. Its table is made once a process. */
export function classMember(name: CharacterClass): Member {
  const known = classMembers.get(name)
  if (known !== undefined) return known
  const pattern = CLASSES[name]
  const isIn = (codePoint: number) => pattern.test(String.fromCodePoint(codePoint))
  const member = tabled(isIn)
  classMembers.set(name, member)
  return member
}

/** Whether a code point is in a set. */
export function setMember({ ranges, classes, complements, negated }: CharacterSet): Member {
  const included = classes.map(classMember)
  const excluded = complements.map(classMember)
  const isIn = (codePoint: number) => {
    for (let i = 0; i < ranges.length; i += 2) {
      if (codePoint >= (ranges[i] as number) && codePoint <= (ranges[i + 1] as number)) return true
    }
    return included.some((member) => member(codePoint)) || excluded.some((member) => !member(codePoint))
  }
  return tabled((codePoint) => isIn(codePoint) !== negated)
}

function tabled(isIn: Member): Member {
  const table = Uint8Array.from({ length: PLANE }, (_, codePoint) => (isIn(codePoint) ? 1 : 0))
  return (codePoint) => (codePoint < PLANE ? table[codePoint] === 1 : isIn(codePoint))
}

/** The code point at an index of a text, of which half a pair is one of its own. */
export function codePointAt(text: string, index: number): number {
  const code = text.charCodeAt(index)
  return code < 0xd800 || code > 0xdfff ? code : (text.codePointAt(index) as number)
}
