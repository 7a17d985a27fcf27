/** Texts and records to sparse rows. */
import { BrineError, cellError, type Issue, MAX_ISSUES } from '../../errors.ts'
import {
  type CountWrap,
  type Hashing,
  type HashTerms,
  type LabelIndicators,
  labelKey,
  type RecordFeatures,
  type TextOperator,
} from '../../program/operators/text.ts'
import { hashedColumn, murmur3 } from '../../tensor/murmur.ts'
import type { Cell, Structure } from '../../tensor/tensor.ts'
import type { CellBlock, KernelsOf, Prepare, Run } from '../kernel.ts'
import type { SparseBlock } from '../sparse-block.ts'
import { termReader } from '../text/terms.ts'

const WRAPS: { readonly [Name in CountWrap]: (count: number) => number } = {
  int8: (count) => (count << 24) >> 24,
  uint8: (count) => count & 0xff,
  int16: (count) => (count << 16) >> 16,
  uint16: (count) => count & 0xffff,
}

const countTerms: Prepare<'countTerms'> = (op, storage) => {
  const input = storage.cells(op.input)
  const output = storage.sparse(op.output)
  const eachTerm = termReader(op.analysis)
  const { terms } = op
  const take = (term: string) => {
    const column = terms.get(term)
    if (column !== undefined) output.push(column, 1)
  }
  const wrap = op.wrap === undefined ? undefined : WRAPS[op.wrap]
  return ({ start }, rows) => {
    refuseMissing(input, rows, start, op)
    output.clear()
    eachText(input, rows, (text) => {
      eachTerm(text, take)
      output.endUnsortedRow()
    })
    const size = output.starts[rows] as number
    if (op.binary) output.values.fill(1, 0, size)
    else if (wrap !== undefined) for (let i = 0; i < size; i++) output.values[i] = wrap(output.values[i] as number)
  }
}

const hashTerms: Prepare<'hashTerms'> = (op, storage) => {
  const input = storage.cells(op.input)
  const output = storage.sparse(op.output)
  const eachTerm = termReader(op.analysis)
  const push = hasher(op.hashing, output, storage.type(op.output).width)
  const take = (term: string) => push(term, 1)
  return ({ start }, rows) => {
    refuseMissing(input, rows, start, op)
    let row = start
    output.clear()
    eachText(input, rows, (text) => {
      refuseLoneSurrogates(text, row++, op)
      eachTerm(text, take)
      output.endUnsortedRow()
    })
    finishHashed(op.hashing, output, rows)
    if (op.binary) output.values.fill(1, 0, output.starts[rows])
  }
}

function eachText({ columns }: CellBlock, rows: number, use: (text: string) => void): void {
  const [column] = columns
  for (let r = 0; r < rows; r++) use(column?.[r] as string)
}

interface Origin {
  readonly source: string
  readonly estimator: string
}

/** What is no text is missing: the rows' reader lets nothing else through. */
function refuseMissing({ columns }: CellBlock, rows: number, start: number, { source, estimator }: Origin): void {
  const issues: Issue[] = []
  let count = 0
  for (let r = 0; r < rows; r++) {
    const cell = columns[0]?.[r] as Cell
    if (typeof cell === 'string' || count++ >= MAX_ISSUES) continue
    const problem = `the text is missing, and ${estimator} has no rule for that`
    issues.push({ where: { row: start + r, column: source }, problem })
  }
  if (count > 0) throw cellError('missing_value', issues, count, 'Send an empty text, "", if that is what is meant.')
}

/** Half of a surrogate pair has no UTF-8, in Python either. */
function refuseLoneSurrogates(text: string, row: number, { source }: Pick<HashTerms, 'source'>): void {
  if (!/\p{Cs}/u.test(text)) return
  throw new BrineError('invalid_cell', 'the text has half a surrogate pair, which UTF-8 cannot hold', {
    where: { row, column: source },
  })
}

/** Stores a feature under its hash. */
function hasher({ alternateSign }: Hashing, output: SparseBlock, width: number): (name: string, value: number) => void {
  return (name, value) => {
    const hash = murmur3(name)
    output.push(hashedColumn(hash, width), alternateSign && hash < 0 ? -value : value)
  }
}

function finishHashed({ absolute }: Hashing, output: SparseBlock, rows: number): void {
  if (!absolute) return
  const { values, starts } = output
  for (let i = 0; i < (starts[rows] as number); i++) values[i] = Math.abs(values[i] as number)
}

function structuresOf({ input, start }: Run, slot: number, rows: number): readonly Structure[] {
  return (input.structures?.[slot] ?? []).slice(start, start + rows)
}

const recordFeatures: Prepare<'recordFeatures'> = (op, storage) => {
  const output = storage.sparse(op.output)
  const isSingle = (storage.type(op.output) as { dtype?: string }).dtype === 'float32'
  const push = (feature: string, value: number) => {
    const column = op.features.get(feature)
    if (column !== undefined) output.push(column, isSingle ? Math.fround(value) : value)
  }
  return (run, rows) => {
    output.clear()
    structuresOf(run, op.slot, rows).forEach((structure, r) => {
      if (!isRecord(structure)) throw wrongForm(op, run.start + r, 'an object', structure)
      if (op.twice === 'add')
        for (const key of Object.keys(structure)) pushField(op, key, structure[key], push, run.start + r)
      else pushLast(op, structure, output, run.start + r)
      output.endUnsortedRow()
    })
  }
}

type Push = (feature: string, value: number) => void

