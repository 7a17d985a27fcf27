import { describe, expect, it } from 'vitest'
import { parseDTypeName } from './dtype.ts'
import { NdArray, type NumpyDType } from './ndarray.ts'
import { field, toCells, toFloat32, toFloat64, toInt32, toUint8, toUint32 } from './ndarray-decode.ts'
import { errorOf } from './testing.ts'
import type { PickleValue } from './values.ts'

type Source = ArrayBufferView<ArrayBuffer>

/** An array over the bytes of a typed array. */
function array(dtype: string, source: Source, shape?: readonly number[], fortran = false): NdArray {
  const type = parseDTypeName(dtype, 0)
  const bytes = new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
  return new NdArray(type, shape ?? [bytes.length / type.itemsize], fortran, bytes)
}

/** The same bytes at an odd offset. */
function misaligned(source: NdArray): NdArray {
  const bytes = new Uint8Array(source.bytes.length + 1)
  bytes.set(source.bytes, 1)
  return new NdArray(source.dtype, source.shape, source.fortranOrder, bytes.subarray(1))
}

function objects(...values: PickleValue[]): NdArray {
  return new NdArray(parseDTypeName('O8', 0), [values.length], false, new Uint8Array(0), values)
}

const int64 = (...values: bigint[]): NdArray => array('<i8', BigInt64Array.from(values))

describe('decoding without a copy', () => {
  it('gives a view of aligned float64, float32, int32 and uint8', () => {
    const source = Float64Array.of(1, 2, 3)
    expect(toFloat64(array('<f8', source)).buffer).toBe(source.buffer)
    expect(toFloat32(array('<f4', Float32Array.of(1))).byteOffset).toBe(0)
    const ints = Int32Array.of(1, 2)
    expect(toInt32(array('<i4', ints)).buffer).toBe(ints.buffer)
    const bytes = Uint8Array.of(1, 2)
    expect(toUint8(array('|u1', bytes)).buffer).toBe(bytes.buffer)
  })

  it('copies once what is misaligned, even from a Buffer', () => {
    const source = misaligned(array('<f8', Float64Array.of(1.5, 2.5)))
    expect([...toFloat64(source)]).toEqual([1.5, 2.5])
    const pool = Buffer.concat([Buffer.of(0), source.bytes])
    const pooled = new NdArray(source.dtype, [2], false, pool.subarray(1))
    expect([...toFloat64(pooled)]).toEqual([1.5, 2.5])
  })
})

describe('toFloat64', () => {
  it.each([
    ['<i1', Int8Array.of(-1, 2), [-1, 2]],
    ['<u1', Uint8Array.of(255), [255]],
    ['<i2', Int16Array.of(-300), [-300]],
    ['<u2', Uint16Array.of(65535), [65535]],
    ['<i4', Int32Array.of(-5), [-5]],
    ['<u4', Uint32Array.of(2 ** 32 - 1), [2 ** 32 - 1]],
    ['<i8', BigInt64Array.of(-(2n ** 62n), 3n, -1n), [-(2 ** 62), 3, -1]],
    ['<u8', BigUint64Array.of(2n ** 64n - 1n), [2 ** 64]],
    ['<f4', Float32Array.of(0.1), [Math.fround(0.1)]],
    ['<f2', Uint16Array.of(0x3c00, 0xfbff, 0x0001, 0x7c00, 0xfc00), [1, -65504, 2 ** -24, Infinity, -Infinity]],
    ['|b1', Uint8Array.of(0, 1), [0, 1]],
  ] as const)('reads %s', (dtype, source, expected) => {
    const aligned = array(dtype, source as unknown as Source)
    expect([...toFloat64(aligned)]).toEqual(expected)
    expect([...toFloat64(misaligned(aligned))]).toEqual(expected)
  })

  it('rounds integers beyond 2^53 as numpy does', () => {
    for (const value of [2n ** 53n + 1n, 2n ** 53n + 3n, -(2n ** 63n), 2n ** 63n - 1n]) {
      expect(toFloat64(int64(value))[0]).toBe(Number(value))
    }
  })

  it('reads numbers in arrays of objects, None as NaN', () => {
    expect([...toFloat64(objects(1, 2n ** 60n, true, null))]).toEqual([1, 2 ** 60, 1, Number.NaN])
    expect(errorOf(() => toFloat64(objects('x'), { path: 'coef_' }))?.message).toBe(
      'coef_: expected a number, found the string "x"',
    )
  })

  it('refuses what is no number in JavaScript', () => {
    const wide = array('<f16', new Uint8Array(16))
    expect(errorOf(() => toFloat64(wide))?.code).toBe('unsupported_option')
    expect(errorOf(() => toFloat64(array('<c16', new Uint8Array(16))))?.code).toBe('unsupported_option')
    expect(errorOf(() => toFloat64(array('<U1', new Uint8Array(4))))?.code).toBe('model_invalid')
  })

  it('brings Fortran order into C order, in any number of dimensions', () => {
    const matrix = array('<f8', Float64Array.of(0, 3, 1, 4, 2, 5), [2, 3], true)
    expect([...toFloat64(matrix)]).toEqual([0, 1, 2, 3, 4, 5])
    // Element (i, j, k) of shape (2, 2, 2) holds 100 i + 10 j + k, and stands at i + 2 j + 4 k.
    const cube = array('<i4', Int32Array.of(0, 100, 10, 110, 1, 101, 11, 111), [2, 2, 2], true)
    expect([...toInt32(cube)]).toEqual([0, 1, 10, 11, 100, 101, 110, 111])
    expect([...toFloat64(array('<f8', Float64Array.of(1, 2), [1, 2], true))]).toEqual([1, 2])
  })

  it('reads arrays without elements and without dimensions', () => {
    expect(toFloat64(array('<f8', new Float64Array(0), [0, 3], true)).length).toBe(0)
    expect([...toFloat64(array('<f8', Float64Array.of(7), []))]).toEqual([7])
  })
})

