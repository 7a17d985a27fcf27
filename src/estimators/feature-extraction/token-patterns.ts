/**
 * Regular expressions of Python's `re` as programs that run in linear time. What such a program cannot do (references to
 * groups, looking further than the next character) or what is read differently elsewhere is refused.
 */
import type { CharacterClass, CharacterSet, PatternInstruction, TokenPattern } from '../../program/token-pattern.ts'

/** Why a pattern is refused: goes on from its name, as in "uses a back reference". */
export interface PatternProblem {
  readonly problem: string
}

export function parseTokenPattern(source: string): TokenPattern | PatternProblem {
  const runs = /^(?:\(\?u\))?(?:\\b)?((?:\\w)*)\\w(?:\+|\{(\d{1,6}),\})(?:\\b)?$/.exec(source)
  if (runs !== null) {
    const least = (runs[1] as string).length / 2 + Number(runs[2] ?? 1)
    if (least >= 1) return { kind: 'runs', least }
  }
  try {
    const parser = new PatternParser(source)
    const node = parser.parse()
    if (width(node) === 0) throw new Refused('can match an empty text')
    return { kind: 'program', instructions: compile(node), hasGroup: parser.groups > 0 }
  } catch (error) {
    if (error instanceof Refused) return { problem: error.message }
    throw error
  }
}

class Refused extends Error {}

type Node =
  | { readonly kind: 'set'; readonly set: CharacterSet }
  | { readonly kind: 'test'; readonly instruction: PatternInstruction }
  | { readonly kind: 'sequence'; readonly items: readonly Node[] }
  | { readonly kind: 'choice'; readonly options: readonly Node[] }
  | { readonly kind: 'group'; readonly item: Node }
  | Repeat

interface Repeat {
  readonly kind: 'repeat'
  readonly item: Node
  readonly least: number
  readonly most: number
  readonly isLazy: boolean
}

/** Instructions of the longest pattern that anybody means. */
const MAX_INSTRUCTIONS = 5000
/** Groups within groups. */
const MAX_DEPTH = 50

const CLASSES: Readonly<Record<string, CharacterClass>> = { w: 'word', d: 'digit', s: 'space' }
const CONTROLS: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 }
const WORD: CharacterSet = { ranges: [], classes: ['word'], complements: [], negated: false }
const NEWLINE: CharacterSet = { ranges: [10, 10], classes: [], complements: [], negated: false }

function charactersOf(...ranges: number[]): CharacterSet {
  return { ranges, classes: [], complements: [], negated: false }
}

class PatternParser {
  readonly #characters: readonly string[]
  #position = 0
  #depth = 0
  #isMultiline = false
  #takesNewlines = false
  groups = 0

  constructor(source: string) {
    this.#characters = [...source]
  }

