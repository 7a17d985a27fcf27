/** How scipy pickles its sparse matrices and arrays, read as data. */
import { BrineError } from '../errors.ts'
import { describeValue } from './describe.ts'
import { fill } from './fill.ts'
import { emptyNdArray, NdArray } from './ndarray.ts'
import { emptySparseArray, type SparseArray, type SparseFormat } from './scipy.ts'
import { parseShape } from './shape.ts'
import { PickleDict, type PickleGlobal, PickleTuple, type PickleValue } from './values.ts'

const MODULE = /^scipy\.sparse(?:\._?(?:csr|csc|coo|bsr|dia))?$/
const CLASS = /^(csr|csc|coo|bsr|dia)_(?:matrix|array)$/

/** An empty matrix of a class such as `scipy.sparse._csr.csr_matrix`; `undefined` for all other classes. */
export function createSparse(cls: PickleGlobal): SparseArray | undefined {
  const format = MODULE.test(cls.module) ? CLASS.exec(cls.name)?.[1] : undefined
  return format === undefined ? undefined : emptySparseArray(format as SparseFormat)
}

/** BUILD of a sparse matrix: the dict of its attributes. */
export function buildSparse(target: SparseArray, state: PickleValue, offset: number): void {
  if (!(state instanceof PickleDict)) {
    throw new BrineError('file_damaged', `a sparse matrix: expected a dict, found ${describeValue(state)}`, {
      where: { offset },
    })
  }
  const [indices, indptr] = indexArrays(target.format, state, offset)
  fill(target, {
    format: target.format,
    shape: parseShape(state.get('_shape'), offset),
    data: attribute(state, 'data', offset),
    indices,
    indptr,
  })
}

function indexArrays(format: SparseFormat, state: PickleDict, offset: number): readonly [NdArray, NdArray] {
  if (format === 'dia') return [attribute(state, 'offsets', offset), emptyNdArray()]
  if (format !== 'coo') return [attribute(state, 'indices', offset), attribute(state, 'indptr', offset)]
  // scipy 1.13 replaced row and col by one tuple, which has a single item for a vector.
  const coords = state.get('coords')
  if (!(coords instanceof PickleTuple)) return [attribute(state, 'row', offset), attribute(state, 'col', offset)]
  const [row, col] = coords.items
  return [row instanceof NdArray ? row : emptyNdArray(), col instanceof NdArray ? col : emptyNdArray()]
}

function attribute(state: PickleDict, name: string, offset: number): NdArray {
  const value = state.get(name)
  if (value instanceof NdArray) return value
  throw new BrineError(
    'file_damaged',
    `a sparse matrix: expected an array as ${name}, found ${value === undefined ? 'nothing' : describeValue(value)}`,
    { where: { offset } },
  )
}
