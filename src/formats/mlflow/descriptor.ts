/** The file `MLmodel` of an MLflow model: YAML, of which every scalar is read as text. */
import { parse } from 'yaml'
import { BrineError } from '../../errors.ts'

export const DESCRIPTOR = 'MLmodel'

/** Models of thousands of columns have their signature in it. */
export const MAX_DESCRIPTOR = 2 ** 24

/** What one column of the signature says, by MLflow's names of types. */
export interface SignatureColumn {
  /** Absent where the signature has a single column without a name. */
  readonly name: string | undefined
  /** `double`, `long`, `string`, … */
  readonly type: string
}

/** What a model takes, as it was logged: columns, or one tensor. */
export type MlflowInputs =
  | { readonly kind: 'columns'; readonly columns: readonly SignatureColumn[] }
  | { readonly kind: 'tensor'; readonly dtype: string; readonly shape: readonly number[] }

export interface Descriptor {
  /** The file with the model, inside the directory. */
  readonly modelFile: string
  readonly serialization: string | undefined
  readonly sklearnVersion: string | undefined
  /** The method that MLflow's own server asks. */
  readonly predictFunction: string
  readonly inputs: MlflowInputs | undefined
  readonly exampleFile: string | undefined
  /** Facts to show: version of MLflow, ids, time. */
  readonly origin: readonly (readonly [name: string, text: string])[]
}

type Node = string | readonly Node[] | { readonly [key: string]: Node }
type Mapping = { readonly [key: string]: Node }

/** Throws `file_damaged`, `unsupported_format` and `unsafe_file`. */
export function parseDescriptor(text: string): Descriptor {
  const root = mapping(parseYaml(text))
  if (root === undefined) throw damaged('it holds no mapping')
  const flavors = mapping(root.flavors)
  if (flavors === undefined) throw damaged('it lists no flavors')
  const sklearn = mapping(flavors.sklearn)
  if (sklearn === undefined) throw otherFlavor(flavors)
  const modelFile = scalar(sklearn.pickled_model)
  if (modelFile === undefined) throw damaged('the flavor sklearn names no pickled_model')
  return {
    modelFile: innerPath(modelFile),
    serialization: scalar(sklearn.serialization_format),
    sklearnVersion: scalar(sklearn.sklearn_version),
    predictFunction: scalar(mapping(flavors.python_function)?.predict_fn) ?? 'predict',
    inputs: readInputs(mapping(root.signature)),
    exampleFile: exampleFile(mapping(root.saved_input_example_info)),
    origin: readOrigin(root),
  }
}

/** Scalars stay text: an id such as 70e1234 is no number. */
function parseYaml(text: string): Node {
  try {
    return parse(text, { schema: 'failsafe', maxAliasCount: 16, prettyErrors: false, logLevel: 'error' }) as Node
  } catch (cause) {
    throw damaged(`it is not valid YAML: ${(cause as Error).message.split('\n')[0]}`, cause)
  }
}

function mapping(node: Node | undefined): Mapping | undefined {
  return typeof node === 'object' && node !== null && !Array.isArray(node) ? (node as Mapping) : undefined
}

/** Text, unless it is one of YAML's words for nothing. */
function scalar(node: Node | undefined): string | undefined {
  return typeof node !== 'string' || /^(?:|~|null|Null|NULL)$/.test(node) ? undefined : node
}

/** A path that stays in the directory. */
function innerPath(path: string): string {
  const parts = path.split(/[/\\]/)
  const isInside = parts.every((part) => part !== '' && part !== '..' && !/[\p{Cc}:]/u.test(part))
  if (isInside) return parts.filter((part) => part !== '.').join('/')
  throw new BrineError('unsafe_file', `${DESCRIPTOR} names the file ${JSON.stringify(path.slice(0, 100))}`, {
    remedy: 'MLflow names files inside of the directory only. Do not load it.',
  })
}

