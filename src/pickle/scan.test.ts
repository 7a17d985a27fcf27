import { describe, expect, it } from 'vitest'
import { Budget } from '../bytes/budget.ts'
import { severityOf } from './danger.ts'
import { type Finding, type ScanReport, scanPickle } from './scan.ts'
import { fixture, latin1 } from './testing.ts'

const scan = (text: string): ScanReport => scanPickle(latin1(text), new Budget())

/** `severity kind name` of each finding. */
const lines = (report: ScanReport): string[] =>
  report.findings.map((finding: Finding) =>
    [finding.severity, finding.kind, finding.name].filter((part) => part !== undefined).join(' '),
  )

describe('scanPickle names what would run, however it is written', () => {
  const cases: readonly (readonly [how: string, pickle: string])[] = [
    ['REDUCE', 'cos\nsystem\n(Vecho\ntR.'],
    ['INST', '(Vecho\nios\nsystem\n.'],
    ['OBJ', '(cos\nsystem\nVecho\no.'],
    ['NEWOBJ', 'cos\nsystem\nVecho\n\x85\x81.'],
    ['NEWOBJ_EX', 'cos\nsystem\nVecho\n\x85}\x92.'],
    ['STACK_GLOBAL', '\x8c\x02os\x8c\x06system\x93\x8c\x04echo\x85R.'],
    ['a memoised name', 'Vsystem\np0\n0Vos\ng0\n\x93(Vecho\ntR.'],
    ['a popped result', 'cos\nsystem\n(Vecho\ntR0N.'],
    ['a popped mark', '(cos\nsystem\n(Vecho\ntR1N.'],
    ['before a later error', 'cos\nsystem\n(Vecho\ntR\xff.'],
    ['without STOP', 'cos\nsystem\n(Vecho\ntR'],
    ['an argument of a harmless call', 'ccollections\nOrderedDict\n(cos\nsystem\n(Vecho\ntRtR.'],
    ['the key of a dict', '}cos\nsystem\n(Vecho\ntRNs.'],
  ]
  it.each(cases)('%s', (_, pickle) => {
    const report = scan(pickle)
    expect(report.verdict).toBe('findings')
    expect(lines(report)).toContain('dangerous global os.system')
    expect(report.findings.find(({ kind }) => kind === 'call')).toMatchObject({
      severity: 'dangerous',
      name: 'os.system',
      args: expect.stringContaining('"echo"'),
    })
  })

  it('INST without a mark, which Python finds out only after the import', () => {
    expect(lines(scan('ios\nsystem\n.'))).toContain('dangerous global os.system')
  })

  it('BUILD on a name', () => {
    expect(lines(scan('csklearn.svm\nSVC\n}(V__reduce__\nNub.'))).toContain('dangerous build sklearn.svm.SVC')
  })

  it('the result of getattr, called', () => {
    const report = scan('c__builtin__\ngetattr\n(c__builtin__\n__import__\nV__call__\ntR(Vos\ntR.')
    expect(lines(report)).toEqual(
      expect.arrayContaining([
        'dangerous global __builtin__.getattr',
        'dangerous call __builtin__.getattr',
        'suspicious call __builtin__.getattr',
      ]),
    )
  })

  it('names that reach through dots', () => {
    for (const name of ['os\nsystem.__call__', 'sklearn.svm._classes\nSVC.__init__.__globals__']) {
      expect(
        lines(
          scan(
            `\x8c${String.fromCharCode(name.indexOf('\n'))}${name.split('\n')[0]}X${String.fromCharCode((name.split('\n')[1] as string).length)}\0\0\0${name.split('\n')[1]}\x93.`,
          ),
        ).join(),
      ).toContain('dotted_name')
    }
  })

  it('in pickles between the arrays of joblib, and those nested in arrays of objects', () => {
    const wrapper = (dtype: string) =>
      `cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\x81}(Vshape\nK\x03\x85Vorder\nVC\nVdtype\n` +
      `cnumpy\ndtype\n(V${dtype}\nI00\nI01\ntRub`
    expect(lines(scan(`${wrapper('u1')}abc0cos\nsystem\n(Vecho\ntR.`))).toContain('dangerous call os.system')
    expect(lines(scan(`${wrapper('O8')}cos\nsystem\n(Vecho\ntR..`))).toContain('dangerous call os.system')
  })

  it('in the bytes of an array, which pickle.load would run', () => {
    const payload = 'cos\nsystem\n(Vecho\ntR.'
    const wrapper =
      `cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\x81}(Vshape\nK${String.fromCharCode(payload.length)}\x85Vorder\nVC\n` +
      'Vdtype\ncnumpy\ndtype\n(Vu1\nI00\nI01\ntRub'
    expect(lines(scan(`${wrapper}${payload}.`))).toEqual(['dangerous ambiguous os.system'])
  })

  it('in pickles inside strings, and inside those', () => {
    const inner = 'cos\nsystem\n(Vecho\ntR.'
    const nested = (pickle: string): string => `C${String.fromCharCode(pickle.length)}${pickle}.`
    expect(lines(scan(nested(inner)))).toEqual([
      'suspicious nested_pickle',
      'dangerous global os.system',
      'dangerous call os.system',
    ])
    expect(lines(scan(`\x80\x04${nested(`\x80\x04${nested(inner)}`)}`))).toContain('dangerous call os.system')
    expect(scan('X\x05\0\0\0cost..').verdict).toBe('clean')
  })
})