  parse(): Node {
    this.#flags()
    const node = this.#choice()
    if (this.#position < this.#characters.length) throw new Refused('has a ")" too many')
    return node
  }

  /** Flags that hold for the whole pattern. */
  #flags(): void {
    const flags = /^\(\?([a-zA-Z]+)\)/.exec(this.#characters.slice(0, 20).join(''))
    if (flags === null) return
    for (const flag of flags[1] as string) {
      if (flag === 'm') this.#isMultiline = true
      else if (flag === 's') this.#takesNewlines = true
      else if (flag !== 'u') throw new Refused(`uses the flag (?${flag})`)
    }
    this.#position = flags[0].length
  }

  #choice(): Node {
    if (++this.#depth > MAX_DEPTH) throw new Refused('has groups nested too deeply')
    const options = [this.#sequence()]
    while (this.#take('|')) options.push(this.#sequence())
    this.#depth--
    return options.length === 1 ? (options[0] as Node) : { kind: 'choice', options }
  }

  #sequence(): Node {
    const items: Node[] = []
    for (let next = this.#peek(); next !== undefined && next !== '|' && next !== ')'; next = this.#peek()) {
      const item = this.#item()
      if (item !== undefined) items.push(this.#repeated(item))
    }
    return { kind: 'sequence', items }
  }

  /** One character, set, group or test; undefined for a comment. */
  #item(): Node | undefined {
    const next = this.#next()
    switch (next) {
      case '(':
        return this.#group()
      case '[':
        return { kind: 'set', set: this.#set() }
      case '.':
        return {
          kind: 'set',
          set: this.#takesNewlines ? { ...charactersOf(), negated: true } : { ...NEWLINE, negated: true },
        }
      case '^':
        return test(
          this.#isMultiline
            ? { kind: 'look', ahead: false, set: { ...NEWLINE, negated: true }, absent: true }
            : { kind: 'textStart' },
        )
      case '$':
        return test(
          this.#isMultiline
            ? { kind: 'look', ahead: true, set: { ...NEWLINE, negated: true }, absent: true }
            : { kind: 'textEnd', beforeNewline: true },
        )
      case '\\':
        return this.#escape()
      case '*':
      case '+':
      case '?':
        throw new Refused('has nothing to repeat')
      default:
        return { kind: 'set', set: charactersOf(next.codePointAt(0) as number, next.codePointAt(0) as number) }
    }
  }

  #escape(): Node {
    const next = this.#next()
    if (next === 'b' || next === 'B') return test({ kind: 'boundary', set: WORD, inside: next === 'B' })
    if (next === 'A') return test({ kind: 'textStart' })
    if (next === 'Z') return test({ kind: 'textEnd', beforeNewline: false })
    const named = classOf(next)
    if (named !== undefined) return { kind: 'set', set: named }
    const code = this.#escaped(next)
    return { kind: 'set', set: charactersOf(code, code) }
  }

  /** The code point of an escape that stands for one. */
  #escaped(next: string): number {
    const control = CONTROLS[next]
    if (control !== undefined) return control
    const digits = { x: 2, u: 4, U: 8 }[next]
    if (digits !== undefined) {
      const text = this.#characters.slice(this.#position, this.#position + digits).join('')
      this.#position += digits
      const code = Number.parseInt(text, 16)
      if (!/^[\da-fA-F]+$/.test(text) || text.length !== digits || code > 0x10ffff)
        throw new Refused(`uses \\${next}${text}`)
      return code
    }
    if (/\d/.test(next)) throw new Refused('uses a back reference or an octal escape')
    if (/[a-zA-Z]/.test(next)) throw new Refused(`uses \\${next}`)
    return next.codePointAt(0) as number
  }

  #set(): CharacterSet {
    const negated = this.#take('^')
    const ranges: number[] = []
    const classes: CharacterClass[] = []
    const complements: CharacterClass[] = []
    for (let isFirst = true; isFirst || !this.#take(']'); isFirst = false) {
      const first = this.#member()
      if (typeof first !== 'number') {
        classes.push(...first.classes)
        complements.push(...first.complements)
        continue
      }
      const isRange = this.#peek() === '-' && ![']', undefined].includes(this.#characters[this.#position + 1])
      if (!isRange) {
        ranges.push(first, first)
        continue
      }
      this.#position++
      const last = this.#member()
      if (typeof last !== 'number' || last < first) throw new Refused('has a range that goes backwards or to a class')
      ranges.push(first, last)
    }
    return { ranges, classes, complements, negated }
  }

  #member(): number | CharacterSet {
    const next = this.#next()
    if (next !== '\\') return next.codePointAt(0) as number
    const escaped = this.#next()
    return classOf(escaped) ?? (escaped === 'b' ? 8 : this.#escaped(escaped))
  }

