/** `sklearn.pipeline.FeatureUnion`: transformers side by side, each on all columns. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { Attributes } from '../attributes.ts'
import type { Child, Estimator } from '../estimator.ts'
import { factsWithParts, pathTo, readNamed } from '../parts.ts'
import type { ReadContext } from '../reader.ts'
import { type Branch, commonDType, readWeight, transformBranch } from './branch.ts'
import { namesOfBranches, readNaming } from './naming.ts'

export function readFeatureUnion(attributes: Attributes, context: ReadContext): Estimator {
  const branches = readNamed(attributes, 'transformer_list').flatMap(({ name, value }, i): Branch[] => {
    if (value === null || value === 'drop') return []
    const path = pathTo(attributes, `transformer_list[${i}]`)
    const estimator = value === 'passthrough' ? value : context.estimator(value, path, attributes.versionText)
    if (estimator !== 'passthrough' && estimator.transform === undefined) {
      throw attributes.error('model_invalid', `${name} (${estimator.className}) is no transformer`)
    }
    return [{ child: { name, estimator }, weight: readWeight(attributes, name) }]
  })
  if (branches.length === 0) {
    throw attributes.unsupported(
      'all its transformers are dropped, so that it answers with no columns',
      'Leave it out.',
    )
  }
  const estimators = branches.flatMap(({ child }) => (typeof child.estimator === 'string' ? [] : [child.estimator]))
  const naming = readNaming(attributes)
  return {
    ...factsWithParts(attributes, estimators),
    children: branches.map((branch): Child => branch.child),
    methods: {},
    keepsWidth: estimators.every(({ nFeatures, keepsWidth }) => nFeatures === undefined && keepsWidth === true),
    transformDtype: commonDType(branches),
    transform: (builder: ProgramBuilder, input: Values) =>
      builder.concat(branches.map((branch) => transformBranch(builder, input, branch))),
    featureNamesOut: (inputs) => namesOfBranches(branches, () => inputs, naming),
  }
}
