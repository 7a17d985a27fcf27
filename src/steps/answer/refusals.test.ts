/** What steps for answers refuse when a service is compiled, and when rows come. */
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { cellColumn, numericColumn } from '../../frame/column.ts'
import type { Frame } from '../../frame/frame.ts'
import type { Schema } from '../../frame/schema.ts'
import { readStep } from '../compile.ts'
import { FrameNotes } from '../pipeline.ts'
import { STEP_FAMILIES } from '../registry.ts'
import type { Stage } from '../step.ts'
import { compiled, refusal } from '../testing.ts'

const SCHEMA: Schema = [
  { name: 'id', type: 'string' },
  { name: 'prediction', type: 'integer', values: [0, 1, 2], role: { kind: 'label', target: 0 } },
  { name: 'p0', type: 'number', role: { kind: 'probability', target: 0, label: 0 } },
  { name: 'p1', type: 'number', role: { kind: 'probability', target: 0, label: 1 } },
  { name: 'p2', type: 'number', role: { kind: 'probability', target: 0, label: 2 } },
  { name: 'mixed', type: 'any' },
  { name: 'n', type: 'integer' },
]

const CASES: readonly (readonly [step: Readonly<Record<string, unknown>>, said: string])[] = [
  [{ map: { column: 'prediction', values: { no: 0 } } }, 'the value "no" cannot be in the column "prediction"'],
  [{ map: { column: 'prediction', values: { '': 0 } } }, 'Say what it becomes: missing:'],
  [{ map: { column: 'prediction', values: { 1: 'a', '1.0': 'b' } } }, 'the value 1 is mapped twice'],
  [{ map: { column: 'mixed', values: { 1: 'a' } } }, 'Give them as a list'],
  [{ map: { column: 'prediction' } }, 'map.values: the key "values" is missing'],
  [{ threshold: 0.5 }, '`threshold` needs two classes, and there are 3'],
  [{ threshold: { threshold: 0.5, thresholds: { 0: 1 } } }, 'give either `threshold`'],
  [{ threshold: {} }, 'give either `threshold`'],
  [{ threshold: { thresholds: { 4: 0.5 } } }, 'there is no class "4". The classes are 0, 1, 2.'],
  [{ threshold: { thresholds: { 0: 0, 1: 0.2 } } }, 'a threshold that is not above 0 has no ratio'],
  [{ threshold: { thresholds: { 0: 0.1 }, positive: 1 } }, '`positive` belongs to `threshold`'],
  [{ threshold: { threshold: 0.5, columns: 'id' } }, 'this step takes numbers'],
  [{ argmax: { target: 1 } }, 'no column is known to be a probability of target 1. Ask the model for them'],
  [{ argmax: { columns: { p0: 'a', p1: 'a' } } }, 'two columns are said to be of the class "a"'],
  [{ top_k: 4 }, 'there are 3 classes, and 4 are asked for'],
  [{ top_k: { k: 0 } }, 'top_k.k: expected a number of at least 1'],
  [{ calibrate: { method: 'sigmoid', a: 1, b: 2 } }, 'there are 3 classes, and each has a curve of its own'],
  [{ calibrate: { method: 'sigmoid', classes: { 0: { a: 1, b: 2 } } } }, 'the class 1 has no curve'],
  [{ calibrate: { method: 'sigmoid', columns: 'p0', a: 1 } }, 'takes the constants `a` and `b`'],
  [{ calibrate: { method: 'isotonic', columns: 'p0', x: [1, 2], y: [0] } }, '`x` has 2 values, `y` 1'],
  [
    { calibrate: { method: 'isotonic', columns: 'p0', x: [1, 1], y: [0, 1] } },
    '`x` has to ascend, and 1 comes after 1',
  ],
  [{ calibrate: { method: 'isotonic', columns: 'p0', a: 1, b: 1 } }, 'takes the lists `x` and `y`'],
  [{ calibrate: { method: 'temperature' } }, 'needs a `temperature`'],
  [{ calibrate: { method: 'temperature', temperature: 2, a: 1 } }, 'takes no curves'],
  [{ calibrate: { method: 'temperature', temperature: 2, columns: 'p0' } }, 'one probability has no softmax'],
  [
    { calibrate: { method: 'sigmoid', temperature: 2, a: 1, b: 1, columns: 'p0' } },
    'do not belong to the method sigmoid',
  ],
  [{ round: { columns: 'id', decimals: 2 } }, 'this step takes numbers'],
  [{ round: 23 }, 'expected a number of at most 22; found 23'],
  [{ inverse_transform: { of: 'log' } }, 'no column is known to be a value that a model predicts'],
  [{ inverse_transform: { of: 'log', columns: 'p0', mean: 1 } }, '`mean` does not belong to the way back of log'],
  [
    { inverse_transform: { of: 'standard', columns: 'p0', scale: [1, 2] } },
    '`scale` has 2 values, and there are 1 columns',
  ],
  [{ inverse_transform: { of: 'min_max', columns: 'p0', min: 1 } }, 'needs `min` and `max`'],
  [{ inverse_transform: { of: 'min_max', columns: 'p0', min: 1, max: 0 } }, '`max` is smaller than `min`'],
  [{ inverse_transform: { of: 'min_max', columns: 'p0', min: 1, max: 2, range: [1, 1] } }, 'the range has to ascend'],
  [{ inverse_transform: { model: 'scaler', columns: 'p0' } }, 'there are no models here'],
  [{ melt: { id: ['id', 'p0'], value: 'p0' } }, 'there would be two columns "p0"'],
  [{ rank: 'n' }, 'expected keys with values; found "n"'],
  [{ rank: { of: 'mixed' } }, 'which have no order'],
  [{ aggregate: { by: 'mixed', each: {} } }, 'which have no order'],
  [{ aggregate: { by: 'id', each: { id: { how: 'size' } } } }, 'there would be two columns "id"'],
  [{ aggregate: { each: { out: { how: 'mean' } } } }, '`out` does not say of which column'],
  [{ aggregate: { each: { out: { of: 'id', how: 'mean' } } } }, 'holds string, of which there is no mean'],
  [{ aggregate: { each: { out: { of: 'mixed', how: 'max' } } } }, 'which have no order'],
]

