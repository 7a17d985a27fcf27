import { expect, test } from 'vitest'
import { nameOf } from './load.ts'

test.each([
  ['models/churn v2.pkl.gz', 'churn-v2'],
  ['churn/model.pkl', 'churn'],
  ['/srv/fraud/Pipeline.joblib.xz', 'fraud'],
  ['/model.pkl', 'model'],
  ['.hidden.pkl', 'hidden'],
  ['模型.pkl', 'model'],
])('%s is called %s', (path, name) => {
  expect(nameOf(path)).toBe(name)
})