/** Other kinds of models that MLflow logs, by the names that people know. */
const FLAVORS: Readonly<Record<string, string>> = {
  xgboost: 'XGBoost',
  lightgbm: 'LightGBM',
  catboost: 'CatBoost',
  onnx: 'ONNX',
  pytorch: 'PyTorch',
  tensorflow: 'TensorFlow',
  keras: 'Keras',
  spark: 'Spark',
  statsmodels: 'statsmodels',
  prophet: 'Prophet',
  spacy: 'spaCy',
  transformers: 'Transformers',
  h2o: 'H2O',
  fastai: 'fastai',
  pmdarima: 'pmdarima',
}

function otherFlavor(flavors: Mapping): BrineError {
  const names = Object.keys(flavors)
  const known = names.find((name) => Object.hasOwn(FLAVORS, name))
  const details = { flavors: names.slice(0, 20) }
  if (known !== undefined) {
    return new BrineError(
      'unsupported_format',
      `this is an MLflow model of ${FLAVORS[known]}, which is not supported`,
      {
        details,
        remedy: 'Log a model of scikit-learn: mlflow.sklearn.log_model(model, …).',
      },
    )
  }
  const shown = names.slice(0, 5).map((name) => name.slice(0, 40))
  const what = names.includes('python_function') ? 'Python code (pyfunc)' : `flavor ${shown.join(', ') || 'none'}`
  return new BrineError('unsupported_format', `this is an MLflow model of ${what}, which is not supported`, {
    details,
    remedy: 'Brine runs no Python. Log the fitted estimator itself: mlflow.sklearn.log_model(model, …).',
  })
}

function readOrigin(root: Mapping): [string, string][] {
  const facts: readonly (readonly [string, Node | undefined])[] = [
    ['MLflow', root.mlflow_version],
    ['model_uuid', root.model_uuid],
    ['model_id', root.model_id],
    ['run_id', root.run_id],
    ['logged', root.utc_time_created],
  ]
  return facts.flatMap(([name, node]): [string, string][] => {
    const text = scalar(node)
    return text === undefined ? [] : [[name, text.slice(0, 100)]]
  })
}

/** Signatures stand in the YAML as JSON. */
function readInputs(signature: Mapping | undefined): MlflowInputs | undefined {
  const text = scalar(signature?.inputs)
  if (text === undefined) return undefined
  let items: unknown
  try {
    items = JSON.parse(text)
  } catch (cause) {
    throw damaged('the inputs of its signature are not valid JSON', cause)
  }
  if (!Array.isArray(items) || items.length === 0) throw damaged('the inputs of its signature are no list')
  const columns = items.map(signatureColumn)
  if (columns.length === 1 && columns[0]?.kind === 'tensor') return columns[0]
  if (columns.some(({ kind }) => kind === 'tensor')) {
    throw new BrineError('unsupported_format', 'the signature of the model takes several tensors', {
      remedy: 'Log it with a signature of columns: infer_signature(X, y) for a DataFrame X.',
    })
  }
  return { kind: 'columns', columns: columns as SignatureColumn[] }
}

function signatureColumn(
  item: unknown,
): (SignatureColumn & { kind: 'column' }) | Extract<MlflowInputs, { kind: 'tensor' }> {
  if (typeof item !== 'object' || item === null) throw damaged('an input of its signature is no object')
  const { name, type, 'tensor-spec': spec } = item as Record<string, unknown>
  if (typeof type !== 'string') throw damaged('an input of its signature has no type')
  if (type !== 'tensor') return { kind: 'column', name: typeof name === 'string' ? name : undefined, type }
  const { dtype, shape } = (spec ?? {}) as Record<string, unknown>
  const isShape = Array.isArray(shape) && shape.every((n) => Number.isSafeInteger(n))
  if (typeof dtype !== 'string' || !isShape) throw damaged('a tensor of its signature has no dtype and shape')
  return { kind: 'tensor', dtype, shape: shape as number[] }
}

function exampleFile(info: Mapping | undefined): string | undefined {
  const path = scalar(info?.artifact_path)
  return path === undefined ? undefined : innerPath(path)
}

function damaged(problem: string, cause?: unknown): BrineError {
  return new BrineError('file_damaged', `${DESCRIPTOR}: ${problem}`, {
    remedy: 'Download the model again: mlflow artifacts download.',
    cause,
  })
}
