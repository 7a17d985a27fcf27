/** `brine fit`: what steps learn from data, once, into a file beside the service. */
import { basename } from 'node:path'
import type { FrameSource } from '../batch/frame-source.ts'
import { openFrames } from '../batch/reading/open-frames.ts'
import { BrineError } from '../errors.ts'
import { writeFitted } from '../service/fitted-file.ts'
import type { Models } from '../service/graph/context.ts'
import { graphInputs } from '../service/graph/graph-inputs.ts'
import { InputReader } from '../service/input-reader.ts'
import { checkInputs, inputSchema, inputSpecs } from '../service/inputs.ts'
import { loadModels, type OpenedDefinition, openDefinition, placed } from '../service/load-service.ts'
import { Service } from '../service/service.ts'
import { type Fit, type FitFrame, fitSteps } from '../steps/fit.ts'
import type { FittedSteps } from '../steps/fitted.ts'
import type { PlacedStep } from '../steps/pipeline.ts'
import type { Stage } from '../steps/step.ts'
import { colorsFor, type ExitCode, type Io, printable, widthOf } from './io.ts'
import { cut } from './table.ts'

export async function fitService(path: string, data: readonly string[], io: Io): Promise<ExitCode> {
  const opened = await openDefinition(path)
  const { file } = opened
  if (file === undefined) {
    throw new BrineError('usage', `${path} is a model: only the steps of a service can be fitted`, {
      remedy: `brine init ${path} writes a service for it.`,
    })
  }
  const models = await loadModels(opened)
  const source = await openFrames(data, readerOf(opened, models))
  try {
    const { fitted, rows } = await learn(opened, models, source)
    if (Object.keys(fitted).length === 0) {
      io.stdout.write('No step has to learn from data: nothing is written.\n')
      return 0
    }
    const name = source.files.map((path) => basename(path)).join(', ')
    const written = await writeFitted(file, opened.definition, { name, rows }, fitted)
    io.stdout.write(`${report(written, name, rows, fitted, io).join('\n')}\n`)
    return 0
  } finally {
    await source.close()
  }
}

/** What rows meet before every step, for which nothing has to be known yet. */
function readerOf(opened: OpenedDefinition, models: Models) {
  const { definition } = opened
  try {
    const inputs = inputSpecs(definition, graphInputs(definition.predict, models))
    // Data to learn from has more columns than are asked later: the answers.
    return { inputs, reader: new InputReader({ specs: inputs, extraColumns: 'ignore' }) }
  } catch (error) {
    throw placed(error instanceof BrineError ? error.at({ path: 'inputs' }) : error, opened)
  }
}

interface Learned {
  readonly fitted: FittedSteps
  readonly rows: number
}

/** The steps before the model learn first, since those after it learn from its answers. */
async function learn(opened: OpenedDefinition, models: Models, source: FrameSource): Promise<Learned> {
  const { definition } = opened
  const { inputs } = readerOf(opened, models)
  const input = inputSchema(inputs)
  const counted = { rows: 0 }
  const learnStage = (stage: Stage, before: readonly PlacedStep[]): Promise<Fit> =>
    fitSteps({
      stage,
      entries: definition[stage],
      before,
      input,
      frames: () => countedBlocks(source, counted),
      onError: definition.on_error === 'fail' ? 'fail' : 'skip',
    }).catch(async (error: unknown) => Promise.reject(placed(await inData(error, source), opened)))
  const { fitted } = await learnStage('preprocess', [{ place: 'inputs', step: checkInputs(inputs) }])
  // Without steps after the model, it need not be asked.
  if (definition.postprocess.length === 0) return { fitted, rows: counted.rows }
  const upToModel = serviceUpToModel(opened, models, fitted)
  const after = await learnStage('postprocess', upToModel.steps)
  return { fitted: { ...fitted, ...after.fitted }, rows: counted.rows }
}

/** The service up to its model, so that it can be compiled before everything is learned. */
function serviceUpToModel(opened: OpenedDefinition, models: Models, fitted: FittedSteps): Service {
  const { definition, name } = opened
  try {
    return new Service({ name, definition: { ...definition, postprocess: [] }, models, fitted })
  } catch (error) {
    throw placed(error, opened)
  }
}

async function* countedBlocks(source: FrameSource, counted: { rows: number }): AsyncGenerator<FitFrame> {
  let rows = 0
  for await (const block of source.blocks()) {
    rows += block.frame.rows
    counted.rows = Math.max(counted.rows, rows)
    yield block
  }
}

/** The file and the line of a row. */
async function inData(error: unknown, source: FrameSource): Promise<unknown> {
  if (!(error instanceof BrineError) || error.where.row === undefined) return error
  const { file, row, line } = await source.placeOf(error.where.row)
  const { code, problem, where, issues, issueCount, details, remedy } = error
  return new BrineError(code, problem, {
    where: { ...where, file, row, ...(line === undefined ? {} : { line }) },
    issues,
    issueCount,
    details,
    ...(remedy === undefined ? {} : { remedy }),
    cause: error,
  })
}

function report(file: string, name: string, rows: number, fitted: FittedSteps, io: Io): string[] {
  const colors = colorsFor(io.stdout, io)
  const width = widthOf(io.stdout)
  const places = Object.entries(fitted)
  const steps = places.length === 1 ? '1 step has' : `${places.length} steps have`
  return [
    `${colors.bold(printable(file))} is written: ${steps} learned from ${rows} rows of ${printable(name)}.`,
    ...places.flatMap(([place, { constants }]) => [
      colors.cyan(printable(place)),
      ...Object.entries(constants).map(([key, value]) => cut(`  ${printable(`${key}: ${shown(value)}`)}`, width)),
    ]),
  ]
}

function shown(value: unknown): string {
  const text = JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'bigint') return String(part)
    return ArrayBuffer.isView(part) ? Array.from(part as Float64Array) : part
  })
  return text.replaceAll('"', '').replaceAll(',', ', ').replaceAll(':', ': ')
}
