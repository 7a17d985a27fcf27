/** The commands, their options and their help. What a command does is loaded when it is asked for. */
import { readFileSync } from 'node:fs'
import { Command, InvalidArgumentError, Option } from 'commander'
import { ROW_FORMATS } from '../batch/reading/recognise.ts'
import { OUTPUT_FORMATS } from '../batch/writing/output-format.ts'
import type { CheckOptions } from './check.ts'
import type { InitOptions } from './init.ts'
import type { ExitCode, Io } from './io.ts'
import type { PredictCommandOptions } from './predict.ts'
import type { ServeOptions } from './serve.ts'
import type { VerifyCommandOptions } from './verify.ts'

/** The command line as commander knows it; each command hands its exit code to `done`. */
export function createProgram(io: Io, done: (code: ExitCode) => void): Command {
  const program = new Command('brine')
    .description('Serve the model you trained, without Python: scikit-learn pickles read as data.')
    .version(`brine ${packageVersion()}`, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      // Errors are reported in one place, in one form.
      outputError: () => undefined,
    })
    .addHelpText('after', HELP)
  const add = (usage: string, description: string, examples: readonly string[]): Command =>
    program
      .command(usage)
      .description(description)
      .helpOption('-h, --help', 'print this help')
      .option('--debug', 'print stack traces of errors')
      .addHelpText('after', `\nExamples:\n${examples.map((line) => `  ${line}`).join('\n')}\n`)
  addServe(add, io, done)
  addPredict(add, io, done)
  addInspect(add, io, done)
  addScan(add, io, done)
  addVerify(add, io, done)
  addInit(add, io, done)
  addCheck(add, io, done)
  addFit(add, io, done)
  return program
}

type Add = (usage: string, description: string, examples: readonly string[]) => Command
type Done = (code: ExitCode) => void

function addServe(add: Add, io: Io, done: Done): void {
  add('serve', 'Answer predictions over HTTP.', [
    'brine serve model.pkl',
    'brine serve model.pkl --port 9000 --host 0.0.0.0',
    'brine serve churn.pkl fraud.joblib      # two models, each under its name',
    'brine serve brine.yaml                  # a service: a model and the steps around it',
  ])
    .argument('<model...>', 'model files, service files, or folders that hold a service')
    .option('-p, --port <number>', 'port to listen on; 0 takes any that is free', parsePort, 8080)
    .option('--host <address>', 'address to listen on; 0.0.0.0 is every one', '127.0.0.1')
    .option('--name <name>', 'what the API calls the model (default: the name of the file)')
    .option('--verify <samples>', 'serve only if it answers these samples as Python did')
    .option('--rtol <number>', 'with --verify: relative error that is let pass', parseTolerance)
    .option('--atol <number>', 'with --verify: absolute error that is let pass', parseTolerance)
    .action(async (models: string[], options: ServeOptions) => {
      const { serve } = await import('./serve.ts')
      done(await serve(models, options, io))
    })
}

function addPredict(add: Add, io: Io, done: Done): void {
  const command = add('predict', 'Answer for the rows of files, of any size.', [
    'brine predict model.pkl data.csv',
    'brine predict model.pkl data.csv --proba -o answers.csv',
    'brine predict brine.yaml data.csv -o answers.csv',
    "brine predict brine.yaml 'parts/*.parquet' -o answers.parquet",
    'brine predict brine.yaml data.csv -o answers.csv --resume   # after a crash',
    'gunzip -c data.csv.gz | brine predict model.pkl - > answers.csv',
  ])
  command
    .argument('<model>', 'model file, or a service: brine.yaml or the folder that has it')
    .argument('<data...>', 'rows as .csv, .tsv, .json, .ndjson, .parquet or .arrow, patterns too; - is standard input')
    .option('--proba', 'add the probability of each class')
    .addOption(new Option('--method <name>', 'ask for this method instead of predict').conflicts('proba'))
    .option('--ignore-extra', 'leave out columns that the model does not know')
    .option('--delimiter <character>', 'what separates the cells of a CSV file (default: what is found)')
    .option('--quote <character>', 'what surrounds cells of a CSV file (default: what is found)')
    .option('--no-header', 'the first line of a CSV file is a row')
    .addOption(new Option('--input-format <format>', 'of the rows, if their name does not tell').choices(ROW_FORMATS))
    .option('-o, --output <file>', 'write here instead of to standard output; appears when it is complete')
    .addOption(
      new Option('--format <format>', 'of the answers (default: by the name of the output, or csv)').choices(
        OUTPUT_FORMATS,
      ),
    )
  addJobOptions(command).action(async (model: string, data: string[], options: PredictCommandOptions) => {
    const { predict } = await import('./predict.ts')
    done(await predict(model, data, options, io))
  })
}

function addJobOptions(command: Command): Command {
  return command
    .option('--rejects <file>', 'rows that cannot be worked with, with the reason (default: OUTPUT.rejects.csv)')
    .option('--row-index', 'add the number of each row in the input, as a column "row"')
    .addOption(new Option('--resume', 'go on with a job that was broken off').conflicts('restart'))
    .option('--restart', 'begin anew, though a job was broken off')
    .option('--threads <number>', 'how many workers answer (default: one for each core)', parseThreads)
    .option('--summary <file>', 'write counts and the distribution of the answers as JSON')
    .option('-q, --quiet', 'no progress and no summary')
}

