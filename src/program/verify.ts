/**
 * Checks a program before anything runs it, so that no kernel needs to: every value is written before it is read,
 * every index is in range, every array has the length that its operator implies, and every tree is a tree.
 */
import { BOUND_CHECKS } from './operators/bounds.ts'
import { CATEGORY_CHECKS } from './operators/categories.ts'
import { type Checks, Context, invalid } from './operators/check.ts'
import { COLUMN_CHECKS } from './operators/columns.ts'
import { COMBINING_CHECKS } from './operators/combining.ts'
import { CURVE_CHECKS } from './operators/curves.ts'
import { DECODING_CHECKS } from './operators/decoding.ts'
import { DISTANCE_CHECKS } from './operators/distances.ts'
import { DOMAIN_CHECKS } from './operators/domains.ts'
import { ENSEMBLE_CHECKS } from './operators/ensembles.ts'
import { FACTOR_CHECKS } from './operators/factors.ts'
import { FEATURE_MAP_CHECKS } from './operators/feature-maps.ts'
import { FEATURE_CHECKS } from './operators/features.ts'
import { FILLING_CHECKS } from './operators/filling.ts'
import { FUNCTION_CHECKS } from './operators/functions.ts'
import { KERNEL_CHECKS } from './operators/kernels.ts'
import { LIKELIHOOD_CHECKS } from './operators/likelihoods.ts'
import { MISSING_CHECKS } from './operators/missing.ts'
import { MIXTURE_CHECKS } from './operators/mixtures.ts'
import { NEIGHBOR_CHECKS } from './operators/neighbors.ts'
import { NUMBER_CHECKS } from './operators/numbers.ts'
import { OWN_FUNCTION_CHECKS } from './operators/own-functions.ts'
import { SPARSE_CHECKS } from './operators/sparse.ts'
import { SPARSE_CODE_CHECKS } from './operators/sparse-codes.ts'
import { SVM_CHECKS } from './operators/svm.ts'
import { TEXT_CHECKS } from './operators/text.ts'
import { TOPIC_CHECKS } from './operators/topics.ts'
import { TREE_CHECKS } from './operators/trees.ts'
import { type Operator, operatorInputs } from './operators.ts'
import { outputValues, type Program } from './program.ts'
import type { ValueId } from './value.ts'

const CHECKS: Checks<Operator> = {
  ...BOUND_CHECKS,
  ...CATEGORY_CHECKS,
  ...COLUMN_CHECKS,
  ...COMBINING_CHECKS,
  ...CURVE_CHECKS,
  ...DECODING_CHECKS,
  ...DISTANCE_CHECKS,
  ...DOMAIN_CHECKS,
  ...ENSEMBLE_CHECKS,
  ...FACTOR_CHECKS,
  ...FEATURE_MAP_CHECKS,
  ...FEATURE_CHECKS,
  ...FILLING_CHECKS,
  ...FUNCTION_CHECKS,
  ...KERNEL_CHECKS,
  ...LIKELIHOOD_CHECKS,
  ...MISSING_CHECKS,
  ...MIXTURE_CHECKS,
  ...NEIGHBOR_CHECKS,
  ...NUMBER_CHECKS,
  ...OWN_FUNCTION_CHECKS,
  ...SPARSE_CODE_CHECKS,
  ...SPARSE_CHECKS,
  ...SVM_CHECKS,
  ...TEXT_CHECKS,
  ...TOPIC_CHECKS,
  ...TREE_CHECKS,
}

export function verify(program: Program): void {
  const written = new Set<ValueId>()
  const surroundings = {
    values: program.values,
    numberSlots: program.inputs.filter(({ numberSlot }) => numberSlot >= 0).length,
    objectSlots: program.inputs.filter(({ objectSlot }) => objectSlot >= 0).length,
    structureSlots: program.inputs.filter(({ structureSlot }) => structureSlot >= 0).length,
  }
  for (const [index, operator] of program.operators.entries()) {
    const context = new Context(surroundings, `operator ${index} (${operator.op})`)
    for (const input of operatorInputs(operator)) {
      if (!written.has(input)) context.fail(`reads value ${input} before it is written`)
    }
    if (written.has(operator.output)) context.fail(`writes value ${operator.output} a second time`)
    context.typeOf(operator.output)
    check(operator, context)
    written.add(operator.output)
  }
  for (const [method, output] of Object.entries(program.outputs)) {
    for (const value of outputValues(output)) {
      if (!written.has(value)) throw invalid(`the output ${method} reads value ${value}, which nothing writes`)
      if (program.values[value]?.kind === 'sparse') throw invalid(`the output ${method} reads sparse rows`)
    }
  }
}

function check(operator: Operator, context: Context): void {
  const checkOne = CHECKS[operator.op] as (operator: Operator, context: Context) => void
  checkOne(operator, context)
}
