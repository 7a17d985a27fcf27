import { describe, expect, it } from 'vitest'
import { Budget } from '../bytes/budget.ts'
import { MaskedArray, NdArray, type PickleDType } from './ndarray.ts'
import { toCells, toFloat64 } from './ndarray-decode.ts'
import { SparseArray } from './scipy.ts'
import { errorOf, latin1, load } from './testing.ts'
import type { PickleDict } from './values.ts'

const ARRAY = 'cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(K\0tC\x01btR'
const dtype = (name: string, state = '(K\x03V<\nNNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb'): string =>
  `cnumpy\ndtype\n(V${name}\nI00\nI01\ntR${state}`
const array = (shape: string, type: string, content: string, fortran = '\x89'): string =>
  `${ARRAY}(K\x01${shape}${type}${fortran}${content}tb.`
const FLOATS = 'C\x10\0\0\0\0\0\0\xf0\x3f\0\0\0\0\0\0\0\x40'

describe('numpy arrays', () => {
  it('are views of the pickle', () => {
    const pickle = array('K\x02\x85', dtype('f8'), FLOATS)
    const value = load(pickle) as NdArray
    expect([...toFloat64(value)]).toEqual([1, 2])
    const bytes = latin1(pickle)
    expect(value.bytes.byteOffset).toBe(Buffer.from(bytes).indexOf('\xf0', 0, 'latin1') - 6)
    expect(value.bytes.buffer.byteLength).toBe(bytes.length)
  })

  it('may have Python 2 text as their content', () => {
    const value = load(array('K\x02\x85', dtype('f8'), FLOATS.replace('C', 'U'))) as NdArray
    expect([...toFloat64(value)]).toEqual([1, 2])
  })

  it('have a dtype that knows its byte order', () => {
    const big = dtype('f8', '(K\x03V>\nNNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb')
    const value = load(array('K\x01\x85', big, 'C\x08\x3f\xf0\0\0\0\0\0\0')) as NdArray
    expect([...toFloat64(value)]).toEqual([1])
  })

  const cases: readonly (readonly [what: string, pickle: string])[] = [
    ['too few bytes', array('K\x03\x85', dtype('f8'), FLOATS)],
    ['too many bytes', array('K\x01\x85', dtype('f8'), FLOATS)],
    ['a negative dimension', array('J\xff\xff\xff\xff\x85', dtype('f8'), FLOATS)],
    [
      'negative dimensions whose product is right',
      array('J\xff\xff\xff\xffJ\xfe\xff\xff\xff\x86', dtype('f8'), FLOATS),
    ],
    ['a fractional dimension', array('G\x3f\xf8\0\0\0\0\0\0\x85', dtype('f8'), FLOATS)],
    ['NaN as dimension', array('Fnan\n\x85', dtype('f8'), FLOATS)],
    ['a bigint dimension', array('L99999999999999999999L\n\x85', dtype('f8'), FLOATS)],
    ['a product that overflows', array('J\0\0\0\x40J\0\0\0\x40J\0\0\0\x40\x87', dtype('f8'), FLOATS)],
    ['a shape that is no tuple', array('K\x02', dtype('f8'), FLOATS)],
    ['no dtype', array('K\x02\x85', 'N', FLOATS)],
    ['a number as content', array('K\x02\x85', dtype('f8'), 'K\x07')],
    ['a list as content of floats', array('K\x01\x85', dtype('f8'), '(K\x01l')],
    ['bytes as content of objects', array('K\x01\x85', dtype('O8'), 'C\x08aaaaaaaa')],
    ['a list of another length', array('K\x02\x85', dtype('O8'), '(K\x01l')],
    ['an unknown dtype', array('K\x02\x85', dtype('f7'), FLOATS)],
    ['a dtype with an unknown state', array('K\x02\x85', dtype('f8', '(K\x09tb'), FLOATS)],
    [
      'a dtype with an unknown order',
      array('K\x02\x85', dtype('f8', '(K\x03V!\nNNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb'), ''),
    ],
    ['a state that is no tuple', `${ARRAY}}b.`],
    ['a state of one', `${ARRAY}(K\x01tb.`],
    ['a scalar of the wrong size', `cnumpy.core.multiarray\nscalar\n(${dtype('f8')}C\x04aaaatR.`],
    ['a scalar without dtype', 'cnumpy.core.multiarray\nscalar\n(NC\x04aaaatR.'],
    ['a text dtype of 5 bytes', array('K\x01\x85', dtype('U1', '(K\x03V<\nNNNK\x05K\x04K\x08tb'), 'C\x05aaaaa')],
  ]
  it.each(cases)('refuse %s', (_, pickle) => {
    expect(errorOf(() => load(pickle))?.code).toBe('file_damaged')
  })

  it('count elements that take no bytes', () => {
    const pickle = array('J\0\0\0\x40\x85', dtype('S0', '(K\x03V|\nNNNK\0K\x01K\0tb'), 'C\0')
    expect(errorOf(() => load(pickle, { budget: new Budget() }))?.code).toBe('limit_exceeded')
  })

  it('refuse a field that reaches beyond its record', () => {
    const field = (offset: string) => dtype('V8', `(K\x03V|\nNVa\n\x85}Va\n${dtype('f8')}${offset}\x86sK\x08K\x01K\0tb`)
    expect((load(`${field('K\0')}.`) as PickleDType).dtype.fields?.size).toBe(1)
    expect(errorOf(() => load(`${field('K\x01')}.`))?.code).toBe('file_damaged')
  })

  it('of an unknown class stay inert', () => {
    const value = load('cnumpy.core.multiarray\n_reconstruct\n(cevil\nndarray\n(K\0tC\x01btR.')
    expect(value).toMatchObject({ className: '_reconstruct' })
  })

  it('may be masked', () => {
    const masked = 'cnumpy.ma.core\n_mareconstruct\n(cnumpy.ma.core\nMaskedArray\ncnumpy\nndarray\n(K\0tC\x01btR'
    const value = load(`${masked}(K\x01K\x02\x85${dtype('f8')}\x89${FLOATS}C\x02\0\x01Ntb.`) as MaskedArray
    expect(value).toBeInstanceOf(MaskedArray)
    expect([toCells(value.data), toCells(value.mask)]).toEqual([
      [1, 2],
      [false, true],
    ])
  })
})

