/** A service file into a definition, with the line of the file for whatever is wrong. */
import { readFile } from 'node:fs/promises'
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import type { z } from 'zod'
import { BrineError } from '../../errors.ts'
import { type ServiceDefinition, serviceSchema } from './definition.ts'

/** A definition, and where its parts stand. */
export interface ReadDefinition {
  readonly definition: ServiceDefinition
  /** The line of the part at a path such as `preprocess[2]`; undefined for a definition that is not a text. */
  lineOf(path: string): number | undefined
}

export async function readYamlDefinition(file: string): Promise<ReadDefinition> {
  return parseYamlDefinition(await readFile(file, 'utf8'))
}

/** Throws `service_invalid` with the line. */
export function parseYamlDefinition(text: string): ReadDefinition {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const [fault] = document.errors
  if (fault !== undefined) {
    const { line } = lines.linePos(fault.pos[0])
    throw new BrineError('service_invalid', `this is not YAML: ${fault.message}`, { where: { line }, cause: fault })
  }
  const lineAt = (path: readonly PropertyKey[]): number | undefined => lineOfNode(document.contents, path, lines)
  const read = serviceSchema.safeParse(document.toJS({ maxAliasCount: 100 }))
  if (!read.success) throw invalid(read.error, lineAt)
  return { definition: read.data, lineOf: (path) => lineAt(pathOf(path)) }
}

function invalid(error: z.ZodError, lineAt: (path: readonly PropertyKey[]) => number | undefined): BrineError {
  const issue = error.issues[0] as z.core.$ZodIssue
  const line = lineAt(issue.path)
  const path = issue.path.join('.')
  return new BrineError('service_invalid', issue.message, {
    where: { ...(line === undefined ? {} : { line }), ...(path === '' ? {} : { path }) },
    cause: error,
  })
}

/** `preprocess[2].columns` as `['preprocess', 2, 'columns']`. */
function pathOf(text: string): (string | number)[] {
  return text
    .split(/[.[\] ]+/)
    .filter((part) => part !== '')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part))
}

/** The line of the deepest node on the path that is there. */
function lineOfNode(root: unknown, path: readonly PropertyKey[], lines: LineCounter): number | undefined {
  let node = root as Node | null
  let offset = node?.range?.[0]
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === part)
      if (pair === undefined) break
      offset = (pair.key as Node).range?.[0] ?? offset
      node = pair.value as Node | null
    } else if (isSeq(node) && typeof part === 'number') {
      node = (node.items[part] as Node | undefined) ?? null
      offset = node?.range?.[0] ?? offset
    } else break
  }
  return offset === undefined ? undefined : lines.linePos(offset).line
}
