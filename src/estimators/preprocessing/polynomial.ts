/** `sklearn.preprocessing.PolynomialFeatures`. */
import type { Attributes } from '../attributes.ts'
import { itemsOf } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { finiteNumbers } from '../outputs.ts'

/** More factors in all than a model of any use has. */
const MAX_FACTORS = 1 << 22

interface Options {
  readonly minDegree: number
  readonly maxDegree: number
  readonly interactionOnly: boolean
  readonly includeBias: boolean
}

export function readPolynomialFeatures(attributes: Attributes): Estimator {
  const { className } = attributes
  const facts = readFacts(
    attributes,
    attributes.has('n_input_features_') ? attributes.count('n_input_features_') : undefined,
  )
  const { nFeatures } = facts
  if (nFeatures === undefined) throw attributes.error('model_not_fitted', 'does not know its columns')
  const options = readOptions(attributes)
  const outputs = readOutputs(attributes, nFeatures, options)
  const degree = Math.max(1, options.maxDegree)
  const factors = Int32Array.from(
    outputs.flatMap((columns) => [...columns, ...new Array(degree - columns.length).fill(-1)]),
  )
  return {
    ...facts,
    children: [],
    methods: {},
    transform: (builder, input) => {
      const x = finiteNumbers(builder, input, className)
      const type = { kind: 'numeric', dtype: 'float64', width: outputs.length } as const
      return { kind: 'numeric', id: builder.emit('monomials', { op: 'monomials', input: x, degree, factors }, type) }
    },
    featureNamesOut: (names) => outputs.map((columns) => nameOf(columns, names)),
  }
}

function readOptions(attributes: Attributes): Options {
  const range = itemsOf(attributes.get('degree'))
  const [minDegree, maxDegree] = range ?? [0, attributes.get('degree')]
  const isDegree = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0
  if (!isDegree(minDegree) || !isDegree(maxDegree)) {
    throw attributes.error('model_invalid', 'expected whole numbers in degree')
  }
  return {
    minDegree,
    maxDegree,
    interactionOnly: attributes.boolean('interaction_only'),
    includeBias: attributes.boolean('include_bias'),
  }
}

/** The columns that each output is the product of, in scikit-learn's order; the file says how many there have to be. */
function readOutputs(attributes: Attributes, nFeatures: number, options: Options): number[][] {
  const expected = attributes.count('n_output_features_')
  const limit = MAX_FACTORS / Math.max(1, options.maxDegree)
  if (expected > limit) {
    throw attributes.error('limit_exceeded', `makes ${expected} columns, more than ${Math.floor(limit)}`)
  }
  const outputs: number[][] = options.includeBias ? [[]] : []
  // Without repetition there is no product of more factors than columns.
  const longest = options.interactionOnly ? Math.min(options.maxDegree, nFeatures) : options.maxDegree
  for (let degree = Math.max(1, options.minDegree); degree <= longest && nFeatures > 0; degree++) {
    for (const columns of combinations(nFeatures, degree, options.interactionOnly)) {
      outputs.push(columns)
      if (outputs.length > expected) break
    }
    if (outputs.length > expected) break
  }
  if (outputs.length === expected) return outputs
  throw attributes.error('model_invalid', `says that it makes ${expected} columns, which its degree contradicts`)
}

/** All choices of `degree` of the columns, in lexicographic order, each column once or as often as one likes. */
function* combinations(nFeatures: number, degree: number, isOnce: boolean): Generator<number[]> {
  const chosen = Array.from({ length: degree }, (_, i) => (isOnce ? i : 0))
  for (;;) {
    yield [...chosen]
    let i = degree - 1
    while (i >= 0 && chosen[i] === (isOnce ? nFeatures - degree + i : nFeatures - 1)) i--
    if (i < 0) return
    const next = (chosen[i] as number) + 1
    for (let j = i; j < degree; j++) chosen[j] = isOnce ? next + j - i : next
  }
}

/** `1`, `a`, `a^2 b`. */
function nameOf(columns: readonly number[], names: readonly string[]): string {
  if (columns.length === 0) return '1'
  const powers = new Map<number, number>()
  for (const column of columns) powers.set(column, (powers.get(column) ?? 0) + 1)
  return [...powers].map(([column, power]) => (power === 1 ? names[column] : `${names[column]}^${power}`)).join(' ')
}
