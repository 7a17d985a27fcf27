/** One run of the command line: arguments in, exit code out. Every error ends here. */
import { existsSync } from 'node:fs'
import { type Command, CommanderError } from 'commander'
import { BrineError } from '../errors.ts'
import { type ExitCode, INTERRUPTED, type Io } from './io.ts'
import { looksLikeData, looksLikeModel } from './model-file.ts'
import { createProgram } from './program.ts'
import { reportError } from './report-error.ts'

export async function run(args: readonly string[], io: Io): Promise<ExitCode | typeof INTERRUPTED> {
  let exitCode: ExitCode = 0
  const program = createProgram(io, (code) => {
    exitCode = code
  })
  try {
    refuseFileAsCommand(args, program)
    if (args.length === 0) program.help()
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    if (io.signal.aborted) return INTERRUPTED
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    const known = error instanceof CommanderError ? usageError(error, args) : error
    reportError(known, io, args.includes('--debug'))
    return known instanceof BrineError && known.code === 'usage' ? 2 : 1
  }
}

/** `brine model.pkl` is what everybody tries first. */
function refuseFileAsCommand(args: readonly string[], program: Command): void {
  const [first] = args
  if (first === undefined || first.startsWith('-') || program.commands.some((command) => command.name() === first))
    return
  if (!looksLikeModel(first) && !looksLikeData(first) && !existsSync(first)) return
  const model = args.find(looksLikeModel) ?? first
  const data = args.find(looksLikeData)
  throw new BrineError('usage', `${first} is a file; a command comes first`, {
    remedy:
      data === undefined ? `brine serve ${model}` : `brine predict ${looksLikeData(model) ? 'MODEL' : model} ${data}`,
  })
}

/** commander's message in our form: `error: …`, then what was meant, if it can tell. */
function usageError(error: CommanderError, args: readonly string[]): BrineError {
  const [, problem = '', suggestion] = /^(?:error: )?(.*?)\s*(?:\(Did you mean (.*?)\?\))?$/s.exec(error.message) ?? []
  const command = args.find((arg) => !arg.startsWith('-'))
  const help =
    command === undefined || error.code === 'commander.unknownCommand' ? 'brine --help' : `brine ${command} --help`
  return new BrineError('usage', problem === '(outputHelp)' ? 'a command is missing' : problem, {
    remedy: suggestion === undefined ? `${help} shows how.` : `Did you mean ${suggestion}? ${help} shows more.`,
    cause: error,
  })
}
