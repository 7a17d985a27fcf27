/** Errors as the command line shows them: what is wrong, where, and the way out. */
import { BrineError, describeWhere, MAX_ISSUES } from '../errors.ts'
import { type Colors, colorsFor, type Io, printable } from './io.ts'

/** Writes the error to standard error. Stack traces are for `--debug`. */
export function reportError(error: unknown, io: Io, debug: boolean): void {
  const colors = colorsFor(io.stderr, io)
  const known = error instanceof BrineError ? error : internal(error)
  const lines = [...describeError(known, colors), ...(debug ? traces(error) : [])]
  io.stderr.write(`${lines.join('\n')}\n`)
}

function internal(error: unknown): BrineError {
  const message = error instanceof Error ? error.message : String(error)
  return new BrineError('internal', `an error inside of Brine: ${message}`, {
    remedy: 'Run the command again with --debug, and report what it prints.',
    cause: error,
  })
}

/** How many of the bad cells are listed below the first one. What is wrong in a service file is listed as it stands. */
const MAX_LISTED = 5

function describeError(error: BrineError, colors: Colors): string[] {
  const lines = [`${colors.red(colors.bold('error:'))} ${printable(error.problem)} ${colors.dim(`[${error.code}]`)}`]
  const place = describeWhere(error.where)
  if (place !== '') lines.push(`${colors.dim('   at:')} ${printable(place)}`)
  const way = error.remedy === undefined ? [] : [tryLine(error.remedy, colors)]
  // The issues of a service file each have a way out of their own, and this is the first one's.
  const isOwn = error.issues[0]?.remedy !== undefined
  if (isOwn) lines.push(...way)
  const others = error.issues.slice(1, error.code === 'service_invalid' ? MAX_ISSUES : 1 + MAX_LISTED)
  for (const { where, problem, remedy } of others) {
    const text = remedy === undefined ? problem : `${problem}. ${remedy}`
    lines.push(`${colors.dim('  and:')} ${printable(describeWhere(where))}: ${printable(text)}`)
  }
  const unlisted = error.issueCount - 1 - others.length
  if (unlisted > 0 && others.length > 0) lines.push(`${colors.dim('  and:')} ${unlisted} more`)
  return isOwn ? lines : [...lines, ...way]
}

function tryLine(remedy: string, colors: Colors): string {
  return `${colors.cyan('  try:')} ${printable(remedy).replaceAll('\n', '\n       ')}`
}

/** The stack of the error and of everything that caused it. */
function traces(error: unknown): string[] {
  const stacks: string[] = []
  for (let cause = error; cause instanceof Error && stacks.length < 10; cause = cause.cause) {
    stacks.push(cause.stack ?? cause.message)
  }
  return ['', stacks.join('\ncaused by: ')]
}
