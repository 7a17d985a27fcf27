/** The nodes of a skops schema, each into the value that a pickle of the same object would hold. */
import type { Budget } from '../../bytes/budget.ts'
import type { ZipArchive } from '../../bytes/zip.ts'
import { BrineError } from '../../errors.ts'
import { quote } from '../../pickle/describe.ts'
import type { GlobalUse } from '../../pickle/machine.ts'
import { NdArray, PickleDType } from '../../pickle/ndarray.ts'
import type { Recorder } from '../../pickle/recorder.ts'
import {
  PickleDict,
  PickleGlobal,
  PickleList,
  PickleObject,
  PickleSet,
  PickleTuple,
  type PickleValue,
} from '../../pickle/values.ts'
import { arrayFile, maskedArray, objectArray, sparseFile } from './arrays.ts'
import { type Json, JsonObject, parsePythonJson } from './json.ts'

/** Names longer than these are none of Python's. */
const MAX_NAME = 1024

/** Reads one kind of node. */
type NodeKind = (reader: NodeReader, node: JsonObject) => PickleValue

/** By the loader that skops names. Those of old protocols that are gone stand beside the new ones. */
const KINDS: ReadonlyMap<string, NodeKind> = new Map(
  Object.entries({
    JsonNode: (reader, node) => plain(parsePythonJson(reader.text(node, 'content'), reader.budget), node),
    DictNode: dict,
    DefaultDictNode: defaultDict,
    _DictWithDeprecatedKeysNode: (reader, node) => reader.read(reader.object(node, 'content').get('main')),
    ListNode: list,
    TupleNode: tuple,
    SetNode: set,
    BytesNode: bytes,
    BytearrayNode: bytes,
    SliceNode: slice,
    NdArrayNode: array,
    MaskedArrayNode: (reader, node) => {
      const { data, mask } = reader.parts(reader.object(node, 'content'), 'data', 'mask')
      reader.classOf(node)
      return maskedArray(data, mask, node.offset, reader.budget)
    },
    SparseMatrixNode: (reader, node) => {
      reader.classOf(node)
      return sparseFile(reader.archive, reader.text(node, 'file'), node.offset, reader.budget)
    },
    DTypeNode: dtype,
    TypeNode: (reader, node) => reader.classOf(node),
    FunctionNode: func,
    PartialNode: partial,
    MethodNode: method,
    OperatorFuncNode: operatorFunction,
    ObjectNode: object,
    ConstructorFromReduceNode: (reader, node) => {
      const args = reader.args(reader.read(node.get('content')), node)
      return reader.call(reader.classOf(node), args, node)
    },
    // Whatever class it names, skops makes a tree.
    TreeNode: (reader, node) => reduced(reader, node, reader.global('sklearn.tree._tree', 'Tree', node.offset)),
    LossNode: (reader, node) => reduced(reader, node, reader.classOf(node)),
    SGDNode: (reader, node) => reduced(reader, node, reader.classOf(node)),
    QuantileForestNode: (reader, node) => reduced(reader, node, reader.classOf(node)),
    RandomStateNode: randomness,
    RandomGeneratorNode: randomness,
  } satisfies Record<string, NodeKind>),
)

export class NodeReader {
  readonly archive: ZipArchive
  readonly budget: Budget
  readonly protocol: number
  readonly #recorder: Recorder | undefined
  readonly #globals = new Map<string, { readonly global: PickleGlobal; readonly offset: number; count: number }>()
  /** By id: the value, or `undefined` while it is being read. */
  readonly #known = new Map<Json, PickleValue | undefined>()

  constructor(archive: ZipArchive, budget: Budget, protocol: number, recorder: Recorder | undefined) {
    this.archive = archive
    this.budget = budget
    this.protocol = protocol
    this.#recorder = recorder
  }

  /**
   * The value of a node. One that stands in several places has the same id in each, and is one value; nodes lie no deeper
   * in one another than the JSON does.
   */
  read(node: Json | undefined): PickleValue {
    if (!(node instanceof JsonObject)) throw damagedNode(`expected a node, found ${describeJson(node)}`, undefined)
    this.budget.checkTime(node.offset)
    const id = node.get('__id__')
    const hasId = id !== undefined && id !== null && id !== 0 && typeof id !== 'object'
    if (hasId && this.#known.has(id)) return this.#recall(id, node)
    const loader = this.text(node, '__loader__')
    if (loader === 'CachedNode') throw damagedNode('a reference to a node that has not come yet', node)
    const kind = KINDS.get(loader)
    if (kind === undefined) throw unknownNode(loader, node)
    this.budget.spendNodes(1, node.offset)
    if (hasId) this.#known.set(id, undefined)
    const value = kind(this, node)
    if (hasId) this.#known.set(id, value)
    return value
  }

  #recall(id: Json, node: JsonObject): PickleValue {
    const value = this.#known.get(id)
    if (value === undefined) throw damagedNode('a node contains itself', node)
    return value
  }

