/** `RFE`, `RFECV`, `SequentialFeatureSelector` and `VarianceThreshold`, whose choice of columns is in the file. */
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { delegated, readPart } from '../parts.ts'
import type { ReadContext } from '../reader.ts'
import { isAtLeast } from '../version.ts'
import { takesMissing } from './missing-tag.ts'
import { selector } from './selector.ts'

function readSupport(attributes: Attributes): boolean[] {
  return attributes.cells('support_').map((isKept) => isKept === true)
}

/** scikit-learn's `RFE` and `RFECV`: the estimator predicts from the columns that were kept. */
export function readElimination(attributes: Attributes, context: ReadContext): Estimator {
  const mask = readSupport(attributes)
  const part = readPart(attributes, context, 'estimator_')
  const allowsMissing = takesMissing(attributes.require('estimator'), attributes, attributes.version)
  const selecting = selector(attributes, { mask, allowsMissing })
  const own = {}
  const methods = delegated(
    part,
    ['predict', 'predict_proba', 'predict_log_proba', 'decision_function'],
    (builder, input) => builder.once(own, 'selected', input, () => selecting.transform?.(builder, input) ?? input),
  )
  return { ...selecting, children: [{ name: 'estimator_', estimator: part }], methods }
}

/** scikit-learn's `SequentialFeatureSelector`. Its estimator chose the columns and was not kept. */
export function readSequentialSelector(attributes: Attributes): Estimator {
  const allowsMissing = takesMissing(attributes.require('estimator'), attributes, attributes.version)
  const mask = readSupport(attributes)
  return { ...selector(attributes, { mask, allowsMissing }), children: [], methods: {} }
}

/** scikit-learn's `VarianceThreshold`. It takes NaN from 0.21 on. */
export function readVarianceThreshold(attributes: Attributes): Estimator {
  const threshold = attributes.number('threshold')
  const mask = Array.from(attributes.vector('variances_'), (variance) => variance > threshold)
  const allowsMissing = isAtLeast(attributes.version, 0, 21)
  return { ...selector(attributes, { mask, allowsMissing }), children: [], methods: {} }
}
