/** What all estimators of scikit-learn have in common: parameters, features, classes. */
import { NdArray } from '../pickle/ndarray.ts'
import { toCells } from '../pickle/ndarray-decode.ts'
import { PickleDict, PickleList, PickleTuple, type PickleValue } from '../pickle/values.ts'
import type { ClassLabels } from '../program/program.ts'
import type { Cell } from '../tensor/tensor.ts'
import { type Attributes, itemsOf } from './attributes.ts'
import type { EstimatorFacts } from './estimator.ts'

/** `nFeatures` is what the weights imply, for versions that do not say it themselves. */
export function readFacts(attributes: Attributes, nFeatures?: number): EstimatorFacts {
  return {
    className: attributes.className,
    version: attributes.versionText,
    params: readParams(attributes),
    nFeatures: readFeatureCount(attributes) ?? nFeatures,
    featureNames: readFeatureNames(attributes),
  }
}

/** Attributes without an underscore at either end are constructor parameters. */
function readParams(attributes: Attributes): Map<string, string> {
  const params = new Map<string, string>()
  for (const name of attributes.names().sort()) {
    if (name.startsWith('_') || name.endsWith('_')) continue
    const text = showParam(attributes.require(name))
    if (text !== undefined) params.set(name, text)
  }
  return params
}

/** A plain value as Python would show it, or nothing for arrays and objects. */
function showParam(value: PickleValue): string | undefined {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number') return Number.isNaN(value) ? 'nan' : String(value)
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'string') return `'${value.slice(0, 80)}'`
  if (value instanceof PickleDict && value.size === 0) return '{}'
  const items = value instanceof PickleList || value instanceof PickleTuple ? value.items : undefined
  if (items === undefined || items.length > 8 || items.some((item) => typeof item === 'object')) return undefined
  const shown = items.map(showParam).join(', ')
  return value instanceof PickleTuple ? `(${shown})` : `[${shown}]`
}

function readFeatureCount(attributes: Attributes): number | undefined {
  // Trees before 0.24 said n_features_, ColumnTransformer _n_features.
  for (const name of ['n_features_in_', 'n_features_', '_n_features']) {
    const value = attributes.get(name)
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value
  }
  return undefined
}

function readFeatureNames(attributes: Attributes): readonly string[] | undefined {
  for (const name of ['feature_names_in_', '_feature_names_in']) {
    const names = itemsOf(attributes.get(name))
    if (names?.every((item) => typeof item === 'string')) return names as readonly string[]
  }
  return undefined
}

/** The classes of one target. */
export function readClasses(attributes: Attributes, value: PickleValue): ClassLabels {
  if (value instanceof NdArray && value.shape.length === 1) return classLabels(value.dtype.kind, toCells(value))
  const items = itemsOf(value)
  if (items === undefined) throw attributes.error('model_invalid', 'expected an array of classes')
  return classLabels('O', items.map(plainCell))
}

function plainCell(value: PickleValue): Cell {
  return typeof value === 'object' && value !== null ? null : value
}

function classLabels(kind: string, labels: readonly Cell[]): ClassLabels {
  const dtypes = { i: 'int64', u: 'int64', f: 'float64', b: 'bool', U: 'str' } as const
  const dtype = kind in dtypes ? dtypes[kind as keyof typeof dtypes] : objectDType(labels)
  return { dtype, labels }
}

/** Arrays of objects most often hold strings, since that is what pandas gives. */
function objectDType(labels: readonly Cell[]): ClassLabels['dtype'] {
  if (labels.every((label) => typeof label === 'string')) return 'str'
  if (labels.every((label) => typeof label === 'boolean')) return 'bool'
  if (labels.every((label) => Number.isInteger(label))) return 'int64'
  return 'object'
}

/** Names of the classes, for the columns of probabilities. */
export function classNames(classes: ClassLabels): readonly string[] {
  return classes.labels.map(String)
}

/** scikit-learn's names of columns that an estimator makes itself: `pca0`, `pca1`, … */
export function numberedNames(className: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `${className.toLowerCase()}${i}`)
}
