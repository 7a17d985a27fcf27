/** What a fitted estimator is once its object graph has been read and checked. */
import type { ProgramBuilder, Values } from '../program/builder.ts'
import { METHODS, type MethodName, type MethodOutput, type NumericDType } from '../program/program.ts'
import type { GivenFunction } from './given-functions.ts'

/** Adds a method's operators to the program and says which values are its answer. */
export type Lower = (builder: ProgramBuilder, input: Values) => MethodOutput

/** A method that answers, where the transforms make columns for the next step. */
export type AnswerMethod = Exclude<MethodName, 'transform' | 'inverse_transform'>

export const ANSWER_METHODS: readonly AnswerMethod[] = METHODS.filter(
  (method): method is AnswerMethod => method !== 'transform' && method !== 'inverse_transform',
)

/** A part of a meta-estimator, such as a step of a Pipeline. */
export interface Child {
  readonly name: string
  /** `passthrough` and `drop` stand where an estimator could. */
  readonly estimator: Estimator | 'passthrough' | 'drop'
  /** Which columns it is given, where it is not given all. */
  readonly columns?: readonly string[]
}

/**
 * A fitted estimator, with one meaning whatever version wrote it. Lowering never fails: what Brine cannot do was
 * refused when the estimator was read.
 */
export interface Estimator {
  readonly className: string
  /** Version of the library that wrote it, if the file says so. */
  readonly version: string | undefined
  /** Constructor parameters that are plain values, as Python would show them. */
  readonly params: ReadonlyMap<string, string>
  /** Number of columns it was fitted on, if known. */
  readonly nFeatures: number | undefined
  /** Names of these columns, if it was fitted on a DataFrame and the version keeps them. */
  readonly featureNames: readonly string[] | undefined
  readonly children: readonly Child[]
  /** Every method but the transforms, in scikit-learn's names. */
  readonly methods: { readonly [Method in AnswerMethod]?: Lower }
  /** Columns in, columns out; absent if it is no transformer. */
  readonly transform?: (builder: ProgramBuilder, input: Values) => Values
  /** What `transform` gave, back to the columns that it was given. It is lowered to a program of its own. */
  readonly inverseTransform?: (builder: ProgramBuilder, input: Values) => Values
  /** How `inverseTransform` answers, where not with a matrix of float64. */
  readonly inverseAnswer?: { readonly isVector?: boolean; readonly dtype?: NumericDType }
  /** scikit-learn's `get_feature_names_out`: names of the columns of `transform`, from those of its input. */
  readonly featureNamesOut?: (inputs: readonly string[]) => readonly string[]
  /** True if it answers as many columns as it is given and was fitted on nothing, so that any number will do. */
  readonly keepsWidth?: boolean
  /** The function of the user's own that `transform` is: how many columns it gives, only who gave it knows. */
  readonly givenFunction?: GivenFunction
  /** True where `transform` answers with a vector, as LabelEncoder does. */
  readonly transformsToVector?: boolean
  /** dtype that `transform` answers with; float64 unless said otherwise. */
  readonly transformDtype?: NumericDType
}

/** The facts that every estimator shares. */
export type EstimatorFacts = Pick<Estimator, 'className' | 'version' | 'params' | 'nFeatures' | 'featureNames'>
