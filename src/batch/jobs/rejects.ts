/** The rows that could not be worked with, as a file of their own, which is made when there is the first of them. */
import { rm } from 'node:fs/promises'
import { PassThrough } from 'node:stream'
import { cellColumn, numericColumn } from '../../frame/column.ts'
import type { Schema } from '../../frame/schema.ts'
import type { Rejection } from '../../steps/report.ts'
import type { FrameSource } from '../frame-source.ts'
import { besides, outputPlace, type Placing } from '../writing/byte-target.ts'
import { type FrameOutput, type OutputState, openOutput } from '../writing/frame-output.ts'
import { outputKind } from '../writing/output-format.ts'

const SCHEMA: Schema = [
  { name: 'row', type: 'integer' },
  { name: 'file', type: 'string' },
  { name: 'line', type: 'integer' },
  { name: 'column', type: 'string' },
  { name: 'value', type: 'string' },
  { name: 'step', type: 'string' },
  { name: 'reason', type: 'string' },
]

type Place = Awaited<ReturnType<FrameSource['placeOf']>>

export class Rejects {
  readonly #path: string | undefined
  readonly #source: FrameSource
  #output: FrameOutput | undefined

  private constructor(path: string | undefined, source: FrameSource, output: FrameOutput | undefined) {
    this.#path = path
    this.#source = source
    this.#output = output
  }

  /** Without a path, rejections are only counted. */
  static async open(path: string | undefined, source: FrameSource, from: OutputState | null): Promise<Rejects> {
    if (path !== undefined && from === null) await forget(path)
    return new Rejects(path, source, path === undefined || from === null ? undefined : await open(path, from))
  }

  /** True once there is a file. */
  get isBegun(): boolean {
    return this.#output !== undefined
  }

  async add(rejections: readonly Rejection[]): Promise<void> {
    if (this.#path === undefined || rejections.length === 0) return
    this.#output ??= await open(this.#path)
    const places: (Place | undefined)[] = []
    // One after the other, since lines are found by reading on from the last one.
    for (const { row } of rejections) places.push(row < 0 ? undefined : await this.#source.placeOf(row))
    const numbers = (values: readonly (number | undefined)[]) =>
      numericColumn(Float64Array.from(values, (value) => value ?? Number.NaN))
    const columns = [
      numbers(rejections.map(({ row }) => (row < 0 ? undefined : row))),
      cellColumn(places.map((place) => place?.file ?? null)),
      numbers(places.map((place) => place?.line)),
      cellColumn(rejections.map(({ column }) => column ?? null)),
      cellColumn(rejections.map(({ value }) => value ?? null)),
      cellColumn(rejections.map(({ step }) => step)),
      cellColumn(rejections.map(({ problem }) => problem)),
    ]
    await this.#output.write({ rows: rejections.length, columns })
  }

  async checkpoint(): Promise<OutputState | null> {
    return (await this.#output?.checkpoint()) ?? null
  }

  /** Without any, a file of an earlier job is removed: it would tell of other rows. */
  async prepare(): Promise<Placing> {
    if (this.#output !== undefined) return await this.#output.prepare()
    return { renames: [], leftovers: this.#path === undefined ? [] : [this.#path] }
  }

  async discard(): Promise<void> {
    await this.#output?.discard()
  }

  async keep(): Promise<void> {
    await this.#output?.keep()
  }
}

async function open(path: string, from?: OutputState): Promise<FrameOutput> {
  const kind = outputKind(path)
  return openOutput({
    ...kind,
    path,
    stream: new PassThrough(),
    schema: SCHEMA,
    ...(from === undefined ? {} : { from }),
  })
}

/** Removes what an earlier job left of its rejects. */
async function forget(path: string): Promise<void> {
  await rm(besides((await outputPlace(path)).target, 'partial'), { force: true })
}
