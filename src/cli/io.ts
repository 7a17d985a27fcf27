/** What a command talks to, so that tests can listen in: the three streams, colours, and the wish to stop. */
import type { Readable, Writable } from 'node:stream'
import picocolors from 'picocolors'

export type Colors = ReturnType<typeof picocolors.createColors>

/** A stream of the process: a terminal, or a pipe or a file. */
export type OutputStream = Writable & { readonly isTTY?: boolean; readonly columns?: number }

export interface Io {
  readonly stdin: Readable
  readonly stdout: OutputStream
  readonly stderr: OutputStream
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Aborted when the user wants the command to stop. */
  readonly signal: AbortSignal
}

/** 0: done. 1: it failed, or the scan found something. 2: the command was wrong, or the scan is inconclusive. */
export type ExitCode = 0 | 1 | 2

/** As a shell reports a process that SIGINT ended. */
export const INTERRUPTED = 130

/** Colours for this stream, unless it is no terminal or the user wants none. https://no-color.org */
export function colorsFor(stream: OutputStream, { environment }: Pick<Io, 'environment'>): Colors {
  const { NO_COLOR, FORCE_COLOR, TERM } = environment
  if (NO_COLOR !== undefined && NO_COLOR !== '') return picocolors.createColors(false)
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '' && FORCE_COLOR !== '0') return picocolors.createColors(true)
  return picocolors.createColors(stream.isTTY === true && TERM !== 'dumb')
}

const DEFAULT_WIDTH = 100

/** Columns to fill: those of the terminal, within reason. */
export function widthOf(stream: OutputStream): number {
  return Math.max(40, Math.min(stream.columns ?? DEFAULT_WIDTH, 160))
}

/** Names that come from files must not move the cursor or change colours. */
export function printable(text: string): string {
  return text.replace(CONTROL, (c) => `\\x${(c.codePointAt(0) as number).toString(16).padStart(2, '0')}`)
}

/** Control characters but the line feed, and those that reverse the direction of text. */
const CONTROL = /[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/gu
