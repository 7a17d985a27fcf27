/** Samplers of imbalanced-learn: they choose rows to train on and do nothing to new ones. */
import { PickleObject, type PickleValue } from '../../pickle/values.ts'

const SAMPLER_MODULES = /^imblearn\.(over_sampling|under_sampling|combine)\b/

/** Whether a step has `fit_resample`, which imbalanced-learn's Pipeline calls in `fit` only. */
export function isSampler(value: PickleValue): boolean {
  if (!(value instanceof PickleObject)) return false
  const { module, className } = value
  return SAMPLER_MODULES.test(module) || (module.startsWith('imblearn.') && className === 'FunctionSampler')
}
