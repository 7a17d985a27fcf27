/** The parameter `weights` of all that averages over neighbours. */
import type { NeighborWeights } from '../../program/operators/neighbors.ts'
import type { Attributes } from '../attributes.ts'

export function readWeights(attributes: Attributes): NeighborWeights {
  const weights = attributes.get('weights')
  if (weights === 'distance') return 'distance'
  if (weights === 'uniform' || weights === null || weights === undefined) return 'uniform'
  throw attributes.unsupported(
    'weights is a Python function, which is not in the file',
    'Train with weights="uniform" or weights="distance".',
  )
}
