import { describe, expect, it } from 'vitest'
import { Budget } from '../bytes/budget.ts'
import { OPCODES, type OpcodeName } from './opcodes.ts'
import { readPickle } from './read-pickle.ts'
import { errorOf, latin1, load, plain } from './testing.ts'
import { type PickleDict, type PickleList, PickleObject, PickleTuple } from './values.ts'

const map = (...entries: [unknown, unknown][]): Map<unknown, unknown> => new Map(entries)
const bytes = (...values: number[]): Uint8Array => Uint8Array.of(...values)
const C = 'cm\nC\n'
const instance = { of: { name: 'm.C' }, args: [] }

/** For every opcode, pickles that use it and what they give. */
const VECTORS: Record<OpcodeName, readonly (readonly [pickle: string, value: unknown])[]> = {
  MARK: [['(t.', { tuple: [] }]],
  STOP: [['N.', null]],
  POP: [
    ['K\x01K\x020.', 1],
    ['K\x01(0.', 1],
  ],
  POP_MARK: [['K\x01(K\x02K\x031.', 1]],
  DUP: [['K\x012\x86.', { tuple: [1, 1] }]],
  FLOAT: [
    ['F1.5\n.', 1.5],
    ['F-inf\n.', -Infinity],
    ['Fnan\n.', Number.NaN],
    ['F1_0e-2\n.', 0.1],
  ],
  INT: [
    ['I-12\n.', -12],
    ['I01\n.', true],
    ['I00\n.', false],
    ['I0\n.', 0],
    ['I0x1f\n.', 31],
    ['I9007199254740993\n.', 9007199254740993n],
  ],
  LONG: [
    ['L-12L\n.', -12],
    ['L12\n.', 12],
    ['L18446744073709551616L\n.', 2n ** 64n],
  ],
  NONE: [['N.', null]],
  PERSID: [['Pabc\n.', { of: { name: '<persistent>.id' }, args: ['abc'] }]],
  BINPERSID: [['K\x07Q.', { of: { name: '<persistent>.id' }, args: [7] }]],
  REDUCE: [
    [`${C}(K\x01tR.`, { of: { name: 'm.C' }, args: [1] }],
    ['c__builtin__\nset\n(](K\x01K\x02etR.', { set: [1, 2] }],
    ['c_codecs\nencode\n(X\x02\0\0\0\xc3\xbfX\x06\0\0\0latin1tR.', bytes(0xff)],
    ['ccollections\nOrderedDict\n)R.', map()],
  ],
  STRING: [
    ["S'a\\n\\x41\\101\\\\'\n.", 'a\nAA\\'],
    ['S"\xff"\n.', '\xff'],
  ],
  UNICODE: [['Va\\u20ac\\U0001f600\\x\\\\u0041\n.', 'a€😀\\x\\\\u0041']],
  APPEND: [
    [']K\x01a.', [1]],
    [`${C})\x81K\x01a.`, { ...instance, items: [1] }],
  ],
  APPENDS: [['](K\x01K\x02e.', [1, 2]]],
  BUILD: [[`${C})\x81}b.`, { ...instance, state: map() }]],
  GLOBAL: [['cmod.sub\nName\n.', { name: 'mod.sub.Name' }]],
  DICT: [['(K\x01K\x02d.', map([1, 2])]],
  GET: [['K\x01p5\n0g5\n.', 1]],
  INST: [['(K\x01im\nC\n.', { of: { name: 'm.C' }, args: [1] }]],
  LIST: [['(K\x01K\x02l.', [1, 2]]],
  PUT: [['K\x01p-0\n.', 1]],
  SETITEM: [
    ['}K\x01K\x02s.', map([1, 2])],
    [`${C})\x81K\x01K\x02s.`, { ...instance, entries: map([1, 2]) }],
  ],
  TUPLE: [['(K\x01K\x02t.', { tuple: [1, 2] }]],
  BINFLOAT: [['G\xbf\xf8\0\0\0\0\0\0.', -1.5]],
  BININT: [['J\xfe\xff\xff\xff.', -2]],
  BININT1: [['K\xff.', 255]],
  BININT2: [['M\xff\xff.', 65535]],
  BINSTRING: [['T\x02\0\0\0a\xff.', 'a\xff']],
  SHORT_BINSTRING: [['U\x02a\xff.', 'a\xff']],
  BINUNICODE: [
    ['X\x03\0\0\0\xe2\x82\xac.', '€'],
    ['X\x05\0\0\0a\xed\xa0\x80b.', 'a\ud800b'],
    ['X\x03\0\0\0\xef\xbb\xbf.', '\ufeff'],
  ],
  BINGET: [['K\x01q\x050h\x05.', 1]],
  LONG_BINGET: [['K\x01r\xff\xff\xff\xff0j\xff\xff\xff\xff.', 1]],
  EMPTY_LIST: [['].', []]],
  EMPTY_TUPLE: [[').', { tuple: [] }]],
  EMPTY_DICT: [['}.', map()]],
  OBJ: [[`(${C}K\x01o.`, { of: { name: 'm.C' }, args: [1] }]],
  BINPUT: [['K\x01q\0h\0\x86.', { tuple: [1, 1] }]],
  LONG_BINPUT: [['K\x01r\x05\0\0\0h\x05\x86.', { tuple: [1, 1] }]],
  SETITEMS: [['}(K\x01K\x02K\x03K\x04u.', map([1, 2], [3, 4])]],
  PROTO: [['\x80\x02N.', null]],
  NEWOBJ: [[`${C}K\x01\x85\x81.`, { of: { name: 'm.C' }, args: [1] }]],
  EXT1: [['\x82\x07.', { name: '<extension>.7' }]],
  EXT2: [['\x83\x07\x01.', { name: '<extension>.263' }]],
  EXT4: [['\x84\x07\0\0\x01.', { name: '<extension>.16777223' }]],
  TUPLE1: [['K\x01\x85.', { tuple: [1] }]],
  TUPLE2: [['K\x01K\x02\x86.', { tuple: [1, 2] }]],
  TUPLE3: [['K\x01K\x02K\x03\x87.', { tuple: [1, 2, 3] }]],
  NEWTRUE: [['\x88.', true]],
  NEWFALSE: [['\x89.', false]],
  LONG1: [
    ['\x8a\0.', 0],
    ['\x8a\x01\x80.', -128],
    ['\x8a\x07\0\0\0\0\0\0\x20.', 2n ** 53n],
    ['\x8a\x07\xff\xff\xff\xff\xff\xff\x1f.', 2 ** 53 - 1],
  ],
  LONG4: [['\x8b\x09\0\0\0\0\0\0\0\0\0\0\0\xff.', -(2n ** 64n)]],
  BINBYTES: [['B\x02\0\0\0a\xff.', bytes(97, 255)]],
  SHORT_BINBYTES: [['C\x02a\xff.', bytes(97, 255)]],
  SHORT_BINUNICODE: [['\x8c\x02\xc3\xa9.', 'é']],
  BINUNICODE8: [['\x8d\x01\0\0\0\0\0\0\0a.', 'a']],
  BINBYTES8: [['\x8e\x01\0\0\0\0\0\0\0a.', bytes(97)]],
  EMPTY_SET: [['\x8f.', { set: [] }]],
  ADDITEMS: [['\x8f(K\x01K\x02\x90.', { set: [1, 2] }]],
  FROZENSET: [['(K\x01K\x02\x91.', { frozenset: [1, 2] }]],
  NEWOBJ_EX: [[`${C}K\x01\x85}\x8c\x01kK\x02s\x92.`, { of: { name: 'm.C' }, args: [1], kwargs: map(['k', 2]) }]],
  STACK_GLOBAL: [['\x8c\x01m\x8c\x01C\x93.', { name: 'm.C' }]],
  MEMOIZE: [['K\x01\x94h\0\x86.', { tuple: [1, 1] }]],
  FRAME: [['\x95\x02\0\0\0\0\0\0\0N.', null]],
  BYTEARRAY8: [['\x96\x01\0\0\0\0\0\0\0a.', bytes(97)]],
  NEXT_BUFFER: [],
  READONLY_BUFFER: [['C\x01a\x98.', bytes(97)]],
}