function addInspect(add: Add, io: Io, done: Done): void {
  add('inspect', 'Show what is in a model file: estimators, columns, answers.', [
    'brine inspect model.pkl',
    'brine inspect model.pkl --json | jq .signature.inputs',
    'brine inspect brine.yaml',
  ])
    .argument('<model>', 'model file, or service file')
    .option('--json', 'print JSON')
    .action(async (model: string, options: { readonly json?: boolean }) => {
      const { inspect } = await import('./inspect.ts')
      done(await inspect(model, options, io))
    })
}

function addScan(add: Add, io: Io, done: Done): void {
  add('scan', 'Show what a file would do if Python loaded it. Nothing in it is run.', [
    'brine scan model.pkl            # exit code 0: clean, 1: findings, 2: inconclusive',
    'brine scan model.pkl --json',
  ])
    .argument('<model>', 'model file')
    .option('--json', 'print JSON')
    .action(async (model: string, options: { readonly json?: boolean }) => {
      const { scan } = await import('./scan.ts')
      done(await scan(model, options, io))
    })
}

function addVerify(add: Add, io: Io, done: Done): void {
  add('verify', 'Compare with what Python answered for samples, and print a certificate.', [
    'brine verify model.pkl samples.csv      # exit code 0: equal, 1: not',
    'brine verify model.pkl samples.npz --rtol 1e-6 --json',
  ])
    .argument('<model>', 'model file')
    .argument('<samples>', 'rows with the answers of Python: .csv, .json or .npz')
    .option('--rtol <number>', 'relative error of a number that is let pass (default: 1e-9)', parseTolerance)
    .option('--atol <number>', 'absolute error of a number that is let pass (default: 1e-12)', parseTolerance)
    .option('--ignore-extra', 'leave out columns that are neither inputs nor answers')
    .option('--json', 'print JSON')
    .action(async (model: string, samples: string, options: VerifyCommandOptions) => {
      const { verify } = await import('./verify.ts')
      done(await verify(model, samples, options, io))
    })
}

function addInit(add: Add, io: Io, done: Done): void {
  add('init', 'Write a service file for a model: its columns, its answers, and what the data ask for.', [
    'brine init model.pkl',
    'brine init model.pkl train.csv -o churn/brine.yaml',
  ])
    .argument('<model>', 'model file')
    .argument('[data]', 'rows as they will come: .csv, .json, .ndjson or .parquet')
    .option('-o, --output <file>', 'write here; - prints it', 'brine.yaml')
    .option('--force', 'replace a file that is there')
    .action(async (model: string, data: string | undefined, options: InitOptions) => {
      const { init } = await import('./init.ts')
      done(await init(model, data, options, io))
    })
}

function addCheck(add: Add, io: Io, done: Done): void {
  add('check', 'Say what is wrong with a service file, or what it does step by step.', [
    'brine check brine.yaml            # exit code 0: right, 1: not',
    'brine check brine.yaml data.csv   # what becomes of the first rows',
    'brine check brine.yaml --json',
  ])
    .argument('<service>', 'brine.yaml, brine.json, service.ts, or a folder with one of them')
    .argument('[data]', 'rows to try it with')
    .option('--json', 'print JSON')
    .action(async (service: string, data: string | undefined, options: CheckOptions) => {
      const { check } = await import('./check.ts')
      done(await check(service, data, options, io))
    })
}

function addFit(add: Add, io: Io, done: Done): void {
  add('fit', 'Let the steps of a service learn from data, once: means, medians, quantiles.', [
    'brine fit brine.yaml train.csv    # writes brine.fitted.json',
    "brine fit brine.yaml 'data/*.parquet'",
  ])
    .argument('<service>', 'brine.yaml, brine.json, service.ts, or a folder with one of them')
    .argument('<data...>', 'files of rows, or patterns of their names')
    .action(async (service: string, data: string[]) => {
      const { fitService } = await import('./fit.ts')
      done(await fitService(service, data, io))
    })
}

const HELP = `
Examples:
  brine serve model.pkl                  an HTTP API for the model, at http://127.0.0.1:8080
  brine predict model.pkl data.csv       answers for the rows of a file
  brine predict brine.yaml data.parquet  the same with the steps around the model
  brine inspect model.pkl                what is in the file
  brine verify model.pkl samples.csv     whether it answers as Python did
  brine init model.pkl data.csv          a service file for it: brine.yaml
  brine fit brine.yaml train.csv         what its steps learn from data, beside it
  brine check brine.yaml                 what the service does, and what is wrong
  brine scan model.pkl                   whether loading it in Python would be safe

Exit codes: 0 done, 1 failed (or the scan has findings), 2 wrong usage (or the scan is inconclusive).
`

const MAX_PORT = 65_535

function parsePort(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > MAX_PORT) throw new InvalidArgumentError(`Ports are numbers from 0 to ${MAX_PORT}.`)
  return port
}

function parseThreads(text: string): number {
  const threads = Number(text)
  if (!/^\d+$/.test(text) || threads < 1 || threads > MAX_THREADS) {
    throw new InvalidArgumentError(`Threads are a number from 1 to ${MAX_THREADS}.`)
  }
  return threads
}

const MAX_THREADS = 256

function parseTolerance(text: string): number {
  const number = Number(text)
  if (text.trim() === '' || !(number >= 0)) throw new InvalidArgumentError('A tolerance is a number from 0 on.')
  return number
}

function packageVersion(): string {
  const file = new URL('../../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version
}
