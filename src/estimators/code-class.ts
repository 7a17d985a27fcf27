/**
 * Classes of the user's own that cloudpickle wrote with their code: a subclass of an estimator answers as its base does,
 * unless it overrides something that an answer depends on. Brine runs none of the code, so that it has to be sure.
 *
 * What may stand in such a class: `__init__`, what belongs to fitting (`fit`, `score`, `get_params` …), methods of names
 * that no estimator of scikit-learn has, and plain values, which count where the instance has none. Everything else is
 * refused by name: methods and properties that predictions go through, and all that starts with an underscore, since
 * scikit-learn may call it from anywhere.
 */
import { BrineError } from '../errors.ts'
import { builtinType, type CodeClass, codeOf } from '../pickle/cloudpickle.ts'
import { shortName } from '../pickle/describe.ts'
import { PickleDict, PickleGlobal, PickleObject, PickleTuple, type PickleValue } from '../pickle/values.ts'

/** Methods and properties of scikit-learn's estimators that answers may depend on. */
const METHODS_THAT_ANSWER: ReadonlySet<string> = new Set(
  (
    'alpha apply build_analyzer build_preprocessor build_tokenizer decision_function decision_path decode diag family ' +
    'get_covariance get_feature_names get_feature_names_out get_indices get_precision get_shape get_stop_words ' +
    'get_submatrix get_support inverse_transform is_stationary kneighbors kneighbors_graph latent_mean_and_variance ' +
    'loss_function mahalanobis n_features n_iter_final named_estimators named_steps named_transformers norm path predict ' +
    'predict_log_proba predict_proba radius_neighbors radius_neighbors_graph requires_vector_input restrict sample ' +
    'sample_y score_samples set_output smooth_idf split staged_decision_function staged_predict staged_predict_proba ' +
    'sublinear_tf transform use_idf y_train_mean'
  ).split(' '),
)

/** Names with an underscore in front that say something about the class, or how it is made or shown. */
const OF_NO_ACCOUNT: ReadonlySet<string> = new Set(
  (
    '__init__ __doc__ __module__ __qualname__ __name__ __annotations__ __annotate__ __annotate_func__ ' +
    '__annotations_cache__ __dict__ __weakref__ __slotnames__ __firstlineno__ __static_attributes__ ' +
    '__abstractmethods__ __parameters__ __orig_bases__ __repr__ __str__ __hash__ __classcell__ __sklearn_clone__ ' +
    '_abc_impl _abc_cache _abc_registry _abc_negative_cache _abc_negative_cache_version _estimator_type ' +
    '_get_param_names _parameter_constraints _repr_html_ _repr_mimebundle_ _sklearn_auto_wrap_output_keys'
  ).split(' '),
)

/** Bases that give no answer of their own. */
const MIXINS: ReadonlySet<string> = new Set(
  'BaseEstimator ClassifierMixin RegressorMixin TransformerMixin ClusterMixin OutlierMixin DensityMixin MetaEstimatorMixin MultiOutputMixin'.split(
    ' ',
  ),
)

/** An object as an instance of the class of scikit-learn that its own class extends. */
export interface BaseInstance {
  readonly object: PickleObject
  /** Name of the class that is in the file. */
  readonly name: string
}

/** More classes on top of one another than anybody writes. */
const MAX_BASES = 32

/**
 * `isKnown` says whether a class has a reader. `undefined` if the class of the object is none that is in the file; throws
 * `unsupported_class` if it answers otherwise than its base, or has none.
 */
export function asBaseInstance(
  object: PickleObject,
  path: string,
  isKnown: (cls: PickleGlobal) => boolean,
): BaseInstance | undefined {
  const code = codeOf(object.callee)
  if (code?.kind !== 'class') return undefined
  const lineage = new Lineage(code.name, object.offset, path, isKnown)
  lineage.visit(code)
  const base = lineage.base()
  const made = new PickleObject(base, object.args, object.offset, object.kwargs)
  made.setState(stateWith(lineage.constants, object))
  return { object: made, name: shortName(code.name) }
}

/** Everything that a class inherits, walked from the class to its bases. */
class Lineage {
  /** Plain values of the classes; those of the class itself come before those of its bases. */
  readonly constants = new Map<string, PickleValue>()
  readonly #name: string
  readonly #where: { readonly offset: number; readonly path: string }
  readonly #isKnown: (cls: PickleGlobal) => boolean
  readonly #found = new Set<PickleGlobal>()
  #visited = 0

