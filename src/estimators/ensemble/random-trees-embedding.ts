/** `RandomTreesEmbedding`: which leaf of each tree a row falls into, one indicator column a leaf. */
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { pathTo } from '../parts.ts'
import { categoryCells, readCategories } from '../preprocessing/categories.ts'
import type { ReadContext } from '../reader.ts'
import { allowsMissing, asTrees, emitLeaves, emitTreeRows, treeSource } from '../tree/members.ts'
import { joinTrees, type LeafLayout } from '../tree/tree-arrays.ts'

export function readRandomTreesEmbedding(attributes: Attributes, context: ReadContext): Estimator {
  const members = asTrees(attributes, 'estimators_', attributes.list('estimators_'))
  const [first] = members ?? []
  if (members === undefined || first === undefined) throw attributes.error('model_not_fitted', 'has no trees')
  const rows = { estimator: attributes.className, missing: allowsMissing(first, true) }
  const trees = joinTrees(
    members.map((tree) => treeSource(tree)),
    LEAF_NUMBERS,
  )
  const encoder = context.estimator(
    attributes.require('one_hot_encoder_'),
    pathTo(attributes, 'one_hot_encoder_'),
    attributes.versionText,
  )
  const { transform } = encoder
  if (transform === undefined) throw attributes.error('model_invalid', 'one_hot_encoder_ is no transformer')
  const leaves = readCategories(attributes.part('one_hot_encoder_')).map(categoryCells)
  if (leaves.length !== members.length) throw attributes.error('model_invalid', 'has not as many encodings as trees')
  return {
    ...readFacts(attributes),
    children: [{ name: 'one_hot_encoder_', estimator: encoder }],
    methods: {},
    transform: (builder, input) => {
      const id = emitLeaves(builder, emitTreeRows(builder, input, rows), trees)
      return transform(builder, { kind: 'numeric', id })
    },
    featureNamesOut: () =>
      leaves.flatMap((own, tree) => own.map((leaf) => `randomtreesembedding_${tree}_${String(leaf)}`)),
  }
}

/** A leaf is known by the number of its node. */
const LEAF_NUMBERS: LeafLayout = {
  width: 1,
  outputs: 1,
  maxClasses: 1,
  write: (to, at, _tree, node) => {
    to[at] = node
  },
}
