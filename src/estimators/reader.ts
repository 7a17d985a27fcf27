/** From an object of a pickle to a fitted estimator: finds the reader of its class, and says why if there is none. */
import { BrineError } from '../errors.ts'
import { severityOf } from '../pickle/danger.ts'
import { describeValue } from '../pickle/describe.ts'

import { PickleDict, PickleList, PickleObject, PickleTuple, type PickleValue } from '../pickle/values.ts'
import type { OwnFunctions } from '../program/own-functions.ts'
import { nearestName } from '../tensor/nearest-name.ts'
import { Attributes } from './attributes.ts'
import { asBaseInstance, refuseOwnMethods } from './code-class.ts'
import type { Estimator } from './estimator.ts'
import { GivenFunctions } from './given-functions.ts'

/** Reads the estimators inside an estimator; `path` is where the part stands in the whole. */
export interface ReadContext {
  estimator(value: PickleValue, path: string, version: string | undefined): Estimator
  /** Functions that are given again for those that the file only names. */
  readonly functions: GivenFunctions
}

/** Reads one class. */
export type Reader = (attributes: Attributes, context: ReadContext) => Estimator

/** Readers by the names of their classes. */
export type Classes = { readonly [className: string]: Reader }

/** Every class that is read, by root package and name; and those that are refused, with the reason. */
export interface Registry {
  readonly packages: { readonly [rootPackage: string]: Classes }
  /** Classes that have no answer row by row, most of them in Python either, and why, by root package and name. */
  readonly refusals: { readonly [rootPackage: string]: { readonly [className: string]: string } }
}

/** More parts within parts than any real model has. */
const MAX_DEPTH = 64

/**
 * Reads an estimator and all that is inside it; `warn` hears of what is odd, though it can be read; `version` is
 * scikit-learn's, for files that do not say it; `functions` stand for those that the
 * file only names. Throws a BrineError of the loading family.
 */
export function readEstimator(
  value: PickleValue,
  registry: Registry,
  warn: (warning: string) => void = () => undefined,
  version?: string,
  functions: OwnFunctions = {},
): Estimator {
  const open = new Set<PickleValue>()
  const context: ReadContext = {
    functions: new GivenFunctions(functions),
    estimator: (part, path, version) => {
      if (open.has(part)) throw new BrineError('model_invalid', 'an estimator contains itself', { where: { path } })
      if (open.size >= MAX_DEPTH) {
        const details = { limit: MAX_DEPTH, actual: open.size + 1 }
        throw new BrineError('limit_exceeded', 'estimators are nested too deeply', { where: { path }, details })
      }
      open.add(part)
      try {
        return readOne(asLibraryClass(part, path, registry, warn), path, version, registry, context)
      } finally {
        open.delete(part)
      }
    },
  }
  return context.estimator(value, '', version ?? writtenVersion(value))
}

/** Objects that are looked at in the search for a version: it is near the top. */
const MAX_SEARCHED = 1000

/**
 * The version of scikit-learn that wrote a file whose outermost class is another package's, which does not say so: that
 * of the first estimator inside it.
 */
function writtenVersion(value: PickleValue): string | undefined {
  const queue: PickleValue[] = [value]
  const seen = new Set<PickleValue>()
  for (const item of queue) {
    if (seen.has(item) || seen.size > MAX_SEARCHED) continue
    seen.add(item)
    const state = item instanceof PickleObject ? item.state : undefined
    const version = state instanceof PickleDict ? state.get('_sklearn_version') : undefined
    if (typeof version === 'string') return version
    for (const part of partsOf(state ?? item)) if (queue.length < MAX_SEARCHED) queue.push(part)
  }
  return undefined
}

function partsOf(value: PickleValue): readonly PickleValue[] {
  if (value instanceof PickleDict) return [...value.entries.values()].map(([, part]) => part)
  return value instanceof PickleList || value instanceof PickleTuple ? value.items : []
}

/** An instance of a class that is in the file itself is taken for one of the class that it extends, if that is safe. */
function asLibraryClass(
  value: PickleValue,
  path: string,
  registry: Registry,
  warn: (warning: string) => void,
): PickleValue {
  if (!(value instanceof PickleObject)) return value
  refuseOwnMethods(value, path)
  const base = asBaseInstance(value, path, (cls) => findReader(new PickleObject(cls, [], 0), registry) !== undefined)
  if (base === undefined) return value
  const { object, name } = base
  warn(`${name} is a class of your own; it is served as the ${object.className} that it extends.`)
  return object
}

function readOne(
  value: PickleValue,
  path: string,
  version: string | undefined,
  registry: Registry,
  context: ReadContext,
): Estimator {
  if (!(value instanceof PickleObject)) {
    throw new BrineError('not_a_model', `expected an estimator, found ${describeValue(value)}`, {
      where: { path },
      remedy: 'Save the fitted estimator itself: joblib.dump(model, "model.joblib").',
    })
  }
  const reader = findReader(value, registry)
  if (reader === undefined) throw unsupportedClass(value, path, registry)
  return reader(new Attributes(value, path, version), context)
}

function findReader(object: PickleObject, registry: Registry): Reader | undefined {
  const root = object.module.split('.')[0] as string
  const classes = Object.hasOwn(registry.packages, root) ? registry.packages[root] : undefined
  return classes !== undefined && Object.hasOwn(classes, object.className) ? classes[object.className] : undefined
}

function unsupportedClass(object: PickleObject, path: string, registry: Registry): BrineError {
  const name = `${object.module}.${object.className}`
  const root = object.module.split('.')[0] as string
  const where = { offset: object.offset, path }
  if (severityOf(object.module, object.className) === 'dangerous') {
    return new BrineError('unsafe_file', `where an estimator should be, the file calls ${name}`, {
      where,
      details: { class: name },
      remedy: 'Do not load it in Python, which would run this. `brine scan` shows all that the file asks for.',
    })
  }
  const known = Object.keys(registry.packages[root] ?? {})
  const details = { class: name, supported: known }
  const reasons = Object.hasOwn(registry.refusals, root) ? registry.refusals[root] : undefined
  const refusal =
    reasons !== undefined && Object.hasOwn(reasons, object.className) ? reasons[object.className] : undefined
  if (refusal !== undefined) {
    return new BrineError('unsupported_class', `${name} cannot be served: ${refusal}`, { where, details })
  }
  if (known.length === 0) {
    return new BrineError('unsupported_class', `${name} is not a class that Brine knows`, {
      where,
      details: { class: name, packages: Object.keys(registry.packages) },
      remedy:
        'Brine reads classes of scikit-learn; code of your own is not in the file, only its name. ' +
        'Save the part that comes from scikit-learn.',
    })
  }
  const nearest = nearestName(object.className, known)
  const hint = nearest === undefined ? '' : ` The nearest that is: ${nearest}.`
  return new BrineError('unsupported_class', `${name} is not supported yet`, {
    where,
    details,
    remedy: `docs/support.md lists the classes that are.${hint}`,
  })
}
