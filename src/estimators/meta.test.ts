/** Estimators around others: what is damaged, or cannot be done, ends in an error that names it. */
import { expect, test } from 'vitest'
import { PickleList, PickleTuple, type PickleValue } from '../pickle/values.ts'
import { object as plainObject, refusal } from './testing.ts'

const object = (path: string, attributes: Readonly<Record<string, PickleValue>>) =>
  plainObject(path, { ...attributes, _sklearn_version: '1.9.0' })

const list = (...items: PickleValue[]) => new PickleList(items)
const pair = (name: string, value: PickleValue) => new PickleTuple([name, value])
const identity = object('sklearn.preprocessing._function_transformer.FunctionTransformer', {
  func: null,
  inverse_func: null,
  n_features_in_: 2,
})

test('a search without refit has nothing to predict with', () => {
  const search = object('sklearn.model_selection._search.GridSearchCV', { refit: false })
  expect(refusal(search)).toMatchObject({ code: 'unsupported_option', message: expect.stringContaining('refit=False') })
})

test('parts without the method that is asked for are named', () => {
  const voting = object('sklearn.ensemble._voting.VotingRegressor', {
    estimators: list(pair('a', identity)),
    estimators_: list(identity),
    weights: null,
  })
  expect(refusal(voting)).toMatchObject({
    code: 'model_invalid',
    problem: expect.stringContaining('asks FunctionTransformer for predict'),
  })
})

test('no parts, or more names than parts', () => {
  const voting = (estimators: PickleValue, fitted: PickleValue) =>
    object('sklearn.ensemble._voting.VotingRegressor', { estimators, estimators_: fitted, weights: null })
  expect(refusal(voting(list(), list())).code).toBe('model_not_fitted')
  expect(refusal(voting(list(pair('a', 'drop')), list(identity)))).toMatchObject({ code: 'model_invalid' })
})

test('a union of nothing', () => {
  const union = object('sklearn.pipeline.FeatureUnion', { transformer_list: list(pair('a', 'drop')) })
  expect(refusal(union)).toMatchObject({ code: 'unsupported_option' })
})

test('an estimator around itself ends in an error', () => {
  const fitted = list()
  const voting = object('sklearn.ensemble._voting.VotingRegressor', {
    estimators: list(pair('a', identity)),
    estimators_: fitted,
    weights: null,
  })
  fitted.push(voting)
  expect(refusal(voting)).toMatchObject({ code: 'model_invalid', problem: 'an estimator contains itself' })
})

test('importances that only Python computes are refused by name', () => {
  const model = object('sklearn.ensemble._weight_boosting.AdaBoostClassifier', { estimators_: list() })
  const selector = object('sklearn.feature_selection._from_model.SelectFromModel', {
    estimator: model,
    estimator_: model,
    importance_getter: 'auto',
  })
  expect(refusal(selector)).toMatchObject({
    code: 'unsupported_option',
    problem: expect.stringContaining('the importances of AdaBoostClassifier'),
  })
})
