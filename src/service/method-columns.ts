/** What the columns of each method's answer are called in a table. */
import type { MethodName } from '../program/program.ts'

export const METHOD_COLUMNS: { readonly [Method in MethodName]: string } = {
  predict: 'prediction',
  predict_proba: 'probability',
  predict_log_proba: 'log_probability',
  decision_function: 'decision',
  transform: 'transform',
  score_samples: 'score',
  kneighbors: 'neighbors',
  inverse_transform: 'inverse',
}
