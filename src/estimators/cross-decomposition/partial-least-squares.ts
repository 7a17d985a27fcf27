/** Partial least squares: `PLSRegression`, `PLSCanonical`, `CCA` and `PLSSVD` of `sklearn.cross_decomposition`. */
import type { ColumnStep } from '../../program/operators/numbers.ts'
import type { Attributes } from '../attributes.ts'
import { emitAffine, emitCentredMap, emitSteps, mapBack, mapOf } from '../centred-map.ts'
import type { Estimator, Lower } from '../estimator.ts'
import { numberedNames, readFacts } from '../facts.ts'
import { type Matrix, transposed } from '../matrices.ts'
import { finiteNumbers, matrixOutput, vectorOutput } from '../outputs.ts'
import { isAtLeast } from '../version.ts'

/** Means and standard deviations of the columns; their names got an underscore in 0.24. */
interface Scaling {
  readonly mean: Float64Array
  readonly deviation: Float64Array
}

function readScaling(attributes: Attributes): Scaling {
  const mean = attributes.vector(attributes.first('_x_mean', 'x_mean_'))
  return { mean, deviation: attributes.vector(attributes.first('_x_std', 'x_std_'), mean.length) }
}

/** `(X - mean) / deviation @ rotations`. */
function scores(attributes: Attributes, rotations: Matrix, { mean, deviation }: Scaling) {
  const { className } = attributes
  const map = mapBack(rotations)
  const steps = [
    { kind: 'subtract', values: mean },
    { kind: 'divide', values: deviation },
  ] as const
  return {
    transform: (builder, input) => ({
      kind: 'numeric',
      id: emitCentredMap(builder, input, steps, map, className),
    }),
    featureNamesOut: () => numberedNames(className, rotations.columns),
  } satisfies Pick<Estimator, 'transform' | 'featureNamesOut'>
}

/** scikit-learn's `PLSSVD`, which predicts nothing. */
export function readPlsSvd(attributes: Attributes): Estimator {
  const scaling = readScaling(attributes)
  return {
    ...readFacts(attributes, scaling.mean.length),
    children: [],
    methods: {},
    ...scores(attributes, attributes.matrix('x_weights_'), scaling),
  }
}

/** scikit-learn's `PLSRegression`, `PLSCanonical` and `CCA`. */
export function readPls(attributes: Attributes): Estimator {
  const { className } = attributes
  const scaling = readScaling(attributes)
  const back = mapOf(attributes.matrix('x_loadings_'))
  const backSteps = [
    { kind: 'multiply', values: scaling.deviation },
    { kind: 'add', values: scaling.mean },
  ] as const
  const way: Pick<Estimator, 'inverseTransform'> = {
    inverseTransform: (builder, input) => {
      const x = finiteNumbers(builder, input, className)
      return { kind: 'numeric', id: emitSteps(builder, emitAffine(builder, x, back), backSteps) }
    },
  }
  return {
    ...readFacts(attributes, scaling.mean.length),
    children: [],
    methods: { predict: readPredict(attributes, scaling) },
    ...scores(attributes, attributes.matrix('x_rotations_'), scaling),
    // There was no way back before 0.22.
    ...(isAtLeast(attributes.version, 0, 22) ? way : {}),
  }
}

/** `(X - mean) / deviation @ coefficients + intercept`; since 1.5 the coefficients hold the deviation. */
function readPredict(attributes: Attributes, { mean, deviation }: Scaling): Lower {
  const { className } = attributes
  const coefficients = readCoefficients(attributes)
  const intercept = attributes.vector(attributes.first('intercept_', '_y_mean', 'y_mean_'), coefficients.rows)
  const map = mapOf(coefficients, intercept)
  const steps: ColumnStep[] = [{ kind: 'subtract', values: mean }]
  if (!isAtLeast(attributes.version, 1, 5)) steps.push({ kind: 'divide', values: deviation })
  // A target of one axis is answered with one since 1.3.
  const isVector = attributes.boolean('_predict_1d', false)
  return (builder, input) => {
    const value = emitCentredMap(builder, input, steps, map, className)
    return isVector ? vectorOutput(value) : matrixOutput(value)
  }
}

/** (targets × features): before 1.3 `coef_` was the other way round, and 1.1 and 1.2 kept it in `_coef_`. */
function readCoefficients(attributes: Attributes): Matrix {
  if (attributes.has('_coef_')) return attributes.matrix('_coef_')
  const matrix = attributes.matrix('coef_')
  return isAtLeast(attributes.version, 1, 3) ? matrix : transposed(matrix)
}
