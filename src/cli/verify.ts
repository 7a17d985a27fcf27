/** `brine verify`: whether a model answers what Python answered, with a certificate of how far. */
import { type Certificate, type VerifiedMethod, verifyModel } from '../verify/verify.ts'
import { type Colors, colorsFor, type ExitCode, type Io, printable, widthOf } from './io.ts'
import { loadNamedModel } from './model-file.ts'
import { tableLines } from './table.ts'

export interface VerifyCommandOptions {
  readonly rtol?: number
  readonly atol?: number
  readonly ignoreExtra?: boolean
  readonly json?: boolean
}

export async function verify(path: string, samples: string, options: VerifyCommandOptions, io: Io): Promise<ExitCode> {
  const model = await loadNamedModel(path)
  const certificate = await verifyModel(model, samples, {
    extraColumns: options.ignoreExtra === true ? 'ignore' : 'refuse',
    ...(options.rtol === undefined ? {} : { relative: options.rtol }),
    ...(options.atol === undefined ? {} : { absolute: options.atol }),
  })
  const text = options.json === true ? jsonText(certificate) : certificateLines(certificate, io).join('\n')
  io.stdout.write(`${text}\n`)
  return certificate.equal ? 0 : 1
}

/** Numbers that JSON does not have are written as text. */
function jsonText(certificate: Certificate): string {
  const plain = (_key: string, value: unknown): unknown =>
    typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value)) ? String(value) : value
  return JSON.stringify(certificate, plain, 2)
}

/** The certificate for people. */
export function certificateLines(certificate: Certificate, io: Io): string[] {
  const colors = colorsFor(io.stdout, io)
  const { model, samples, sha256, rows, equal, tolerance, methods } = certificate
  const verdict = equal ? colors.green('equal to Python') : colors.red('differs from Python')
  const differences = methods.flatMap((method) => differenceLine(method))
  return [
    `${colors.bold(printable(model))}: ${verdict} on ${rows} ${rows === 1 ? 'row' : 'rows'} of ${printable(samples)}`,
    '',
    ...tableLines(
      methods.map((method) => methodRow(method, colors)),
      widthOf(io.stdout) - 2,
    ).map((line) => `  ${line}`),
    '',
    ...differences.map((line) => `  ${line}`),
    ...(differences.length > 0 ? [''] : []),
    `  ${colors.dim(`tolerance: ${tolerance.relative} relative, ${tolerance.absolute} absolute; labels exactly`)}`,
    `  ${colors.dim(`sha256 ${sha256}`)}`,
  ]
}

function methodRow({ method, kind, values, different, absolute, relative }: VerifiedMethod, colors: Colors): string[] {
  const state = different === 0 ? colors.green('equal') : colors.red(`${different} of ${values} differ`)
  if (kind === 'labels') return [method, state, `${values} labels`, '']
  return [method, state, `${values} numbers`, `errors up to ${error(absolute)} absolute, ${error(relative)} relative`]
}

function error(value: number): string {
  return value === 0 ? '0' : value.toExponential(1)
}

function differenceLine({ first }: VerifiedMethod): string[] {
  if (first === undefined) return []
  const { row, column, expected, actual } = first
  return [`row ${row}, ${printable(column)}: Python answered ${shown(expected)}, Brine ${shown(actual)}`]
}

function shown(value: unknown): string {
  return printable(typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : String(value))
}
