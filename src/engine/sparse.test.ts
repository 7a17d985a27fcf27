/** Rows of mostly zeros give what the same rows give when they are dense. */
import { describe, expect, test } from 'vitest'
import { type Pending, ProgramBuilder, type Values } from '../program/builder.ts'
import type { Program } from '../program/program.ts'
import type { ValueId } from '../program/value.ts'
import { Engine } from './engine.ts'
import { SparseBlock } from './sparse-block.ts'
import { numericInput, randomNumbers, runNumbers } from './testing.ts'

const ROWS = 5000
const WIDTH = 7

/** Numbers of which most are zero. */
function input() {
  const random = randomNumbers(5)
  const cell = () => (random() < 0.7 ? 0 : random() * 4 - 2)
  return numericInput(ROWS, WIDTH, Float64Array.from({ length: ROWS * WIDTH }, cell))
}

/** What `lower` gives for sparse rows and for the same rows dense. */
function both(lower: (builder: ProgramBuilder, values: Values) => ValueId): readonly [Float64Array, Float64Array] {
  const answer = (isSparse: boolean) => {
    const builder = new ProgramBuilder(WIDTH, null)
    // All columns are read, so that they stand in the input block in their order.
    builder.numeric(builder.input)
    const values: Values = isSparse ? { kind: 'sparse', id: builder.sparse(builder.input) } : builder.input
    return runNumbers(matrixProgram(builder, lower(builder, values)), 'wasm', input())
  }
  return [answer(true), answer(false)]
}

function matrixProgram(builder: ProgramBuilder, value: ValueId): Program {
  return builder.finish({ predict: { kind: 'numeric', value, shape: 'matrix', dtype: 'float64' } })
}

describe('sparse rows', () => {
  test('made dense are the same', () => {
    const [sparse, dense] = both((builder, values) => builder.numeric(values))
    expect(sparse).toEqual(dense)
  })

  test('give their columns in any order, and more than once', () => {
    const [sparse, dense] = both((builder, values) => builder.numeric(builder.select(values, [6, 0, 6, 3])))
    expect(sparse).toEqual(dense)
  })

  test('stand beside dense columns', () => {
    const [sparse, dense] = both((builder, values) => {
      const parts = builder.concat([builder.select(builder.input, [2]), values, builder.select(values, [1])])
      return builder.numeric(builder.select({ kind: 'sparse', id: builder.sparse(parts) }, [8, 2, 0, 4]))
    })
    expect(sparse).toEqual(dense)
  })

  test('are scaled as dense ones are', () => {
    const values = Float64Array.from({ length: WIDTH }, (_, i) => i / 3 - 1.1)
    const steps = [
      { kind: 'multiply', values },
      { kind: 'divide', values: values.map((x) => x + 7) },
    ] as const
    const [sparse, dense] = both((builder, input) => {
      if (!builder.isSparse(input)) {
        const id = builder.numeric(input)
        return builder.emit('columnwise', { op: 'columnwise', input: id, steps }, builder.type(id))
      }
      const id = builder.sparse(input)
      const scaled = builder.emit('sparseSteps', { op: 'sparseSteps', input: id, steps }, builder.type(id))
      return builder.numeric({ kind: 'sparse', id: scaled })
    })
    // A zero times a negative number is -0 in a dense row.
    expect(sparse.map((x) => x + 0)).toEqual(dense.map((x) => x + 0))
  })

  test('meet weights as dense ones do, but for the order of the sum', () => {
    const random = randomNumbers(9)
    const weights = Float64Array.from({ length: 3 * WIDTH }, () => random() - 0.5)
    const intercept = Float64Array.of(1, -2, 0)
    const [sparse, dense] = both((builder, input) => {
      const type = { kind: 'numeric', dtype: 'float64', width: 3 } as const
      if (!builder.isSparse(input)) {
        return builder.emit('affine', { op: 'affine', input: builder.numeric(input), weights, intercept }, type)
      }
      return builder.emit(
        'sparseAffine',
        { op: 'sparseAffine', input: builder.sparse(input), weights, intercept },
        type,
      )
    })
    sparse.forEach((x, i) => {
      expect(Math.abs(x - (dense[i] as number))).toBeLessThan(1e-14)
    })
  })
})

test('a row is sorted and its doubles add up, however long it is', () => {
  for (const length of [0, 1, 5, 24, 25, 3000]) {
    const random = randomNumbers(length)
    const block = new SparseBlock(1)
    const dense = new Float64Array(500)
    for (let i = 0; i < length; i++) {
      const column = Math.floor(random() * 500)
      block.push(column, i)
      dense[column] = (dense[column] as number) + i
    }
    block.endUnsortedRow()
    const stored = block.indices.subarray(0, block.starts[1])
    expect(Array.from(stored)).toEqual([...new Set(stored)].sort((a, b) => a - b))
    expect(Array.from(stored, (column) => dense[column])).toEqual(Array.from(block.values.subarray(0, block.starts[1])))
  }
})

