import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { BrineError } from '../errors.ts'
import { FrameNotes } from '../steps/pipeline.ts'
import { serviceSchema } from './definition/definition.ts'
import { fittedPath, readFitted, writeFitted } from './fitted-file.ts'
import { loadService } from './load-service.ts'
import { isServicePath } from './service-path.ts'

const folder = mkdtempSync(join(tmpdir(), 'brine-service-'))
afterAll(() => rmSync(folder, { recursive: true }))
cpSync('examples/cancer/model.pkl', join(folder, 'model.pkl'))

function file(name: string, ...lines: string[]): string {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, lines.join('\n'))
  return path
}

async function refused(path: string): Promise<BrineError> {
  const error = await loadService(path).then(
    () => new Error('It was accepted.'),
    (reason) => reason,
  )
  if (error instanceof BrineError) return error
  throw error
}

describe('what a path can be', () => {
  test('YAML, whose paths are relative to it', async () => {
    const service = await loadService(file('sub/churn.yaml', 'model: ../model.pkl', 'predict: predict_proba'))
    expect(service.name).toBe('churn')
    expect(service.output.map(({ name }) => name)).toEqual(['probability_benign', 'probability_malignant'])
  })

  test('JSON, and a folder that has a definition', async () => {
    file('some folder/brine.json', '{"model": "../model.pkl"}')
    const service = await loadService(join(folder, 'some folder'))
    expect(service.name).toBe('some-folder')
    expect(service.inputs).toHaveLength(30)
  })

  test('a model, with all its columns and its default method, or those that are asked for', async () => {
    const model = join(folder, 'model.pkl')
    expect((await loadService(model)).output.map(({ name }) => name)).toEqual(['prediction'])
    const named = await loadService(model, { name: 'other', methods: ['decision_function', 'predict'] })
    expect([named.name, ...named.output.map(({ name }) => name)]).toEqual(['other', 'decision', 'prediction'])
  })

  test.each(['ts', 'mts'])('a module: .%s', async (extension) => {
    const path = file(
      `module/service.${extension}`,
      "import { defineService } from 'brine'",
      'type Row = { readonly "mean radius": number }',
      "export default defineService({ model: '../model.pkl',",
      "  preprocess: [{ filter_with: (row: Row) => row['mean radius'] > 20 }] })",
    )
    const service = await loadService(path)
    const notes = { dropped: () => undefined, reject: () => undefined }
    const row = Object.fromEntries(service.input.map(({ name }) => [name, 1]))
    const frame = service.reader.fromRecords([row, { ...row, 'mean radius': 21 }], notes)
    expect([...(service.answer(frame).frame.index ?? [])]).toEqual([1])
    rmSync(path)
  })

  test.each(['js', 'mjs'])('a module: .%s', async (extension) => {
    const path = file(`plain-${extension}/service.${extension}`, "export default { model: '../model.pkl' }")
    writeFileSync(join(path, '../package.json'), '{"type": "module"}')
    expect((await loadService(path)).inputs).toHaveLength(30)
  })

  test.each([
    ['brine.yaml', true],
    ['a/service.ts', true],
    ['x.brine.json', true],
    ['data.json', false],
    ['model.pkl', false],
  ])('%s: %j', (path, expected) => {
    expect(isServicePath(path)).toBe(expected)
  })
})

describe('what is wrong has its place', () => {
  test.each([
    [
      ['model: model.pkl', 'preprocess:', '  - drop_missing: [mean radius, mean radus]'],
      3,
      'preprocess[0]',
      'there is no column "mean radus" here',
      33,
    ],
    [['model: model.pkl', 'passthrough:', '  - id'], 3, 'predict', 'the column "id" is to pass through', undefined],
    [
      ['model: model.pkl', 'inputs:', '  mean radius: number', '  id: {}'],
      4,
      'inputs',
      'no model knows this column',
      3,
    ],
  ] as const)('%j', async (lines, line, path, problem, character) => {
    const error = await refused(file('bad.yaml', ...lines))
    expect(error.code).toBe('service_invalid')
    expect(error.problem).toContain(problem)
    expect(error.where).toMatchObject({ file: join(folder, 'bad.yaml'), path })
    expect(error.where).toMatchObject({ line, ...(character === undefined ? {} : { character }) })
  })

  test('a model that is not there', async () => {
    const path = file('gone.yaml', '# ours', 'model: modle.pkl')
    const error = await refused(path)
    expect([error.code, error.where.file]).toEqual(['file_not_found', join(folder, 'modle.pkl')])
    expect(error.remedy).toBe(`${path}, line 2, names it: paths are relative to that file.`)
  })

  test.each([
    ['lines.ts', 'export default {\n  model: 3,\n  ]\n', 3],
    ['lines.mjs', "const a = 1\nthrow new Error('no')", 2],
  ])('the line of a module that does not load: %s', async (name, text, line) => {
    expect((await refused(file(name, text))).where.line).toBe(line)
  })

  test.each([
    ['throws.mjs', "throw new Error('no')", 'the module does not load: no'],
    ['nothing.mjs', 'export const a = 1', "the module's default export is no service"],
    ['syntax.ts', 'export default {', 'the module does not load: '],
    ['fault.ts', 'export default { modle: "x" }', 'there is no key "modle" here'],
    ['empty.yaml', '', 'the file is empty'],
    ['none.yaml', 'on_error: skip', 'the service names no model'],
  ])('%s', async (name, text, problem) => {
    const error = await refused(file(name, text))
    expect(error.code).toBe('service_invalid')
    expect(error.problem).toContain(problem)
    expect(error.where.file).toBe(join(folder, name))
  })

  test('a folder without a definition, or with two', async () => {
    file('two/brine.yaml', 'model: ../model.pkl')
    file('two/service.ts', 'export default { model: "../model.pkl" }')
    expect((await refused(join(folder, 'two'))).problem).toBe(
      'the folder has several definitions: brine.yaml, service.ts',
    )
    mkdirSync(join(folder, 'none'))
    expect((await refused(join(folder, 'none'))).code).toBe('file_is_directory')
  })
})