describe('integers', () => {
  it('narrows int64, and says what does not fit', () => {
    expect([...toInt32(int64(-(2n ** 31n), 2n ** 31n - 1n, -1n))]).toEqual([-(2 ** 31), 2 ** 31 - 1, -1])
    expect(errorOf(() => toInt32(int64(0n, 2n ** 31n), { path: 'children' }))?.message).toBe(
      'children: element 1 is 2147483648, expected an integer from -2147483648 to 2147483647',
    )
    expect(errorOf(() => toInt32(int64(2n ** 32n)))?.code).toBe('model_invalid')
  })

  it('checks the range of each type, and that numbers are whole', () => {
    expect([...toUint32(array('<f8', Float64Array.of(2 ** 32 - 1)))]).toEqual([2 ** 32 - 1])
    expect(errorOf(() => toUint32(int64(-1n)))?.code).toBe('model_invalid')
    expect(errorOf(() => toUint8(int64(256n)))?.code).toBe('model_invalid')
    expect(errorOf(() => toInt32(array('<f8', Float64Array.of(0.5))))?.code).toBe('model_invalid')
    expect(errorOf(() => toInt32(array('<f8', Float64Array.of(Number.NaN))))?.code).toBe('model_invalid')
  })
})

describe('field', () => {
  const int = parseDTypeName('<i8', 0)
  const big = parseDTypeName('>f4', 0)
  const dtype: NumpyDType = {
    kind: 'V',
    itemsize: 13,
    littleEndian: true,
    fields: new Map([
      ['node', { dtype: int, offset: 1 }],
      ['value', { dtype: big, offset: 9 }],
    ]),
  }
  const records = 1000
  const bytes = new Uint8Array(records * 13)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < records; i++) {
    view.setBigInt64(i * 13 + 1, BigInt(i - 500), true)
    view.setFloat32(i * 13 + 9, i / 2, false)
  }
  const nodes = new NdArray(dtype, [records], false, bytes)

  it('reads records in place, whatever their size and byte order', () => {
    expect([...toInt32(field(nodes, 'node'))]).toEqual(Array.from({ length: records }, (_, i) => i - 500))
    expect([...toFloat64(field(nodes, 'value'))]).toEqual(Array.from({ length: records }, (_, i) => i / 2))
    expect(toCells(field(nodes, 'node')).slice(0, 2)).toEqual([-500, -499])
  })

  it('brings fields of Fortran arrays into C order', () => {
    const matrix = new NdArray(dtype, [2, 2], true, bytes.subarray(0, 4 * 13))
    expect([...toInt32(field(matrix, 'node'))]).toEqual([-500, -498, -499, -497])
  })
})

describe('toCells', () => {
  it('keeps integers exact', () => {
    expect(toCells(int64(2n ** 53n - 1n, 2n ** 53n + 1n))).toEqual([2 ** 53 - 1, 2n ** 53n + 1n])
  })

  it('reads text up to its padding, and no character beyond Unicode', () => {
    expect(toCells(array('<U2', Uint32Array.of(0x1f600, 0, 0x61, 0x62)))).toEqual(['😀', 'ab'])
    expect(errorOf(() => toCells(array('<U1', Uint32Array.of(0x110000))))?.code).toBe('file_damaged')
  })

  it('writes datetimes as numpy does', () => {
    const cells = (dtype: string, ...values: bigint[]) => toCells(array(dtype, BigInt64Array.from(values)))
    expect(cells('<M8[ns]', 1n, -1n, -(2n ** 63n))).toEqual([
      '1970-01-01T00:00:00.000000001',
      '1969-12-31T23:59:59.999999999',
      null,
    ])
    expect(cells('<M8[D]', 18_263n)).toEqual(['2020-01-02'])
    expect(cells('<M8[h]', 1n)).toEqual(['1970-01-01T01'])
    expect(cells('<M8[m]', 61n)).toEqual(['1970-01-01T01:01'])
    expect(cells('<M8[s]', 61n)).toEqual(['1970-01-01T00:01:01'])
    expect(cells('<M8[us]', 5n)).toEqual(['1970-01-01T00:00:00.000005'])
  })

  it('refuses what has no plain value', () => {
    expect(errorOf(() => toCells(array('<c16', new Uint8Array(16))))?.code).toBe('unsupported_option')
    expect(errorOf(() => toCells(array('|V3', new Uint8Array(3))))?.code).toBe('unsupported_option')
  })
})