function pushField(op: RecordFeatures, key: string, value: Structure | undefined, push: Push, row: number): void {
  if (typeof value === 'string') {
    push(`${key}${op.separator}${value}`, 1)
    return
  }
  const number = numberOf(value)
  if (number !== undefined) {
    push(key, number)
    return
  }
  if (op.lists !== 'strings') {
    const isIgnored = op.lists === 'refuseKnown' || isListOfNumbers(value)
    if (isIgnored && !op.features.has(key)) return
    throw wrongField(op, row, key, 'a string or a number', value)
  }
  if (!Array.isArray(value)) throw wrongField(op, row, key, 'a string, a number or a list of strings', value)
  for (const item of value as readonly Structure[]) {
    if (typeof item !== 'string') throw wrongField(op, row, key, 'a list of strings', item)
    push(`${key}${op.separator}${item}`, 1)
  }
}

function isListOfNumbers(value: Structure | undefined): boolean {
  return Array.isArray(value) && value.every((item: Structure) => numberOf(item) !== undefined)
}

/** The same, where a feature's last value is the one that counts. */
function pushLast(op: RecordFeatures, record: StructureRecord, output: SparseBlock, row: number): void {
  const values = new Map<number, number>()
  const keep: Push = (feature, value) => {
    const column = op.features.get(feature)
    if (column !== undefined) values.set(column, value)
  }
  for (const key of Object.keys(record)) pushField(op, key, record[key], keep, row)
  for (const [column, value] of values) output.push(column, value)
}

type StructureRecord = { readonly [key: string]: Structure }

function isRecord(structure: Structure | undefined): structure is StructureRecord {
  return typeof structure === 'object' && structure !== null && !Array.isArray(structure)
}

/** As numpy converts it; None is NaN. */
function numberOf(value: Structure | undefined): number | undefined {
  if (value === null) return Number.NaN
  if (typeof value === 'number') return value
  return typeof value === 'boolean' || typeof value === 'bigint' ? Number(value) : undefined
}

const hashFeatures: Prepare<'hashFeatures'> = (op, storage) => {
  const output = storage.sparse(op.output)
  const push = hasher(op.hashing, output, storage.type(op.output).width)
  return (run, rows) => {
    output.clear()
    structuresOf(run, op.slot, rows).forEach((structure, r) => {
      const row = run.start + r
      for (const [name, value] of pairsOf(op, structure, row)) {
        refuseLoneSurrogates(name, row, op)
        if (typeof value === 'string') push(`${name}=${value}`, 1)
        else {
          const number = value === null ? undefined : numberOf(value)
          if (number === undefined) throw wrongField(op, row, name, 'a string or a number', value)
          if (number !== 0) push(name, number)
        }
      }
      output.endUnsortedRow()
    })
    finishHashed(op.hashing, output, rows)
  }
}

type HashFeatures = Extract<TextOperator, { op: 'hashFeatures' }>

function pairsOf(op: HashFeatures, structure: Structure, row: number): readonly (readonly [string, Structure])[] {
  if (op.form === 'dict') {
    if (!isRecord(structure)) throw wrongForm(op, row, 'an object', structure)
    return Object.entries(structure)
  }
  const items = op.takesText && typeof structure === 'string' ? [...structure] : structure
  if (!Array.isArray(items))
    throw wrongForm(op, row, op.form === 'pair' ? 'a list of pairs' : 'a list of strings', structure)
  return (items as readonly Structure[]).map((item): readonly [string, Structure] => {
    if (op.form === 'string') {
      if (typeof item !== 'string') throw wrongForm(op, row, 'a list of strings', item)
      return [item, 1]
    }
    const [name, value, ...rest] = Array.isArray(item) ? (item as readonly Structure[]) : []
    if (typeof name !== 'string' || value === undefined || rest.length > 0) {
      throw wrongForm(op, row, 'a list of pairs of a name and a value', item)
    }
    return [name, value]
  })
}

const labelIndicators: Prepare<'labelIndicators'> = (op, storage) => {
  const output = storage.sparse(op.output)
  const found = new Set<number>()
  return (run, rows) => {
    output.clear()
    structuresOf(run, op.slot, rows).forEach((structure, r) => {
      found.clear()
      for (const label of labelsOf(op, structure, run.start + r)) {
        const column = op.labels.get(label)
        if (column !== undefined) found.add(column)
      }
      for (const column of found) output.push(column, 1)
      output.endUnsortedRow()
    })
  }
}

/** The keys of a list of labels. */
function labelsOf(op: LabelIndicators, structure: Structure, row: number): readonly Cell[] {
  const items = typeof structure === 'string' ? [...structure] : structure
  if (!Array.isArray(items)) throw wrongForm(op, row, 'a list of labels', structure)
  return (items as readonly Structure[]).flatMap((item) => {
    if (typeof item === 'object' && item !== null) throw wrongForm(op, row, 'labels that are strings or numbers', item)
    const key = labelKey(item)
    return key === undefined ? [] : [key]
  })
}

function wrongForm({ source, estimator }: Origin, row: number, expected: string, found: Structure): BrineError {
  const problem = `${estimator} expected ${expected}, got ${shown(found)}`
  return new BrineError('invalid_cell', problem, { where: { row, column: source } })
}

function wrongField(
  { estimator }: Origin,
  row: number,
  key: string,
  expected: string,
  found: Structure | undefined,
): BrineError {
  const problem = `${estimator} expected ${expected}, got ${shown(found)}`
  return new BrineError('invalid_cell', problem, { where: { row, column: key.slice(0, 100) } })
}

function shown(value: Structure | undefined): string {
  const text = typeof value === 'bigint' ? value.toString() : (JSON.stringify(value, plain) ?? 'nothing')
  return text.length > 80 ? `${text.slice(0, 77)}…` : text
}

function plain(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}

export const TEXT_KERNELS: KernelsOf<TextOperator> = {
  countTerms,
  hashFeatures,
  hashTerms,
  labelIndicators,
  recordFeatures,
}
