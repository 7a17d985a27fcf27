/** `sklearn.pipeline.Pipeline`, and imbalanced-learn's: each step transforms for the next, the last one answers. */
import { PickleTuple } from '../../pickle/values.ts'
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import { type Attributes, itemsOf } from '../attributes.ts'
import { ANSWER_METHODS, type Child, type Estimator, type Lower } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { refuseWidth } from '../given-functions.ts'
import { isSampler } from '../imblearn/samplers.ts'
import type { ReadContext } from '../reader.ts'

/** A Pipeline has no kneighbors, whatever its last step has. */
const PIPELINE_METHODS = ANSWER_METHODS.filter((method) => method !== 'kneighbors')

export function readPipeline(attributes: Attributes, context: ReadContext): Estimator {
  const steps = attributes.list('steps').map((step, i) => readStep(attributes, context, step, i))
  const estimators = steps.flatMap((step) => (typeof step.estimator === 'string' ? [] : [step.estimator]))
  const last = steps.at(-1)?.estimator
  if (last === undefined) throw attributes.error('model_invalid', 'has no steps')
  for (const step of steps.slice(0, -1)) requireTransform(attributes, step)
  refuseWidths(steps)

  const facts = readFacts(attributes, readWidth(estimators))
  const own = {}
  const prepare = (builder: ProgramBuilder, input: Values) =>
    builder.once(own, 'prepare', input, () => transformAll(builder, input, steps.slice(0, -1)))
  const methods: { -readonly [Method in keyof Estimator['methods']]: Lower } = {}
  if (typeof last !== 'string') {
    for (const method of PIPELINE_METHODS) {
      const lower = last.methods[method]
      if (lower !== undefined) methods[method] = (builder, input) => lower(builder, prepare(builder, input))
    }
  }
  const transformers = steps.filter(isTransformer)
  const isTransforming = transformers.length === steps.length
  return {
    ...facts,
    featureNames: facts.featureNames ?? estimators[0]?.featureNames ?? activeFields(attributes, facts.nFeatures),
    children: steps,
    methods,
    ...(isTransforming ? { transform: (builder, input) => transformAll(builder, input, steps) } : {}),
    transformDtype: estimators.at(-1)?.transformDtype ?? 'float64',
    ...(isTransforming ? { featureNamesOut: (inputs) => namesOut(estimators, inputs) } : {}),
    ...(steps.every(isInvertible)
      ? { inverseTransform: (builder, input) => invertAll(builder, input, [...estimators].reverse()) }
      : {}),
  }
}

/** What sklearn2pmml's PMMLPipeline keeps of the DataFrame that it was fitted on. */
function activeFields(attributes: Attributes, width: number | undefined): readonly string[] | undefined {
  const names = itemsOf(attributes.get('active_fields'))
  return names?.length === width && names?.every((name) => typeof name === 'string') ? names : undefined
}

/** Steps that take any number of columns leave it to the next to say how many there are. */
function readWidth(estimators: readonly Estimator[]): number | undefined {
  return estimators.find(({ nFeatures, keepsWidth }) => nFeatures !== undefined || !keepsWidth)?.nFeatures
}

function readStep(attributes: Attributes, context: ReadContext, step: unknown, i: number): Child {
  const [name, value] = step instanceof PickleTuple ? step.items : []
  if (typeof name !== 'string' || value === undefined) {
    throw attributes.error('model_invalid', `expected a pair of a name and an estimator in steps[${i}]`)
  }
  if (value === null || value === 'passthrough') return { name, estimator: 'passthrough' }
  if (isSampler(value)) return { name, estimator: 'passthrough' }
  const path = `${attributes.path === '' ? '' : `${attributes.path}.`}steps[${i}]`
  return { name, estimator: context.estimator(value, path, attributes.versionText) }
}

/** Of a function that the user gives, nobody else knows how many columns it answers with. */
function refuseWidths(steps: readonly Child[]): void {
  steps.slice(1).forEach(({ name, estimator }, i) => {
    const before = steps[i]?.estimator
    if (typeof estimator === 'string' || before === undefined || typeof before === 'string') return
    refuseWidth(before.givenFunction, before.nFeatures, estimator.nFeatures, `step ${name} (${estimator.className})`)
  })
}

function isTransformer(step: Child): boolean {
  return typeof step.estimator === 'string' || step.estimator.transform !== undefined
}

function isInvertible(step: Child): boolean {
  return typeof step.estimator === 'string' || step.estimator.inverseTransform !== undefined
}

function invertAll(builder: ProgramBuilder, input: Values, estimators: readonly Estimator[]): Values {
  return estimators.reduce((values, estimator) => estimator.inverseTransform?.(builder, values) ?? values, input)
}

/** No names where a step does not know its own. */
function namesOut(estimators: readonly Estimator[], inputs: readonly string[]): readonly string[] {
  return estimators.reduce(
    (names, { featureNamesOut }) => (names.length > 0 ? (featureNamesOut?.(names) ?? []) : []),
    inputs,
  )
}

function requireTransform(attributes: Attributes, step: Child): void {
  if (isTransformer(step)) return
  const className = typeof step.estimator === 'string' ? '' : step.estimator.className
  throw attributes.error('model_invalid', `step ${step.name} (${className}) is no transformer, and is not the last`)
}

function transformAll(builder: ProgramBuilder, input: Values, steps: readonly Child[]): Values {
  return steps.reduce((values, { estimator }) => {
    if (typeof estimator === 'string' || estimator.transform === undefined) return values
    return estimator.transform(builder, values)
  }, input)
}
