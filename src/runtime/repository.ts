/** The models and services that a server answers for: named, each loading, ready or failed. */
import { BrineError } from '../errors.ts'
import { MODEL_NAME } from '../service/model-name.ts'
import { loadServable, type Servable } from '../service/servable.ts'
import { nearestName } from '../tensor/nearest-name.ts'

/** A model or a service as the repository knows it. Entries are replaced, never changed: who holds one keeps what it saw. */
export type ModelEntry =
  | { readonly name: string; readonly state: 'loading' }
  | { readonly name: string; readonly state: 'ready'; readonly servable: Servable }
  | { readonly name: string; readonly state: 'failed'; readonly error: BrineError }

/** Reads what is at a path: `loadServable`, or a stand-in. */
export type ServableLoader = (path: string, options: { readonly name: string }) => Promise<Servable>

/**
 * A request takes its model with `get` once and keeps it to the end, so that replacing a model never mixes two in one
 * answer. `revision` counts the changes, for what is derived from the models and kept.
 */
export class Repository {
  readonly #load: ServableLoader
  readonly #entries = new Map<string, ModelEntry>()
  readonly #paths = new Map<string, string>()
  #revision = 0

  constructor(load: ServableLoader = loadServable) {
    this.#load = load
  }

  /** Grows with every change. */
  get revision(): number {
    return this.#revision
  }

  /** The model that is meant where none is named: the first one added. */
  get defaultName(): string | undefined {
    return this.#entries.keys().next().value
  }

  /** True if every model is ready, and there is one. */
  get isReady(): boolean {
    return this.#entries.size > 0 && this.list().every((entry) => entry.state === 'ready')
  }

  /** All models, in the order in which they were added. */
  list(): readonly ModelEntry[] {
    return [...this.#entries.values()]
  }

  /** Announces a model, and loads it. Rejects with the BrineError that the entry then shows. */
  async add(name: string, path: string): Promise<Servable> {
    this.announce(name, path)
    return await this.load(name)
  }

  /** Announces a model that `load` will read: it is listed, and not ready. */
  announce(name: string, path: string): void {
    this.#checkName(name)
    this.#paths.set(name, path)
    this.#set({ name, state: 'loading' })
  }

  /** Adds what is in memory. */
  put(servable: Servable): void {
    this.#checkName(servable.name)
    this.#set({ name: servable.name, state: 'ready', servable })
  }

  /** Reads the file of an announced model. Rejects with the BrineError that the entry then shows. */
  async load(name: string): Promise<Servable> {
    const path = this.#paths.get(name)
    if (path === undefined) throw this.#notFound(name)
    try {
      const servable = await this.#load(path, { name })
      this.#set({ name, state: 'ready', servable })
      return servable
    } catch (cause) {
      const error =
        cause instanceof BrineError ? cause : new BrineError('internal', 'loading the model failed', { cause })
      this.#set({ name, state: 'failed', error })
      throw error
    }
  }

  /** The entry of this name, or of the default model. Throws model_not_found. */
  find(name: string | undefined = this.defaultName): ModelEntry {
    const entry = name === undefined ? undefined : this.#entries.get(name)
    if (entry === undefined) throw this.#notFound(name)
    return entry
  }

  /** The model or service of this name, or the default one. Throws model_not_found or model_not_ready. */
  get(name?: string): Servable {
    const entry = this.find(name)
    if (entry.state === 'ready') return entry.servable
    throw notReady(entry)
  }

  #set(entry: ModelEntry): void {
    this.#entries.set(entry.name, entry)
    this.#revision++
  }

  #checkName(name: string): void {
    if (!MODEL_NAME.test(name)) {
      throw new BrineError('usage', `"${name}" cannot be the name of a model or a service`, {
        remedy: 'Use letters, digits, ".", "_" and "-", at most 100, beginning with a letter or a digit.',
      })
    }
    if (this.#entries.has(name)) {
      throw new BrineError('usage', `two models or services are called "${name}"`, {
        remedy: 'Give each model and service a name of its own.',
      })
    }
  }

  #notFound(name: string | undefined): BrineError {
    const models = [...this.#entries.keys()]
    if (name === undefined) return new BrineError('model_not_found', 'there is no model')
    const nearest = nearestName(name, models)
    const hint = nearest === undefined ? '' : `Did you mean "${nearest}"? `
    return new BrineError('model_not_found', `there is no model "${name.slice(0, 100)}"`, {
      remedy: `${hint}The models are ${models.slice(0, 20).join(', ')}${models.length > 20 ? ', …' : ''}.`,
      details: { models, ...(nearest === undefined ? {} : { nearest }) },
    })
  }
}

function notReady(entry: Exclude<ModelEntry, { state: 'ready' }>): BrineError {
  if (entry.state === 'loading') {
    return new BrineError('model_not_ready', `the model "${entry.name}" is still loading`, {
      remedy: 'Ask again in a moment.',
      details: { model: entry.name, state: entry.state },
    })
  }
  return new BrineError('model_not_ready', `the model "${entry.name}" could not be loaded: ${entry.error.title}`, {
    details: { model: entry.name, state: entry.state, reason: entry.error.code },
    cause: entry.error,
  })
}
