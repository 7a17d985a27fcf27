/** Where the parts of a YAML text stand, by their paths. */
import { isMap, isScalar, isSeq, type LineCounter, type Node, type Pair, visit } from 'yaml'
import type { Path } from '../../steps/faults.ts'

/** Line and character, counted from 1 as editors count. */
export interface Position {
  readonly line: number
  readonly character: number
}

export class SourceMap {
  readonly #root: Node | null
  readonly #lines: LineCounter

  constructor(root: Node | null, lines: LineCounter) {
    this.#root = root
    this.#lines = lines
  }

  at(offset: number): Position {
    const { line, col } = this.#lines.linePos(offset)
    return { line, character: col }
  }

  /** Where the value at the path stands, or its key; of what is not there, the nearest that surrounds it. */
  find(path: Path, isKey = false): Position | undefined {
    let node: Node | null = this.#root
    let offset = node?.range?.[0]
    for (const [i, part] of path.entries()) {
      const step = child(node, part)
      if (step === undefined) break
      const isEnd = i === path.length - 1
      offset = (isEnd && isKey ? step.key : step.value)?.range?.[0] ?? step.key?.range?.[0] ?? offset
      node = step.value
    }
    return offset === undefined ? undefined : this.at(offset)
  }

  /** True if nothing was written where the value stands. */
  isEmpty(path: Path): boolean {
    const node = path.reduce<Node | null>((at, part) => child(at, part)?.value ?? null, this.#root)
    return isScalar(node) && node.value === null && node.source === ''
  }

  /** Where a text stands under the path: the name of a column among the options of a step. */
  findText(path: Path, text: string): Position | undefined {
    const node = path.reduce<Node | null>((at, part) => child(at, part)?.value ?? null, this.#root)
    if (node === null) return undefined
    let offset: number | undefined
    visit(node, {
      Scalar(_key, scalar) {
        if (String(scalar.value) !== text) return undefined
        offset = scalar.range?.[0]
        return visit.BREAK
      },
    })
    return offset === undefined ? undefined : this.at(offset)
  }
}

interface Child {
  readonly key: Node | null
  readonly value: Node | null
}

function child(node: Node | null, part: string | number): Child | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part)) as
      | Pair<Node, Node | null>
      | undefined
    return pair === undefined ? undefined : { key: pair.key, value: pair.value }
  }
  if (!isSeq(node) || typeof part !== 'number') return undefined
  const item = node.items[part] as Node | undefined
  return item === undefined ? undefined : { key: null, value: item }
}
