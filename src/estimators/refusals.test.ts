/** What cannot be served is refused at load, by name, with the reason and the way out. */
import { expect, test } from 'vitest'
import { PickleDict, PickleGlobal, PickleList, PickleObject, PickleTuple, type PickleValue } from '../pickle/values.ts'
import { object, refusal } from './testing.ts'

const pipeline = (...steps: PickleValue[]) =>
  object('sklearn.pipeline.Pipeline', {
    steps: new PickleList(steps.map((step, i) => new PickleTuple([`step${i}`, step]))),
    _sklearn_version: '1.5.2',
  })

test('a class without a method for new rows says that Python has none either', () => {
  expect(refusal(object('sklearn.manifold._t_sne.TSNE'))).toMatchObject({
    code: 'unsupported_class',
    message: expect.stringContaining('sklearn.manifold._t_sne.TSNE cannot be served'),
  })
})

test('a class that is not read yet is named, with the nearest one that is', () => {
  const error = refusal(object('sklearn.linear_model._ridge.RidgeCVs'))
  expect(error).toMatchObject({ code: 'unsupported_class', where: { offset: 17 } })
  expect(error.message).toContain('sklearn.linear_model._ridge.RidgeCVs is not supported yet')
  expect(error.remedy).toContain('The nearest that is: RidgeCV')
})

test("a class of the user's own is named, as it is not in the file", () => {
  const error = refusal(pipeline(object('__main__.Cleaner')))
  expect(error).toMatchObject({ code: 'unsupported_class', where: { path: 'steps[0]' } })
  expect(error.message).toContain('__main__.Cleaner is not a class that Brine knows')
})

test.each(['constructor', '__proto__', 'toString'])('a class called %s is no way into the registry', (name) => {
  expect(refusal(object(`sklearn.svm.${name}`)).code).toBe('unsupported_class')
  expect(refusal(object(`${name}.x.SVC`)).code).toBe('unsupported_class')
})

test('what is no estimator is named for what it is', () => {
  expect(refusal('hello')).toMatchObject({
    code: 'not_a_model',
    problem: 'expected an estimator, found the string "hello"',
  })
  expect(refusal(new PickleDict())).toMatchObject({
    code: 'not_a_model',
    problem: 'expected an estimator, found a dict of 0',
  })
})

test('an estimator that was never fitted says so', () => {
  const unfitted = object('sklearn.linear_model._base.LinearRegression', { fit_intercept: true })
  expect(refusal(unfitted)).toMatchObject({
    code: 'model_not_fitted',
    problem: 'LinearRegression: has no attribute coef_',
    remedy: 'Call fit before saving the model.',
  })
})

test('an attribute of another type is named with what was found', () => {
  const odd = object('sklearn.linear_model._base.LinearRegression', { coef_: 'x', intercept_: 0 })
  expect(refusal(odd)).toMatchObject({
    code: 'model_invalid',
    problem: 'LinearRegression: expected an array of numbers in coef_, found the string "x"',
  })
})

test('a function in a FunctionTransformer is a name, not code', () => {
  const func = new PickleGlobal('__main__', 'clean')
  const error = refusal(pipeline(object('sklearn.preprocessing._function_transformer.FunctionTransformer', { func })))
  expect(error).toMatchObject({ code: 'unsupported_option', where: { path: 'steps[0]' } })
  expect(error.message).toContain('scikit-learn 1.5.2')
  expect(error.message).toContain('__main__.clean')
})

test('estimators that contain themselves, or go too deep, end in an error', () => {
  const steps = new PickleList()
  const own = object('sklearn.pipeline.Pipeline', { steps })
  steps.push(new PickleTuple(['self', own]))
  expect(refusal(own)).toMatchObject({ code: 'model_invalid', problem: 'an estimator contains itself' })

  let deep: PickleValue = object('sklearn.preprocessing._function_transformer.FunctionTransformer', { func: null })
  for (let i = 0; i < 70; i++) deep = pipeline(deep)
  expect(refusal(deep)).toMatchObject({ code: 'limit_exceeded', details: { limit: 64 } })
})

test('a step in the middle must transform', () => {
  const trees = object('sklearn.preprocessing._label.LabelEncoder', {})
  expect(refusal(pipeline(trees, null)).code).toBe('model_not_fitted')
})

test('a call that does harm is no estimator, and says what it would have been', () => {
  const call = new PickleObject(new PickleGlobal('posix', 'system'), ['id'], 3)
  expect(refusal(call)).toMatchObject({ code: 'unsafe_file', problem: expect.stringContaining('calls posix.system') })
})
