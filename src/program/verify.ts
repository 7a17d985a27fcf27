/**
 * Checks a program before anything runs it, so that no kernel needs to: every value is written before it is read,
 * every index is in range, every array has the length that its operator implies, and every tree is a tree.
 */
import { CATEGORY_CHECKS } from './operators/categories.ts'
import { type Checks, Context, invalid } from './operators/check.ts'
import { COLUMN_CHECKS } from './operators/columns.ts'
import { DOMAIN_CHECKS } from './operators/domains.ts'
import { MISSING_CHECKS } from './operators/missing.ts'
import { NUMBER_CHECKS } from './operators/numbers.ts'
import { SPARSE_CHECKS } from './operators/sparse.ts'
import { SVM_CHECKS } from './operators/svm.ts'
import { TEXT_CHECKS } from './operators/text.ts'
import { TREE_CHECKS } from './operators/trees.ts'
import { type Operator, operatorInputs } from './operators.ts'
import { outputValues, type Program } from './program.ts'
import type { ValueId } from './value.ts'

const CHECKS: Checks<Operator> = {
  ...CATEGORY_CHECKS,
  ...COLUMN_CHECKS,
  ...DOMAIN_CHECKS,
  ...MISSING_CHECKS,
  ...NUMBER_CHECKS,
  ...SPARSE_CHECKS,
  ...SVM_CHECKS,
  ...TEXT_CHECKS,
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
