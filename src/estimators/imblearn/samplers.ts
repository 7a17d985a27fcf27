/** Samplers of imbalanced-learn: they choose rows to train on and do nothing to new ones. */
import { PickleDict, PickleObject, PickleTuple, type PickleValue } from '../../pickle/values.ts'
import { itemsOf } from '../attributes.ts'

const SAMPLER_MODULES = /^imblearn\.(over_sampling|under_sampling|combine)\b/

/** Whether a step has `fit_resample`, which imbalanced-learn's Pipeline calls in `fit` only. */
export function isSampler(value: PickleValue): boolean {
  if (!(value instanceof PickleObject)) return false
  const { module, className } = value
  return SAMPLER_MODULES.test(module) || (module.startsWith('imblearn.') && className === 'FunctionSampler')
}

/** The estimator at the end of a Pipeline that has nothing but samplers before it; any other value as it is. */
export function behindSamplers(value: PickleValue): PickleValue {
  if (!(value instanceof PickleObject) || value.module !== 'imblearn.pipeline' || value.className !== 'Pipeline') {
    return value
  }
  const steps = value.state instanceof PickleDict ? itemsOf(value.state.get('steps')) : undefined
  const parts = steps?.map((step) => (step instanceof PickleTuple ? step.items[1] : undefined)) ?? []
  const last = parts.at(-1)
  const isOnlySampled = parts.slice(0, -1).every((part) => part !== undefined && isSampler(part))
  return last instanceof PickleObject && isOnlySampled ? last : value
}
