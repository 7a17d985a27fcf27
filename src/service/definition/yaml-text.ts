/** The text of a service file into plain values, with the place of everything in it. */
import { isScalar, LineCounter, parseDocument, type Scalar, visit, type YAMLError } from 'yaml'
import { BrineError } from '../../errors.ts'
import { SourceMap } from './source-map.ts'

export interface ReadText {
  readonly value: unknown
  readonly source: SourceMap
}

/** Service files are a page long; a file of this size is something else. */
const MAX_CHARACTERS = 1_000_000
/** Copies that aliases may make: without a bound, a few lines expand to billions of values. */
const MAX_ALIASES = 100

/** Throws `service_invalid` with line and character. */
export function readYaml(text: string): ReadText {
  if (text.length > MAX_CHARACTERS) {
    throw new BrineError(
      'service_invalid',
      `the file has ${text.length} characters; a service takes at most ${MAX_CHARACTERS}`,
    )
  }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const source = new SourceMap(document.contents, lines)
  const [fault] = [...document.errors, ...document.warnings]
  if (fault !== undefined) throw yamlError(fault, source)
  visit(document, {
    Scalar: (_key, scalar) => refuseRounded(scalar, source),
    Alias: (_key, alias) => {
      if (alias.resolve(document) === undefined) throw noAnchor(alias.range?.[0] ?? 0, source)
    },
  })
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
    throw new BrineError('service_invalid', 'the file is empty', { remedy: 'brine init MODEL writes one.' })
  }
  return { value: plainValue(() => document.toJS({ maxAliasCount: MAX_ALIASES })), source }
}

/** JSON is YAML but for tabs; JavaScript's reader says first whether it is JSON at all. */
export function readJson(text: string): ReadText {
  try {
    JSON.parse(text)
  } catch (error) {
    throw jsonError(error as SyntaxError, text)
  }
  return readYaml(text.replace(/^\uFEFF/, ' ').replaceAll('\t', ' '))
}

function plainValue(read: () => unknown): unknown {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error
    throw new BrineError('service_invalid', `its aliases (*name) stand for more than ${MAX_ALIASES} copies`, {
      remedy: 'Write out what they stand for.',
      cause: error,
    })
  }
}

/** A whole number that would become another one without a word. */
function refuseRounded({ value, source: written, range }: Scalar, source: SourceMap): void {
  if (typeof value !== 'number' || !Number.isInteger(value) || Number.isSafeInteger(value)) return
  if (written === undefined || !/^[-+]?\d+$/.test(written)) return
  throw new BrineError('service_invalid', `${written} is larger than a number holds exactly (2^53)`, {
    where: source.at(range?.[0] ?? 0),
    remedy: `Put it in quotes: "${written}".`,
  })
}

function noAnchor(offset: number, source: SourceMap): BrineError {
  const problem = 'a text that begins with * stands for an anchor, and there is none of this name'
  return new BrineError('service_invalid', problem, { where: source.at(offset), remedy: 'Put the text in quotes.' })
}

const REMEDIES: { readonly [Code in YAMLError['code']]?: readonly [problem: string, remedy: string] } = {
  DUPLICATE_KEY: [
    'the key is there twice',
    'Keep one of the two; a step that comes twice has two lines, each with "- ".',
  ],
  TAB_AS_INDENT: ['the line is indented by a tab', 'Use spaces: YAML takes no tabs here.'],
  MULTIPLE_DOCS: ['a second document begins here', 'Leave out the line ---: a file is one service.'],
  BAD_INDENT: ['the indentation does not fit the lines above', 'Lines that belong together begin in the same column.'],
  TAG_RESOLVE_FAILED: ['a text that begins with ! is a tag, and tags are not used here', 'Put the text in quotes.'],
}

function yamlError(fault: YAMLError, source: SourceMap): BrineError {
  const known = REMEDIES[fault.code]
  const problem = known?.[0] ?? `this is not YAML: ${fault.message.split('\n', 1)[0]}`
  const remedy = known?.[1] ?? 'Texts with : { } [ ] , & * # ? | - < > = ! % @ ` in them are safe in quotes.'
  return new BrineError('service_invalid', problem, { where: source.at(fault.pos[0]), remedy, cause: fault })
}

function jsonError(error: SyntaxError, text: string): BrineError {
  const position = /position (\d+)/.exec(error.message)?.[1]
  const before = text.slice(0, position === undefined ? faultyOffset(text) : Number(position))
  const reason = error.message.replace(/,? (?:in JSON at position|"|\.\.\.").*/s, '')
  return new BrineError('service_invalid', `this is not JSON: ${reason}`, {
    where: { line: before.split('\n').length, character: before.length - before.lastIndexOf('\n') },
    remedy: 'JSON has no comments and no comma after the last value; brine.yaml may have both.',
    cause: error,
  })
}

/** JavaScript does not always say where: it is where the longest text ends that could still become JSON. */
function faultyOffset(text: string): number {
  let [good, bad] = [0, text.length + 1]
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (isBegun(text.slice(0, middle))) good = middle
    else bad = middle
  }
  return good
}

function isBegun(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch (error) {
    return /end of JSON|Unterminated string/.test((error as Error).message)
  }
}
