/** `sklearn.preprocessing.FunctionTransformer`. */
import { describeValue } from '../../pickle/describe.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'

/** Without a function it passes its columns on: what ColumnTransformer keeps for 'passthrough' from 1.4. */
export function readFunctionTransformer(attributes: Attributes): Estimator {
  const func = attributes.get('func')
  if (func !== null && func !== undefined) {
    throw attributes.unsupported(
      `its function is ${describeValue(func)}, which Brine cannot call`,
      'Do this step before sending the data, or replace it by a transformer of scikit-learn.',
    )
  }
  return { ...readFacts(attributes), children: [], methods: {}, transform: (_, input) => input }
}
