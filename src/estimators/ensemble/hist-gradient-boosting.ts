/** `HistGradientBoostingClassifier` and `HistGradientBoostingRegressor`: float64 trees with categories and gaps. */
import { NdArray } from '../../pickle/ndarray.ts'
import { toFloat64 } from '../../pickle/ndarray-decode.ts'
import { PickleTuple } from '../../pickle/values.ts'
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { Trees } from '../../program/operators/trees.ts'
import type { ValueId } from '../../program/value.ts'
import { type Attributes, itemsOf } from '../attributes.ts'
import type { Estimator, Lower } from '../estimator.ts'
import { readClasses, readFacts } from '../facts.ts'
import { vectorOutput } from '../outputs.ts'
import { pathTo } from '../parts.ts'
import type { ReadContext } from '../reader.ts'
import { isAtLeast } from '../version.ts'
import { type BoostedClassifier, classifierMethods } from './boosting-outputs.ts'
import { joinPredictors, type KnownCategories, setOf } from './hist-trees.ts'

/** What is done to rows before the trees see them. */
type Preparation = (builder: ProgramBuilder, input: Values) => ValueId

interface HistBoosting {
  readonly prepare: Preparation
  /** (outputs) the trees of each. */
  readonly trees: readonly Trees[]
  /** (outputs) what each starts from. */
  readonly baseline: Float64Array
}

/** Losses whose raw predictions are logarithms. */
const LOG_LINKS = ['Poisson', 'HalfPoissonLoss', 'HalfGammaLoss', 'HalfTweedieLoss']
const IDENTITY_LINKS = [
  'LeastSquares',
  'LeastAbsoluteDeviation',
  'HalfSquaredError',
  'AbsoluteError',
  'PinballLoss',
  'HuberLoss',
  'HalfTweedieLossIdentity',
]

/** scikit-learn's `HistGradientBoostingRegressor`. */
export function readHistGradientBoostingRegressor(attributes: Attributes, context: ReadContext): Estimator {
  const boosting = readBoosting(attributes, context, 1)
  const isLog = hasLogLink(attributes)
  const type = { kind: 'numeric', dtype: 'float64', width: 1 } as const
  const predict: Lower = (builder, input) => {
    const raw = emitRaw(builder, input, boosting)
    return vectorOutput(isLog ? builder.emit('inverseLogLink', { op: 'inverseLogLink', input: raw }, type) : raw)
  }
  return { ...readFacts(attributes), children: [], methods: { predict } }
}

function hasLogLink(attributes: Attributes): boolean {
  const { className } = attributes.object(attributes.first('_loss', 'loss_'))
  if (LOG_LINKS.includes(className)) return true
  if (IDENTITY_LINKS.includes(className)) return false
  throw attributes.unsupported(`its loss is ${className}`, "Train it with one of scikit-learn's own losses.")
}

/** scikit-learn's `HistGradientBoostingClassifier`. */
export function readHistGradientBoostingClassifier(attributes: Attributes, context: ReadContext): Estimator {
  const classes = readClasses(attributes, attributes.require('classes_'))
  const boosting = readBoosting(attributes, context, classes.labels.length > 2 ? classes.labels.length : 1)
  const classifier: BoostedClassifier = {
    classes,
    raw: (builder, input) => emitRaw(builder, input, boosting),
    linkFactor: 1,
    predictFrom: isAtLeast(attributes.version, 1, 5) ? 'raw-positive' : 'probability',
    hasLogProbability: false,
  }
  return { ...readFacts(attributes), children: [], methods: classifierMethods(classifier) }
}

