/** `sklearn.dummy`: predictions that look at no column, to compare others with. */

import { NdArray } from '../../pickle/ndarray.ts'
import { toFloat64 } from '../../pickle/ndarray-decode.ts'
import { PickleList, type PickleValue } from '../../pickle/values.ts'
import type { ProgramBuilder } from '../../program/builder.ts'
import type { ClassLabels, MethodOutput } from '../../program/program.ts'
import type { ValueId } from '../../program/value.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { type Attributes, itemsOf } from '../attributes.ts'
import type { Estimator, EstimatorFacts } from '../estimator.ts'
import { readClasses, readFacts } from '../facts.ts'
import { classOutput, logOutput } from '../outputs.ts'

/** Rows of any width are answered, whatever is in them. */
function dummyFacts(attributes: Attributes): EstimatorFacts {
  return { ...readFacts(attributes), nFeatures: 0, featureNames: undefined }
}

function emitConstants(builder: ProgramBuilder, values: Float64Array): ValueId {
  const type = { kind: 'numeric', dtype: 'float64', width: values.length } as const
  return builder.emit('constantColumns', { op: 'constantColumns', values }, type)
}

/** What is answered for one target. */
interface Target {
  readonly classes: ClassLabels
  /** (classes). */
  readonly probabilities: Float64Array
  /** The label, with the dtype that it has in the answer. */
  readonly label: ClassLabels
}

/** scikit-learn's `DummyClassifier`. */
export function readDummyClassifier(attributes: Attributes): Estimator {
  // Since 0.22 the strategy that fit has settled on has a name of its own.
  const strategy = attributes.string(attributes.first('_strategy', 'strategy'))
  if (strategy === 'stratified' || strategy === 'uniform') {
    throw attributes.unsupported(
      `strategy='${strategy}' predicts at random, in Python as well: no two answers need be equal`,
      "Train with strategy='prior', 'most_frequent' or 'constant'.",
    )
  }
  const isList = isListOfTargets(attributes)
  const targets = readTargets(attributes, strategy, isList)
  return {
    ...dummyFacts(attributes),
    children: [],
    methods: {
      predict: (builder) => ({
        kind: 'labels',
        value: emitConstants(builder, new Float64Array(targets.length)),
        shape: targets.length > 1 || isMatrix(attributes) ? 'matrix' : 'vector',
        classes: targets.map(({ label }) => label),
      }),
      predict_proba: (builder) => probabilities(builder, targets, isList),
      predict_log_proba: (builder) => logOutput(builder, probabilities(builder, targets, isList)),
    },
  }
}

function isMatrix(attributes: Attributes): boolean {
  return attributes.boolean('output_2d_', false)
}

/** Before 0.22 targets of one column in two axes were kept apart from those in one; predict then failed in Python. */
function isListOfTargets(attributes: Attributes): boolean {
  const nOutputs = attributes.count('n_outputs_')
  if (nOutputs === 1 && isMatrix(attributes)) {
    throw attributes.unsupported(
      'it was fitted on a target of one column in two axes, for which this version of Python fails to predict',
      'Train with y.ravel().',
    )
  }
  return nOutputs > 1
}

function readTargets(attributes: Attributes, strategy: string, isList: boolean): Target[] {
  const each = (name: string): readonly PickleValue[] => (isList ? attributes.list(name) : [attributes.require(name)])
  const classes = each('classes_').map((value) => readClasses(attributes, value))
  const priors = each('class_prior_')
  const constants = strategy === 'constant' ? readConstants(attributes) : []
  return classes.map((labels, k) => {
    const value = priors[k]
    const prior = value instanceof NdArray ? toFloat64(value) : undefined
    if (prior === undefined || prior.length !== labels.labels.length || prior.length === 0) {
      throw attributes.error('model_invalid', `has no prior for each class of target ${k}`)
    }
    return target(attributes, strategy, labels, prior, constants[k])
  })
}

function target(
  attributes: Attributes,
  strategy: string,
  classes: ClassLabels,
  prior: Float64Array,
  constant: ClassLabels | undefined,
): Target {
  if (strategy === 'constant') {
    if (constant === undefined) throw attributes.error('model_invalid', 'has no constant for each target')
    const [value] = constant.labels
    // In a list 2.0 cannot be told from 2; where the classes are floats, it is meant as one of them.
    const dtype = classes.dtype === 'float64' && constant.dtype === 'int64' ? 'float64' : constant.dtype
    return {
      classes,
      probabilities: oneAt(classes.labels.indexOf(value as Cell), prior.length),
      label: { ...constant, dtype },
    }
  }
  const largest = prior.indexOf(Math.max(...prior))
  if (strategy !== 'prior' && strategy !== 'most_frequent') {
    throw attributes.unsupported(`strategy='${strategy}' is unknown`, "Train with strategy='prior'.")
  }
  // Python answers sparse targets with the number of the class in place of its label.
  const isSparse = attributes.boolean('sparse_output_', false)
  const label = isSparse
    ? ({ dtype: 'int64', labels: [largest] } as const)
    : { ...classes, labels: [classes.labels[largest] as Cell] }
  return { classes, probabilities: strategy === 'prior' ? prior : oneAt(largest, prior.length), label }
}

function oneAt(index: number, length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => (i === index ? 1 : 0))
}

/** The constant of each target, which may be written as a value, a list or an array of one or two axes. */
function readConstants(attributes: Attributes): ClassLabels[] {
  const value = attributes.require('constant')
  const flat =
    value instanceof NdArray ? new NdArray(value.dtype, [value.size], false, value.bytes, value.objects) : value
  const labels = readClasses(attributes, itemsOf(flat) === undefined ? new PickleList([flat]) : flat)
  return labels.labels.map((label) => ({ ...labels, labels: [label] }))
}

function probabilities(builder: ProgramBuilder, targets: readonly Target[], isList: boolean): MethodOutput {
  const items = targets.map((each) => classOutput(emitConstants(builder, each.probabilities), each.classes))
  return isList ? { kind: 'list', items } : (items[0] as MethodOutput)
}

/** scikit-learn's `DummyRegressor`. */
export function readDummyRegressor(attributes: Attributes): Estimator {
  const array = attributes.array('constant_')
  const values = attributes.floats('constant_').data
  const dtype = array.dtype.kind === 'f' ? (array.dtype.itemsize === 4 ? 'float32' : 'float64') : 'int64'
  const shape = values.length > 1 || isMatrix(attributes) ? 'matrix' : 'vector'
  return {
    ...dummyFacts(attributes),
    children: [],
    methods: { predict: (builder) => ({ kind: 'numeric', value: emitConstants(builder, values), shape, dtype }) },
  }
}
