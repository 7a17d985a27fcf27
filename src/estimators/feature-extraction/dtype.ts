/** The `dtype` parameter of a vectorizer: what its numbers are. */
import { describeValue } from '../../pickle/describe.ts'
import { PickleDType } from '../../pickle/ndarray.ts'
import { PickleGlobal, type PickleValue } from '../../pickle/values.ts'
import type { CountWrap } from '../../program/operators/text.ts'
import type { NumericDType } from '../../program/program.ts'
import type { Attributes } from '../attributes.ts'

export interface NumberType {
  readonly dtype: NumericDType
  /** For integers that a count could be too large for. */
  readonly wrap?: CountWrap
}

const SIZES: Readonly<Record<string, string>> = { f8: 'float64', f4: 'float32', i8: 'int64', i4: 'int32', b1: 'bool' }

/** A class of numpy, one of Python's own, a numpy dtype or its name. */
export function readNumberType(attributes: Attributes): NumberType {
  const value = attributes.get('dtype')
  const name = value === undefined ? 'float64' : nameOf(value)
  switch (SIZES[name] ?? name) {
    case 'float64':
    case 'float':
      return { dtype: 'float64' }
    case 'float32':
      return { dtype: 'float32' }
    case 'bool':
    case 'bool_':
      return { dtype: 'bool' }
    case 'int64':
    case 'int32':
    case 'int':
    case 'uint64':
    case 'uint32':
    case 'intc':
    case 'int_':
      return { dtype: 'int64' }
    case 'int8':
    case 'uint8':
    case 'int16':
    case 'uint16':
      return { dtype: 'int64', wrap: name as CountWrap }
    default:
      throw attributes.unsupported(`dtype is ${name}`, 'Train it with dtype=np.float64.')
  }
}

function nameOf(value: PickleValue): string {
  if (typeof value === 'string') return value
  if (value instanceof PickleGlobal) return value.name
  if (value instanceof PickleDType) return `${value.dtype.kind}${value.dtype.itemsize}`
  return describeValue(value)
}