  /** A name that Python would import. */
  global(module: string, name: string, offset: number): PickleGlobal {
    if (module.length + name.length > MAX_NAME) {
      throw new BrineError(
        'limit_exceeded',
        `a name of ${module.length + name.length} characters exceeds ${MAX_NAME}`,
        {
          where: { offset },
          details: { name: 'name', limit: MAX_NAME, actual: module.length + name.length },
        },
      )
    }
    const key = `${module}\n${name}`
    const known = this.#globals.get(key)
    const use = known ?? { global: new PickleGlobal(module, name), offset, count: 0 }
    use.count += 1
    this.#globals.set(key, use)
    this.#recorder?.({ type: 'global', offset, opcode: undefined, global: use.global })
    return use.global
  }

  /** The class that a node names. */
  classOf(node: JsonObject): PickleGlobal {
    return this.global(this.text(node, '__module__'), this.text(node, '__class__'), node.offset)
  }

  /** What Python would make by a call, inert. */
  call(callee: PickleGlobal, args: readonly PickleValue[], node: JsonObject): PickleObject {
    this.#recorder?.({ type: 'call', offset: node.offset, opcode: undefined, callee, args })
    return new PickleObject(callee, args, node.offset)
  }

  /** Tells the recorder of bytes, in which a pickle may hide. */
  content(bytes: Uint8Array, node: JsonObject): Uint8Array {
    this.#recorder?.({ type: 'content', offset: node.offset, opcode: undefined, content: bytes })
    return bytes
  }

  text(node: JsonObject, key: string): string {
    const value = node.get(key)
    if (typeof value === 'string') return value
    throw damagedNode(`expected a string as ${key}, found ${describeJson(value)}`, node)
  }

  object(node: JsonObject, key: string): JsonObject {
    const value = node.get(key)
    if (value instanceof JsonObject) return value
    throw damagedNode(`expected an object as ${key}, found ${describeJson(value)}`, node)
  }

  items(node: JsonObject, key: string): readonly PickleValue[] {
    const value = node.get(key)
    if (Array.isArray(value)) return value.map((item: Json) => this.read(item))
    throw damagedNode(`expected a list as ${key}, found ${describeJson(value)}`, node)
  }

  parts<Name extends string>(node: JsonObject, ...names: readonly Name[]): Record<Name, PickleValue> {
    return Object.fromEntries(names.map((name) => [name, this.read(node.get(name))])) as Record<Name, PickleValue>
  }

  args(value: PickleValue, node: JsonObject): readonly PickleValue[] {
    if (value instanceof PickleTuple || value instanceof PickleList) return value.items
    throw damagedNode('expected a tuple of arguments', node)
  }

  globals(): GlobalUse[] {
    return [...this.#globals.values()].map(({ global, offset, count }) => ({
      module: global.module,
      name: global.name,
      offset,
      count,
    }))
  }
}

function isBuiltin(reader: NodeReader, node: JsonObject, name: string): boolean {
  return reader.text(node, '__class__') === name && reader.text(node, '__module__') === 'builtins'
}

/** Plain JSON, as `json.loads` gives it. */
function plain(value: Json, node: JsonObject): PickleValue {
  if (Array.isArray(value)) return new PickleList(value.map((item: Json) => plain(item, node)))
  if (value instanceof JsonObject) {
    const result = new PickleDict()
    value.keys.forEach((key, i) => {
      result.set(key, plain(value.values[i] as Json, node))
    })
    return result
  }
  return value as PickleValue
}

/** JSON has only strings for keys; beside them stand the types that they were. */
function dict(reader: NodeReader, node: JsonObject): PickleDict | PickleObject {
  const { keys, values } = reader.object(node, 'content')
  const types = reader.args(reader.read(node.get('key_types')), node)
  if (types.length < keys.length) throw damagedNode(`${keys.length} keys have ${types.length} types`, node)
  const entries = keys.map((key, i) => [keyOf(key, types[i], node), reader.read(values[i])] as const)
  const name = reader.text(node, '__class__')
  const module = reader.text(node, '__module__')
  if (!isBuiltin(reader, node, 'dict')) {
    const cls = reader.classOf(node)
    if (module !== 'collections' || name !== 'OrderedDict') {
      const made = reader.call(cls, [], node)
      for (const [key, value] of entries) made.setEntry(key, value)
      return made
    }
  }
  const result = new PickleDict()
  for (const [key, value] of entries) result.set(key, value)
  return result
}