  constructor(name: string, offset: number, path: string, isKnown: (cls: PickleGlobal) => boolean) {
    this.#name = shortName(name)
    this.#where = { offset, path }
    this.#isKnown = isKnown
  }

  visit(code: CodeClass): void {
    this.#visited += 1
    if (this.#visited > MAX_BASES) throw this.#refused('it has too many bases')
    if (code.attributes === undefined) throw this.#refused('what stands in it cannot be told')
    if (!isPlainMetaclass(code.metaclass)) throw this.#refused('it has a metaclass')
    for (const [name, value] of code.attributes) this.#visitAttribute(name, value)
    for (const base of code.bases) this.#visitBase(base)
  }

  /** The one class of a library that it extends. */
  base(): PickleGlobal {
    const [base, ...others] = this.#found
    if (base === undefined) {
      throw this.#refused(
        'its code is Python, and Brine runs none of it',
        'Save the part that comes from scikit-learn.',
      )
    }
    if (others.length > 0) throw this.#refused(`it extends both ${base} and ${others[0]}`)
    return base
  }

  #visitAttribute(name: string, value: PickleValue): void {
    if (OF_NO_ACCOUNT.has(name)) return
    const isCode = value instanceof PickleObject || value instanceof PickleGlobal
    const counts = name.startsWith('_') || (isCode && (name.endsWith('_') || METHODS_THAT_ANSWER.has(name)))
    if (counts) throw this.#refused(`it has its own ${shortName(name)}, which Brine cannot run`)
    if (!isCode && !this.constants.has(name)) this.constants.set(name, value)
  }

  #visitBase(base: PickleValue): void {
    const code = codeOf(base)
    if (code?.kind === 'class') this.visit(code)
    else if (base instanceof PickleGlobal && this.#isKnown(base)) this.#found.add(base)
    else if (!(base instanceof PickleGlobal && isMixin(base))) {
      const name = base instanceof PickleGlobal ? shortName(base.toString()) : 'something that is no class'
      throw this.#refused(`it extends ${name}, which Brine does not know`)
    }
  }

  #refused(
    reason: string,
    remedy = 'Save an instance of the class that it extends, with the same attributes.',
  ): BrineError {
    return new BrineError('unsupported_class', `${this.#name} is a class of your own, and ${reason}`, {
      where: this.#where,
      details: { class: this.#name },
      remedy,
    })
  }
}

function isPlainMetaclass(value: PickleValue): boolean {
  if (builtinType(value) === 'ClassType') return true
  return value instanceof PickleGlobal && ['builtins.type', 'abc.ABCMeta'].includes(value.toString())
}

function isMixin({ module, name }: PickleGlobal): boolean {
  if (module === 'sklearn.base') return MIXINS.has(name)
  return (module === 'builtins' && name === 'object') || (module === 'abc' && name === 'ABC')
}

/** Attributes of the instance, and where it has none, those of its class. */
function stateWith(constants: ReadonlyMap<string, PickleValue>, { state }: PickleObject): PickleValue {
  if (constants.size === 0 && state !== undefined) return state
  const merged = new PickleDict()
  for (const [name, value] of constants) merged.set(name, value)
  if (state === undefined) return merged
  // A pair of a dict and of slots is left to the reader, which refuses it.
  if (state instanceof PickleTuple || !(state instanceof PickleDict)) return state
  for (const [name, value] of state.entries.values()) merged.set(name, value)
  return merged
}

/** Refuses an instance that was given a method of its own, such as `model.predict = lambda X: …`. */
export function refuseOwnMethods(object: PickleObject, path: string): void {
  const { state } = object
  if (!(state instanceof PickleDict)) return
  for (const name of ['predict', 'predict_proba', 'decision_function', 'transform']) {
    const value = state.get(name)
    const isCode = value instanceof PickleGlobal || codeOf(value) !== undefined
    if (!isCode) continue
    throw new BrineError('unsupported_class', `the ${object.className} was given a ${name} of its own`, {
      where: { offset: object.offset, path },
      remedy: `Remove it before saving: del model.${name}.`,
    })
  }
}
