import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { loadModel } from '../service/load.ts'
import { printProgram } from './print.ts'

const CANCER = fileURLToPath(new URL('../../examples/cancer/model.pkl', import.meta.url))

test('an operator a line, then what each method answers', async () => {
  const { program } = await loadModel(CANCER)
  expect(printProgram(program)).toEqual([
    '%0 = inputNumbers [30]  numbers 0–29',
    '%1 = checkFinite %0 [30 → 30]  refuses infinite values',
    '%2 = columnwise %1 [30 → 30]  subtract, divide',
    '%3 = checkFinite %2 [30 → 30]  refuses missing and infinite values',
    '%4 = affine %3 [30 → 1]',
    '%5 = greaterThan %4 [1 → 1]  > 0',
    '%6 = sigmoid %4 [1 → 1]',
    '%7 = complement %6 [1 → 2]',
    '%8 = log %7 [2 → 2]',
    'predict = %5 as labels benign, malignant',
    'predict_proba = %7 as float64',
    'predict_log_proba = %8 as float64',
    'decision_function = %4 as float64',
  ])
})
