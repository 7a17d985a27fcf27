/**
 * Runs the program of a token pattern over a text: all threads in step, those that the pattern prefers first. A thread
 * that comes to where a preferred one is ends, so that a step costs no more than the program is long.
 */
import type { PatternInstruction } from '../../program/token-pattern.ts'
import { codePointAt, type Member, setMember } from './characters.ts'

interface Thread {
  readonly at: number
  readonly start: number
  readonly groupStart: number
  readonly groupEnd: number
}

type Test = (text: string, position: number) => boolean

export class PatternMatcher {
  readonly #instructions: readonly PatternInstruction[]
  readonly #hasGroup: boolean
  /** Of each instruction that takes a code point. */
  readonly #members: readonly (Member | undefined)[]
  /** Of each instruction that looks at its place. */
  readonly #tests: readonly (Test | undefined)[]
  /** The position at which a thread last came to each instruction. */
  readonly #visited: Float64Array
  readonly #open: Thread[] = []

  constructor(instructions: readonly PatternInstruction[], hasGroup: boolean) {
    this.#instructions = instructions
    this.#hasGroup = hasGroup
    this.#members = instructions.map((one) => (one.kind === 'take' ? setMember(one.set) : undefined))
    this.#tests = instructions.map(testOf)
    this.#visited = new Float64Array(instructions.length)
  }

  /** Calls `take` for each token from left to right. */
  eachToken(text: string, take: (token: string) => void): void {
    for (let position = 0; position <= text.length; ) {
      const found = this.#search(text, position)
      if (found === undefined) return
      const { start, end, groupStart, groupEnd } = found
      take(this.#hasGroup ? (groupStart < 0 ? '' : text.slice(groupStart, groupEnd)) : text.slice(start, end))
      // No match is empty.
      position = end
    }
  }

  /** The first match at or behind a position. */
  #search(text: string, from: number): (Thread & { readonly end: number }) | undefined {
    this.#visited.fill(-1)
    let threads: Thread[] = []
    let found: (Thread & { readonly end: number }) | undefined
    for (let position = from; ; ) {
      if (found === undefined) {
        this.#follow({ at: 0, start: position, groupStart: -1, groupEnd: -1 }, text, position, threads)
      }
      const codePoint = position < text.length ? codePointAt(text, position) : -1
      const after = position + (codePoint >= 0x10000 ? 2 : 1)
      const next: Thread[] = []
      for (const thread of threads) {
        const member = this.#members[thread.at]
        if (member === undefined) {
          // A match: threads of lower preference end here.
          found = { ...thread, end: position }
          break
        }
        if (codePoint >= 0 && member(codePoint)) this.#follow({ ...thread, at: thread.at + 1 }, text, after, next)
      }
      threads = next
      if (codePoint < 0 || (threads.length === 0 && found !== undefined)) return found
      position = after
    }
  }

  /** Adds the threads that a thread becomes before it takes another code point, in the order of preference. */
  #follow(from: Thread, text: string, position: number, threads: Thread[]): void {
    const open = this.#open
    open.push(from)
    for (let thread = open.pop(); thread !== undefined; thread = open.pop()) {
      const { at } = thread
      if (this.#visited[at] === position) continue
      this.#visited[at] = position
      const instruction = this.#instructions[at] as PatternInstruction
      switch (instruction.kind) {
        case 'take':
        case 'match':
          threads.push(thread)
          break
        case 'split':
          open.push({ ...thread, at: instruction.second }, { ...thread, at: instruction.first })
          break
        case 'jump':
          open.push({ ...thread, at: instruction.to })
          break
        case 'mark':
          open.push({
            ...thread,
            at: at + 1,
            ...(instruction.slot === 0 ? { groupStart: position } : { groupEnd: position }),
          })
          break
        default:
          if (this.#tests[at]?.(text, position)) open.push({ ...thread, at: at + 1 })
      }
    }
  }
}

function testOf(instruction: PatternInstruction): Test | undefined {
  switch (instruction.kind) {
    case 'boundary': {
      const member = setMember(instruction.set)
      const { inside } = instruction
      return (text, position) => {
        const isBefore = position > 0 && member(codePointBefore(text, position))
        const isBehind = position < text.length && member(codePointAt(text, position))
        return (isBefore === isBehind) === inside
      }
    }
    case 'look': {
      const member = setMember(instruction.set)
      const { ahead, absent } = instruction
      return (text, position) => {
        if (ahead) return (position < text.length && member(codePointAt(text, position))) !== absent
        return (position > 0 && member(codePointBefore(text, position))) !== absent
      }
    }
    case 'textStart':
      return (_, position) => position === 0
    case 'textEnd':
      return (text, position) =>
        position === text.length || (instruction.beforeNewline && position === text.length - 1 && text.endsWith('\n'))
    default:
      return undefined
  }
}

function codePointBefore(text: string, position: number): number {
  const code = text.charCodeAt(position - 1)
  const isLow = code >= 0xdc00 && code <= 0xdfff && position > 1
  const pair = isLow ? (text.codePointAt(position - 2) as number) : code
  return pair >= 0x10000 ? pair : code
}
