/**
 * Checks a program before anything runs it, so that no kernel needs to: every value is written before it is read,
 * every index is in range, every array has the length that its operator implies, and every tree is a tree.
 */
import { BrineError } from '../errors.ts'
import {
  type NumericType,
  type ObjectType,
  type Operator,
  type OperatorOf,
  type OpName,
  operatorInputs,
  type Trees,
  type ValueId,
  type ValueType,
} from './operators.ts'
import { outputValues, type Program } from './program.ts'

export function verify(program: Program): void {
  const written = new Set<ValueId>()
  for (const [index, operator] of program.operators.entries()) {
    const context = new Context(program, operator, index)
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
    }
  }
}

function invalid(problem: string): BrineError {
  return new BrineError('model_invalid', problem, {
    remedy: 'The file is damaged or was edited; save the model again from Python.',
  })
}

/** What the checks of one operator ask for. */
class Context {
  readonly #program: Program
  readonly #operator: Operator
  readonly #index: number

  constructor(program: Program, operator: Operator, index: number) {
    this.#program = program
    this.#operator = operator
    this.#index = index
  }

  fail(problem: string): never {
    throw invalid(`operator ${this.#index} (${this.#operator.op}) ${problem}`)
  }

  typeOf(id: ValueId): ValueType {
    return this.#program.values[id] ?? this.fail(`names value ${id}, of ${this.#program.values.length}`)
  }

  numeric(id: ValueId): NumericType {
    const type = this.typeOf(id)
    return type.kind === 'numeric' ? type : this.fail(`needs numbers in value ${id}, found cells`)
  }

  float64(id: ValueId): void {
    if (this.numeric(id).dtype !== 'float64') this.fail(`needs float64 in value ${id}, found float32`)
  }

  object(id: ValueId): ObjectType {
    const type = this.typeOf(id)
    return type.kind === 'object' ? type : this.fail(`needs cells in value ${id}, found numbers`)
  }

  equal(name: string, found: number, expected: number): void {
    if (found !== expected) this.fail(`has ${name} ${found}, expected ${expected}`)
  }

  indices(name: string, indices: ArrayLike<number>, from: number, limit: number): void {
    for (let i = 0; i < indices.length; i++) {
      const index = indices[i] as number
      if (!(index >= from && index < limit)) this.fail(`has ${name}[${i}] = ${index}, expected ${from} to ${limit - 1}`)
    }
  }

