/** `sklearn.manifold.Isomap`: distances along the neighbours' graph, then a kernel PCA of these. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { ValueId } from '../../program/value.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import {
  emitNearest,
  emitWithin,
  type NeighborSearch,
  prefixedNames,
  readNeighborCount,
  readNeighborSearch,
} from '../neighbors/search.ts'
import { isAtLeast } from '../version.ts'

export function readIsomap(attributes: Attributes): Estimator {
  const { className } = attributes
  const nearest = attributes.part('nbrs_')
  const search = readNeighborSearch(nearest)
  const { count } = search.points
  const paths = attributes.matrix('dist_matrix_')
  if (paths.rows !== count || paths.columns !== count) {
    throw attributes.error(
      'model_invalid',
      `has a dist_matrix_ of ${paths.rows} × ${paths.columns} for ${count} points`,
    )
  }
  const list = listOf(attributes, nearest, search)
  const projection = readProjection(attributes.part('kernel_pca_'), count)
  return {
    ...readFacts(attributes, search.features),
    children: [],
    methods: {},
    transform: (builder, input) => {
      const wide = { kind: 'numeric', dtype: 'float64', width: count } as const
      const ways = { op: 'geodesics', input: list(builder, input), paths: paths.data } as const
      const squares = { op: 'squares', input: builder.emit('geodesics', ways, wide) } as const
      const { outputs, ...map } = projection
      const affine = { op: 'affine', input: builder.emit('squares', squares, wide), ...map } as const
      return { kind: 'numeric', id: builder.emit('affine', affine, { ...wide, width: outputs }) }
    },
    featureNamesOut: () => prefixedNames(className, projection.outputs),
  }
}

function listOf(attributes: Attributes, nearest: Attributes, search: NeighborSearch) {
  const { className } = attributes
  if (attributes.isNone('n_neighbors')) {
    const radius = nearest.number('radius')
    return (builder: ProgramBuilder, input: Values): ValueId => emitWithin(builder, input, search, radius, className)
  }
  const neighbors = readNeighborCount(nearest, search)
  return (builder: ProgramBuilder, input: Values): ValueId => emitNearest(builder, input, search, neighbors, className)
}

/**
 * Kernel PCA of `k = -d²/2` as one map of the squares d²: the kernel less its means, then onto the eigenvectors, each
 * over the root of its eigenvalue.
 */
function readProjection(pca: Attributes, count: number) {
  const values = pca.vector(pca.first('eigenvalues_', 'lambdas_'))
  const vectors = pca.matrix(pca.first('eigenvectors_', 'alphas_'))
  const centerer = pca.part('_centerer')
  const means = centerer.vector('K_fit_rows_', count)
  const mean = centerer.number('K_fit_all_')
  const outputs = values.length
  if (vectors.rows !== count || vectors.columns !== outputs) {
    throw pca.error('model_invalid', `has eigenvectors of ${vectors.rows} × ${vectors.columns} for ${count} points`)
  }
  const weights = new Float64Array(outputs * count)
  const intercept = new Float64Array(outputs)
  for (let c = 0; c < outputs; c++) {
    const scale = scaleOf(values[c] as number, pca)
    const axis = Float64Array.from({ length: count }, (_, i) => (vectors.data[i * outputs + c] as number) * scale)
    const sum = axis.reduce((total, x) => total + x, 0)
    weights.set(
      axis.map((x) => -0.5 * (x - sum / count)),
      c * count,
    )
    intercept[c] = mean * sum - axis.reduce((total, x, i) => total + x * (means[i] as number), 0)
  }
  return { weights, intercept, outputs }
}

/** Since 0.22 an axis without extent is left out. */
function scaleOf(eigenvalue: number, pca: Attributes): number {
  return eigenvalue === 0 && isAtLeast(pca.version, 0, 22) ? 0 : 1 / Math.sqrt(eigenvalue)
}
