/**
 * A CSV file. DuckDB cuts it into cells and reads those that hold plain numbers; what a cell means is decided by
 * `storedFromText` alone, so every cell that DuckDB did not read as a finite number, or that it reads more liberally, comes
 * over as text:
 *
 *     for each column of numbers:  value = TRY_CAST(text AS DOUBLE)
 *     for each row:                texts = all values are finite or missing, and no text has "_" or "+-" in it
 *                                          ? NULL : [text, text, …]
 *
 * DuckDB takes `1_000` and `+-5` for numbers, and nothing else that `parseNumber` does not: a differential test looks for
 * more. An empty line is no row, as in pandas. Spaces around a quoted cell are not part of it, and a delimiter at the end
 * of a row is no cell.
 */
import { isNumericType } from '../../frame/column.ts'
import { MISSING_TEXT } from '../../frame/parse-cell.ts'
import type { InputSpec } from '../../service/inputs.ts'
import { type OpenBlock, type RowPart, roundNumbers } from './block.ts'
import { type CsvDialect, csvDialect } from './csv-dialect.ts'
import { csvError } from './csv-error.ts'
import { countRecords, LineFinder } from './csv-lines.ts'
import { quoted } from './duckdb.ts'
import { arePlainTypes, hasPlainNumbers } from './plain-numbers.ts'
import type { Table, TableContext } from './table.ts'
import { areFinite, type Chunk, copyDoubles, listsOf, textsOf } from './vectors.ts'

/** Longer than any row of data: what is longer is a quote that is never closed. */
const MAX_ROW_BYTES = 2_000_000

/** DuckDB holds a few of these; a row has to fit into one. */
const BUFFER_BYTES = 4_000_000

/** Throws the errors of a header that does not fit, and those of `csvDialect`. */
export async function openCsv(context: TableContext): Promise<Table> {
  const { file, service, database, options } = context
  const dialect = await csvDialect(context)
  const sources = sourcesOf(dialect, context)
  const plan = planOf(service.inputs, sources)
  const from = readCsv(context, dialect)
  const finder = new LineFinder(file, dialect)
  return {
    rows: undefined,
    async *parts(skip) {
      const over = new AbortController()
      const counting = countRecords(file, dialect, over.signal)
      // It is waited for below; until then nobody else may see it fail.
      counting.catch(() => undefined)
      let read = skip
      try {
        for await (const part of plainParts(context, dialect, plan, skip)) {
          read += part.rows
          yield part
        }
        if (read > skip && read === (await counting)) return
        const rows = read === 0 ? from : `(SELECT * FROM ${from} OFFSET ${read})`
        for await (const chunk of database.chunks(plan.sql(rows), options.signal)) {
          read += chunk.rowCount
          yield partOf(chunk, plan)
        }
        if (read < (await counting)) await database.check(plan.sql(from))
      } catch (error) {
        options.signal?.throwIfAborted()
        // Damage of the packed file explains what is odd about its rows.
        if (file.compression !== 'none') await counting
        throw await csvError(error, file, dialect)
      } finally {
        over.abort()
      }
    },
    async count() {
      try {
        const [row] = await database.rows(`SELECT count(*)::DOUBLE FROM ${from}`)
        return Number(row?.[0])
      } catch (error) {
        throw await csvError(error, file, dialect)
      }
    },
    lineOf: (row) => finder.lineOf(row),
  }
}

/**
 * The first rows of a file, as far as all numbers are plain, at less than half the cost: DuckDB reads them as numbers, and
 * no text has to be looked at.
 */
async function* plainParts(
  context: TableContext,
  dialect: CsvDialect,
  plan: Plan,
  skip: number,
): AsyncGenerator<RowPart> {
  const { file, database, options } = context
  const isMeant = plan.numbers.length > 0 && dialect.first.length > 1 && arePlainTypes(plan.specs)
  if (!isMeant || !(await hasPlainNumbers(file, dialect.hasHeader))) return
  const from = readCsv(context, dialect, new Set(plan.numberColumns))
  const rows = skip === 0 ? from : `(SELECT * FROM ${from} OFFSET ${skip})`
  try {
    for await (const chunk of database.chunks(plan.plainSql(rows), options.signal)) {
      if (!plan.numbers.every((_, k) => areFinite(chunk, k))) return
      yield partOf(chunk, plan, true)
    }
  } catch {
    // Some cell is no plain number, or the file is damaged: which, the other way of reading says.
    options.signal?.throwIfAborted()
  }
}

/** For each column that is read, where its cells stand; -1 for one that is left out. */
function sourcesOf({ hasHeader, first }: CsvDialect, { service }: TableContext): readonly number[] {
  if (!hasHeader) return service.reader.sources(headerless(first, service.inputs))
  // pandas writes the index as a first column without a name, unless it is told not to.
  const offset = first[0] === '' && first.length > 1 ? 1 : 0
  return service.reader.sources(first.slice(offset)).map((at) => (at < 0 ? at : at + offset))
}

function headerless(first: readonly string[], specs: readonly InputSpec[]): readonly string[] {
  return first.map((_, i) => specs[i]?.name ?? `column ${i + 1}`)
}