describe('readPickle, opcode by opcode', () => {
  const cases = Object.entries(VECTORS).flatMap(([name, vectors]) =>
    vectors.map(([pickle, value]) => ({ name, pickle, value })),
  )

  it.each(cases)('$name $pickle', ({ pickle, value }) => {
    expect(plain(load(pickle))).toEqual(value)
  })

  it('has 68 opcodes, each with a byte of its own', () => {
    const codes = Object.values(OPCODES).map(([code]) => code)
    expect([codes.length, new Set(codes).size]).toEqual([68, 68])
  })
})

describe('readPickle, malformed', () => {
  const MANY = 100_000
  const u64 = (n: bigint): string => Buffer.from(new BigUint64Array([n]).buffer).toString('latin1')
  const cases: readonly (readonly [what: string, pickle: string, code: string, offset?: number])[] = [
    ['nothing', '', 'file_truncated', 0],
    ['no STOP', 'N', 'file_truncated', 1],
    ['an unknown opcode', 'N\xff.', 'file_damaged', 1],
    ['an empty stack at STOP', '.', 'file_damaged', 0],
    ['protocol 6', '\x80\x06N.', 'unsupported_version', 0],
    ['BINBYTES8 longer than the file', `\x8e${u64(2n ** 62n)}a.`, 'file_truncated', 9],
    ['BINUNICODE8 longer than the file', `\x8d${u64(2n ** 64n - 1n)}a.`, 'file_truncated', 9],
    ['BYTEARRAY8 longer than the file', `\x96${u64(2n ** 31n)}a.`, 'file_truncated', 9],
    ['BINBYTES longer than the file', 'B\xff\xff\xff\xffa.', 'file_truncated', 5],
    ['LONG4 longer than the file', '\x8b\0\x01\0\0a.', 'file_truncated', 5],
    ['LONG4 of a million digits', `\x8b\0\0\x10\0${'a'.repeat(2 ** 20)}.`, 'limit_exceeded'],
    ['LONG of too many digits', `L${'9'.repeat(10_000)}L\n.`, 'limit_exceeded'],
    ['LONG4 of a negative size', '\x8b\xff\xff\xff\xff.', 'file_damaged'],
    ['BINSTRING of a negative size', 'T\xff\xff\xff\xff.', 'file_damaged'],
    ['BINSTRING of 2 GiB', 'T\0\0\0\x80.', 'file_damaged'],
    ['FRAME longer than the file', `\x80\x04\x95${u64(100n)}N.`, 'file_truncated', 2],
    ['an opcode that straddles a frame', `\x80\x04\x95${u64(1n)}K\x01.`, 'file_damaged', 11],
    ['a frame inside another', `\x80\x04\x95${u64(11n)}\x95${u64(1n)}N.`, 'file_damaged', 11],
    ['PUT with a negative index', 'Np-1\n.', 'file_damaged', 1],
    ['PUT with a giant index', 'Np99999999999999999999\n.', 'file_damaged', 1],
    ['GET of what was never put', 'g7\n.', 'file_damaged', 0],
    ['LONG_BINGET of what was never put', 'j\xff\xff\xff\xff.', 'file_damaged', 0],
    ['MEMOIZE without a value', '\x94.', 'file_damaged', 0],
    ['POP without a value', '0.', 'file_damaged', 0],
    ['POP_MARK without a mark', 'N1.', 'file_damaged', 1],
    ['TUPLE2 across a mark', 'N(N\x86.', 'file_damaged', 3],
    ['REDUCE without a tuple', `${C}]R.`, 'file_damaged', 6],
    ['REDUCE of a number', 'K\x01)R.', 'file_damaged', 3],
    ['NEWOBJ of a list', '])\x81.', 'file_damaged', 2],
    ['NEWOBJ_EX without a dict', `${C})]\x92.`, 'file_damaged', 7],
    ['OBJ without a class', '(o.', 'file_damaged', 1],
    ['BUILD of a list', ']}b.', 'file_damaged', 2],
    ['BUILD of a name', `${C}}b.`, 'unsafe_file', 6],
    ['BUILD twice', `${C})\x81}b}b.`, 'file_damaged', 10],
    ['APPEND to a dict', '}Na.', 'file_damaged', 2],
    ['APPENDS to a tuple', ')(Ne.', 'file_damaged', 3],
    ['ADDITEMS to a list', '](N\x90.', 'file_damaged', 3],
    ['SETITEM of a list', ']NNs.', 'file_damaged', 3],
    ['SETITEMS with a key too many', '}(NNNu.', 'file_damaged', 5],
    ['DICT with a key too many', '(Nd.', 'file_damaged', 2],
    ['a dict as its own key', '}2Ns.', 'file_damaged', 3],
    ['a list as key', '}]Ns.', 'file_damaged', 3],
    ['STACK_GLOBAL without strings', 'K\x01K\x02\x93.', 'file_damaged', 4],
    ['an extension code of 0', '\x82\0.', 'file_damaged', 0],
    ['NEXT_BUFFER', '\x97.', 'unsupported_format', 0],
    ['READONLY_BUFFER of a list', ']\x98.', 'file_damaged', 1],
    ['bad UTF-8', 'X\x02\0\0\0\xc3\x28.', 'file_damaged'],
    ['overlong UTF-8', 'X\x02\0\0\0\xc0\x80.', 'file_damaged'],
    ['a name that is no UTF-8', 'c\xff\nC\n.', 'file_damaged'],
    ['INT without digits', 'I\n.', 'file_damaged'],
    ['INT with letters', 'I12a\n.', 'file_damaged'],
    ['FLOAT with letters', 'F1.5x\n.', 'file_damaged'],
    ['STRING without quotes', 'Sabc\n.', 'file_damaged'],
    ['STRING with half an escape', "S'\\x4'\n.", 'file_damaged'],
    ['UNICODE with half an escape', 'V\\u12\n.', 'file_damaged'],
    ['UNICODE beyond Unicode', 'V\\U00110000\n.', 'file_damaged'],
    ['a line without an end', 'I12', 'file_truncated', 1],
    ['marks without end', '('.repeat(MANY), 'limit_exceeded'],
  ]
  it.each(cases.map(([what, pickle, code, offset]) => ({ what, pickle, code, offset })))('$what', (each) => {
    const { pickle, code, offset } = each
    const error = errorOf(() => load(pickle))
    expect(error?.code).toBe(code)
    if (offset !== undefined) expect(error?.where.offset).toBe(offset)
  })

  it('names the file and the opcode', () => {
    const error = errorOf(() => load('}Na.', { file: 'model.pkl' }))
    expect(error?.message).toBe('model.pkl, offset 2: APPEND: expected a list, found a dict of 0')
  })

  it('stops at the limit of opcodes', () => {
    expect(errorOf(() => load('NNN.', { budget: new Budget({ opcodes: 3 }) }))?.details).toEqual({
      name: 'opcodes',
      limit: 3,
      actual: 4,
    })
  })
})

