/** A program as text, one operator a line: `%3 = affine %2 [30 → 1]`. What follows the shapes is what decides the answer. */
import { type OperatorOf, type OpName, operatorInputs, type ValueId, type ValueType } from './operators.ts'
import { METHODS, type MethodOutput, type Program } from './program.ts'

export function printProgram(program: Program): string[] {
  const operators = program.operators.map((operator) => {
    const inputs = operatorInputs(operator)
    const operands = inputs.map((input) => ` %${input}`).join('')
    const from = inputs.length === 0 ? [] : [inputs.map((input) => width(program, input)).join(' + ')]
    const shape = [...from, describeValue(program.values[operator.output])].join(' → ')
    const describe = DETAILS[operator.op] as (operator: OperatorOf<OpName>) => string
    const details = describe(operator)
    return `%${operator.output} = ${operator.op}${operands} [${shape}]${details === '' ? '' : `  ${details}`}`
  })
  const outputs = METHODS.flatMap((method) => {
    const output = program.outputs[method]
    return output === undefined ? [] : [`${method} = ${describeOutput(output)}`]
  })
  return [...operators, ...outputs]
}

function width(program: Program, value: ValueId): string {
  return String(program.values[value]?.width ?? '?')
}

function describeValue(type: ValueType | undefined): string {
  if (type === undefined) return '?'
  if (type.kind === 'object') return `${type.width} cells`
  return type.dtype === 'float64' ? String(type.width) : `${type.width} ${type.dtype}`
}

function describeOutput(output: MethodOutput): string {
  switch (output.kind) {
    case 'numeric':
      return `%${output.value} as ${output.dtype}`
    case 'labels':
      return `%${output.value} as labels ${output.classes.map(({ labels }) => list(labels)).join(' × ')}`
    case 'objects':
      return `%${output.value} as cells`
    case 'list':
      return output.items.map(describeOutput).join(', ')
  }
}

type Describe<Name extends OpName> = (operator: OperatorOf<Name>) => string

const nothing = (): string => ''

/** What is worth a reader's while, beside the shapes. */
const DETAILS: { readonly [Name in OpName]: Describe<Name> } = {
  inputNumbers: ({ slots }) => `numbers ${ranges(slots)}`,
  inputObjects: ({ slots }) => `cells ${ranges(slots)}`,
  selectColumns: ({ columns }) => `columns ${ranges(columns)}`,
  selectObjects: ({ columns }) => `columns ${ranges(columns)}`,
  concat: nothing,
  concatObjects: nothing,
  parseNumbers: nothing,
  cast: nothing,
  checkFinite: ({ allowMissing, allowInfinite }) => {
    const refused = [...(allowMissing ? [] : ['missing']), ...(allowInfinite ? [] : ['infinite'])]
    return refused.length === 0 ? '' : `refuses ${refused.join(' and ')} values`
  },
  columnwise: ({ steps }) =>
    steps.map((step) => (step.kind === 'clip' ? `clip ${step.min}…${step.max}` : step.kind)).join(', '),
  affine: nothing,
  treeEnsemble: ({ trees, comparison, divisor }) => {
    const rule = `x ${comparison.strict ? '<' : '≤'} threshold in ${comparison.dtype}`
    const sum = divisor === 1 ? '' : `, sum ÷ ${divisor}`
    return `${count(trees.roots.length, 'tree')}, ${count(trees.left.length, 'node')}, ${rule}${sum}`
  },
  kernelMatrix: ({ kernel }) => {
    const { name, ...parameters } = kernel
    return [name, ...Object.entries(parameters).map(([key, value]) => `${key}=${value}`)].join(' ')
  },
  pairwiseDecision: ({ counts }) => `support vectors ${list([...counts])}`,
  pairwiseVote: ({ classes }) => `${classes} classes`,
  pairwiseToOvr: ({ classes }) => `${classes} classes`,
  pairwiseProbability: ({ classes }) => `${classes} classes`,
  sigmoid: nothing,
  softmax: nothing,
  normalizeRows: nothing,
  log: nothing,
  complement: nothing,
  argMax: nothing,
  greaterThan: ({ threshold }) => `> ${threshold}`,
  imputeNumbers: ({ missing, fill }) => `${missing} becomes ${list([...fill])}`,
  imputeObjects: ({ missing, fill }) =>
    `${missing.kind === 'value' ? missing.value : missing.kind} becomes ${list(fill)}`,
  missingNumbers: ({ missing }) => `${missing}`,
  missingObjects: ({ missing }) => `${missing.kind === 'value' ? missing.value : missing.kind}`,
  encodeNumbers: ({ categories, unknown }) => encoding(categories, unknown),
  encodeObjects: ({ categories, unknown }) => encoding(categories, unknown),
  lookUp: nothing,
  oneHot: ({ widths }) => `blocks of ${list([...widths])}`,
}

function encoding(categories: readonly ArrayLike<unknown>[], unknown: 'refuse' | 'index'): string {
  const rule = unknown === 'refuse' ? 'refuses unknown ones' : 'takes unknown ones'
  return `${list(categories.map(({ length }) => length))} categories, ${rule}`
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}

const MAX_LISTED = 8

/** The first few items: a program is read by people. */
function list(items: readonly unknown[]): string {
  const shown = items.slice(0, MAX_LISTED).map(String)
  return [...shown, ...(items.length > MAX_LISTED ? [`… (${items.length})`] : [])].join(', ')
}

/** `0–29` or `0–3, 7, 9–10`: consecutive numbers together. */
function ranges(numbers: Int32Array): string {
  const parts: string[] = []
  for (let i = 0; i < numbers.length; i++) {
    const start = numbers[i] as number
    let last = start
    while (numbers[i + 1] === last + 1) last = numbers[++i] as number
    parts.push(start === last ? `${start}` : `${start}–${last}`)
  }
  return list(parts)
}
