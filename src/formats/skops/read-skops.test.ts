import { describe, expect, test } from 'vitest'
import { zip } from '../../bytes/testing.ts'
import type { BrineError } from '../../errors.ts'
import type { NdArray } from '../../pickle/ndarray.ts'
import { toCells } from '../../pickle/ndarray-decode.ts'
import { SparseArray } from '../../pickle/scipy.ts'
import { PickleDict, type PickleObject, PickleTuple } from '../../pickle/values.ts'
import { openModelBytes } from '../open.ts'
import { scanBytes } from '../scan.ts'

type Node = Readonly<Record<string, unknown>>

const node = (loader: string, cls: string, rest: Node = {}): Node => {
  const at = cls.lastIndexOf('.')
  return { __class__: cls.slice(at + 1), __module__: cls.slice(0, at), __loader__: loader, ...rest }
}
const json = (value: unknown): Node =>
  node('JsonNode', 'builtins.str', { content: JSON.stringify(value), is_json: true })
const list = (...items: Node[]): Node => node('ListNode', 'builtins.list', { content: items })
const tuple = (...items: Node[]): Node => node('TupleNode', 'builtins.tuple', { content: items })
const type = (name: string): Node => node('TypeNode', name)
const dict = (content: Node, types: readonly string[] = Object.keys(content).map(() => 'builtins.str')): Node =>
  node('DictNode', 'builtins.dict', { content, key_types: list(...types.map(type)) })

