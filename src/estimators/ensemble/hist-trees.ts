/** `TreePredictor` of histogram gradient boosting: its nodes, joined into the trees of an ensemble. */
import type { NdArray } from '../../pickle/ndarray.ts'
import { field, fieldNames, toFloat64, toInt32, toUint8, toUint32 } from '../../pickle/ndarray-decode.ts'
import { PickleObject, type PickleValue } from '../../pickle/values.ts'
import type { CategorySplits, Trees } from '../../program/operators/trees.ts'
import { Attributes } from '../attributes.ts'

/** Words of a set of categories, which are bytes. */
const WORDS = 8

/** (features) the set of categories that the model knows, where a feature is categorical. */
export type KnownCategories = ReadonlyMap<number, Uint32Array>

/** The nodes of one tree as the file has them. */
interface RawNodes {
  readonly nodes: NdArray
  readonly count: number
  readonly isLeaf: Uint8Array
  readonly isCategorical: Uint8Array | undefined
  readonly leftSets: Uint32Array
  readonly attributes: Attributes
}

/** The trees that one output adds up. */
export function joinPredictors(
  predictors: readonly { value: PickleValue; path: string }[],
  known: KnownCategories,
): Trees {
  const trees = predictors.map(({ value, path }) => readNodes(value, path))
  const count = trees.reduce((sum, tree) => sum + tree.count, 0)
  const leaves = trees.reduce((sum, tree) => sum + tree.isLeaf.reduce((n, leaf) => n + Number(leaf === 1), 0), 0)
  const joined = {
    roots: new Int32Array(trees.length),
    left: new Int32Array(count).fill(-1),
    right: new Int32Array(count).fill(-1),
    feature: new Int32Array(count),
    threshold: new Float64Array(count),
    missingLeft: new Uint8Array(count),
    leaf: new Int32Array(count).fill(-1),
    leafValues: new Float64Array(leaves),
    leafWidth: 1,
  }
  const categories = new CategorySets(count)
  let offset = 0
  let leaf = 0
  for (const [t, tree] of trees.entries()) {
    joined.roots[t] = offset
    leaf = appendNodes(joined, tree, offset, leaf)
    categories.append(tree, offset, joined, known)
    offset += tree.count
  }
  const splits = categories.finish()
  return splits === undefined ? joined : { ...joined, categories: splits }
}

function readNodes(value: PickleValue, path: string): RawNodes {
  if (!(value instanceof PickleObject)) {
    throw new BrineError('model_invalid', 'expected a tree', { where: { path } })
  }
  const attributes = new Attributes(value, path)
  const nodes = attributes.array('nodes')
  const isLeaf = toUint8(field(nodes, 'is_leaf'))
  const hasCategories = fieldNames(nodes).includes('is_categorical')
  const isCategorical = hasCategories ? toUint8(field(nodes, 'is_categorical')) : undefined
  const sets = isCategorical?.includes(1) ? attributes.array('raw_left_cat_bitsets') : undefined
  if (sets !== undefined && sets.shape[1] !== WORDS) {
    throw attributes.error('model_invalid', `expected sets of ${WORDS} words, found (${sets.shape})`)
  }
  const leftSets = sets === undefined ? new Uint32Array(0) : toUint32(sets)
  return { nodes, count: isLeaf.length, isLeaf, isCategorical, leftSets, attributes }
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

/** Copies the nodes of one tree behind the others; returns the number of leaves so far. */
function appendNodes(
  to: Mutable<Trees>,
  { nodes, count, isLeaf }: RawNodes,
  offset: number,
  firstLeaf: number,
): number {
  // Called num_threshold since there are categories, from 0.24 on.
  const threshold = fieldNames(nodes).includes('num_threshold') ? 'num_threshold' : 'threshold'
  const [left, right] = [toUint32(field(nodes, 'left')), toUint32(field(nodes, 'right'))]
  const values = toFloat64(field(nodes, 'value'))
  to.feature.set(toInt32(field(nodes, 'feature_idx')), offset)
  to.threshold.set(toFloat64(field(nodes, threshold)), offset)
  to.missingLeft?.set(toUint8(field(nodes, 'missing_go_to_left')), offset)
  let leaf = firstLeaf
  for (let i = 0; i < count; i++) {
    if (isLeaf[i] === 1) {
      to.leaf[offset + i] = leaf
      to.leafValues[leaf++] = values[i] as number
    } else {
      to.left[offset + i] = offset + (left[i] as number)
      to.right[offset + i] = offset + (right[i] as number)
    }
  }
  return leaf
}

/** The sets of categories that go left, unknown ones among them where missing values go left. */
class CategorySets {
  readonly #set: Int32Array
  readonly #bits: number[] = []

  constructor(nodes: number) {
    this.#set = new Int32Array(nodes).fill(-1)
  }

  append(
    { nodes, count, isLeaf, isCategorical, leftSets, attributes }: RawNodes,
    offset: number,
    trees: Trees,
    known: KnownCategories,
  ): void {
    if (isCategorical === undefined || !isCategorical.includes(1)) return
    const index = toUint32(field(nodes, 'bitset_idx'))
    for (let i = 0; i < count; i++) {
      if (isLeaf[i] === 1 || isCategorical[i] !== 1) continue
      const feature = trees.feature[offset + i] as number
      const knownOf = known.get(feature)
      const at = (index[i] as number) * WORDS
      if (knownOf === undefined || at + WORDS > leftSets.length) {
        throw attributes.error('model_invalid', `has no categories for node ${i}`)
      }
      this.#set[offset + i] = this.#bits.length / WORDS
      const others = trees.missingLeft?.[offset + i] === 1 ? 0xffffffff : 0
      for (let w = 0; w < WORDS; w++) {
        const left = leftSets[at + w] as number
        this.#bits.push((left | (others & ~(knownOf[w] as number))) >>> 0)
      }
    }
  }

  finish(): CategorySplits | undefined {
    return this.#bits.length === 0 ? undefined : { set: this.#set, bits: Uint32Array.from(this.#bits), words: WORDS }
  }
}

/** Whole numbers below 256 as a set. */
export function setOf(categories: Float64Array): Uint32Array {
  const set = new Uint32Array(WORDS)
  for (const category of categories) {
    const word = category >>> 5
    if (category >= 0 && word < WORDS) set[word] = ((set[word] as number) | (1 << (category & 31))) >>> 0
  }
  return set
}

import { BrineError } from '../../errors.ts'
