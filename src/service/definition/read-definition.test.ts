import { expect, test } from 'vitest'
import { BrineError } from '../../errors.ts'
import { checkDefinition, parseJsonDefinition, parseYamlDefinition } from './read-definition.ts'

function refused(read: () => unknown): BrineError {
  try {
    read()
  } catch (error) {
    if (error instanceof BrineError) return error
    throw error
  }
  throw new Error('It was accepted.')
}

/** `line:character path: problem | remedy` of everything that is wrong. */
function faults(read: () => unknown): string[] {
  const error = refused(read)
  expect(error.code).toBe('service_invalid')
  const issues = error.issues.length === 0 ? [error] : error.issues
  return issues.map(({ where, problem, remedy }) => {
    const place = `${where.line}:${where.character}${where.path === undefined ? '' : ` ${where.path}`}`
    return `${place}: ${problem}${remedy === undefined ? '' : ` | ${remedy}`}`
  })
}

const yaml = (...lines: string[]) => faults(() => parseYamlDefinition(lines.join('\n')))

test('a file that is right', () => {
  const { definition, placeOf } = parseYamlDefinition(
    [
      '# Ours',
      'model: model.pkl',
      'preprocess:',
      '  - drop_missing: [age, "e mail"]',
      '  - cast:',
      '      to: float32',
    ].join('\n'),
  )
  expect(definition).toMatchObject({ model: 'model.pkl', on_error: 'fail', extra_columns: 'refuse', postprocess: [] })
  expect(placeOf('preprocess[1].cast.to')).toEqual({ line: 6, character: 11 })
  expect(placeOf('preprocess[0]', 'e mail')).toEqual({ line: 4, character: 25 })
  expect(placeOf('preprocess[0]', 'not there')).toEqual({ line: 4, character: 5 })
  expect(placeOf('nowhere')).toEqual({ line: 2, character: 1 })
})

test.each([
  [['passthrough: id'], 'expected a list; found "id" | Write it as a list: [id]'],
  [['version: 1'], 'expected a text; found 1 | Put it in quotes: "1"'],
  [['preprocess:', '  drop_missing: {}'], 'expected a list; found the key drop_missing | Begin each entry with "- ".'],
])('%j says how the same is written', (lines, said) => {
  expect(yaml('model: model.pkl', ...lines)[0]).toContain(said)
})

test.each([
  [['passtrough: [id]'], '1:1 passtrough: there is no key "passtrough" here | Did you mean "passthrough"?'],
  [['model: 3'], '1:8 model: expected a text; found 3'],
  [['model: ""'], '1:8 model: expected a text that is not empty; found ""'],
  [['inputs: [a]'], '1:9 inputs: expected keys with values; found a list'],
  [
    ['inputs:', '  age: nummer'],
    '2:8 inputs.age: expected one of number, float32, integer, bigint, boolean, string, datetime, any; found "nummer" | Did you mean "number"?',
  ],
  [
    ['inputs:', '  age: 3'],
    '2:8 inputs.age: expected one of number, float32, integer, bigint, boolean, string, datetime, any, or keys with values; found 3',
  ],
  [
    ['inputs:', '  "mean age": { nulable: false }'],
    '2:17 inputs["mean age"].nulable: there is no key "nulable" here | Did you mean "nullable"?',
  ],
  [['inputs:', '  a: { min: "1" }'], '2:13 inputs.a.min: expected a number; found "1"'],
  [['on_error: skipp'], '1:11 on_error: expected one of fail, skip, null; found "skipp" | Did you mean "skip"?'],
  [['on_error:'], '1:10 on_error: there is no value | Write fail, skip or null.'],
  [['predict: predct'], '1:10 predict: expected one of'],
  [
    ['name: my model'],
    '1:7 name: expected letters, digits, ".", "_" and "-", at most 100, beginning with a letter or digit; found "my model"',
  ],
  [
    ['preprocess:', '  - cast: { columns: [age], to: flaot32 }'],
    '2:33 preprocess[0].cast.to: expected one of number, float32',
  ],
  [
    ['preprocess:', '  - cast: { colums: [age], to: float32 }'],
    '2:13 preprocess[0].cast.colums: there is no key "colums" here | Did you mean "columns"?',
  ],
  [
    ['preprocess:', '  - cast: { columns: [age] }'],
    '2:11 preprocess[0].cast.to: the key "to" is missing: it has to be one of number',
  ],
  [
    ['preprocess:', '  - cast: { columns: [age, 3], to: number }'],
    '2:28 preprocess[0].cast.columns[1]: expected a text; found 3',
  ],
  [
    ['preprocess:', '  - drop_missing: 5'],
    '2:19 preprocess[0].drop_missing: expected a text, or a list, or keys with values; found 5 | An example: drop_missing',
  ],
  [
    ['preprocess:', '  - cast:'],
    '2:10 preprocess[0].cast: expected one of number, float32, integer, bigint, boolean, string, datetime, any, or keys with values; found nothing | An example: cast',
  ],
  [['preprocess:', '  - cast'], '2:5 preprocess[0]: the step cast needs options | An example: "- cast:'],
  [
    ['preprocess:', '  - drop_mising'],
    '2:5 preprocess[0]: there is no step "drop_mising" | Did you mean "drop_missing"?',
  ],
  [
    ['preprocess:', '  - drop_mising: age'],
    '2:5 preprocess[0].drop_mising: there is no step "drop_mising" | Did you mean "drop_missing"?',
  ],
  [
    ['preprocess:', '  - head: 3'],
    '2:5 preprocess[0].head: the step head belongs under postprocess, not under preprocess',
  ],
  [['postprocess:', '  - head: -1'], '2:11 postprocess[0].head: expected a number of at least 0; found -1'],
  [['postprocess:', '  - head: 1.5'], '2:11 postprocess[0].head: expected a whole number; found 1.5'],
  [
    ['postprocess:', '  - sort:', '    by: a'],
    '3:5 postprocess[0].by: a step is one name with its options; found sort, by | Options stand under sort',
  ],
  [
    ['preprocess:', '  - map_rows: (row) => row'],
    '2:15 preprocess[0].map_rows: expected a function, which only a service.ts can have (docs/services.md); found "(row) => row"',
  ],
  [['model: a', 'model: b'], '2:1: the key is there twice | Keep one of the two'],
  [['inputs:', '\tage: number'], '2:1: the line is indented by a tab | Use spaces'],
  [['inputs:', '    a: number', '  b: number'], '3:1: the indentation does not fit'],
  [['model: *here'], '1:8: a text that begins with * stands for an anchor'],
  [['model: !here x'], '1:8: a text that begins with ! is a tag'],
  [
    ['inputs:', '  a: { min: 12345678901234567890 }'],
    '2:13: 12345678901234567890 is larger than a number holds exactly (2^53) | Put it in quotes',
  ],
  [['# nothing'], 'undefined:undefined: the file is empty | brine init'],
  [['just text'], '1:1: expected keys with values; found "just text"'],
])('%j', (lines, expected) => {
  expect(yaml(...lines)[0]).toContain(expected)
})