  #group(): Node | undefined {
    if (!this.#take('?')) return this.#capture()
    const kind = this.#next()
    switch (kind) {
      case ':':
        return this.#closed(this.#choice())
      case '#':
        while (this.#next() !== ')');
        return undefined
      case 'P':
        if (!this.#take('<')) throw new Refused('uses a back reference')
        while (this.#next() !== '>');
        return this.#capture()
      case '=':
      case '!':
        return this.#look(true, kind === '!')
      case '<':
        return this.#look(false, this.#next() === '!')
      default:
        throw new Refused(`uses (?${kind}`)
    }
  }

  #capture(): Node {
    if (++this.groups > 1) throw new Refused('has more than one group')
    return { kind: 'group', item: this.#closed(this.#choice()) }
  }

  #look(ahead: boolean, absent: boolean): Node {
    const item = this.#closed(this.#choice())
    const only = item.kind === 'sequence' && item.items.length === 1 ? (item.items[0] as Node) : item
    if (only.kind !== 'set') throw new Refused('looks further than to the next character')
    return test({ kind: 'look', ahead, set: only.set, absent })
  }

  #closed(node: Node): Node {
    if (!this.#take(')')) throw new Refused('has a "(" that is not closed')
    return node
  }

  #repeated(item: Node): Node {
    const bounds = this.#bounds()
    if (bounds === undefined) return item
    if (item.kind === 'test') throw new Refused('repeats what takes no character')
    const [least, most] = bounds
    if (most === Infinity && width(item) === 0) throw new Refused('repeats what can be empty')
    const isLazy = this.#take('?')
    if (this.#peek() === '+' || this.#peek() === '*' || this.#peek() === '?') {
      throw new Refused('repeats a repetition')
    }
    return { kind: 'repeat', item, least, most, isLazy }
  }

  #bounds(): readonly [number, number] | undefined {
    if (this.#take('*')) return [0, Infinity]
    if (this.#take('+')) return [1, Infinity]
    if (this.#take('?')) return [0, 1]
    const counted = /^\{(\d{0,6})(,?)(\d{0,6})\}/.exec(
      this.#characters.slice(this.#position, this.#position + 16).join(''),
    )
    if (counted === null) return undefined
    const [text, least, comma, most] = counted as unknown as [string, string, string, string]
    // `{}` stands for itself.
    if (least === '' && comma === '') return undefined
    this.#position += text.length
    const from = Number(least)
    const to = comma === '' ? from : most === '' ? Infinity : Number(most)
    if (to < from) throw new Refused('repeats from more to less')
    return [from, to]
  }

  #peek(): string | undefined {
    return this.#characters[this.#position]
  }

  #next(): string {
    const next = this.#characters[this.#position++]
    if (next === undefined) throw new Refused('ends too early')
    return next
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false
    this.#position++
    return true
  }
}

function test(instruction: PatternInstruction): Node {
  return { kind: 'test', instruction }
}

/** `\w`, `\W` and the like. */
function classOf(letter: string): CharacterSet | undefined {
  const name = CLASSES[letter.toLowerCase()]
  if (name === undefined) return undefined
  const isComplement = letter !== letter.toLowerCase()
  return { ranges: [], classes: isComplement ? [] : [name], complements: isComplement ? [name] : [], negated: false }
}

/** The fewest characters that are taken: 0 or 1, where 1 stands for any more. */
function width(node: Node): number {
  switch (node.kind) {
    case 'set':
      return 1
    case 'test':
      return 0
    case 'sequence':
      return Math.max(0, ...node.items.map(width))
    case 'choice':
      return Math.min(...node.options.map(width))
    case 'group':
      return width(node.item)
    case 'repeat':
      return node.least === 0 ? 0 : width(node.item)
  }
}

function compile(node: Node): PatternInstruction[] {
  const program: PatternInstruction[] = []
  emit(node, program)
  program.push({ kind: 'match' })
  return program
}

function emit(node: Node, program: PatternInstruction[]): void {
  if (program.length > MAX_INSTRUCTIONS) throw new Refused('is too long')
  switch (node.kind) {
    case 'set':
      program.push({ kind: 'take', set: node.set })
      return
    case 'test':
      program.push(node.instruction)
      return
    case 'sequence':
      for (const item of node.items) emit(item, program)
      return
    case 'choice':
      emitChoice(node.options, program)
      return
    case 'group':
      program.push({ kind: 'mark', slot: 0 })
      emit(node.item, program)
      program.push({ kind: 'mark', slot: 1 })
      return
    case 'repeat':
      emitRepeat(node, program)
  }
}

/** The first option is preferred to those behind it. */
function emitChoice(options: readonly Node[], program: PatternInstruction[]): void {
  const [option, ...others] = options
  if (option === undefined) return
  if (others.length === 0) {
    emit(option, program)
    return
  }
  const split = program.push({ kind: 'split', first: 0, second: 0 }) - 1
  emit(option, program)
  const jump = program.push({ kind: 'jump', to: 0 }) - 1
  program[split] = { kind: 'split', first: split + 1, second: program.length }
  emitChoice(others, program)
  program[jump] = { kind: 'jump', to: program.length }
}

function emitRepeat({ item, least, most, isLazy }: Repeat, program: PatternInstruction[]): void {
  for (let i = 0; i < least; i++) emit(item, program)
  if (most === Infinity) {
    const split = program.push({ kind: 'split', first: 0, second: 0 }) - 1
    emit(item, program)
    program.push({ kind: 'jump', to: split })
    program[split] = branch(split + 1, program.length, isLazy)
    return
  }
  const splits: number[] = []
  for (let i = least; i < most; i++) {
    splits.push(program.push({ kind: 'split', first: 0, second: 0 }) - 1)
    emit(item, program)
  }
  for (const split of splits) program[split] = branch(split + 1, program.length, isLazy)
}

/** Greedy repetition prefers to go on, lazy repetition to leave. */
function branch(on: number, out: number, isLazy: boolean): PatternInstruction {
  return { kind: 'split', first: isLazy ? out : on, second: isLazy ? on : out }
}
