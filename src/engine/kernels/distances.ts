/** Distances to points, the nearest of them, and pooled columns. */
import type { DistanceOperator, Pooling } from '../../program/operators/distances.ts'
import type { KernelsOf, Prepare } from '../kernel.ts'
import { elementwise, rowwise } from './elementwise.ts'
import { dot, measureOf, reducedRow, squaredNorms } from './metrics.ts'

const distances: Prepare<'distances'> = (op, storage) => {
  const { width } = storage.matrix(op.input)
  const row = reducedRow(op.metric, op.points, width)
  const { toDistance } = measureOf(op.metric)
  const { count } = op.points
  return rowwise(op, storage, (x, from, out, to) => {
    row(x, from, out, to)
    for (let v = to; v < to + count; v++) out[v] = toDistance(out[v] as number)
  })
}

const argMin: Prepare<'argMin'> = (op, storage) => {
  const { width } = storage.matrix(op.input)
  return rowwise(op, storage, (x, from, out, to) => {
    let best = 0
    for (let c = 1; c < width; c++) {
      const least = x[from + best] as number
      const value = x[from + c] as number
      if (value < least || (Number.isNaN(value) && !Number.isNaN(least))) best = c
    }
    out[to] = best
  })
}

const centreScores: Prepare<'centreScores'> = (op, storage) => {
  const { width } = storage.matrix(op.input)
  const { count, data } = op.points
  const norms = squaredNorms(op.points, width)
  return rowwise(op, storage, (x, from, out, to) => {
    for (let v = 0; v < count; v++) out[to + v] = (norms[v] as number) - 2 * dot(x, from, data, v * width, width)
  })
}

const centreTree: Prepare<'centreTree'> = (op, storage) => {
  const { width } = storage.matrix(op.input)
  const { left, right, labels, centres } = op
  const norms = squaredNorms({ count: left.length, data: centres }, width)
  return rowwise(op, storage, (x, from, out, to) => {
    const score = (node: number) => (norms[node] as number) - 2 * dot(x, from, centres, node * width, width)
    let node = 0
    while (left[node] !== -1) {
      const l = left[node] as number
      const r = right[node] as number
      node = score(r) < score(l) ? r : l
    }
    out[to] = labels[node] as number
  })
}

const poolColumns: Prepare<'poolColumns'> = (op, storage) => {
  const { width } = storage.matrix(op.output)
  const members = Array.from({ length: width }, (): number[] => [])
  for (const [column, group] of op.groups.entries()) members[group]?.push(column)
  const pool = POOLS[op.pooling]
  const scratch = members.map((columns) => new Float64Array(columns.length))
  return rowwise(op, storage, (x, from, out, to) => {
    members.forEach((columns, group) => {
      const values = scratch[group] as Float64Array
      for (let i = 0; i < values.length; i++) values[i] = x[from + (columns[i] as number)] as number
      out[to + group] = pool(values)
    })
  })
}

const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0)

const POOLS: Readonly<Record<Pooling, (values: Float64Array) => number>> = {
  max: (values) => values.reduce((most, value) => Math.max(most, value), -Infinity),
  mean: (values) => sum(values) / values.length,
  median: (values) => {
    const sorted = values.sort()
    const upper = sorted[values.length >> 1] as number
    return values.length % 2 === 1 ? upper : ((sorted[(values.length >> 1) - 1] as number) + upper) / 2
  },
  min: (values) => values.reduce((least, value) => Math.min(least, value), Infinity),
  sum,
}

const squares: Prepare<'squares'> = (op, storage) => elementwise(op, storage, (x) => x * x)

const logNormalize: Prepare<'logNormalize'> = (op, storage) => {
  const { width } = storage.matrix(op.input)
  return rowwise(op, storage, (x, from, out, to) => {
    let most = -Infinity
    for (let c = 0; c < width; c++) most = Math.max(most, x[from + c] as number)
    let total = 0
    for (let c = 0; c < width; c++) total += Math.exp((x[from + c] as number) - most)
    for (let c = 0; c < width; c++) out[to + c] = (x[from + c] as number) - most - Math.log(total)
  })
}

export const DISTANCE_KERNELS: KernelsOf<DistanceOperator> = {
  argMin,
  centreScores,
  centreTree,
  distances,
  logNormalize,
  poolColumns,
  squares,
}
