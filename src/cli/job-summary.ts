/** What a job says when it is done. */
import type { ColumnSummary } from '../batch/jobs/distribution.ts'
import type { JobSummary } from '../batch/jobs/job.ts'
import { amount, duration, rounded } from './amounts.ts'

export interface Timed {
  readonly seconds: number
  /** Where the answers are, as the user named it. */
  readonly output: string
}

export function summaryLines(summary: JobSummary, { seconds, output }: Timed): string[] {
  const { rowsIn, rowsOut, resumedAt = 0 } = summary
  const rate = Math.round((rowsIn - resumedAt) / Math.max(seconds, 0.001))
  const lines = [
    `${amount(rowsIn)} rows in, ${amount(rowsOut)} rows out, ${duration(seconds)}, ${amount(rate)} rows/s → ${output}`,
  ]
  if (resumedAt > 0) lines.push(`  went on after row ${amount(resumedAt)}`)
  if (summary.stoppedEarly) lines.push('  the answer was complete before the end of the input')
  lines.push(...droppedLines(summary), ...rejectedLines(summary))
  const predictions = summary.predictions.filter((column) => column.rows > 0)
  if (predictions.length > 0) lines.push('predictions')
  const width = Math.max(0, ...predictions.map(({ name }) => name.length))
  for (const column of predictions) lines.push(`  ${column.name.padEnd(width)}  ${distribution(column)}`)
  return lines
}

function droppedLines({ dropped }: JobSummary): string[] {
  const all = Object.entries(dropped).flatMap(([place, reasons]) =>
    Object.entries(reasons).map(([reason, count]) => ({ place, reason, count })),
  )
  if (all.length === 0) return []
  const total = all.reduce((sum, { count }) => sum + count, 0)
  const listed = all.sort((a, b) => b.count - a.count).slice(0, MAX_REASONS)
  const more = all.length > listed.length ? [`  and ${all.length - listed.length} more reasons`] : []
  return [
    `left out ${amount(total)} ${total === 1 ? 'row' : 'rows'}`,
    ...listed.map(({ place, reason, count }) => `  ${amount(count)}  ${reason} (${place})`),
    ...more,
  ]
}

const MAX_REASONS = 10

function rejectedLines({ rejected, rejects }: JobSummary): string[] {
  if (rejected === 0) return []
  const where = rejects === undefined ? '; --rejects FILE writes down which, and why' : ` → ${rejects}`
  return [`rejected ${amount(rejected)} ${rejected === 1 ? 'row' : 'rows'}${where}`]
}

const MAX_LABELS = 8

function distribution(column: ColumnSummary): string {
  const { labels, otherLabels = 0, infinite = 0, min, max, mean, quartiles, quartileError, missing } = column
  const parts: string[] = []
  if (labels !== undefined) {
    const listed = labels.slice(0, MAX_LABELS)
    parts.push(
      ...listed.map(
        ({ label, count, share }) =>
          `${label} ${otherLabels > 0 ? 'at least ' : ''}${amount(count)} (${(share * 100).toFixed(1)}%)`,
      ),
    )
    const others = labels.length - listed.length
    if (others > 0 || otherLabels > 0) parts.push(`${otherLabels > 0 ? 'more than ' : ''}${amount(others)} more labels`)
  } else if (min !== undefined && max !== undefined) {
    parts.push(`min ${rounded(min)}`)
    if (quartiles !== undefined) {
      const about = quartileError === undefined ? '' : '≈'
      parts.push(...quartiles.map((value, i) => `${QUARTILES[i]} ${about}${rounded(value)}`))
    }
    parts.push(`max ${rounded(max)}`)
    if (mean !== undefined) parts.push(`mean ${rounded(mean)}`)
  }
  if (infinite > 0) parts.push(`infinite ${amount(infinite)}`)
  if (missing > 0) parts.push(`missing ${amount(missing)}`)
  return parts.join('  ')
}

const QUARTILES = ['25%', 'median', '75%']