test('everything that is wrong at once, in the order of the lines', () => {
  const found = yaml(
    'modle: a',
    'preprocess:',
    '  - cast: { to: x, of: y }',
    '  - sotr: a',
    'on_error: no',
    'version: 2',
  )
  expect(found.map((text) => text.split(': ')[0])).toEqual([
    '1:1 modle',
    '3:17 preprocess[0].cast.to',
    '3:20 preprocess[0].cast.of',
    '4:5 preprocess[1].sotr',
    '5:11 on_error',
    '6:10 version',
  ])
})

test('a key that is misspelt is not missing as well', () => {
  expect(yaml('preprocess:', '  - cast: { columns: a, too: number }')).toEqual([
    '2:25 preprocess[0].cast.too: there is no key "too" here | Did you mean "to"?',
  ])
})

test('null is a choice for on_error', () => {
  expect(parseYamlDefinition('on_error: null').definition.on_error).toBe('null')
})

test('aliases are bounded', () => {
  const lines = ['a: &a [x, x, x, x, x, x, x, x, x, x]']
  for (let i = 0; i < 8; i++) lines.push(`${'bcdefghi'[i]}: &${'bcdefghi'[i]} [${`*${'abcdefgh'[i]}, `.repeat(10)}]`)
  expect(yaml(...lines)[0]).toContain('aliases (*name) stand for more than 100 copies')
  const one = parseYamlDefinition('model: m\npassthrough: &ids [id]\npreprocess:\n  - drop_missing: *ids\n')
  expect(one.definition.preprocess).toEqual([{ drop_missing: ['id'] }])
})

test('JSON', () => {
  expect(parseJsonDefinition('{\n\t"model": "m.pkl"\n}').definition.model).toBe('m.pkl')
  expect(faults(() => parseJsonDefinition('{\n\t"modle": "m.pkl"\n}'))).toEqual([
    '2:2 modle: there is no key "modle" here | Did you mean "model"?',
  ])
  expect(faults(() => parseJsonDefinition('{\n "model": "m.pkl",\n}'))[0]).toContain('3:1: this is not JSON: ')
  expect(faults(() => parseJsonDefinition('model: x'))[0]).toContain('1:1: this is not JSON: ')
  expect(faults(() => parseJsonDefinition('{"model": "a", "model": "b"}'))[0]).toContain('1:16: the key is there twice')
})

test('a definition that is no text has paths, and no lines', () => {
  const error = refused(() => checkDefinition({ model: 'm', postprocess: [{ head: 'x' }] }))
  expect(error.where).toEqual({ path: 'postprocess[0].head' })
})

test('a step without options is its name', () => {
  const text = ['preprocess:', '  - drop_missing', '  - drop_missing:', '  - strip'].join('\n')
  expect(parseYamlDefinition(text).definition.preprocess).toEqual(['drop_missing', { drop_missing: null }, 'strip'])
})
