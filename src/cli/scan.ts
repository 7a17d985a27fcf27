/** `brine scan`: what a file would do if Python loaded it. */
import type { BrineError } from '../errors.ts'
import { scanFile } from '../formats/scan.ts'
import type { Finding, ScanReport, ScanVerdict } from '../pickle/scan.ts'
import { type Colors, colorsFor, type ExitCode, type Io, printable } from './io.ts'
import { helped } from './model-file.ts'

const EXIT_CODES: Readonly<Record<ScanVerdict, ExitCode>> = { clean: 0, findings: 1, inconclusive: 2 }

export async function scan(path: string, options: { readonly json?: boolean }, io: Io): Promise<ExitCode> {
  const report = await scanFile(path).catch((error) => Promise.reject(helped(error, path)))
  const lines = options.json === true ? [JSON.stringify(jsonReport(path, report), null, 2)] : describe(path, report, io)
  io.stdout.write(`${lines.join('\n')}\n`)
  return EXIT_CODES[report.verdict]
}

function jsonReport(file: string, { verdict, findings, globals, error }: ScanReport): object {
  const { code, problem, where, remedy } = error ?? {}
  return { file, verdict, findings, globals, error: error === undefined ? null : { code, problem, where, remedy } }
}

function describe(path: string, report: ScanReport, io: Io): string[] {
  const colors = colorsFor(io.stdout, io)
  const lines = [`${colors.bold(printable(path))}: ${headline(report, colors)}`]
  if (report.findings.length > 0) lines.push('', ...report.findings.flatMap((finding) => row(finding, colors)))
  return [...lines, '', ...CONCLUSIONS[report.verdict](report)]
}

function headline({ verdict, findings, globals }: ScanReport, colors: Colors): string {
  if (verdict === 'clean') {
    return `${colors.green('clean')}, ${globals.length} ${globals.length === 1 ? 'name' : 'names'}, all known to be harmless`
  }
  if (verdict === 'inconclusive') return colors.yellow('inconclusive')
  const counts = SEVERITIES.map(
    (severity) => [findings.filter((f) => f.severity === severity).length, severity] as const,
  )
  return counts
    .filter(([n]) => n > 0)
    .map(([n, severity]) => paint(severity, `${n} ${severity}`, colors))
    .join(', ')
}

const SEVERITIES = ['dangerous', 'unknown', 'suspicious'] as const

function paint(severity: Finding['severity'], text: string, colors: Colors): string {
  return severity === 'dangerous' ? colors.red(text) : colors.yellow(text)
}

function row({ severity, offset, opcode, message, count }: Finding, colors: Colors): string[] {
  const times = count === 1 ? '' : ` (${count} times)`
  const place = `offset ${offset}${opcode === undefined ? '' : `, ${opcode}`}`
  const label = paint(severity, severity.padEnd(SEVERITY_WIDTH), colors)
  return [`  ${label}  ${printable(message)}${times}`, `  ${' '.repeat(SEVERITY_WIDTH)}  ${colors.dim(place)}`]
}

const SEVERITY_WIDTH = Math.max(...SEVERITIES.map((severity) => severity.length))

/** What it means, in plain words. */
const CONCLUSIONS: { readonly [Verdict in ScanVerdict]: (report: ScanReport) => string[] } = {
  clean: () => [
    'The file was read to its last byte; loading it in Python runs nothing but constructors that are known.',
  ],
  findings: ({ findings, error }) => [
    findings.some(({ severity }) => severity === 'dangerous')
      ? 'Do not load this file in Python: pickle.load or joblib.load would do the above. Brine has run none of it.'
      : 'Load this file in Python only if you know who made it. Brine has run none of it.',
    ...(error === undefined ? [] : [`Beyond that, ${unread(error)}`]),
  ],
  inconclusive: ({ error }) => [error === undefined ? 'The file was not read to its end.' : capital(unread(error))],
}

function unread(error: BrineError): string {
  const offset = error.where.offset === undefined ? '' : ` at offset ${error.where.offset}`
  return `the file was not read to its end, so the rest may hold anything${offset}: ${printable(error.problem)} [${error.code}]`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