describe('readPickle, at scale', () => {
  it('keeps what is shared shared, however much it would unfold to', () => {
    const list = load(`]${'2\x86'.repeat(1000)}.`) as PickleTuple
    expect(list.items[0]).toBe(list.items[1])
  })

  it('nests as deep as the file asks for', () => {
    let value = load(`N${'\x85'.repeat(200_000)}.`)
    let depth = 0
    for (; value instanceof PickleTuple; depth++) value = value.items[0] ?? null
    expect(depth).toBe(200_000)
  })

  it('takes little memory for a megabyte of empty containers', () => {
    const size = 2 ** 20
    for (const opcode of [']', '}', '\x8f']) {
      const pickle = latin1(`${opcode.repeat(size)}.`)
      const before = process.memoryUsage().heapUsed
      const { value } = readPickle(pickle, { budget: new Budget() })
      expect(value).toBeTypeOf('object')
      expect(process.memoryUsage().heapUsed - before).toBeLessThan(100 * 2 ** 20)
    }
  })

  it('does not spend its time on one large key used again and again', () => {
    const uses = 20_000
    const pickle = `}(${'N'.repeat(uses)}t\x940${'h\0Ns'.repeat(uses)}.`
    const started = performance.now()
    expect((load(pickle) as PickleDict).size).toBe(1)
    expect(performance.now() - started).toBeLessThan(1000)
  })
})

