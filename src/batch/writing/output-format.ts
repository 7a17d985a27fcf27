/** What files of answers can be, and how their names tell. */
import { BrineError } from '../../errors.ts'

export const OUTPUT_FORMATS = ['csv', 'tsv', 'ndjson', 'json', 'parquet', 'arrow'] as const

export type OutputFormat = (typeof OUTPUT_FORMATS)[number]

export interface OutputKind {
  readonly format: OutputFormat
  readonly isGzip: boolean
}

const EXTENSIONS: Readonly<Record<string, OutputFormat>> = {
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  json: 'json',
  parquet: 'parquet',
  arrow: 'arrow',
  feather: 'arrow',
  ipc: 'arrow',
}

/** By `format` if it is given, else by the extension, else CSV; `.gz` compresses. Throws `usage`. */
export function outputKind(path: string | undefined, format?: OutputFormat): OutputKind {
  const name = path?.toLowerCase() ?? ''
  const isGzip = name.endsWith('.gz')
  const extension = /\.([a-z]+)$/.exec(isGzip ? name.slice(0, -3) : name)?.[1] ?? ''
  const found = format ?? EXTENSIONS[extension] ?? 'csv'
  if (isGzip && isColumnar(found)) {
    throw new BrineError('usage', `a ${found} file is compressed in itself, not with gzip`, {
      remedy: `Name it without .gz: ${path?.slice(0, -3)}`,
    })
  }
  return { format: found, isGzip }
}

/** Formats that cannot be written from front to back: they are made of a staged text when that is complete. */
export function isColumnar(format: OutputFormat): format is 'parquet' | 'arrow' {
  return format === 'parquet' || format === 'arrow'
}
