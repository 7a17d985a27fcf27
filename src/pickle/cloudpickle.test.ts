import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { Budget } from '../bytes/budget.ts'
import { loadModel } from '../service/load.ts'
import { codeOf } from './cloudpickle.ts'
import { describeValue } from './describe.ts'
import { type Finding, scanPickle } from './scan.ts'
import { errorOf, load } from './testing.ts'
import { PickleObject } from './values.ts'

const FIXTURES = fileURLToPath(new URL('../../.cache/fixtures/', import.meta.url))
const file = (version: string, name: string): string =>
  `${FIXTURES}formats-${version}/formats/formats-by-value-${name}.pkl`

const findings = (bytes: Uint8Array): readonly Finding[] => scanPickle(bytes, new Budget()).findings
const text = (source: string): Uint8Array => Buffer.from(source, 'latin1')

/** `_make_function(CodeType(…), {}, …)` in the opcodes of protocol 2. */
const FUNCTION =
  '\x80\x02ccloudpickle.cloudpickle\n_make_function\n(ccloudpickle.cloudpickle\n_builtin_type\nX\x08\0\0\0CodeType\x85R' +
  '(K\x01X\x07\0\0\0model.pX\x03\0\0\0fooK\x05tR}NNNtR'

describe('what stands for code', () => {
  test('a function has a name and a place', () => {
    const value = load(`${FUNCTION}.`)
    expect(codeOf(value)).toEqual({ kind: 'function', name: 'foo', place: 'model.p, line 5' })
    expect(describeValue(value)).toBe('the function foo, whose code is in the file')
  })

  test('other values stand for none', () => {
    expect(codeOf(load('\x80\x02K\x01.'))).toBeUndefined()
    expect(codeOf(load('\x80\x02cos\nsystem\n)R.'))).toBeUndefined()
  })

  test('a function of a file by cloudpickle', () => {
    const bytes = readFileSync(file('0.24', 'lambda.cloud2'))
    expect(findings(bytes).map(({ kind, severity, name }) => [kind, severity, name])).toEqual([
      ['code', 'unknown', '<lambda>'],
    ])
  })
})

describe('the scan', () => {
  test('code is reported, and calling it is dangerous', () => {
    expect(findings(text(`${FUNCTION}.`)).map(({ severity, message }) => [severity, message])).toEqual([
      ['unknown', 'holds the code of the function foo (model.p, line 5)'],
    ])
    const called = findings(text(`${FUNCTION})R.`))
    expect(called.map(({ severity }) => severity)).toContain('dangerous')
  })

  test.each([
    ['another type', '\x80\x02ccloudpickle.cloudpickle\n_builtin_type\nX\x09\0\0\0new_class\x85R.', 'dangerous'],
    ['a module that does harm', '\x80\x02ccloudpickle.cloudpickle\nsubimport\nX\x02\0\0\0os\x85R.', 'dangerous'],
    ['a module of somebody', '\x80\x02ccloudpickle.cloudpickle\nsubimport\nX\x04\0\0\0mine\x85R.', 'unknown'],
    ['reading another pickle', '\x80\x02ccloudpickle.cloudpickle\nloads\nC\x01.\x85R.', 'dangerous'],
  ])('%s', (_, source, severity) => {
    expect(findings(text(source)).map((finding) => finding.severity)).toContain(severity)
  })

  test('modules that functions use are harmless', () => {
    const source = '\x80\x02ccloudpickle.cloudpickle\nsubimport\nX\x05\0\0\0numpy\x85R.'
    expect(scanPickle(text(source), new Budget()).verdict).toBe('clean')
  })
})

describe('what fills them', () => {
  const setstate = (target: string, state = '}}\x86') =>
    `\x80\x02ccloudpickle.cloudpickle\n_class_setstate\n${target}${state}\x86R.`

  test('a class of a library is not changed', () => {
    const error = errorOf(() => load(setstate('csklearn.svm._classes\nSVC\n')))
    expect(error?.code).toBe('unsafe_file')
    expect(error?.message).toContain('changes sklearn.svm._classes.SVC itself')
  })

  test('what is no object, or has a state already', () => {
    expect(errorOf(() => load(setstate('K\x01')))?.code).toBe('file_damaged')
    const twice = `${FUNCTION}q\x000ccloudpickle.cloudpickle\n_function_setstate\nh\0}}\x86\x86R0ccloudpickle.cloudpickle\n_function_setstate\nh\0}}\x86\x86R.`
    expect(errorOf(() => load(twice))?.code).toBe('file_damaged')
  })

  test('the state of a class becomes its attributes', () => {
    const skeleton =
      'ccloudpickle.cloudpickle\n_make_skeleton_class\n(cbuiltins\ntype\nX\x01\0\0\0A(csklearn.svm._classes\nSVC\nt}X\x01\0\0\0iNtR'
    const value = load(
      `\x80\x02${skeleton}q\x000ccloudpickle.cloudpickle\n_class_setstate\nh\0}X\x01\0\0\0xK\x01s}\x86\x86R0h\0)\x81.`,
    )
    const code = value instanceof PickleObject ? codeOf(value.callee) : undefined
    expect(code?.kind === 'class' && [code.name, [...(code.attributes ?? [])]]).toEqual(['A', [['x', 1]]])
    expect(describeValue(value)).toBe('an object of the class A')
  })
})

describe('subclasses', () => {
  test.each(['0.24', '1.0', '1.2', '1.6', '1.9'])(
    'one that changes no answer is its base, with a warning: %s',
    async (version) => {
      const model = await loadModel(file(version, 'subclass.cloud2'))
      expect(model.estimator.className).toBe('LinearRegression')
      expect(model.source.warnings).toContain(
        'Renamed is a class of your own; it is served as the LinearRegression that it extends.',
      )
    },
  )

  test.each([
    ['overridden.cloud', 'Doubled is a class of your own, and it has its own predict'],
    ['overridden-inside.cloud2', 'Hidden is a class of your own, and it has its own _decision_function'],
  ])('%s', async (name, message) => {
    await expect(loadModel(file('1.9', name))).rejects.toMatchObject({
      code: 'unsupported_class',
      message: expect.stringContaining(message),
    })
  })

  test('a lambda is refused where it would be called, by name', async () => {
    await expect(loadModel(file('1.9', 'lambda.cloud2'))).rejects.toThrow('<lambda>, whose code is in the file')
  })
})
