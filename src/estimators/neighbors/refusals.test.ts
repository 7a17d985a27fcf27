/** Damaged trees and lists, and what only Python could call: coded errors, never a crash. */
import { describe, expect, test } from 'vitest'
import { BrineError } from '../../errors.ts'
import { PickleGlobal, type PickleValue } from '../../pickle/values.ts'
import { ProgramBuilder } from '../../program/builder.ts'
import type { Search, SpaceTree } from '../../program/operators/neighbors.ts'
import { readEstimator } from '../reader.ts'
import { REGISTRY } from '../registry.ts'
import { object } from '../testing.ts'

function refusal(value: PickleValue): BrineError {
  try {
    readEstimator(value, REGISTRY)
  } catch (error) {
    if (error instanceof BrineError) return error
    throw error
  }
  throw new Error('was not refused')
}

describe('refused by name', () => {
  const nearest = (attributes: Readonly<Record<string, PickleValue>>) =>
    refusal(object('sklearn.neighbors._unsupervised.NearestNeighbors', { _fit_method: 'brute', ...attributes }))

  test('a metric that is a function', () => {
    const error = nearest({ effective_metric_: new PickleGlobal('__main__', 'distance') })
    expect(error).toMatchObject({ code: 'unsupported_option', problem: expect.stringContaining('Python function') })
  })

  test('distances that the caller computes', () => {
    expect(nearest({ effective_metric_: 'precomputed' }).problem).toContain('metric="precomputed"')
  })

  test('a tree that is something else', () => {
    const tree = object('sklearn.svm._classes.SVC', {})
    const error = nearest({ effective_metric_: 'euclidean', _fit_method: 'kd_tree', _tree: tree })
    expect(error).toMatchObject({ code: 'model_invalid', problem: expect.stringContaining('expected a KDTree') })
  })

  test('a search that no version knows', () => {
    expect(nearest({ effective_metric_: 'euclidean', _fit_method: 'cover_tree' }).code).toBe('model_invalid')
  })

  test('outliers among the rows of the training', () => {
    const error = refusal(object('sklearn.neighbors._lof.LocalOutlierFactor', { novelty: false }))
    expect(error).toMatchObject({ code: 'unsupported_option', problem: expect.stringContaining('novelty=False') })
  })

  test('clusters of similarities that the caller computes', () => {
    const error = refusal(object('sklearn.cluster._affinity_propagation.AffinityPropagation', {}))
    expect(error.problem).toContain('affinity="precomputed"')
  })
})

/** Four points on a line, two in each leaf. */
const TREE: SpaceTree = {
  kind: 'kd',
  indices: Int32Array.of(0, 1, 2, 3),
  start: Int32Array.of(0, 0, 2),
  end: Int32Array.of(4, 2, 4),
  leaf: Uint8Array.of(0, 1, 1),
  radius: Float64Array.of(1.5, 0.5, 0.5),
  bounds: Float64Array.of(0, 0, 2, 3, 1, 3),
}

function finish(tree: Partial<SpaceTree>, search: Partial<Search> = {}, neighbors = 2): void {
  const builder = new ProgramBuilder(1, null)
  const input = builder.numeric(builder.input)
  const type = { kind: 'numeric', dtype: 'float64', width: 2 * neighbors } as const
  const value = builder.emit(
    'nearest',
    {
      op: 'nearest',
      input,
      neighbors,
      search: {
        metric: { name: 'manhattan' },
        points: { count: 4, data: Float64Array.of(0, 1, 2, 3) },
        order: { ...TREE, ...tree },
        sort: 'intro',
        ...search,
      },
    },
    type,
  )
  builder.finish({ kneighbors: { kind: 'numeric', value, shape: 'matrix', dtype: 'float64' } })
}

describe('damaged searches', () => {
  test('a sound one passes', () => expect(() => finish({})).not.toThrow())

  const faults: [string, Partial<SpaceTree>, string][] = [
    ['an index of no point', { indices: Int32Array.of(0, 1, 2, 4) }, 'indices[3] = 4'],
    ['fewer indices than points', { indices: Int32Array.of(0, 1, 2) }, 'indices 3, expected 4'],
    ['a node that ends before it starts', { start: Int32Array.of(0, 3, 2) }, 'node 1 from 3 to 2'],
    ['a node that ends beyond the points', { end: Int32Array.of(4, 5, 4) }, 'end[1] = 5'],
    ['a node without children that is no leaf', { leaf: Uint8Array.of(0, 0, 1) }, 'no children below node 1'],
    ['bounds of another shape', { bounds: Float64Array.of(0) }, 'bounds 1, expected 6'],
    ['no nodes', { start: new Int32Array(0) }, 'no nodes'],
    ['balls in the place of boxes', { kind: 'ball' }, 'bounds 6, expected 3'],
  ]
  test.each(faults)('%s', (_, fault, message) => expect(() => finish(fault)).toThrow(message))

  test('more neighbours than points', () => expect(() => finish({}, {}, 5)).toThrow('5 neighbours of 4 points'))

  test('points that do not fill their rows', () => {
    expect(() => finish({}, { points: { count: 4, data: new Float64Array(3) } })).toThrow('points 3, expected 4')
  })

  test('boxes for a metric that they do not bound', () => {
    expect(() => finish({}, { metric: { name: 'canberra' } })).toThrow('a kd tree for the metric canberra')
  })

  test('a metric with parameters for other columns', () => {
    const metric = { name: 'seuclidean', variances: new Float64Array(2) } as const
    expect(() => finish({}, { metric, order: { kind: 'heap' } })).toThrow('variances 2, expected 1')
  })
})