function readBoosting(attributes: Attributes, context: ReadContext, outputs: number): HistBoosting {
  const known = readKnownCategories(attributes)
  const iterations = attributes.list('_predictors').map((item, i) => {
    const trees = itemsOf(item)
    if (trees?.length !== outputs)
      throw attributes.error('model_invalid', `expected ${outputs} trees in _predictors[${i}]`)
    return trees
  })
  const ofOutput = (k: number) =>
    joinPredictors(
      iterations.flatMap((trees, i) => {
        const value = trees[k]
        return value === undefined ? [] : [{ value, path: pathTo(attributes, `_predictors[${i}][${k}]`) }]
      }),
      known,
    )
  const baseline = attributes.floats('_baseline_prediction').data
  if (baseline.length !== outputs) throw attributes.error('model_invalid', `has ${baseline.length} baselines`)
  return {
    prepare: readPreparation(attributes, context, known),
    trees: Array.from({ length: outputs }, (_, k) => ofOutput(k)),
    baseline,
  }
}

/** The categories of each categorical feature, which stand where the others have their bin thresholds. */
function readKnownCategories(attributes: Attributes): KnownCategories {
  const known = new Map<number, Uint32Array>()
  const name = ['_bin_mapper', 'bin_mapper_'].find((candidate) => attributes.has(candidate))
  const mapper = name === undefined ? undefined : attributes.part(name)
  if (mapper === undefined || mapper.isNone('is_categorical_')) return known
  const isCategorical = mapper.integers('is_categorical_')
  for (const [feature, categories] of mapper.list('bin_thresholds_').entries()) {
    if (isCategorical[feature] !== 1) continue
    if (!(categories instanceof NdArray)) throw mapper.error('model_invalid', 'expected arrays in bin_thresholds_')
    known.set(feature, setOf(toFloat64(categories)))
  }
  return known
}

/** From 1.4 on, categories are encoded first, and their columns moved before the others. */
function readPreparation(attributes: Attributes, context: ReadContext, known: KnownCategories): Preparation {
  if (!attributes.isNone('_preprocessor')) return readEncoding(attributes, context)
  // Before 1.2 a negative number was cast like the others; since, it is a missing value.
  const keepsNegative = isAtLeast(attributes.version, 1, 2)
  return (builder, input) => {
    const x = builder.numeric(input)
    if (known.size === 0) return x
    const type = builder.type(x)
    const marked = Uint8Array.from({ length: type.width }, (_, i) => (known.has(i) ? 1 : 0))
    return builder.emitColumnwise('categoryBytes', { op: 'categoryBytes', input: x, marked, keepsNegative }, type)
  }
}

/** `_preprocessor`: a ColumnTransformer of an OrdinalEncoder and a check of the other columns. */
function readEncoding(attributes: Attributes, context: ReadContext): Preparation {
  const isCategorical = attributes.integers('is_categorical_')
  const preprocessor = attributes.part('_preprocessor')
  const [first] = preprocessor.list('transformers_')
  const encoder = first instanceof PickleTuple ? first.items[1] : undefined
  if (encoder === undefined) throw preprocessor.error('model_invalid', 'has no encoder')
  const estimator = context.estimator(encoder, preprocessor.path, attributes.versionText)
  const { transform } = estimator
  if (transform === undefined) throw preprocessor.error('model_invalid', `${estimator.className} is no transformer`)
  const where = (mark: number) => [...isCategorical].flatMap((own, i) => (own === mark ? [i] : []))
  const [categorical, others] = [where(1), where(0)]
  return (builder, input) => {
    const encoded = transform(builder, builder.select(input, categorical))
    const rest = others.length === 0 ? [] : [builder.select(input, others)]
    return builder.numeric(builder.concat([encoded, ...rest]))
  }
}

/** Each tree is added to what was there, in order. */
function emitRaw(builder: ProgramBuilder, input: Values, boosting: HistBoosting): ValueId {
  return builder.once(boosting, 'raw', input, () => {
    const x = boosting.prepare(builder, input)
    const comparison = { dtype: 'float64', strict: false } as const
    const type = { kind: 'numeric', dtype: 'float64', width: 1 } as const
    const parts = boosting.trees.map((trees, k): Values => {
      const start = boosting.baseline.slice(k, k + 1)
      const operator = { op: 'treeEnsemble', input: x, comparison, trees, start, divisor: 1 } as const
      return { kind: 'numeric', id: builder.emit('treeEnsemble', operator, type) }
    })
    return builder.numeric(builder.concat(parts))
  })
}