test('more columns than a dense row may have are refused when the program is made', () => {
  const builder = new ProgramBuilder(1, null)
  const texts = builder.texts(builder.input).id
  const type = { kind: 'sparse', dtype: 'float64', width: 2 ** 21 } as const
  const id = builder.emit('hashTerms', { ...HASHING, input: texts }, type)
  expect(() => builder.numeric({ kind: 'sparse', id })).toThrow('2097152 columns')
})

const ANALYSIS = {
  lowercase: false,
  accents: 'keep',
  units: { kind: 'words', pattern: { kind: 'runs', least: 2 }, stopWords: new Set<string>() },
  smallest: 1,
  largest: 1,
} as const
const HASHING: Omit<Pending<'hashTerms'>, 'input'> = {
  op: 'hashTerms',
  analysis: ANALYSIS,
  hashing: { alternateSign: true, absolute: false },
  binary: false,
  source: 'text',
  estimator: 'HashingVectorizer',
}

describe('a program is refused', () => {
  const count = (terms: ReadonlyMap<string, number>, more: object = {}) => {
    const builder = new ProgramBuilder(1, null)
    const { id: input, source } = builder.texts(builder.input)
    const options = { analysis: ANALYSIS, terms, binary: false, wrap: undefined, source, estimator: 'CountVectorizer' }
    const operator = { op: 'countTerms', input, ...options, ...more } as const
    const id = builder.emit('countTerms', operator, { kind: 'sparse', dtype: 'float64', width: 2 })
    return matrixProgram(builder, builder.numeric({ kind: 'sparse', id }))
  }

  test('if a term has a column that is not there', () => {
    expect(() => count(new Map([['a', 2]]))).toThrow('terms[0] = 2, expected 0 to 1')
  })

  test('if a pattern goes where nothing is', () => {
    const instructions = [{ kind: 'jump', to: 9 }, { kind: 'match' }] as const
    const units = { kind: 'words', pattern: { kind: 'program', instructions, hasGroup: false }, stopWords: new Set() }
    expect(() => count(new Map(), { analysis: { ...ANALYSIS, units } })).toThrow('jump[0] = 9')
  })

  test('if terms are made of nothing', () => {
    expect(() => count(new Map(), { analysis: { ...ANALYSIS, smallest: 0 } })).toThrow('0 to 1 units')
  })

  test('if an answer is sparse', () => {
    const builder = new ProgramBuilder(2, null)
    expect(() => matrixProgram(builder, builder.sparse(builder.input))).toThrow('reads sparse rows')
  })

  test('if sparse weights are too few, or a column is chosen that is not there', () => {
    const affine = new ProgramBuilder(2, null)
    const operator = { op: 'sparseAffine', weights: new Float64Array(3), intercept: new Float64Array(1) } as const
    const input = affine.sparse(affine.input)
    const value = affine.emit('sparseAffine', { ...operator, input }, { kind: 'numeric', dtype: 'float64', width: 1 })
    expect(() => matrixProgram(affine, value)).toThrow('weights 3, expected 2')
    const select = new ProgramBuilder(2, null)
    const chosen = select.select({ kind: 'sparse', id: select.sparse(select.input) }, [0, 2])
    expect(() => matrixProgram(select, select.numeric(chosen))).toThrow('columns[1] = 2')
  })

  test('but a text that is missing is refused when it comes', () => {
    const engine = new Engine(count(new Map([['ab', 0]])))
    const rows = { rows: 2, numbers: new Float64Array(0), numberWidth: 0, objects: [['ab', null]] }
    expect(() => engine.run(['predict'], rows)).toThrow('row 1, column "text": the text is missing')
  })
})

test('an answer that no memory holds is refused before it is made', () => {
  const builder = new ProgramBuilder(1, null)
  const type = { kind: 'sparse', dtype: 'float64', width: 2 ** 20 } as const
  const id = builder.emit('hashTerms', { ...HASHING, input: builder.texts(builder.input).id }, type)
  const engine = new Engine(matrixProgram(builder, builder.numeric({ kind: 'sparse', id })))
  const rows = {
    rows: 1000,
    numbers: new Float64Array(0),
    numberWidth: 0,
    objects: [new Array<string>(1000).fill('ab')],
  }
  expect(() => engine.run(['predict'], rows)).toThrow('1000 rows of 1048576 numbers')
})