const INTEGER_TYPES = /^u?int(?:\d+|c|p|_)?$|^(?:long|ulong|short|ushort|byte|ubyte|longlong|ulonglong|intc)$/
const FLOAT_TYPES = /^(?:float(?:16|32|64|_)?|half|single|double)$/

/** A key as it was before JSON made it a string. */
function keyOf(key: string, type: PickleValue | undefined, node: JsonObject): PickleValue {
  if (type instanceof PickleGlobal && (type.module === 'builtins' || type.module === 'numpy')) {
    const { name } = type
    if (name === 'str' || name === 'str_') return key
    if (INTEGER_TYPES.test(name) && /^-?\d{1,4300}$/.test(key)) return integerKey(key)
    const number = PYTHON_FLOATS.get(key) ?? (/^-?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/.test(key) ? Number(key) : undefined)
    if (FLOAT_TYPES.test(name) && number !== undefined) return number
    // skops itself takes every text but an empty one for True.
    if ((name === 'bool' || name === 'bool_') && key === 'true') return true
  }
  const shown = type instanceof PickleGlobal ? type.toString() : 'unknown'
  throw new BrineError('unsupported_format', `a dict has the key ${quote(key)} of type ${quote(shown)}`, {
    where: { offset: node.offset },
    remedy: 'skops does not keep such keys. Save the model with joblib.dump(model, "model.joblib").',
  })
}

function integerKey(key: string): number | bigint {
  const number = Number(key)
  return Number.isSafeInteger(number) ? number : BigInt(key)
}

const PYTHON_FLOATS: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
])

function defaultDict(reader: NodeReader, node: JsonObject): PickleObject {
  const { main, default_factory: factory } = reader.parts(reader.object(node, 'content'), 'main', 'default_factory')
  const made = reader.call(reader.classOf(node), [factory], node)
  if (!(main instanceof PickleDict)) throw damagedNode('a defaultdict without a dict', node)
  reader.budget.spendCopies(main.size, node.offset)
  for (const [key, value] of main.entries.values()) made.setEntry(key, value)
  return made
}

function list(reader: NodeReader, node: JsonObject): PickleList | PickleObject {
  const items = reader.items(node, 'content')
  if (isBuiltin(reader, node, 'list')) return new PickleList([...items])
  const made = reader.call(reader.classOf(node), [], node)
  for (const item of items) made.pushItem(item)
  return made
}

/** A named tuple is made of its items. */
function tuple(reader: NodeReader, node: JsonObject): PickleTuple | PickleObject {
  const items = reader.items(node, 'content')
  return isBuiltin(reader, node, 'tuple') ? new PickleTuple(items) : reader.call(reader.classOf(node), items, node)
}

function set(reader: NodeReader, node: JsonObject): PickleSet | PickleObject {
  const items = reader.items(node, 'content')
  if (isBuiltin(reader, node, 'set')) return new PickleSet([...items])
  if (isBuiltin(reader, node, 'frozenset')) return new PickleSet([...items], true)
  return reader.call(reader.classOf(node), [new PickleList([...items])], node)
}

function bytes(reader: NodeReader, node: JsonObject): Uint8Array {
  return reader.content(reader.archive.read(reader.text(node, 'file')), node)
}

function slice(reader: NodeReader, node: JsonObject): PickleObject {
  const content = reader.object(node, 'content')
  const bounds = ['start', 'stop', 'step'].map((name) => {
    const bound = content.get(name)
    if (bound === null || typeof bound === 'number' || typeof bound === 'bigint') return bound
    throw damagedNode(`expected a number as the ${name} of a slice, found ${describeJson(bound)}`, node)
  })
  return reader.call(reader.global('builtins', 'slice', node.offset), bounds, node)
}

function array(reader: NodeReader, node: JsonObject): PickleValue {
  const cls = reader.classOf(node)
  const type = reader.text(node, 'type')
  if (type === 'numpy') return arrayFile(reader.archive, reader.text(node, 'file'), cls, node.offset, reader.budget)
  if (type !== 'json') throw damagedNode(`an array is kept as ${quote(type)}, which is unknown`, node)
  const shape = reader.read(node.get('shape'))
  return objectArray(reader.items(node, 'content'), shape, node.offset, reader.budget)
}

