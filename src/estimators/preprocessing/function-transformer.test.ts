/** A function of the user's own is a name in the file, and refused by it. */
import { expect, test } from 'vitest'
import { PickleDict, PickleGlobal, PickleObject, type PickleValue } from '../../pickle/values.ts'
import { Attributes } from '../attributes.ts'
import { GivenFunctions } from '../given-functions.ts'
import { readFunctionTransformer } from './function-transformer.ts'

function read(func: PickleValue, inverse: PickleValue = null, options: PickleValue = null) {
  const object = new PickleObject(new PickleGlobal('sklearn.preprocessing', 'FunctionTransformer'), [], 17)
  const state = new PickleDict()
  const attributes = { func, inverse_func: inverse, kw_args: options, validate: false, _sklearn_version: '1.5.2' }
  for (const [name, value] of Object.entries(attributes)) state.set(name, value)
  object.setState(state)
  return readFunctionTransformer(new Attributes(object, ''), {
    functions: new GivenFunctions({}),
    estimator: () => {
      throw new Error('has no parts')
    },
  })
}

const OWN = new PickleGlobal('__main__', 'double')
const LOG = new PickleGlobal('numpy', 'log1p')

test.each<[string, PickleValue, string]>([
  ['a function of the user', OWN, '__main__.double'],
  ['a function of numpy that is none of one number', new PickleGlobal('numpy', 'cumsum'), 'numpy.cumsum'],
  ['a name of numpy in another package', new PickleGlobal('evil', 'log1p'), 'evil.log1p'],
  ['a property of Object', new PickleGlobal('numpy', 'constructor'), 'numpy.constructor'],
])('refuses %s, naming it', (_, func, name) => {
  expect(() => read(func)).toThrow(name)
})

test('refuses options that it does not know', () => {
  const options = new PickleDict()
  options.set('where', true)
  expect(() => read(LOG, null, options)).toThrow('numpy.log1p with where')
})

test('an inverse of the user’s own is not offered', () => {
  expect(read(LOG, OWN).inverseTransform).toBeUndefined()
  expect(read(LOG).inverseTransform).toBeDefined()
})
