/** scikit-learn's KDTree and BallTree as they are pickled: a tuple of arrays. */
import type { Where } from '../../errors.ts'
import { describeValue } from '../../pickle/describe.ts'
import { NdArray } from '../../pickle/ndarray.ts'
import { field, toFloat64, toInt32 } from '../../pickle/ndarray-decode.ts'
import { PickleGlobal, PickleObject, PickleTuple, type PickleValue } from '../../pickle/values.ts'
import type { Points } from '../../program/operators/distances.ts'
import type { SpaceTree } from '../../program/operators/neighbors.ts'
import { type Attributes, detached } from '../attributes.ts'

/** What a tree knows. */
export interface PickledTree {
  readonly points: Points
  readonly features: number
  readonly tree: SpaceTree
  /** (points), or nothing where each counts 1. */
  readonly weights: Float64Array | undefined
  /** The parameters that the metric was made with: the vector and the matrix. */
  readonly metricVector: Float64Array | undefined
  readonly metricMatrix: Float64Array | undefined
}

export function readSpaceTree(attributes: Attributes, name: string): PickledTree {
  const object = attributes.object(name)
  const where = { path: attributes.path === '' ? name : `${attributes.path}.${name}` }
  const kind = kindOf(object)
  const state = object.state instanceof PickleTuple ? object.state.items : []
  const [data, indices, nodes, bounds] = state.slice(0, 4).map((item) => (item instanceof NdArray ? item : undefined))
  if (!kind || !data || !indices || !nodes || !bounds || data.shape.length !== 2) {
    throw attributes.error(
      'model_invalid',
      `expected a KDTree or a BallTree in ${name}, found ${describeValue(object)}`,
    )
  }
  const [count = 0, features = 0] = data.shape
  const metric = state[11] instanceof PickleObject ? state[11] : undefined
  const metricState = metric?.state instanceof PickleTuple ? metric.state.items : []
  return {
    points: { count, data: detached(toFloat64(data, where)) },
    features,
    tree: {
      kind,
      indices: detached(toInt32(indices, where)),
      start: toInt32(field(nodes, 'idx_start', where), where),
      end: toInt32(field(nodes, 'idx_end', where), where),
      leaf: Uint8Array.from(toInt32(field(nodes, 'is_leaf', where), where), Number),
      radius: toFloat64(field(nodes, 'radius', where), where),
      bounds: detached(toFloat64(bounds, where)),
    },
    weights: numbers(state[12], where),
    metricVector: numbers(metricState[1], where),
    metricMatrix: numbers(metricState[2], where),
  }
}

/** The trees are made by a function, `newObj`, whose argument is the class. */
function kindOf(object: PickleObject): SpaceTree['kind'] | undefined {
  const [cls] = object.args
  if (object.className !== 'newObj' || !(cls instanceof PickleGlobal)) return undefined
  if (cls.name.startsWith('KDTree')) return 'kd'
  return cls.name.startsWith('BallTree') ? 'ball' : undefined
}

function numbers(value: PickleValue | undefined, where: Where): Float64Array | undefined {
  return value instanceof NdArray ? toFloat64(value, where).slice() : undefined
}