/** All cells as text, but for those of `numbers`. */
function readCsv({ file }: TableContext, dialect: CsvDialect, numbers: ReadonlySet<number> = new Set()): string {
  const columns = dialect.first.map((_, i) => `'c${i}': '${numbers.has(i) ? 'DOUBLE' : 'VARCHAR'}'`).join(', ')
  const isSingle = dialect.first.length === 1
  // Every name of a missing value means the same in each type of column. In a single column, an empty line would be one.
  const missing = isSingle ? [''] : [...MISSING_TEXT]
  const options = [
    `columns = {${columns}}`,
    'auto_detect = false',
    `header = ${dialect.hasHeader}`,
    `skip = ${dialect.blankLines}`,
    `delim = ${quoted(dialect.delimiter)}`,
    `quote = ${quoted(dialect.quote)}`,
    `escape = ${quoted(dialect.escape)}`,
    "comment = ''",
    `nullstr = [${missing.map(quoted).join(', ')}]`,
    `allow_quoted_nulls = ${!isSingle}`,
    'strict_mode = true',
    'hive_partitioning = false',
    `compression = '${file.compression}'`,
    `max_line_size = ${MAX_ROW_BYTES}`,
    `buffer_size = ${BUFFER_BYTES}`,
  ]
  const read = `read_csv(${quoted(file.path)}, ${options.join(', ')})`
  return isSingle ? `(SELECT * FROM ${read} WHERE c0 IS NOT NULL)` : read
}

/** Which columns of the answer hold which columns of the frame. */
interface Plan {
  /** Columns of numbers, in the order in which their texts stand in the list. */
  readonly numbers: readonly number[]
  readonly texts: readonly number[]
  readonly absent: readonly number[]
  readonly specs: readonly InputSpec[]
  /** Where the numbers stand in the file. */
  readonly numberColumns: readonly number[]
  sql(from: string): string
  /** The same where the numbers are read as such. */
  plainSql(from: string): string
}

function planOf(specs: readonly InputSpec[], sources: readonly number[]): Plan {
  const all = specs.map((_, c) => c)
  const given = all.filter((c) => (sources[c] as number) >= 0)
  const numbers = given.filter((c) => isNumericType((specs[c] as InputSpec).type))
  const texts = given.filter((c) => !isNumericType((specs[c] as InputSpec).type))
  const text = (c: number) => `c${sources[c]}`
  const values = numbers.map((c) => `${numberSql((specs[c] as InputSpec).type, text(c))} AS v${c}`)
  const used = [...new Set(given.map(text))]
  const list = numbers.length === 0 ? [] : [`${textsIfNeeded(numbers, text)} AS texts`]
  const outer = [...numbers.map((c) => `v${c}`), ...texts.map(text), ...list].join(', ') || 'NULL AS nothing'
  const inner = [...values, ...used].join(', ') || 'NULL AS nothing'
  return {
    numbers,
    texts,
    absent: all.filter((c) => (sources[c] as number) < 0),
    specs,
    numberColumns: numbers.map((c) => sources[c] as number),
    plainSql: (from) => `SELECT ${[...numbers, ...texts].map(text).join(', ')} FROM ${from}`,
    sql: (from) => `SELECT ${outer} FROM (SELECT ${inner} FROM ${from})`,
  }
}

function textsIfNeeded(numbers: readonly number[], text: (c: number) => string): string {
  const finite = numbers.map((c) => `(${text(c)} IS NULL OR isfinite(v${c}))`).join(' AND ')
  const all = numbers.map(text).join(', ')
  const plain = `NOT contains(concat(${all}), '_') AND NOT contains(concat(${all}), '+-')`
  return `CASE WHEN ${finite} AND ${plain} THEN NULL ELSE [${all}] END`
}

const DATETIME_SQL = '\\d{4}-(0[1-9]|1[0-2])-[0-3]\\d([T ]([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,6})?)?'

/** The number that a plain text means, or NULL: then the text itself is asked for. */
function numberSql(type: InputSpec['type'], text: string): string {
  if (type === 'boolean') {
    const yes = ['true', 'True', 'TRUE', '1', '1.0'].map(quoted).join(', ')
    const no = ['false', 'False', 'FALSE', '0', '0.0'].map(quoted).join(', ')
    return `CASE WHEN ${text} IN (${yes}) THEN 1::DOUBLE WHEN ${text} IN (${no}) THEN 0::DOUBLE END`
  }
  if (type === 'datetime') {
    const isPlain = `regexp_full_match(${text}, ${quoted(DATETIME_SQL)})`
    return `CASE WHEN ${isPlain} THEN epoch_us(TRY_CAST(${text} AS TIMESTAMP))::DOUBLE END`
  }
  const number = `TRY_CAST(${text} AS DOUBLE)`
  if (type !== 'integer') return number
  return `CASE WHEN ${number} = trunc(${number}) AND abs(${number}) <= ${Number.MAX_SAFE_INTEGER} THEN ${number} END`
}

function partOf(chunk: Chunk, plan: Plan, isPlain = false): RowPart {
  const { numbers, texts, absent, specs } = plan
  return {
    rows: chunk.rowCount,
    write(block, from, count) {
      numbers.forEach((c, k) => {
        const { type } = specs[c] as InputSpec
        copyDoubles(chunk, k, { from, count, into: block.numbers(c), at: block.rows })
        if (type === 'float32') roundNumbers(block, c, count)
      })
      texts.forEach((c, k) => {
        const read = textsOf(chunk, numbers.length + k)
        for (let r = 0; r < count; r++) block.setText(block.rows + r, c, read(from + r) ?? '')
      })
      for (const c of absent) block.fillAbsent(c, count)
      if (numbers.length > 0 && !isPlain) writeTexts(chunk, plan, block, from, count)
    },
  }
}

/** The rows of which some cell is not a plain number: each of their cells is read again, as text. */
function writeTexts(chunk: Chunk, { numbers, texts }: Plan, block: OpenBlock, from: number, count: number): void {
  for (const { row, items } of listsOf(chunk, numbers.length + texts.length, from, count)) {
    numbers.forEach((c, k) => {
      block.setText(block.rows + row - from, c, items[k] ?? '')
    })
  }
}