  slots(kind: 'numberSlot' | 'objectSlot', slots: Int32Array): void {
    this.indices('slots', slots, 0, this.#program.inputs.filter((column) => column[kind] >= 0).length)
  }
}

type Check<Name extends OpName> = (operator: OperatorOf<Name>, context: Context) => void

function check(operator: Operator, context: Context): void {
  const checkOne = CHECKS[operator.op] as (operator: Operator, context: Context) => void
  checkOne(operator, context)
}

/** Number in, number out, same width. */
function sameWidth(operator: { readonly input: ValueId; readonly output: ValueId }, context: Context): void {
  const input = context.numeric(operator.input)
  context.equal('output width', context.numeric(operator.output).width, input.width)
}

const pairs = (classes: number) => (classes * (classes - 1)) / 2

const CHECKS: { readonly [Name in OpName]: Check<Name> } = {
  inputNumbers: (op, c) => {
    c.equal('output width', c.numeric(op.output).width, op.slots.length)
    c.slots('numberSlot', op.slots)
  },
  inputObjects: (op, c) => {
    c.equal('output width', c.object(op.output).width, op.slots.length)
    c.slots('objectSlot', op.slots)
  },
  selectColumns: (op, c) => {
    c.indices('columns', op.columns, 0, c.numeric(op.input).width)
    c.equal('output width', c.numeric(op.output).width, op.columns.length)
  },
  selectObjects: (op, c) => {
    c.indices('columns', op.columns, 0, c.object(op.input).width)
    c.equal('output width', c.object(op.output).width, op.columns.length)
  },
  concat: (op, c) => {
    const width = op.inputs.reduce((sum, input) => sum + c.numeric(input).width, 0)
    c.equal('output width', c.numeric(op.output).width, width)
  },
  concatObjects: (op, c) => {
    const width = op.inputs.reduce((sum, input) => sum + c.typeOf(input).width, 0)
    c.equal('output width', c.object(op.output).width, width)
  },
  parseNumbers: (op, c) => {
    c.equal('output width', c.numeric(op.output).width, c.object(op.input).width)
    c.equal('sources', op.sources.length, c.object(op.input).width)
  },
  cast: sameWidth,
  checkFinite: (op, c) => {
    sameWidth(op, c)
    c.equal('sources', op.sources.length, c.numeric(op.input).width)
  },
  columnwise: (op, c) => {
    sameWidth(op, c)
    c.float64(op.input)
    for (const step of op.steps) {
      if (step.kind !== 'clip') c.equal(`${step.kind} values`, step.values.length, c.numeric(op.input).width)
    }
  },
  affine: (op, c) => {
    c.float64(op.input)
    const outputs = c.numeric(op.output).width
    c.equal('weights', op.weights.length, outputs * c.numeric(op.input).width)
    c.equal('intercepts', op.intercept.length, outputs)
  },
  treeEnsemble: (op, c) => {
    c.equal('output width', c.numeric(op.output).width, op.trees.leafWidth)
    if (c.numeric(op.input).dtype !== op.comparison.dtype)
      c.fail(`compares ${op.comparison.dtype}, found another dtype`)
    verifyTrees(op.trees, c.numeric(op.input).width, c)
    if (op.comparison.strict && op.trees.threshold.includes(-Infinity)) c.fail('compares with x < -Infinity')
    if (!(op.divisor > 0)) c.fail(`divides by ${op.divisor}`)
  },
  kernelMatrix: (op, c) => {
    c.equal('vectors', op.vectors.length, c.numeric(op.output).width * c.numeric(op.input).width)
  },
  pairwiseDecision: (op, c) => {
    const vectors = c.numeric(op.input).width
    c.equal('pairs', c.numeric(op.output).width, pairs(op.counts.length))
    c.equal('dual coefficients', op.dualCoef.length, (op.counts.length - 1) * vectors)
    c.equal('intercepts', op.intercept.length, pairs(op.counts.length))
    c.equal(
      'support vectors',
      op.counts.reduce((sum, n) => sum + n, 0),
      vectors,
    )
    c.indices('counts', op.counts, 0, vectors + 1)
  },
  pairwiseVote: (op, c) => {
    c.equal('pairs', c.numeric(op.input).width, pairs(op.classes))
    c.equal('output width', c.numeric(op.output).width, 1)
  },
  pairwiseToOvr: (op, c) => {
    c.equal('pairs', c.numeric(op.input).width, pairs(op.classes))
    c.equal('output width', c.numeric(op.output).width, op.classes)
  },
  pairwiseProbability: (op, c) => {
    c.equal('pairs', c.numeric(op.input).width, pairs(op.classes))
    c.equal('output width', c.numeric(op.output).width, op.classes)
    c.equal('probA', op.probA.length, pairs(op.classes))
    c.equal('probB', op.probB.length, pairs(op.classes))
  },
  sigmoid: sameWidth,
  softmax: sameWidth,
  normalizeRows: sameWidth,
  log: sameWidth,
  complement: (op, c) => {
    c.equal('input width', c.numeric(op.input).width, 1)
    c.equal('output width', c.numeric(op.output).width, 2)
  },
  argMax: (op, c) => {
    if (c.numeric(op.input).width === 0) c.fail('has no columns to choose from')
    c.equal('output width', c.numeric(op.output).width, 1)
  },
  greaterThan: sameWidth,
  imputeNumbers: (op, c) => {
    sameWidth(op, c)
    c.equal('fill values', op.fill.length, c.numeric(op.input).width)
  },
  imputeObjects: (op, c) => {
    c.equal('output width', c.object(op.output).width, c.object(op.input).width)
    c.equal('fill values', op.fill.length, c.object(op.input).width)
  },
  missingNumbers: sameWidth,
  missingObjects: (op, c) => c.equal('output width', c.numeric(op.output).width, c.object(op.input).width),
  encodeNumbers: (op, c) => {
    sameWidth(op, c)
    c.equal('category lists', op.categories.length, c.numeric(op.input).width)
  },
  encodeObjects: (op, c) => {
    c.equal('output width', c.numeric(op.output).width, c.object(op.input).width)
    c.equal('category lists', op.categories.length, c.object(op.input).width)
  },
  lookUp: (op, c) => {
    sameWidth(op, c)
    c.equal('tables', op.tables.length, c.numeric(op.input).width)
  },
  oneHot: (op, c) => {
    const columns = c.numeric(op.input).width
    c.equal('tables', op.tables.length, columns)
    c.equal('widths', op.widths.length, columns)
    c.equal('unknown columns', op.unknownColumn.length, columns)
    c.equal(
      'output width',
      c.numeric(op.output).width,
      op.widths.reduce((sum, n) => sum + n, 0),
    )
    op.tables.forEach((table, i) => {
      c.indices(`tables[${i}]`, table, -1, op.widths[i] as number)
      c.indices('unknownColumn', [op.unknownColumn[i] as number], -1, op.widths[i] as number)
    })
  },
}

/** Every root reaches only its own nodes, each node once, and all nodes are reached; leaves and features in range. */
function verifyTrees(trees: Trees, nFeatures: number, c: Context): void {
  const nodes = trees.left.length
  c.equal('right children', trees.right.length, nodes)
  c.equal('features', trees.feature.length, nodes)
  c.equal('thresholds', trees.threshold.length, nodes)
  c.equal('leaf indices', trees.leaf.length, nodes)
  if (trees.missingLeft !== undefined) c.equal('missing rules', trees.missingLeft.length, nodes)
  if (trees.leafWidth < 1) c.fail(`has leaves of width ${trees.leafWidth}`)
  const leaves = trees.leafValues.length / trees.leafWidth
  if (!Number.isInteger(leaves)) c.fail(`has ${trees.leafValues.length} leaf values, not a multiple of the leaf width`)
  c.indices('roots', trees.roots, 0, nodes)
  for (let node = 0; node < nodes; node++) verifyNode(trees, node, nFeatures, leaves, c)
  const reached = countReached(trees, c)
  if (reached !== nodes) c.fail(`has ${nodes - reached} nodes that no root reaches`)
}

function verifyNode(trees: Trees, node: number, nFeatures: number, leaves: number, c: Context): void {
  const nodes = trees.left.length
  const left = trees.left[node] as number
  if (left === -1) {
    const leaf = trees.leaf[node] as number
    if (!(leaf >= 0 && leaf < leaves)) c.fail(`has leaf index ${leaf} at node ${node}, of ${leaves} leaves`)
    return
  }
  const right = trees.right[node] as number
  const feature = trees.feature[node] as number
  if (!(left >= 0 && left < nodes)) c.fail(`has left child ${left} at node ${node}, of ${nodes} nodes`)
  if (!(right >= 0 && right < nodes)) c.fail(`has right child ${right} at node ${node}, of ${nodes} nodes`)
  if (!(feature >= 0 && feature < nFeatures)) c.fail(`has feature ${feature} at node ${node}, of ${nFeatures} features`)
  if (Number.isNaN(trees.threshold[node])) c.fail(`has the threshold NaN at node ${node}`)
}

/** Walks down from every root; a node met twice has two parents or lies in a cycle. */
function countReached(trees: Trees, c: Context): number {
  const visited = new Uint8Array(trees.left.length)
  const stack: number[] = []
  let reached = 0
  for (const root of trees.roots) {
    stack.push(root)
    while (stack.length > 0) {
      const node = stack.pop() as number
      if (visited[node] === 1) c.fail(`has node ${node} with two parents or in a cycle`)
      visited[node] = 1
      reached++
      const left = trees.left[node] as number
      if (left !== -1) stack.push(trees.right[node] as number, left)
    }
  }
  return reached
}