/** skops keeps an empty array of the type. */
function dtype(reader: NodeReader, node: JsonObject): PickleDType {
  const sample = reader.read(node.get('content'))
  if (sample instanceof NdArray) return new PickleDType(sample.dtype)
  throw damagedNode('a dtype without an array', node)
}

/** Protocol 0 has the name inside. */
function func(reader: NodeReader, node: JsonObject): PickleGlobal {
  if (reader.protocol > 0) return reader.classOf(node)
  const content = reader.object(node, 'content')
  return reader.global(reader.text(content, 'module_path'), reader.text(content, 'function'), node.offset)
}

function partial(reader: NodeReader, node: JsonObject): PickleObject {
  const content = reader.object(node, 'content')
  const { func: callee, args, kwds, namespace } = reader.parts(content, 'func', 'args', 'kwds', 'namespace')
  const made = reader.call(reader.global('functools', 'partial', node.offset), [callee], node)
  made.setState(new PickleTuple([callee, args, kwds, namespace]))
  return made
}

/** A method of an object is `getattr(object, name)`, in a pickle as well. */
function method(reader: NodeReader, node: JsonObject): PickleObject {
  const content = reader.object(node, 'content')
  const name = reader.text(content, 'func')
  const owner = reader.read(content.get('obj'))
  const cls = owner instanceof PickleObject ? owner.callee : undefined
  if (cls instanceof PickleGlobal) reader.global(cls.module, `${cls.name}.${name}`, node.offset)
  else reader.global('builtins', 'getattr', node.offset)
  return new PickleObject(new PickleGlobal('builtins', 'getattr'), [owner, name], node.offset)
}

function operatorFunction(reader: NodeReader, node: JsonObject): PickleObject {
  const args = reader.args(reader.read(node.get('attrs')), node)
  return reader.call(reader.global('operator', reader.text(node, '__class__'), node.offset), args, node)
}

/** scikit-learn's trees of neighbours and metrics are made by a function of their module. */
const MADE_BY_NEW_OBJ = /^sklearn\.(?:neighbors|metrics)\._?(?:kd_tree|ball_tree|dist_metrics)$/

function object(reader: NodeReader, node: JsonObject): PickleObject {
  const cls = reader.classOf(node)
  const content = node.get('content')
  const state = content === undefined || content === null ? undefined : reader.read(content)
  const made = MADE_BY_NEW_OBJ.test(cls.module)
    ? reader.call(reader.global(cls.module, 'newObj', node.offset), [cls], node)
    : reader.call(cls, [], node)
  if (state !== undefined && state !== null) made.setState(state)
  return made
}

/** What `__reduce__` gave, but for the function: that is known by the kind of the node. */
function reduced(reader: NodeReader, node: JsonObject, cls: PickleGlobal): PickleObject {
  const args = reader.args(reader.read(reader.object(node, '__reduce__').get('args')), node)
  const made = reader.call(cls, args, node)
  made.setState(reader.read(node.get('content')))
  return made
}

/** No prediction draws from it: only the names in it count. */
function randomness(reader: NodeReader, node: JsonObject): PickleObject {
  const made = reader.call(reader.classOf(node), [], node)
  const content = node.get('content')
  if (!(content instanceof JsonObject)) throw damagedNode('a generator of random numbers without a state', node)
  const state = content.get('__loader__') === undefined ? content.get('bit_generator') : content
  // Protocol 0 keeps the state of a Generator as plain JSON.
  if (state instanceof JsonObject && state.get('__loader__') !== undefined) made.setState(reader.read(state))
  return made
}

function describeJson(value: Json | undefined): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (value instanceof JsonObject) return 'an object'
  return quote(String(value))
}

function damagedNode(problem: string, node: JsonObject | undefined): BrineError {
  return new BrineError('file_damaged', `schema.json: ${problem}`, {
    where: node === undefined ? {} : { offset: node.offset },
  })
}

function unknownNode(loader: string, node: JsonObject): BrineError {
  return new BrineError('unsupported_format', `schema.json: nodes of the kind ${quote(loader)} are not known`, {
    where: { offset: node.offset },
    details: { loader: loader.slice(0, 100) },
    remedy: 'Save the model with skops 0.16, or with joblib.dump(model, "model.joblib").',
  })
}