/** `<f8` in C order. */
function npy(values: readonly number[], shape: string, descr = '<f8'): Buffer {
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`.padEnd(117).concat('\n')
  const body = descr === '<f8' ? Buffer.from(Float64Array.from(values).buffer) : Buffer.from(values)
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\0\x76\0', 'latin1'), Buffer.from(header), body])
}

type Files = Readonly<Record<string, Uint8Array>>

const archive = (schema: unknown, files: Files = {}): Buffer =>
  zip([
    ...Object.entries(files).map(([name, content]) => ({ name, content })),
    { name: 'schema.json', content: typeof schema === 'string' ? schema : JSON.stringify(schema), deflate: true },
  ])

const open = async (root: Node, files?: Files, protocol = 2) =>
  (await openModelBytes(archive({ ...root, protocol, _skops_version: '0.11.0' }, files))).value

const failure = async (schema: unknown, files?: Files): Promise<BrineError> =>
  (await openModelBytes(archive(schema, files)).then(
    () => undefined,
    (error: unknown) => error,
  )) as BrineError

describe('nodes', () => {
  test('plain values and containers', async () => {
    const value = (await open(tuple(json(null), json(1.5), json('x'), list(json(true)), json(2)))) as PickleTuple
    expect(value).toBeInstanceOf(PickleTuple)
    expect(value.items.slice(0, 3)).toEqual([null, 1.5, 'x'])
  })

  test('integers of any length, and the numbers that JSON lacks', async () => {
    const big = { ...json(0), content: '123456789012345678901234567890' }
    const value = (await open(
      tuple(big, { ...json(0), content: 'NaN' }, { ...json(0), content: '-Infinity' }),
    )) as PickleTuple
    expect(value.items).toEqual([123456789012345678901234567890n, Number.NaN, Number.NEGATIVE_INFINITY])
  })

  test('keys keep their order and their types', async () => {
    // As text: an object of JavaScript would sort the keys.
    const text = JSON.stringify({
      ...dict({ KEYS: json(0) }, ['builtins.int', 'numpy.int64', 'builtins.float', 'builtins.str']),
      protocol: 1,
    })
    const keys = ['10', '2', '0.5', '7'].map((key) => `"${key}": ${JSON.stringify(json(key))}`).join(', ')
    const { value } = await openModelBytes(archive(text.replace(/"KEYS":\{.*?\}/, keys)))
    expect([...(value as PickleDict).entries.values()].map(([key]) => key)).toEqual([10, 2, 0.5, '7'])
  })

  test('an ordered dict is a dict, other classes of dict are objects', async () => {
    const ordered = { ...dict({ a: json(1) }), __class__: 'OrderedDict', __module__: 'collections' }
    expect(await open(ordered)).toBeInstanceOf(PickleDict)
    const bunch = (await open({
      ...dict({ a: json(1) }),
      __class__: 'Bunch',
      __module__: 'sklearn.utils',
    })) as PickleObject
    expect(bunch.entries.get('a')).toBe(1)
    const content = { main: dict({ a: json(1) }), default_factory: type('builtins.list') }
    const withDefault = (await open(node('DefaultDictNode', 'collections.defaultdict', { content }))) as PickleObject
    expect([String(withDefault.args[0]), withDefault.entries.get('a')]).toEqual(['builtins.list', 1])
  })

  test('objects, functions, partials, slices and methods', async () => {
    const made = (await open(
      node('ObjectNode', 'sklearn.svm._classes.SVC', { content: dict({ C: json(2) }) }),
    )) as PickleObject
    expect([made.module, made.className, (made.state as PickleDict).get('C')]).toEqual([
      'sklearn.svm._classes',
      'SVC',
      2,
    ])
    expect(String(await open(node('FunctionNode', 'numpy.log1p')))).toBe('numpy.log1p')
    const old = node('FunctionNode', 'builtins.function', { content: { module_path: 'numpy', function: 'log1p' } })
    expect(String(await open(old, {}, 0))).toBe('numpy.log1p')
    const parts = { func: type('numpy.log1p'), args: tuple(), kwds: dict({}), namespace: json(null) }
    const partial = (await open(node('PartialNode', 'functools.partial', { content: parts }))) as PickleObject
    expect([String(partial.callee), String(partial.args[0])]).toEqual(['functools.partial', 'numpy.log1p'])
    const slice = (await open(
      node('SliceNode', 'builtins.slice', { content: { start: 0, stop: 2, step: null } }),
    )) as PickleObject
    expect([String(slice.callee), ...slice.args]).toEqual(['builtins.slice', 0, 2, null])
    const content = { func: 'predict', obj: node('ObjectNode', 'sklearn.svm._classes.SVC') }
    const method = (await open(node('MethodNode', 'sklearn.svm._classes.SVC', { content }))) as PickleObject
    expect([String(method.callee), method.args[1]]).toEqual(['builtins.getattr', 'predict'])
    const tree = (await open(
      node('ObjectNode', 'sklearn.neighbors._kd_tree.KDTree', { content: tuple() }),
    )) as PickleObject
    expect([String(tree.callee), String(tree.args[0])]).toEqual([
      'sklearn.neighbors._kd_tree.newObj',
      'sklearn.neighbors._kd_tree.KDTree',
    ])
    const reduce = { __reduce__: { args: tuple(json(3)) }, content: dict({ max_depth: json(1) }) }
    const named = (await open(node('TreeNode', 'os.system', reduce))) as PickleObject
    expect([String(named.callee), named.args]).toEqual(['sklearn.tree._tree.Tree', [3]])
    const timezone = node('ConstructorFromReduceNode', 'datetime.timezone', { content: tuple(json(1)) })
    expect(String(((await open(timezone)) as PickleObject).callee)).toBe('datetime.timezone')
  })

  test('arrays, numpy scalars, dtypes, masks', async () => {
    const files = { '1.npy': npy([1, 2, 3], '(3,)'), '2.npy': npy([2.5], '()'), '3.npy': npy([0, 1, 0], '(3,)', '|b1') }
    const array = node('NdArrayNode', 'numpy.ndarray', { type: 'numpy', file: '1.npy' })
    expect(toCells((await open(array, files)) as NdArray)).toEqual([1, 2, 3])
    expect(await open(node('NdArrayNode', 'numpy.float64', { type: 'numpy', file: '2.npy' }), files)).toBe(2.5)
    expect(await open(node('DTypeNode', 'numpy.dtype', { content: array }), files)).toMatchObject({
      dtype: { kind: 'f' },
    })
    const mask = node('NdArrayNode', 'numpy.ndarray', { type: 'numpy', file: '3.npy' })
    const masked = (content: Node) => open(node('MaskedArrayNode', 'numpy.ma.MaskedArray', { content }), files)
    expect(await masked({ data: array, mask })).toMatchObject({ kind: 'masked' })
    expect(await masked({ data: array, mask: json(false) })).toMatchObject({ mask: { shape: [3] } })
  })

  test('arrays of objects, whose items may be lists', async () => {
    const objects = (content: Node[], ...shape: number[]) =>
      node('NdArrayNode', 'numpy.ndarray', { type: 'json', content, shape: tuple(...shape.map(json)) })
    const flat = (await open(objects([json('a'), json(null)], 2))) as NdArray
    expect([flat.shape, flat.objects]).toEqual([[2], ['a', null]])
    const square = (await open(objects([list(json(1), json('b')), list(json(2), json('c'))], 2, 2))) as NdArray
    expect([square.shape, square.objects]).toEqual([
      [2, 2],
      [1, 'b', 2, 'c'],
    ])
    const ragged = (await open(objects([list(json(1)), list(json(2), json(3))], 2))) as NdArray
    expect(ragged.objects?.length).toBe(2)
    for (const bad of [objects([json(1)], 2), objects([json(1), json(2)], 2, 2), objects([json(1)])]) {
      expect((await failure({ ...bad, protocol: 2 })).code).toBe('file_damaged')
    }
  })

  test('sparse matrices', async () => {
    const text = (value: string) => npy([...Buffer.from(value)], '()', `|S${value.length}`)
    const parts = {
      format: text('csr'),
      shape: npy([2, 2], '(2,)'),
      data: npy([5], '(1,)'),
      indices: npy([1], '(1,)'),
      indptr: npy([0, 0, 1], '(3,)'),
    }
    const inner = zip(Object.entries(parts).map(([name, content]) => ({ name: `${name}.npy`, content, deflate: true })))
    const value = await open(
      node('SparseMatrixNode', 'scipy.sparse._csr.csr_matrix', { type: 'scipy', file: '7.npz' }),
      { '7.npz': inner },
    )
    expect(value).toBeInstanceOf(SparseArray)
    expect(value).toMatchObject({ format: 'csr', shape: [2, 2] })
  })

  test('what stands in several places is one value', async () => {
    const shared = { ...list(json(1)), __id__: 42 }
    const value = (await open(tuple(shared, shared, { ...node('CachedNode', 'x.y'), __id__: 42 }))) as PickleTuple
    expect(value.items[1]).toBe(value.items[0])
    expect(value.items[2]).toBe(value.items[0])
  })
})

describe('refusals', () => {
  const self = { ...list(), __id__: 5, content: [{ ...list(), __id__: 5 }] }
  const bool = dict({ false: json(1) }, ['builtins.bool'])
  test.each<[string, unknown, string, string]>([
    ['no protocol', json(1), 'file_damaged', 'protocol'],
    ['True as a protocol', { ...json(1), protocol: true }, 'file_damaged', 'protocol'],
    ['a newer protocol', { ...json(1), protocol: 3 }, 'unsupported_version', 'newer than 2'],
    ['a kind that is not known', { ...node('WeirdNode', 'a.b'), protocol: 2 }, 'unsupported_format', 'WeirdNode'],
    ['a node in itself', { ...self, protocol: 2 }, 'file_damaged', 'contains itself'],
    [
      'a reference to nothing',
      { ...node('CachedNode', 'a.b'), __id__: 9, protocol: 2 },
      'file_damaged',
      'not come yet',
    ],
    ['False as a key', { ...bool, protocol: 2 }, 'unsupported_format', 'builtins.bool'],
    ['fewer types than keys', { ...dict({ a: json(1) }, []), protocol: 2 }, 'file_damaged', '1 keys have 0 types'],
    [
      'a file that is not there',
      { ...node('BytesNode', 'builtins.bytes', { file: 'x.bin' }), protocol: 2 },
      'file_damaged',
      'x.bin',
    ],
    ['text that is no JSON', '{"a": ', 'file_damaged', 'invalid JSON'],
    ['more than one value', '{} {}', 'file_damaged', 'more follows'],
    ['a list', '[]', 'file_damaged', 'no object'],
    ['brackets without end', '['.repeat(5000), 'limit_exceeded', 'nested'],
    ['a name without end', { ...type(`a.${'b'.repeat(2000)}`), protocol: 2 }, 'limit_exceeded', 'characters'],
  ])('%s', async (_, schema, code, text) => {
    const error = await failure(schema)
    expect(error?.code).toBe(code)
    expect(error?.message).toContain(text)
  })

  test('arrays of Python objects in .npy are pickles', async () => {
    const root = { ...node('NdArrayNode', 'numpy.ndarray', { type: 'numpy', file: '1.npy' }), protocol: 2 }
    const error = await failure(root, { '1.npy': npy([], '(1,)', '|O') })
    expect(error?.code).toBe('unsupported_format')
  })
})

describe('scan', () => {
  const scan = async (root: Node, files?: Files) => await scanBytes(archive({ ...root, protocol: 2 }, files))

  test('clean, with the names that it would load', async () => {
    const report = await scan(node('ObjectNode', 'sklearn.svm._classes.SVC', { content: dict({ C: json(1) }) }))
    expect(report.verdict).toBe('clean')
    expect(report.globals.map(({ module, name }) => `${module}.${name}`)).toContain('sklearn.svm._classes.SVC')
  })

  test.each<[string, Node, string]>([
    ['a function', node('FunctionNode', 'os.system'), 'imports os.system'],
    ['an object', node('ObjectNode', 'subprocess.Popen'), 'calls subprocess.Popen'],
    [
      'an operator',
      node('OperatorFuncNode', 'operator.methodcaller', { attrs: tuple(json('x')) }),
      'operator.methodcaller',
    ],
    [
      'a constructor',
      node('ConstructorFromReduceNode', 'os.system', { content: tuple(json('id')) }),
      'calls os.system("id")',
    ],
  ])('%s that does harm', async (_, root, message) => {
    const { verdict, findings } = await scan(root)
    expect(verdict).toBe('findings')
    expect(findings.some((finding) => finding.severity === 'dangerous' && finding.message.includes(message))).toBe(true)
  })

  test('a pickle in bytes, and a file that nothing refers to', async () => {
    const pickle = Buffer.from('\x80\x04cos\nsystem\n.', 'latin1')
    const hidden = await scan(node('BytesNode', 'builtins.bytes', { file: 'x.bin' }), { 'x.bin': pickle })
    expect(hidden.findings.map(({ kind }) => kind)).toContain('nested_pickle')
    const extra = await scan(json(1), { 'evil.pkl': pickle })
    expect(extra.findings.map(({ kind }) => kind)).toEqual(['unread'])
    expect((await scan(json(1), { '123.npy': npy([1], '(1,)') })).verdict).toBe('clean')
    expect((await scan(json(1), { '123.npy': Buffer.from('no array') })).verdict).toBe('inconclusive')
  })

  test('a damaged file is inconclusive', async () => {
    expect((await scanBytes(archive('{'))).verdict).toBe('inconclusive')
  })
})
