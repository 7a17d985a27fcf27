/** `VotingClassifier` and `VotingRegressor` of `sklearn.ensemble`. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { ValueId } from '../../program/value.ts'
import { type Attributes, itemsOf } from '../attributes.ts'
import type { Estimator, Lower } from '../estimator.ts'
import { classNames, readClasses } from '../facts.ts'
import { classOutput, labelOfLargest, vectorOutput } from '../outputs.ts'
import {
  ask,
  factsWithParts,
  invalidPart,
  numbersOf,
  readNamed,
  readParts,
  requireMethod,
  sideBySide,
  singleColumn,
} from '../parts.ts'
import type { ReadContext } from '../reader.ts'

interface Voter {
  readonly name: string
  readonly estimator: Estimator
  readonly weight: number
}

interface Voters {
  readonly voters: readonly Voter[]
  readonly isWeighted: boolean
}

/** The voters that were not dropped, with their weights. */
function readVoters(attributes: Attributes, context: ReadContext): Voters {
  const fitted = readParts(attributes, context, 'estimators_')
  const given = readNamed(attributes, 'estimators')
  const weights = attributes.isNone('weights') ? undefined : itemsOf(attributes.get('weights'))
  const kept = given.flatMap(({ name, value }, i) =>
    value === null || value === 'drop' ? [] : [{ name, weight: weights?.[i] ?? 1 }],
  )
  if (kept.length !== fitted.length) {
    throw attributes.error('model_invalid', `has ${fitted.length} fitted estimators for ${kept.length} names`)
  }
  const voters = fitted.map((estimator, i) => {
    const { name, weight } = kept[i] as { name: string; weight: unknown }
    if (typeof weight !== 'number') throw attributes.error('model_invalid', 'expected a list of numbers in weights')
    return { name, estimator, weight }
  })
  return { voters, isWeighted: weights !== undefined }
}

/** `np.average`: without weights it divides by their number. */
function emitAverage(builder: ProgramBuilder, inputs: readonly ValueId[], { voters, isWeighted }: Voters): ValueId {
  const weights = Float64Array.from(voters, ({ weight }) => weight)
  const divisor = isWeighted ? weights.reduce((sum, weight) => sum + weight, 0) : voters.length
  const { width } = builder.type(inputs[0] as ValueId)
  const type = { kind: 'numeric', dtype: 'float64', width } as const
  return builder.emit('weightedMean', { op: 'weightedMean', inputs, weights, divisor }, type)
}

function children({ voters }: Voters) {
  return voters.map(({ name, estimator }) => ({ name, estimator }))
}

/** scikit-learn's `VotingRegressor`. */
export function readVotingRegressor(attributes: Attributes, context: ReadContext): Estimator {
  const read = readVoters(attributes, context)
  const parts = read.voters.map(({ estimator }) => estimator)
  requireMethod(attributes, parts, 'predict')
  const predictions = (builder: ProgramBuilder, input: Values) =>
    parts.map((part) => singleColumn(builder, part, numbersOf(builder, part, ask(builder, part, 'predict', input))))
  const prefix = attributes.className.toLowerCase()
  return {
    ...factsWithParts(attributes, parts),
    children: children(read),
    methods: { predict: (builder, input) => vectorOutput(emitAverage(builder, predictions(builder, input), read)) },
    transform: (builder, input) => ({ kind: 'numeric', id: sideBySide(builder, predictions(builder, input)) }),
    featureNamesOut: () => read.voters.map(({ name }) => `${prefix}_${name}`),
  }
}

/** scikit-learn's `VotingClassifier`. */
export function readVotingClassifier(attributes: Attributes, context: ReadContext): Estimator {
  const read = readVoters(attributes, context)
  const parts = read.voters.map(({ estimator }) => estimator)
  const facts = { ...factsWithParts(attributes, parts), children: children(read) }
  const isSoft = attributes.string('voting') === 'soft'
  requireMethod(attributes, parts, isSoft ? 'predict_proba' : 'predict')
  return { ...facts, ...(isSoft ? softVoting(attributes, read, parts) : hardVoting(attributes, read, parts)) }
}

type Answers = Pick<Estimator, 'methods' | 'transform' | 'transformDtype' | 'featureNamesOut'>

function softVoting(attributes: Attributes, read: Voters, parts: readonly Estimator[]): Answers {
  // Before 0.21 the default was None, which meant what False means.
  if (attributes.isNone('flatten_transform') || !attributes.boolean('flatten_transform')) {
    throw attributes.unsupported(
      'flatten_transform=False makes transform answer with an array of three axes',
      'Set flatten_transform=True before saving: it changes nothing but transform.',
    )
  }
  const classes = readClasses(attributes, attributes.require('classes_'))
  const own = {}
  const probabilities = (builder: ProgramBuilder, input: Values) =>
    parts.map((part) => numbersOf(builder, part, ask(builder, part, 'predict_proba', input)))
  const average = (builder: ProgramBuilder, input: Values) =>
    builder.once(own, 'average', input, () => emitAverage(builder, probabilities(builder, input), read))
  const prefix = attributes.className.toLowerCase()
  return {
    methods: {
      predict: (builder, input) => labelOfLargest(builder, average(builder, input), classes),
      predict_proba: (builder, input) => classOutput(average(builder, input), classes),
    },
    transform: (builder, input) => ({ kind: 'numeric', id: sideBySide(builder, probabilities(builder, input)) }),
    featureNamesOut: () =>
      read.voters.flatMap(({ name }) => classNames(classes).map((_, i) => `${prefix}_${name}${i}`)),
  }
}

function hardVoting(attributes: Attributes, read: Voters, parts: readonly Estimator[]): Answers {
  const classes = readClasses(attributes, attributes.require('classes_'))
  const own = {}
  const votes = (builder: ProgramBuilder, input: Values) =>
    builder.once(own, 'votes', input, () =>
      sideBySide(
        builder,
        parts.map((part) => vote(builder, part, input, classes.labels.length)),
      ),
    )
  const predict: Lower = (builder, input) => {
    const weights = Float64Array.from(read.voters, ({ weight }) => weight)
    const operator = { op: 'majority', input: votes(builder, input), weights, classes: classes.labels.length } as const
    const value = builder.emit('majority', operator, { kind: 'numeric', dtype: 'float64', width: 1 })
    return { kind: 'labels', value, shape: 'vector', classes: [classes] }
  }
  const prefix = attributes.className.toLowerCase()
  return {
    methods: { predict },
    transform: (builder, input) => ({ kind: 'numeric', id: votes(builder, input) }),
    transformDtype: 'int64',
    featureNamesOut: () => read.voters.map(({ name }) => `${prefix}_${name}`),
  }
}

/** A voter's answer: the voters were fitted on numbers of classes. */
function vote(builder: ProgramBuilder, part: Estimator, input: Values, nClasses: number): ValueId {
  const output = ask(builder, part, 'predict', input)
  const labels = output.kind === 'labels' ? output.classes[0]?.labels : undefined
  if (!labels?.every((label) => Number.isInteger(label) && Number(label) >= 0 && Number(label) < nClasses)) {
    throw invalidPart(part, `votes for what is none of the ${nClasses} classes`)
  }
  return singleColumn(builder, part, numbersOf(builder, part, output))
}