describe('hash', () => {
  test('changes with the definition, and not with comments', async () => {
    const hash = async (...lines: string[]) => (await loadService(file('hash.yaml', ...lines))).hash
    const first = await hash('model: model.pkl')
    expect(first).toMatch(/^[0-9a-f]{64}$/)
    expect(await hash('# a comment', 'model:   model.pkl')).toBe(first)
    expect(await hash('model: model.pkl', 'on_error: skip')).not.toBe(first)
  })
})

describe('fitted constants', () => {
  const definition = serviceSchema.parse({ preprocess: [{ cast: 'number' }, { drop_missing: 'a' }] })
  const place = 'preprocess[1] drop_missing'
  const path = join(folder, 'fit.brine.yaml')
  const constants = { means: [1.5, Number.NaN, -Infinity], big: 2n ** 70n, name: 'ü' }
  const steps = { [place]: { options: 'a hash', constants } }

  test('come back as they were, and the same data gives the same bytes', async () => {
    const written = await writeFitted(path, definition, { name: 'train.csv', rows: 10 }, steps)
    expect(written).toBe(join(folder, 'fit.brine.fitted.json'))
    const bytes = readFileSync(written, 'utf8')
    expect(await readFitted(path, definition)).toEqual({ data: { name: 'train.csv', rows: 10 }, steps, stale: [] })
    await writeFitted(path, definition, { name: 'train.csv', rows: 10 }, steps)
    expect(readFileSync(written, 'utf8')).toBe(bytes)
    expect(readdirSync(folder).filter((name) => name.includes('.tmp'))).toEqual([])
  })

  test('of other steps are of no use', async () => {
    const changed = serviceSchema.parse({ preprocess: [{ cast: 'float32' }, { drop_missing: 'a' }] })
    expect(await readFitted(path, changed)).toMatchObject({ steps: {}, stale: [place] })
    const after = serviceSchema.parse({ ...definition, preprocess: [...definition.preprocess, { cast: 'number' }] })
    expect(await readFitted(path, after)).toMatchObject({ stale: [] })
  })

  test.each(['{', '[]', '{"brine_fitted": 2}', '{"brine_fitted": 1}'])('%s is refused', async (text) => {
    writeFileSync(fittedPath(path), text)
    await expect(readFitted(path, definition)).rejects.toMatchObject({ code: 'service_invalid' })
  })
})

test('functions for those that a model file only names stand in a module', async () => {
  cpSync('test/fixtures/functions/log.pkl', join(folder, 'log.pkl'))
  const lines = [
    "import { defineService } from 'brine'",
    "export default defineService({ model: '../log.pkl',",
    "  functions: { '__main__.my_log': (rows) => rows.map((row) => row.map((x) => Math.log(x + 1))) } })",
  ]
  const service = await loadService(file('functions/service.ts', ...lines))
  const { rows, predict_proba: expected } = JSON.parse(readFileSync('test/fixtures/functions/answers.json', 'utf8')).log
  const notes = new FrameNotes()
  const { frame } = service.answer(service.reader.fromTable(['x0', 'x1', 'x2'], rows, notes), notes)
  expect([...(frame.columns[0]?.data ?? [])]).toEqual(
    expected.map(([no, yes]: number[]) => Number(Number(yes) > Number(no))),
  )
  expect(await refused(join(folder, 'log.pkl'))).toMatchObject({ code: 'unsupported_option' })
})

test('a fault in a graph has the line of the part', async () => {
  const lines = ['model: ../model.pkl', 'predict:', '  vote:', '    of:', '      - model', '      - { model: modle }']
  const error = await refused(file('graph/brine.yaml', ...lines))
  expect(error.where).toMatchObject({ path: 'predict.vote.of[1]', line: 6 })
  expect(error.message).toContain('there is no model "modle"')
})