test.each(CASES)('%j', (step, said) => {
  expect(refusal(() => compiled(step, SCHEMA))).toContain(said)
})

const declared = STEP_FAMILIES.filter(({ isCode }) => isCode !== true).flatMap(({ steps }) => steps)

test.each(declared)('the example of $name is one', ({ stages, example }) => {
  expect(() => readStep(stages[0] as Stage, parse(example) as Record<string, unknown>)).not.toThrow()
})

function rowsOf(n: readonly number[], id: readonly string[] = n.map(String)): Frame {
  const column = numericColumn(Float64Array.from(n))
  return { rows: n.length, columns: [cellColumn(id), column, column, column, column, column, column] }
}

test('a value that is not mapped is rejected with its row', () => {
  const step = compiled({ map: { column: 'n', values: { 1: 'one' } } }, SCHEMA)
  const notes = new FrameNotes()
  step.start().run(rowsOf([1, 2, Number.NaN]), notes)
  expect(notes.rejected).toEqual([{ position: 1, problem: 'there is no value to map 2 to', column: 'n', value: '2' }])
})

test('too many groups are refused', () => {
  const run = compiled({ aggregate: { by: 'n', each: { rows: { how: 'size' } }, max_groups: 2 } }, SCHEMA).start()
  run.run(rowsOf([1, 2, 1]), new FrameNotes())
  expect(refusal(() => run.run(rowsOf([3]), new FrameNotes()), 'step_too_large')).toContain(
    'aggregate can make 2 groups, and there are more',
  )
})

test('an integer sum that a column cannot hold is refused', () => {
  const run = compiled({ aggregate: { each: { sum: { of: 'n', how: 'sum' } } } }, SCHEMA).start()
  run.run(rowsOf([2 ** 53 - 1, 2]), new FrameNotes())
  expect(refusal(() => run.finish?.(new FrameNotes()), 'step_failed')).toContain('a sum is 9007199254740993')
})

test('rows that belong to no group are counted by reason', () => {
  const step = compiled({ aggregate: { by: ['n', 'p0'], each: { rows: { how: 'size' } } } }, SCHEMA)
  const notes = new FrameNotes()
  step.start().run(rowsOf([1, Number.NaN, Number.NaN]), notes)
  expect(notes.left).toEqual([['n is missing', 2]])
})

test('without names, steps find the probabilities of the model and replace its label', () => {
  const names = (step: Readonly<Record<string, unknown>>) => compiled(step, SCHEMA).output.map(({ name }) => name)
  expect(names({ argmax: {} })).toEqual(SCHEMA.map(({ name }) => name))
  expect(names({ top_k: 1 })).toEqual(['id', 'prediction', 'mixed', 'n', 'top_1_class', 'top_1_probability'])
  expect(names({ melt: { id: 'id' } })).toEqual(['id', 'class', 'probability'])
  const label = compiled({ threshold: { thresholds: { 2: 0.4 }, otherwise: 'none' } }, SCHEMA).output[1]
  expect(label).toEqual({
    name: 'prediction',
    type: 'any',
    values: [0, 1, 2, 'none'],
    role: { kind: 'label', target: 0 },
  })
})
