/** The `dtype` parameter of encoders. */
import { describeValue } from '../../pickle/describe.ts'
import { PickleDType } from '../../pickle/ndarray.ts'
import { PickleGlobal, type PickleValue } from '../../pickle/values.ts'
import type { NumericDType } from '../../program/program.ts'
import type { Attributes } from '../attributes.ts'

/** A class of numpy, one of Python's own, a numpy dtype or its name. */
export function readDType(attributes: Attributes): NumericDType {
  const value = attributes.get('dtype')
  if (value === undefined || value === null) return 'float64'
  const name = dtypeName(value)
  if (/^(float64|float|double|f8|<f8|d)$/.test(name)) return 'float64'
  if (/^(float32|single|f4|<f4|f)$/.test(name)) return 'float32'
  if (/^(bool_?|\?)$/.test(name)) return 'bool'
  if (/^(u?int(8|16|32|64|c|p|_)?|[iu][1248]|long|longlong|object_?)$/.test(name)) return 'int64'
  throw attributes.unsupported(`dtype is ${name}`, 'Train it with dtype=np.float64.')
}

function dtypeName(value: PickleValue): string {
  if (typeof value === 'string') return value
  if (value instanceof PickleGlobal) return value.name
  if (value instanceof PickleDType) return `${value.dtype.kind}${value.dtype.itemsize}`
  return describeValue(value)
}