describe('numpy scalars', () => {
  const scalar = (type: string, content: string) => load(`cnumpy._core.multiarray\nscalar\n(${type}${content}tR.`)

  it('are plain values', () => {
    expect(scalar(dtype('f8'), 'C\x08\0\0\0\0\0\0\xf0\x3f')).toBe(1)
    expect(scalar(dtype('i8'), 'C\x08\x01\0\0\0\0\0\x20\0')).toBe(2n ** 53n + 1n)
    expect(scalar(dtype('b1'), 'C\x01\x01')).toBe(true)
    expect(scalar(dtype('U1', '(K\x03V<\nNNNK\x04K\x04K\x08tb'), 'C\x04a\0\0\0')).toBe('a')
  })

  it('that have no plain value are arrays without dimensions', () => {
    const value = scalar(dtype('c16'), 'C\x10aaaaaaaabbbbbbbb')
    expect([value instanceof NdArray, (value as NdArray).shape]).toEqual([true, []])
  })
})

describe('scipy matrices', () => {
  const floats = array('K\x02\x85', dtype('f8'), FLOATS).slice(0, -1)
  const ints = array('K\x02\x85', dtype('i4'), 'C\x08\0\0\0\0\x01\0\0\0').slice(0, -1)
  const state = `}(V_shape\nK\x01K\x02\x86Vdata\n${floats}Vindices\n${ints}Vindptr\n${ints}u`

  it.each(['scipy.sparse.csr\ncsr_matrix', 'scipy.sparse._csr\ncsr_array', 'scipy.sparse\ncsr_matrix'])(
    '%j',
    (name) => {
      const value = load(`c${name}\n)\x81${state}b.`) as SparseArray
      expect(value).toBeInstanceOf(SparseArray)
      expect([value.format, value.shape, [...toFloat64(value.data)]]).toEqual(['csr', [1, 2], [1, 2]])
    },
  )

  it('read coo in both of its forms', () => {
    const old = `}(V_shape\nK\x01K\x02\x86Vdata\n${floats}Vrow\n${ints}Vcol\n${ints}u`
    const young = `}(V_shape\nK\x01K\x02\x86Vdata\n${floats}Vcoords\n${ints}${ints}\x86u`
    for (const each of [old, young]) {
      const value = load(`cscipy.sparse._coo\ncoo_matrix\n)\x81${each}b.`) as SparseArray
      expect(toCells(value.indptr)).toEqual([0, 1])
    }
  })

  it('refuse a state without arrays', () => {
    expect(errorOf(() => load('cscipy.sparse\ncsr_matrix\n)\x81}b.'))?.code).toBe('file_damaged')
    expect(errorOf(() => load('cscipy.sparse\ncsr_matrix\n)\x81]b.'))?.code).toBe('file_damaged')
  })
})

describe('joblib arrays', () => {
  const wrapper = (entries: string): string => `}Va\ncjoblib.numpy_pickle\nNumpyArrayWrapper\n)\x81}(${entries}ub`
  const common = `Vdtype\n${dtype('u1')}Vorder\nVC\n`
  const values = (pickle: string) => toCells((load(pickle) as PickleDict).get('a') as NdArray)

  it('stand behind their wrapper, with and without padding', () => {
    expect(values(`${wrapper(`Vshape\nK\x02\x85${common}`)}\x07\x08s.`)).toEqual([7, 8])
    const padded = wrapper(`Vshape\nK\x02\x85Vnumpy_array_alignment_bytes\nK\x10${common}`)
    expect(values(`${padded}\x03\xff\xff\xff\x07\x08s.`)).toEqual([7, 8])
  })

  it.each([
    ['bytes that are missing', `${wrapper(`Vshape\nJ\0\0\0\x70\x85${common}`)}\x07s.`, 'file_truncated'],
    ['a shape beyond all numbers', `${wrapper(`Vshape\n(${'J\0\0\0\x70'.repeat(9)}t${common}`)}\x07s.`, 'file_damaged'],
    ['no dtype', `${wrapper('Vshape\nK\x02\x85Vorder\nVC\n')}\x07\x08s.`, 'file_damaged'],
    ['no order', `${wrapper(`Vshape\nK\x02\x85Vdtype\n${dtype('u1')}`)}\x07\x08s.`, 'file_damaged'],
    ['objects without a pickle', `${wrapper(`Vshape\nK\x02\x85Vdtype\n${dtype('O8')}`)}N.s.`, 'file_damaged'],
  ])('refuse %s', (_, pickle, code) => {
    expect(errorOf(() => load(pickle))?.code).toBe(code)
  })

  it('never lead out of the directory', () => {
    for (const name of ['../x.npy', '/etc/passwd', 'a/b', '..', 'C:x', 'a\\b']) {
      const pickle = `cjoblib.numpy_pickle\nNDArrayWrapper\n)\x81}V${'filename'}\nX${String.fromCharCode(name.length)}\0\0\0${name}sb.`
      const error = errorOf(() => load(pickle, { sidecar: () => new Uint8Array(0) }))
      expect([name, error?.code]).toEqual([name, 'unsafe_file'])
    }
  })
})
