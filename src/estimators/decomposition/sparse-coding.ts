/** `DictionaryLearning`, `MiniBatchDictionaryLearning` and `SparseCoder`: codes of rows in a dictionary of atoms. */
import type { ProgramBuilder } from '../../program/builder.ts'
import type { SparseSolver } from '../../program/operators/sparse-codes.ts'
import type { ValueId } from '../../program/value.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { prefixedNames } from '../feature-names.ts'
import type { Matrix } from '../matrix.ts'
import { finiteNumbers } from '../outputs.ts'
import { emitProduct } from '../product.ts'
import { isAtLeast } from '../version.ts'

export function readSparseCoding(attributes: Attributes): Estimator {
  const { className } = attributes
  const dictionary = attributes.matrix(attributes.first('components_', 'dictionary'))
  const { rows: atoms, columns: features } = dictionary
  const solver = readSolver(attributes, dictionary)
  const splits = attributes.boolean('split_sign', false)
  const type = { kind: 'numeric', dtype: 'float64', width: atoms } as const
  return {
    ...readFacts(attributes, features),
    children: [],
    methods: {},
    transform: (builder, input) => {
      const x = finiteNumbers(builder, input, className)
      const operator = { op: 'sparseCode', input: x, dictionary: dictionary.data, solver } as const
      const code = builder.emit('sparseCode', operator, type)
      if (!splits) return { kind: 'numeric', id: code }
      const split = { op: 'splitSign', input: code } as const
      return { kind: 'numeric', id: builder.emit('splitSign', split, { ...type, width: 2 * atoms }) }
    },
    featureNamesOut: () => prefixedNames(className, atoms),
    ...inverse(attributes, dictionary, splits),
  }
}

function readSolver(attributes: Attributes, { rows: atoms, columns: features }: Matrix): SparseSolver {
  const algorithm = attributes.string('transform_algorithm')
  const positive = attributes.boolean('positive_code', false)
  // Version 0.20 let least angle regression have it.
  if (positive && (algorithm === 'omp' || (algorithm === 'lars' && isAtLeast(attributes.version, 0, 22)))) {
    throw attributes.unsupported(`${algorithm} cannot find positive codes`, 'Python refuses too.')
  }
  const maxIterations = attributes.isNone('transform_max_iter') ? undefined : attributes.count('transform_max_iter')
  const alpha = readAlpha(attributes)
  switch (algorithm) {
    case 'threshold':
      return { name: 'threshold', alpha, positive }
    case 'omp':
      return { name: 'omp', atoms: readAtoms(attributes, atoms, features) }
    case 'lars': {
      const most = readAtoms(attributes, undefined, features, atoms)
      return { name: 'lars', isLasso: false, alpha: 0, maxIterations: most, positive }
    }
    case 'lasso_lars':
      return { name: 'lars', isLasso: true, alpha: alpha / features, maxIterations: maxIterations ?? 500, positive }
    case 'lasso_cd': {
      // The steps that leave atoms out came with 1.8, the finer tolerance with them.
      const screens = isAtLeast(attributes.version, 1, 8)
      const penalty = (alpha / features) * features
      const tolerance = screens ? 1e-8 : 1e-4
      return { name: 'descent', penalty, tolerance, maxIterations: maxIterations ?? 1000, positive, screens }
    }
    default:
      throw attributes.unsupported(`transform_algorithm ${algorithm} is unknown`, 'Python refuses too.')
  }
}

/** From 1.1 on dictionary learning goes on with the penalty that it was fitted with. */
function readAlpha(attributes: Attributes): number {
  if (!attributes.isNone('transform_alpha')) return attributes.number('transform_alpha')
  return isAtLeast(attributes.version, 1, 1) && attributes.has('alpha') ? attributes.number('alpha') : 1
}

/** How many atoms take part: a tenth of the features unless it is said; no more than `limit`. */
function readAtoms(attributes: Attributes, limit: number | undefined, features: number, atoms = limit ?? 0): number {
  const name = 'transform_n_nonzero_coefs'
  const count = attributes.isNone(name)
    ? Math.trunc(Math.min(Math.max(features / 10, 1), atoms))
    : attributes.count(name)
  if (count >= 1 && (limit === undefined || count <= limit)) return count
  throw attributes.unsupported(`${count} atoms cannot be chosen of ${atoms}`, 'Python refuses too.')
}

/** From 1.8 on; halves are put together again where signs were split. */
function inverse(attributes: Attributes, dictionary: Matrix, splits: boolean): Pick<Estimator, 'inverseTransform'> {
  if (!isAtLeast(attributes.version, 1, 8)) return {}
  const back = splits ? withNegative(dictionary) : dictionary
  return {
    inverseTransform: (builder: ProgramBuilder, input) => {
      const code: ValueId = finiteNumbers(builder, input, attributes.className)
      return { kind: 'numeric', id: emitProduct(builder, code, back) }
    },
  }
}

/** The atoms, and the atoms turned round. */
function withNegative({ rows, columns, data }: Matrix): Matrix {
  const both = new Float64Array(2 * data.length)
  both.set(data)
  both.set(
    data.map((value) => -value),
    data.length,
  )
  return { rows: 2 * rows, columns, data: both }
}
