/** What `fill` learns: pandas' Series.mean, median and mode, each of the values that are not missing. */
import { type Column, cellAt, isMissingAt } from '../../frame/column.ts'
import type { Frame } from '../../frame/frame.ts'
import type { Schema } from '../../frame/schema.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { inColumn, learnedNumber, nothingToLearn } from '../learn/column-learner.ts'
import { HeldValues, medianOf } from '../learn/held-values.ts'
import { ModeCounts, type Value } from '../learn/mode.ts'
import { Moments } from '../learn/moments.ts'
import type { Constants, Fitter } from '../step.ts'

export type Learned = 'mean' | 'median' | 'mode'

/** Learns one column. */
interface Learner {
  add(value: Value): void
  /** As it is stored; undefined if there was no value. */
  take(): Value | undefined
}

/** A mean holds nothing, a median eight bytes a value, a mode every different value. */
export function fillFitter(input: Schema, positions: readonly number[], learned: Learned): Fitter {
  const learners = positions.map(() => LEARNERS[learned]())
  const names = positions.map((at) => input[at]?.name as string)
  return {
    columns: names,
    learn(frame: Frame): void {
      positions.forEach((at, i) => {
        inColumn(names[i] as string, () => learnColumn(frame.columns[at] as Column, learners[i] as Learner))
      })
    },
    finish(): Constants {
      const values = positions.map((at, i) => {
        const { name, type } = input[at] as Schema[number]
        const value = (learners[i] as Learner).take()
        if (value === undefined) throw nothingToLearn(name)
        // The most frequent value may well be infinite; a mean or a median that is, stands for nothing.
        if (learned !== 'mode') learnedNumber(name, learned, value as number)
        return [name, jsonOf(value, type)]
      })
      return { values: Object.fromEntries(values) }
    },
  }
}

function learnColumn(column: Column, learner: Learner): void {
  for (let r = 0; r < column.data.length; r++) {
    if (!isMissingAt(column, r)) learner.add(column.data[r] as Value)
  }
}

/** As a service file would say it: infinity, and an integer of any size, by its text. */
function jsonOf(value: Value, type: Schema[number]['type']): Cell {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'number') return value
  if (!Number.isFinite(value)) return String(value)
  return cellAt({ kind: 'numeric', data: Float64Array.of(value) }, type, 0)
}

const LEARNERS: { readonly [learned in Learned]: () => Learner } = {
  mean() {
    const moments = new Moments()
    return {
      add: (value) => moments.add(value as number),
      take: () => (moments.count === 0 ? undefined : moments.mean),
    }
  },
  median() {
    const held = new HeldValues()
    return {
      add: (value) => held.add(value as number),
      take: () => (held.count === 0 ? undefined : medianOf(held.takeSorted())),
    }
  },
  mode() {
    const counts = new ModeCounts()
    return { add: (value) => counts.add(value), take: () => counts.mode }
  },
}
