/** `brine init`: a service file for a model, from what the model knows and what data show. */
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { outputError } from '../batch/writing/output-error.ts'
import { BrineError } from '../errors.ts'
import { parseYamlDefinition } from '../service/definition/read-definition.ts'
import { nameOf } from '../service/load.ts'
import type { Model } from '../service/model.ts'
import { Service } from '../service/service.ts'
import { definitionText } from './init/definition-text.ts'
import { propose } from './init/proposal.ts'
import { readSample, type Sample } from './init/sample.ts'
import { colorsFor, type ExitCode, type Io, printable } from './io.ts'
import { loadNamedModel } from './model-file.ts'
import { trialLines, trialOf } from './trial.ts'

export interface InitOptions {
  readonly output: string
  readonly force?: boolean
}

/** Standard output instead of a file. */
const STANDARD_OUTPUT = '-'

export async function init(path: string, data: string | undefined, options: InitOptions, io: Io): Promise<ExitCode> {
  const { output, force = false } = options
  if (!force && output !== STANDARD_OUTPUT && existsSync(output)) throw taken(output)
  const model = await loadNamedModel(path)
  const sample = data === undefined ? undefined : await readSample(data)
  const text = textOf(model, path, sample, output)
  const { definition } = parseYamlDefinition(text)
  const service = new Service({ name: nameOf(path), definition, models: new Map([['model', model]]) })
  if (output === STANDARD_OUTPUT) {
    io.stdout.write(text)
    return 0
  }
  await write(output, text, force)
  const colors = colorsFor(io.stdout, io)
  const trial = data === undefined ? [] : await tried(service, data)
  const lines = [
    `${colors.bold(printable(output))} is written: ${service.inputs.length} inputs, ${service.output.length} columns of answers.`,
    ...trial,
    `Next: brine check ${printable(output)}${data === undefined ? '' : ` ${printable(data)}`}`,
  ]
  io.stdout.write(`${lines.join('\n')}\n`)
  return 0
}

/** The file is written all the same: what the data lack is for the user to mend. */
async function tried(service: Service, data: string): Promise<string[]> {
  try {
    return trialLines(await trialOf(service, data))
  } catch (error) {
    if (!(error instanceof BrineError)) throw error
    return [`${printable(basename(data))} does not fit: ${printable(error.message)}.`]
  }
}

function textOf(model: Model, path: string, sample: Sample | undefined, output: string): string {
  const folder = output === STANDARD_OUTPUT ? resolve('.') : dirname(resolve(output))
  return definitionText({
    model,
    modelPath: slashed(relative(folder, resolve(path))),
    schemaPath: slashed(relative(folder, schemaFile(folder))),
    file: output === STANDARD_OUTPUT ? 'brine.yaml' : output,
    dataName: sample?.name,
    proposal: propose(model, sample),
  })
}

function slashed(path: string): string {
  return path.replaceAll('\\', '/')
}

/** The schema of the package that is installed for the folder, or else of the one that runs. */
function schemaFile(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    const installed = join(at, 'node_modules', 'brine', 'docs', 'brine.schema.json')
    if (existsSync(installed)) return installed
    if (at === dirname(at)) break
  }
  return fileURLToPath(new URL('../../docs/brine.schema.json', import.meta.url))
}

async function write(output: string, text: string, force: boolean): Promise<void> {
  try {
    await writeFile(output, text, { flag: force ? 'w' : 'wx' })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') throw taken(output)
    throw outputError(error, output)
  }
}

function taken(output: string): BrineError {
  return new BrineError('usage', `${output} is there already`, {
    remedy: '--force replaces it; --output names another file, and --output - prints it.',
  })
}
