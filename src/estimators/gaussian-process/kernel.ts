/** Kernels of `sklearn.gaussian_process.kernels`, composed to any depth. */
import { PickleObject, type PickleValue } from '../../pickle/values.ts'
import type { Kernel } from '../../program/operators/kernels.ts'
import type { Attributes } from '../attributes.ts'
import { parsePairwiseKernel } from '../pairwise-kernel.ts'

/** More parts than anybody writes. One object may stand in many places, so that a small file could name billions. */
const MAX_PARTS = 500

export function isProcessKernel(value: PickleValue | undefined): value is PickleObject {
  return value instanceof PickleObject && value.module.startsWith('sklearn.gaussian_process.')
}

/** Reads the kernel under `name`; `features` is the number of columns that it is given. */
export function readProcessKernel(owner: Attributes, name: string, features: number): Kernel {
  return readPart(owner, name, features, { parts: 0 })
}

function readPart(owner: Attributes, name: string, features: number, seen: { parts: number }): Kernel {
  const value = owner.require(name)
  if (!isProcessKernel(value)) {
    throw owner.unsupported(
      `${name} is no kernel of scikit-learn; code of your own is not in the file`,
      'Use a kernel of sklearn.gaussian_process.kernels.',
    )
  }
  if (++seen.parts > MAX_PARTS) throw owner.error('limit_exceeded', `the kernel has more than ${MAX_PARTS} parts`)
  const part = owner.part(name)
  const inner = (key: string) => readPart(part, key, features, seen)
  switch (part.className) {
    case 'Sum':
      return { name: 'sum', left: inner('k1'), right: inner('k2') }
    case 'Product':
      return { name: 'product', left: inner('k1'), right: inner('k2') }
    case 'Exponentiation':
      return { name: 'power', base: inner('kernel'), exponent: part.number('exponent') }
    case 'ConstantKernel':
      return { name: 'constant', value: part.number('constant_value') }
    case 'WhiteKernel':
      return { name: 'white', noise: part.number('noise_level') }
    case 'RBF':
      return { name: 'squaredExponential', lengthScale: readLengthScale(part, features) }
    case 'Matern':
      return readMatern(part, features)
    case 'RationalQuadratic':
      return { name: 'rationalQuadratic', lengthScale: single(part, 'length_scale'), alpha: single(part, 'alpha') }
    case 'ExpSineSquared':
      return {
        name: 'expSineSquared',
        lengthScale: single(part, 'length_scale'),
        periodicity: single(part, 'periodicity'),
      }
    case 'DotProduct':
      return { name: 'dotProduct', sigma: single(part, 'sigma_0') }
    case 'PairwiseKernel':
      return readPairwise(part, features)
    default:
      throw part.unsupported(
        'this kernel does not give one number for a pair of rows',
        'Use other kernels of sklearn.gaussian_process.kernels, such as a sum or a product of them.',
      )
  }
}

/** A number, or an array of one. */
function single(part: Attributes, name: string): number {
  const [value, ...others] = part.floats(name).data
  if (value === undefined || others.length > 0) throw part.error('model_invalid', `expected one number in ${name}`)
  return value
}

function readLengthScale(part: Attributes, features: number): Float64Array {
  const value = part.get('length_scale')
  const { data } =
    value instanceof Object && 'items' in value ? { data: listOfNumbers(part) } : part.floats('length_scale')
  if (data.length === 1 || data.length === features) return data
  throw part.error('model_invalid', `has ${data.length} length scales for ${features} columns`)
}

/** A list that the user gave, which no optimiser has made an array of. */
function listOfNumbers(part: Attributes): Float64Array {
  const items = part.list('length_scale')
  if (items.every((item) => typeof item === 'number')) return Float64Array.from(items as number[])
  throw part.error('model_invalid', 'expected numbers in length_scale')
}

function readMatern(part: Attributes, features: number): Kernel {
  const nu = part.number('nu')
  if (!(nu > 0)) throw part.error('model_invalid', `expected a positive nu, found ${nu}`)
  return { name: 'matern', nu, lengthScale: readLengthScale(part, features) }
}

function readPairwise(part: Attributes, features: number): Kernel {
  const kernel = parsePairwiseKernel(part, 'metric', ['gamma'], 'pairwise_kernels_kwargs', features)
  if (kernel !== 'precomputed') return kernel
  throw part.unsupported('the metric is precomputed', 'Name a kernel of sklearn.metrics.pairwise.')
}
