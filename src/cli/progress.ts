/** How far a job is, on standard error: a bar on a terminal, else a line every few seconds. */
import { SingleBar } from 'cli-progress'
import type { JobProgress } from '../batch/jobs/job.ts'
import { amount, duration } from './amounts.ts'
import type { Io, OutputStream } from './io.ts'

export interface Progress {
  update(progress: JobProgress): void
  /** Takes the bar away. */
  stop(): void
}

const LINE_EVERY = 5000

/** `total` is the number of rows, as far as it is known; `done` those that an earlier run has done. */
export function openProgress(io: Io, isQuiet: boolean, total: number | undefined): Progress {
  if (isQuiet) return { update: () => undefined, stop: () => undefined }
  const { stderr } = io
  return stderr.isTTY === true && total !== undefined ? bar(stderr, total) : lines(stderr, total)
}

/** Rows a second since the first report. */
function rateMeter(): (rows: number) => number {
  const begun = performance.now()
  let first: number | undefined
  return (rows) => {
    first ??= rows
    return ((rows - first) / Math.max(1, performance.now() - begun)) * 1000
  }
}

function bar(stream: OutputStream, total: number): Progress {
  const drawn = new SingleBar({
    format: '{bar} {percentage}%  {rows} rows  {rate} rows/s  {left}',
    stream,
    hideCursor: true,
    clearOnComplete: true,
    barsize: 24,
    etaBuffer: 50,
  })
  const rateOf = rateMeter()
  drawn.start(total, 0, { rows: '0', rate: '-', left: '' })
  return {
    update({ rowsIn }) {
      const rate = rateOf(rowsIn)
      const payload = { rows: amount(rowsIn), rate: amount(Math.round(rate)), left: timeLeft(rowsIn, total, rate) }
      drawn.update(Math.min(rowsIn, total), payload)
    },
    stop: () => drawn.stop(),
  }
}

function lines(stream: OutputStream, total: number | undefined): Progress {
  const rateOf = rateMeter()
  let next = performance.now() + LINE_EVERY
  return {
    update({ rowsIn }) {
      const rate = rateOf(rowsIn)
      if (performance.now() < next) return
      next = performance.now() + LINE_EVERY
      const left = total === undefined ? '' : timeLeft(rowsIn, total, rate)
      stream.write(`${amount(rowsIn)} rows, ${amount(Math.round(rate))} rows/s${left === '' ? '' : `, ${left}`}\n`)
    },
    stop: () => undefined,
  }
}

function timeLeft(rows: number, total: number, rate: number): string {
  return rate > 0 && total > rows ? `about ${duration((total - rows) / rate)} left` : ''
}
