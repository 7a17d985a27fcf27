/** The results as a page: RESULTS.md, and the same on the terminal. */
import { cpus, totalmem } from 'node:os'
import { digits, formatRatio } from './statistics.mjs'

export function renderReport({ serving, batch, starting, loading, files, service }, { versions, rounds, seconds }) {
  const sections = [
    '# Benchmark results\n',
    'Made by `npm run bench`. Contenders take turns, round after round, on the same cores; a ratio is the median of the',
    'ratios of the rounds, with the least and the most. Answers are compared before anything is timed.\n',
    machine(versions, rounds, seconds),
  ]
  if (serving) sections.push(servingTable(serving))
  if (batch) sections.push(batchTable(batch))
  if (starting) sections.push(startingTable(starting))
  if (loading) sections.push(loadingTable(loading))
  if (files) sections.push(filesTable(files))
  if (service) sections.push(serviceTable(service))
  return sections.join('\n')
}

function machine(versions, rounds, seconds) {
  const [cpu] = cpus()
  return table(
    ['', ''],
    [
      ['Date', new Date().toISOString().slice(0, 10)],
      ['Processor', `${cpu.model.trim()}, ${cpus().length} cores, shared by servers and load`],
      ['Memory', `${Math.round(totalmem() / 2 ** 30)} GiB`],
      ['Versions', versions],
      ['Rounds', `${rounds}, of ${seconds} s where load is measured`],
    ],
  )
}

function servingTable(scenarios) {
  const rows = scenarios.map(({ name, perSecond, overFlask, overBare }) => [
    name,
    digits(perSecond.brine),
    digits(perSecond.flask),
    digits(perSecond.bare),
    formatRatio(overFlask),
    formatRatio(overBare),
  ])
  const head = ['Requests a second', 'Brine', 'Flask, 2 workers', 'bare node:http', 'Brine / Flask', 'Brine / bare']
  return `## Serving\n\n${table(head, rows)}`
}

function batchTable(models) {
  const rows = models.map(({ name, milliseconds, faster }) => [
    name,
    `${digits(milliseconds.brine)} ms`,
    `${digits(milliseconds.sklearn)} ms`,
    formatRatio(faster),
  ])
  const head = ['20,000 rows of 30 features, one thread', 'Brine', 'scikit-learn', 'Brine is faster by']
  return `## Batch\n\n${table(head, rows)}`
}

function startingTable(pairs) {
  const rows = pairs.map(({ name, milliseconds, faster }) => [
    name,
    `${digits(milliseconds.brine)} ms`,
    `${digits(milliseconds.peer)} ms`,
    formatRatio(faster),
  ])
  const head = ['examples/cancer, from nothing to an answer', 'Brine', 'Python', 'Brine is faster by']
  return `## Start\n\n${table(head, rows)}`
}

function loadingTable({ fileBytes, milliseconds, faster, peakPerFile }) {
  const rows = [
    ['time', `${digits(milliseconds.brine)} ms`, `${digits(milliseconds.peer)} ms`, formatRatio(faster)],
    ['peak memory / file size', `${digits(peakPerFile.brine)}×`, `${digits(peakPerFile.peer)}×`, ''],
  ]
  const head = [`Loading a forest of ${digits(fileBytes / 1e6)} MB`, 'Brine', 'pickle.load', 'Brine is faster by']
  return `## Loading\n\n${table(head, rows)}`
}

const CONTENDERS = {
  brine: 'brine predict',
  pandas: 'pandas and scikit-learn',
  pandasAllCores: 'the same, n_jobs=-1',
}

function filesTable({ rows, bytes, contenders, large }) {
  const megabytes = (value) => `${digits(value / 1e6)} MB`
  const lines = Object.entries(contenders).map(([name, { milliseconds, peakBytes, faster }]) => [
    CONTENDERS[name],
    `${digits(milliseconds / 1000)} s`,
    megabytes(peakBytes),
    faster === undefined ? '' : formatRatio(faster),
  ])
  if (large !== undefined) {
    const { milliseconds, peakBytes } = large
    const name = `brine predict, ${digits(large.rows)} rows, ${megabytes(large.bytes)}`
    lines.push([name, `${digits(milliseconds / 1000)} s`, megabytes(peakBytes), ''])
  }
  const what = `${digits(rows)} rows of 30 columns, CSV of ${megabytes(bytes)}`
  const head = [what, 'Time', 'Peak memory', 'Brine is faster by']
  return `## Files\n\nDrop missing, cast to float32, predict by 100 trees, sort descending, first ten: whole processes.\n\n${table(head, lines)}`
}

function serviceTable(blocks) {
  const micros = (value) => `${digits(value)} µs`
  const lines = blocks.map(({ rows, model, service, above, least, most }) => [
    `${rows} row${rows === 1 ? '' : 's'}`,
    micros(model),
    micros(service),
    `${micros(above)} (${digits(least)}–${digits(most)})`,
  ])
  const head = ['30 columns through ten steps', 'The model alone', 'The service', 'Above the model']
  return `## Services\n\n${table(head, lines)}`
}

/** Markdown, with columns aligned as the formatter wants them. */
function table(head, rows) {
  const widths = head.map((_, i) => Math.max(3, ...[head, ...rows].map((row) => row[i].length)))
  const line = (cells) => `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`
  return `${[line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')}\n`
}
