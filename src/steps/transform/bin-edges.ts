/** Edges of bins from data: pandas' qcut, and cut with a number of bins. */
import type { Frame } from '../../frame/frame.ts'
import type { Schema } from '../../frame/schema.ts'
import type { Fitter } from '../step.ts'
import { stepError } from '../step-error.ts'
import { evenEdges } from './even-edges.ts'

export type EdgeRule = { readonly quantiles: number } | { readonly equalWidth: number; readonly right: boolean }

/** Takes all finite numbers of the columns: quantiles need every one of them. */
export function edgeFitter(schema: Schema, positions: readonly number[], rule: EdgeRule): Fitter {
  const seen = positions.map((at) => ({ at, parts: [] as Float64Array[] }))
  return {
    columns: positions.map((at) => (schema[at] as Schema[number]).name),
    learn(frame: Frame) {
      for (const { at, parts } of seen) parts.push(Float64Array.from(frame.columns[at]?.data as Float64Array))
    },
    finish() {
      const edges = seen.map(({ at, parts }) => {
        const { name } = schema[at] as Schema[number]
        return [name, edgesOf(name, sortedNumbers(parts), rule)]
      })
      return { edges: Object.fromEntries(edges) as Readonly<Record<string, readonly number[]>> }
    },
  }
}

function sortedNumbers(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0))
  let length = 0
  for (const part of parts) for (const x of part) if (!Number.isNaN(x)) all[length++] = x
  return all.slice(0, length).sort()
}

function edgesOf(name: string, sorted: Float64Array, rule: EdgeRule): readonly number[] {
  const [min, max] = [sorted[0], sorted.at(-1)]
  if (min === undefined || max === undefined) throw stepError(`the column "${name}" has no numbers to fit bins to`)
  if (!Number.isFinite(min) || !Number.isFinite(max)) {
    throw stepError(`the column "${name}" has infinite numbers, to which no bins can be fitted`, {
      column: name,
      remedy: 'Clip or drop them in a step before.',
    })
  }
  return 'quantiles' in rule ? quantileEdges(sorted, rule.quantiles) : widthEdges(min, max, rule.equalWidth, rule.right)
}

/** qcut's with duplicates="drop": where many rows are equal there are fewer bins. */
function quantileEdges(sorted: Float64Array, bins: number): readonly number[] {
  const edges = evenEdges(0, 1, bins).map((fraction) => quantile(sorted, fraction))
  return edges.filter((edge, i) => i === 0 || edge !== edges[i - 1])
}

/** numpy's linear quantile, with its two ways to interpolate. */
function quantile(sorted: Float64Array, fraction: number): number {
  const position = fraction * (sorted.length - 1)
  const below = Math.floor(position)
  const a = sorted[below] as number
  const b = sorted[Math.min(below + 1, sorted.length - 1)] as number
  const rest = position - below
  const difference = b - a
  return rest >= 0.5 ? b - difference * (1 - rest) : a + difference * rest
}

/** cut's: the outer edge is moved by a thousandth, so that the smallest (or largest) number is within. */
function widthEdges(min: number, max: number, bins: number, right: boolean): readonly number[] {
  if (min === max) {
    const margin = min === 0 ? 0.001 : 0.001 * Math.abs(min)
    return evenEdges(min - margin, max + margin, bins)
  }
  const edges = evenEdges(min, max, bins)
  const margin = (max - min) * 0.001
  if (right) edges[0] = min - margin
  else edges[bins] = max + margin
  return edges
}
