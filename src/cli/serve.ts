/** `brine serve`: models and services behind an HTTP API until a signal ends it. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { BrineError } from '../errors.ts'
import { Repository } from '../runtime/repository.ts'
import type { Model } from '../service/model.ts'
import type { Servable } from '../service/servable.ts'
import type { Service } from '../service/service.ts'
import { createServer } from '../transports/http/server.ts'
import { curlExample } from './curl-example.ts'
import { colorsFor, type ExitCode, type Io } from './io.ts'
import { loadNamed } from './model-file.ts'
import { reportError } from './report-error.ts'

export interface ServeOptions {
  readonly port: number
  readonly host: string
  readonly name?: string
  /** Samples with Python's answers: a model that answers otherwise is not served. */
  readonly verify?: string
  readonly rtol?: number
  readonly atol?: number
  readonly debug?: boolean
}

const FINISHING = 'Finishing the requests that were accepted; a second signal does not wait for them.\n'

/** Resolves when it has been told to stop and every accepted request is answered. */
export async function serve(paths: readonly string[], options: ServeOptions, io: Io): Promise<ExitCode> {
  const repository = await loadAll(paths, options)
  if (options.verify !== undefined) await refuseUnequal(modelOf(repository.get()), options.verify, options, io)
  const onError = (error: unknown): void => reportError(error, io, options.debug === true)
  const app = createServer({ repository, onError })
  try {
    await app.listen({ port: options.port, host: options.host })
  } catch (error) {
    throw listenError(error, options, paths)
  }
  const url = urlOf(app.server.address() as AddressInfo)
  io.stdout.write(welcome(repository, url, io))
  if (!io.signal.aborted) await once(io.signal, 'abort')
  if (io.stderr.isTTY === true) io.stderr.write(FINISHING)
  await app.close()
  return 0
}

async function loadAll(paths: readonly string[], { name, verify }: ServeOptions): Promise<Repository> {
  if (name !== undefined && paths.length > 1) {
    throw new BrineError('usage', '--name can name only one model', {
      remedy: 'Leave it out: each model is called as its file is, and each service as its file says.',
    })
  }
  if (verify !== undefined && paths.length > 1) {
    throw new BrineError('usage', '--verify can verify only one model', {
      remedy: 'Run brine verify for each before serving them.',
    })
  }
  const repository = new Repository()
  for (const path of paths) repository.put(await loadNamed(path, name === undefined ? {} : { name }))
  return repository
}

function modelOf(servable: Servable): Model {
  if (servable.kind === 'model') return servable
  throw new BrineError('usage', '--verify takes a model, and this is a service', {
    remedy: 'Run brine verify for its models before serving it.',
  })
}

/** Serving a model that answers otherwise than Python is worse than serving none. */
async function refuseUnequal(model: Model, samples: string, options: ServeOptions, io: Io): Promise<void> {
  const { verifyModel } = await import('../verify/verify.ts')
  const { certificateLines } = await import('./verify.ts')
  const certificate = await verifyModel(model, samples, {
    ...(options.rtol === undefined ? {} : { relative: options.rtol }),
    ...(options.atol === undefined ? {} : { absolute: options.atol }),
  })
  io.stdout.write(`${certificateLines(certificate, io).join('\n')}\n\n`)
  if (certificate.equal) return
  throw new BrineError('model_invalid', `${model.name} does not answer as Python did, so it is not served`, {
    where: { file: samples },
    details: { methods: certificate.methods.map(({ method, different }) => ({ method, different })) },
    remedy: 'Check that the samples were written by this very model; --rtol and --atol let small errors pass.',
  })
}

const PROBLEMS: Readonly<Record<string, (options: ServeOptions) => string>> = {
  EADDRINUSE: ({ port }) => `port ${port} is in use by another program`,
  EACCES: ({ port }) => `listening on port ${port} is not permitted`,
  EADDRNOTAVAIL: ({ host }) => `${host} is no address of this machine`,
  ENOTFOUND: ({ host }) => `there is no host ${host}`,
}

function listenError(error: unknown, options: ServeOptions, paths: readonly string[]): unknown {
  const describe = PROBLEMS[(error as NodeJS.ErrnoException).code ?? '']
  if (describe === undefined) return error
  const isPort = options.port !== 0 && describe !== PROBLEMS.EADDRNOTAVAIL && describe !== PROBLEMS.ENOTFOUND
  const other = isPort ? `--port ${nextPort(options.port)}` : '--host 127.0.0.1'
  return new BrineError('address_unavailable', describe(options), {
    remedy: `brine serve ${paths.join(' ')} ${other}`,
    cause: error,
  })
}

function nextPort(port: number): number {
  return port < 1024 ? 8080 : port + 1
}

/** An address that can be opened from this machine. */
function urlOf({ address, family, port }: AddressInfo): string {
  const host = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : family === 'IPv6' ? `[${address}]` : address
  return `http://${host}:${port}`
}

function welcome(repository: Repository, url: string, io: Io): string {
  const colors = colorsFor(io.stdout, io)
  const ready = repository.list().flatMap((entry) => (entry.state === 'ready' ? [entry.servable] : []))
  const examples = ready.map((servable) => {
    const path = ready.length === 1 ? '/predict' : `/models/${servable.name}/predict`
    return `  ${curlExample(servable, `${url}${path}`)}`
  })
  return `${[
    ...ready.map((servable) => `${colors.green('ready')}  ${describe(servable)}`),
    '',
    'Ask it:',
    ...examples,
    '',
    `API      ${colors.cyan(url)}`,
    `Docs     ${colors.cyan(`${url}/docs`)}`,
    `OpenAPI  ${colors.cyan(`${url}/openapi.json`)}`,
    '',
    'Ctrl-C stops it.',
  ].join('\n')}\n`
}

function describe(servable: Servable): string {
  const models = servable.kind === 'model' ? [servable] : [...servable.models.values()]
  const warnings = models.flatMap(({ source }) => source.warnings.map((warning) => `\n       warning: ${warning}`))
  return `${servable.name}: ${servable.kind === 'model' ? aboutModel(servable) : aboutService(servable)}${warnings.join('')}`
}

function aboutModel({ estimator, signature }: Model): string {
  const version = estimator.version === undefined ? '' : ` of scikit-learn ${estimator.version}`
  return `${estimator.className}${version}, ${counted(signature.inputs.length, 'column')}`
}

function aboutService({ definition, inputs, models }: Service): string {
  const { preprocess, postprocess } = definition
  const classes = [...models.values()].map(({ estimator }) => estimator.className)
  const around = classes.length === 0 ? '' : ` around ${classes.join(', ')}`
  const steps = counted(preprocess.length + postprocess.length, 'step')
  return `a service${around}, ${counted(inputs.length, 'column')}, ${steps}`
}

function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}
