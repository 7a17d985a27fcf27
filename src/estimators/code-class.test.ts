import { expect, test } from 'vitest'
import { errorOf } from '../pickle/testing.ts'
import { PickleDict, PickleGlobal, PickleObject, PickleTuple, type PickleValue } from '../pickle/values.ts'
import { asBaseInstance, refuseOwnMethods } from './code-class.ts'

const SVC = new PickleGlobal('sklearn.svm._classes', 'SVC')
const TYPE = new PickleGlobal('builtins', 'type')
const FUNCTION = new PickleObject(new PickleGlobal('cloudpickle.cloudpickle', '_make_function'), [], 0)

function dict(entries: Readonly<Record<string, PickleValue>>): PickleDict {
  const result = new PickleDict()
  for (const [key, value] of Object.entries(entries)) result.set(key, value)
  return result
}

function classOf(bases: readonly PickleValue[], attributes: Readonly<Record<string, PickleValue>>, metaclass = TYPE) {
  const maker = new PickleGlobal('cloudpickle.cloudpickle', '_make_skeleton_class')
  const made = new PickleObject(maker, [metaclass, 'Mine', new PickleTuple(bases), new PickleDict(), 'id', null], 0)
  made.setState(new PickleTuple([dict(attributes), new PickleDict()]))
  return made
}

function instance(cls: PickleObject, state: Readonly<Record<string, PickleValue>> = {}) {
  const object = new PickleObject(cls, [], 7)
  object.setState(dict(state))
  return object
}

const read = (object: PickleObject) => asBaseInstance(object, 'steps[1]', (cls) => cls === SVC)

test('an instance of a class of a library is none', () => {
  expect(read(new PickleObject(SVC, [], 0))).toBeUndefined()
})

test('constants of the class count where the instance has none', () => {
  const base = read(
    instance(classOf([SVC], { C: 2, kernel: 'rbf', __init__: FUNCTION, fit: FUNCTION, report: FUNCTION }), { C: 3 }),
  )
  expect(base?.name).toBe('Mine')
  expect(base?.object.callee).toBe(SVC)
  const state = base?.object.state as PickleDict
  expect([state.get('C'), state.get('kernel'), state.get('fit')]).toEqual([3, 'rbf', undefined])
})

test('bases of one’s own and mixins of scikit-learn are looked through', () => {
  const mixin = new PickleGlobal('sklearn.base', 'ClassifierMixin')
  expect(read(instance(classOf([mixin, classOf([SVC], {})], {})))?.object.callee).toBe(SVC)
})

test.each<[string, PickleObject, string]>([
  ['predict', classOf([SVC], { predict: FUNCTION }), 'its own predict'],
  ['a method of scikit-learn', classOf([SVC], { predict: new PickleGlobal('mine', 'predict') }), 'its own predict'],
  ['transform of a base', classOf([classOf([SVC], { transform: FUNCTION })], {}), 'its own transform'],
  ['a private method', classOf([SVC], { _validate_data: FUNCTION }), 'its own _validate_data'],
  ['a private constant', classOf([SVC], { _impl: 'nu_svc' }), 'its own _impl'],
  ['a property over an attribute', classOf([SVC], { classes_: FUNCTION }), 'its own classes_'],
  ['how attributes are found', classOf([SVC], { __getattr__: FUNCTION }), 'its own __getattr__'],
  ['how it is loaded', classOf([SVC], { __setstate__: FUNCTION }), 'its own __setstate__'],
  ['tags', classOf([SVC], { __sklearn_tags__: FUNCTION }), 'its own __sklearn_tags__'],
  ['no base that is known', classOf([new PickleGlobal('sklearn.base', 'BaseEstimator')], {}), 'its code is Python'],
  ['a base of somebody', classOf([new PickleGlobal('mine', 'Base'), SVC], {}), 'it extends mine.Base'],
  ['a metaclass', classOf([SVC], {}, new PickleGlobal('mine', 'Meta')), 'it has a metaclass'],
])('%s is refused by name', (_, cls, text) => {
  const error = errorOf(() => read(instance(cls)))
  expect(error?.code).toBe('unsupported_class')
  expect(error?.message).toContain('Mine is a class of your own')
  expect(error?.message).toContain(text)
  expect(error?.where).toEqual({ offset: 7, path: 'steps[1]' })
})

test('a state that cannot be told', () => {
  const cls = new PickleObject(
    new PickleGlobal('cloudpickle.cloudpickle', '_make_skeleton_class'),
    [TYPE, 'Mine', new PickleTuple([SVC]), new PickleDict()],
    0,
  )
  cls.setState(new PickleTuple([1]))
  expect(errorOf(() => read(instance(cls)))?.message).toContain('cannot be told')
})

test('a class of itself', () => {
  const bases: PickleValue[] = []
  const cls = classOf(bases, {})
  bases.push(cls)
  expect(errorOf(() => read(instance(cls)))?.message).toContain('too many bases')
})

test('an instance that was given a method', () => {
  const object = new PickleObject(SVC, [], 0)
  object.setState(dict({ predict: FUNCTION }))
  expect(errorOf(() => refuseOwnMethods(object, ''))?.message).toContain('the SVC was given a predict of its own')
  refuseOwnMethods(new PickleObject(SVC, [], 0), '')
})