describe('scanPickle reports oddities', () => {
  const cases: readonly (readonly [what: string, pickle: string, line: string])[] = [
    ['EXT1', '\x82\x01.', 'suspicious opcode'],
    ['EXT2', '\x83\x01\0.', 'suspicious opcode'],
    ['EXT4', '\x84\x01\0\0\0.', 'suspicious opcode'],
    ['PERSID', 'Pid\n.', 'suspicious opcode'],
    ['BINPERSID', 'NQ.', 'suspicious opcode'],
    ['NEXT_BUFFER', '\x97.', 'suspicious opcode'],
    ['INST', '(icollections\nOrderedDict\n.', 'suspicious opcode'],
    ['OBJ', '(ccollections\nOrderedDict\no.', 'suspicious opcode'],
    ['NEWOBJ_EX', 'ccollections\nOrderedDict\n)}\x92.', 'suspicious opcode'],
    ['STACK_GLOBAL of numbers', 'K\x01K\x02\x93.', 'suspicious opcode'],
    ['a second PROTO', '\x80\x04\x80\x04N.', 'suspicious protocol'],
    ['a late PROTO', 'N0\x80\x04N.', 'suspicious protocol'],
    ['a second pickle', 'N.N.', 'suspicious concatenated_pickle'],
    ['trailing bytes', 'N.\xff\xff', 'suspicious trailing_bytes'],
    ['an unknown name', 'cmymodule\nThing\n.', 'unknown global mymodule.Thing'],
  ]
  it.each(cases)('%s', (_, pickle, line) => {
    const report = scan(pickle)
    expect([report.verdict, lines(report)]).toEqual(['findings', expect.arrayContaining([line])])
  })

  it('scans what stands behind the first pickle', () => {
    expect(lines(scan('N.cos\nsystem\n.'))).toContain('dangerous global os.system')
  })

  it('counts what is the same', () => {
    const report = scan(`${'cos\nsystem\n0'.repeat(500)}N.`)
    expect(report.findings.map(({ count, offset }) => [count, offset])).toEqual([[500, 0]])
  })

  it('is not blinded by a flood of lesser findings', () => {
    const flood = Array.from({ length: 2000 }, (_, i) => `cm\nname${i}\n0`).join('')
    expect(lines(scan(`${flood}cos\nsystem\n.`))).toContain('dangerous global os.system')
  })

  it('shows names and arguments shortened and escaped', () => {
    const report = scan(`cos\nsystem\n(X\xc8\0\0\0${'\x1b'.repeat(200)}tR.`)
    const { args } = report.findings.at(-1) as Finding
    expect(args).toMatch(/^"(\\u001b)+"…$/)
    expect(scan('cos\nsys\x1b[2Jtem\n.').findings[0]?.name).toBe('"os.sys\\u001b[2Jtem"')
  })
})

describe('scanPickle is never clean by mistake', () => {
  it.each([
    ['an error', 'N'],
    ['an unknown opcode', '\xff'],
    ['nothing at all', ''],
    ['a lying frame', '\x80\x04\x95\x01\0\0\0\0\0\0\0K\x01.'],
  ])('after %s', (_, pickle) => {
    const report = scan(pickle)
    expect([report.verdict, report.error?.family]).toEqual(['inconclusive', 'loading'])
  })

  it('after a limit', () => {
    expect(scanPickle(latin1('NNN.'), new Budget({ opcodes: 2 })).verdict).toBe('inconclusive')
  })

  it.each(['protocol0.pkl', 'protocol2.pkl', 'protocol5.pkl', 'plain.joblib'])('but is for %s', (file) => {
    for (const directory of ['numpy1', 'numpy2']) {
      const report = scanPickle(fixture(`${directory}/${file}`), new Budget())
      expect([report.verdict, report.findings]).toEqual(['clean', []])
      expect(report.globals.map(({ name }) => name)).toContain('dtype')
    }
  })
})

describe('severityOf', () => {
  it.each([
    ['os', 'system', 'dangerous'],
    ['posix', 'system', 'dangerous'],
    ['os.path', 'join', 'dangerous'],
    ['builtins', 'eval', 'dangerous'],
    ['__builtin__', 'eval', 'dangerous'],
    ['builtins', 'set', 'harmless'],
    ['__builtin__', 'set', 'harmless'],
    ['operator', 'attrgetter', 'dangerous'],
    ['numpy', 'load', 'dangerous'],
    ['numpy', 'ndarray', 'harmless'],
    ['joblib', 'load', 'dangerous'],
    ['joblib.numpy_pickle', 'NumpyArrayWrapper', 'harmless'],
    ['cloudpickle.cloudpickle', '_make_function', 'harmless'],
    ['cloudpickle.cloudpickle', 'loads', 'dangerous'],
    ['cloudpickle', 'dump', 'dangerous'],
    ['sklearn.svm._classes', 'SVC', 'harmless'],
    ['sklearn.svm.classes', 'SVC', 'harmless'],
    ['sklearn.svm._classes', 'SVC.fit', 'unknown'],
    ['sklearn.svm._classes', 'svc', 'unknown'],
    ['osx', 'system', 'unknown'],
    ['constructor', 'constructor', 'unknown'],
    ['__proto__', 'toString', 'unknown'],
    ['', '', 'unknown'],
  ] as const)('%s.%s is %s', (module, name, severity) => {
    expect(severityOf(module, name)).toBe(severity)
  })
})
