/**
 * How many rows and cells a body holds, counted in its bytes before anything is made of them: a cell takes two bytes there,
 * and a hundred once it is read.
 */
import { BrineError } from '../../errors.ts'
import type { BodyLimits } from './limits.ts'
import type { BodyType } from './media-type.ts'

/** Throws payload_too_large. The rows of a JSON body are known when it is read: see `refuseRows`. */
export function refuseLargeBody(bytes: Buffer, type: BodyType, limits: BodyLimits): void {
  // Most bodies are too short to hold as many.
  if (type === 'json') {
    if (bytes.length > limits.cells) refuseCells(countJson(bytes), limits)
  } else if (bytes.length > Math.min(limits.rows, limits.cells)) {
    const { rows, cells } = countCsv(bytes, type === 'tsv' ? TAB : COMMA)
    // The first line may be a header.
    refuseRows(rows - 1, limits)
    refuseCells(cells, limits)
  }
}

/** Throws payload_too_large. */
export function refuseRows(rows: number, limits: BodyLimits): void {
  if (rows > limits.rows) throw tooMany('rows', rows, limits.rows)
}

function refuseCells(cells: number, limits: BodyLimits): void {
  if (cells > limits.cells) throw tooMany('cells', cells, limits.cells)
}

const TAB = 0x09
const LINE_FEED = 0x0a
const RETURN = 0x0d
const QUOTE = 0x22
const COMMA = 0x2c
const OPEN_ARRAY = 0x5b
const BACKSLASH = 0x5c
const OPEN_OBJECT = 0x7b

/**
 * Values are as many as the commas between them, and one more; but no fewer than the lists and objects that begin, of which
 * empty ones need no comma.
 */
function countJson(bytes: Buffer): number {
  let commas = 0
  let opened = 0
  for (let i = 0; i < bytes.length; i++) {
    const code = bytes[i]
    if (code === COMMA) commas++
    else if (code === QUOTE) i = endOfString(bytes, i)
    else if (code === OPEN_ARRAY || code === OPEN_OBJECT) opened++
  }
  return Math.max(commas + 1, opened)
}

/** Where the string that begins here ends; the end of the body if it does not. */
function endOfString(bytes: Buffer, start: number): number {
  let i = start + 1
  while (i < bytes.length && bytes[i] !== QUOTE) i += bytes[i] === BACKSLASH ? 2 : 1
  return i
}

/** What is between two quotes is text; a doubled quote ends it and begins it again. Empty lines are no rows. */
function countCsv(bytes: Buffer, delimiter: number): { readonly rows: number; readonly cells: number } {
  let rows = 0
  let delimiters = 0
  let start = 0
  for (let i = 0; i < bytes.length; i++) {
    const code = bytes[i]
    if (code === delimiter) delimiters++
    else if (code === LINE_FEED || code === RETURN) {
      if (i > start) rows++
      start = i + 1
    } else if (code === QUOTE) {
      do i++
      while (i < bytes.length && bytes[i] !== QUOTE)
    }
  }
  if (bytes.length > start) rows++
  return { rows, cells: delimiters + rows }
}

function tooMany(what: 'rows' | 'cells', found: number, limit: number): BrineError {
  return new BrineError('payload_too_large', `the body has ${found} ${what}, more than the ${limit} allowed`, {
    remedy: 'Send the rows in several requests, or predict them as a file: brine predict.',
    details: { limit, found, what },
  })
}
