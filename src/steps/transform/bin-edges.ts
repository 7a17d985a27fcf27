/** Edges of bins from data: pandas' qcut, and cut with a number of bins. */
import type { Frame } from '../../frame/frame.ts'
import type { Schema } from '../../frame/schema.ts'
import { learnNumbers } from '../learn/column-learner.ts'
import { HeldValues, quantileOf } from '../learn/held-values.ts'
import type { Fitter } from '../step.ts'
import { stepError } from '../step-error.ts'
import { evenEdges } from './even-edges.ts'

export type EdgeRule = { readonly quantiles: number } | { readonly equalWidth: number; readonly right: boolean }

/** Holds all numbers of the columns: quantiles need every one of them. */
export function edgeFitter(schema: Schema, positions: readonly number[], rule: EdgeRule): Fitter {
  const columns = positions.map((at) => (schema[at] as Schema[number]).name)
  const held = columns.map(() => new HeldValues())
  return {
    columns,
    learn(frame: Frame) {
      learnNumbers(frame, positions, columns, held)
    },
    finish() {
      const edges = columns.map((name, i) => [name, edgesOf(name, (held[i] as HeldValues).takeSorted(), rule)])
      return { edges: Object.fromEntries(edges) as Readonly<Record<string, readonly number[]>> }
    },
  }
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
  const edges = evenEdges(0, 1, bins).map((fraction) => quantileOf(sorted, fraction))
  return edges.filter((edge, i) => i === 0 || edge !== edges[i - 1])
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
