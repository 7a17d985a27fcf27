/** `TruncatedSVD` and `FastICA` of `sklearn.decomposition`. */
import type { ColumnStep } from '../../program/operators/numbers.ts'
import type { Attributes } from '../attributes.ts'
import { emitAffine, emitCentredMap, mapBack, mapOf } from '../centred-map.ts'
import type { Estimator } from '../estimator.ts'
import { numberedNames, readFacts } from '../facts.ts'
import { emitLinearMap } from '../linear-map.ts'
import { finiteNumbers } from '../outputs.ts'

/** `X @ components_.T`, and back `X @ components_`. */
export function readTruncatedSvd(attributes: Attributes): Estimator {
  const { className } = attributes
  const components = attributes.matrix('components_')
  const map = mapOf(components)
  const back = mapBack(components)
  return {
    ...readFacts(attributes, components.columns),
    children: [],
    methods: {},
    transform: (builder, input) => ({ kind: 'numeric', id: emitLinearMap(builder, input, map, className) }),
    inverseTransform: (builder, input) => ({
      kind: 'numeric',
      id: emitAffine(builder, finiteNumbers(builder, input, className), back),
    }),
    featureNamesOut: () => numberedNames(className, components.rows),
  }
}

/** `(X - mean_) @ components_.T`, and back `X @ mixing_.T + mean_`; without whitening there is no mean. */
export function readFastIca(attributes: Attributes): Estimator {
  const { className } = attributes
  const components = attributes.matrix('components_')
  const mixing = attributes.matrix('mixing_')
  const hasMean = attributes.get('whiten') !== false
  const mean = hasMean ? attributes.vector('mean_', components.columns) : new Float64Array(components.columns)
  const steps: readonly ColumnStep[] = hasMean ? [{ kind: 'subtract', values: mean }] : []
  const map = mapOf(components)
  const back = mapOf(mixing, mean)
  return {
    ...readFacts(attributes, components.columns),
    children: [],
    methods: {},
    transform: (builder, input) => ({
      kind: 'numeric',
      id: emitCentredMap(builder, input, steps, map, className),
    }),
    inverseTransform: (builder, input) => ({
      kind: 'numeric',
      id: emitAffine(builder, finiteNumbers(builder, input, className), back),
    }),
    featureNamesOut: () => numberedNames(className, components.rows),
  }
}