describe('readPickle, values', () => {
  it('keeps cycles', () => {
    const list = load('(lp0\ng0\na.') as PickleList
    expect(list.items[0]).toBe(list)
    const object = load(`${C})\x81q\0}\x8c\x04selfh\0sb.`) as PickleObject
    expect((object.state as PickleDict).get('self')).toBe(object)
  })

  it('reads an instance from protocol 0 as from protocol 4', () => {
    const old = load('ccopy_reg\n_reconstructor\n(csklearn.svm\nSVC\nc__builtin__\nobject\nNtR(dVC\nF1.5\nsb.')
    const young = load('\x80\x04csklearn.svm\nSVC\n)\x81}(\x8c\x01CG?\xf8\0\0\0\0\0\0ub.')
    expect(plain(old)).toEqual(plain(young))
    expect([(old as PickleObject).module, (old as PickleObject).className]).toEqual(['sklearn.svm', 'SVC'])
  })

  it('takes names with a meaning in JavaScript for plain keys', () => {
    const dict = load('}(V__proto__\nK\x01Vconstructor\nK\x02VhasOwnProperty\nK\x03u.') as PickleDict
    expect([dict.get('__proto__'), dict.get('constructor'), dict.get('hasOwnProperty')]).toEqual([1, 2, 3])
    expect([dict.get('toString'), ({} as Record<string, unknown>).polluted]).toEqual([undefined, undefined])
  })

  it('finds equal tuples and bytes under one key', () => {
    const dict = load('}(K\x01\x8c\x01a\x86K\x07K\x01\x8c\x01a\x86K\x08C\x01kK\x09u.') as PickleDict
    expect([dict.size, dict.get(new PickleTuple([1, 'a'])), dict.get(latin1('k'))]).toEqual([2, 8, 9])
    expect([dict.get(new PickleTuple(['1', 'a'])), dict.get('k')]).toEqual([undefined, undefined])
  })

  it('reports the protocol, the end and the names', () => {
    const result = readPickle(latin1(`\x80\x03${C}${C}\x86.rest`), { budget: new Budget() })
    expect([result.protocol, result.end]).toEqual([3, 14])
    expect(result.globals).toEqual([{ module: 'm', name: 'C', offset: 2, count: 2 }])
  })

  it('leaves every call that is not in its table alone', () => {
    for (const name of ['builtins\neval', 'os\nsystem', 'posix\nsystem', 'builtins\ngetattr', '__builtin__\nfile']) {
      expect(load(`c${name}\n(Vecho\ntR.`)).toBeInstanceOf(PickleObject)
    }
  })
})
