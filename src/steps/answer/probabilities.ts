/** The probabilities of a prediction among the columns, and the labels that are chosen by them. */
import { z } from 'zod'
import { typeOfCells } from '../../frame/cell-type.ts'
import { isArithmetic } from '../../frame/column.ts'
import type { Frame } from '../../frame/frame.ts'
import { type ColumnSpec, findColumn, type Schema } from '../../frame/schema.ts'
import type { Cell } from '../../tensor/tensor.ts'
import { columnName, columnNames, numericPositions } from '../options.ts'
import { showCell } from '../report.ts'
import { stepError } from '../step-error.ts'

/** A class of a model, as `predict` answers with it. */
export const classLabel = z.union([z.string(), z.number(), z.boolean()])

/** The options of every step that looks at probabilities. */
export const probabilityOptions = {
  columns: z
    .union([columnNames, z.record(columnName, classLabel)])
    .optional()
    .meta({
      description:
        'The columns of the probabilities, or each with its class: {p_no: no, p_yes: yes}; those of the model if not given.',
    }),
  target: z.int().min(0).default(0).meta({ description: 'Which target, for a model of several.' }),
}

const schema = z.object(probabilityOptions)

export type ProbabilityOptions = z.infer<typeof schema>

/** A column, and the class whose probability it holds. */
export interface ProbabilityColumn {
  readonly at: number
  readonly label: Cell
}

/** In the order of the classes, or in which they are named. Throws `service_invalid` if there are none. */
export function probabilityColumns(
  input: Schema,
  { columns, target }: ProbabilityOptions,
): readonly ProbabilityColumn[] {
  const found = columns === undefined ? knownProbabilities(input, target) : namedProbabilities(input, columns)
  const twice = found.find(({ label }, i) => found.findIndex((other) => other.label === label) !== i)
  if (twice !== undefined) throw stepError(`two columns are said to be of the class ${showCell(twice.label)}`)
  return found
}

function knownProbabilities(input: Schema, target: number): readonly ProbabilityColumn[] {
  const found = input.flatMap(({ name, role, type }, at) =>
    role?.kind === 'probability' && role.target === target && isArithmetic(type)
      ? [{ at, label: role.label ?? name }]
      : [],
  )
  if (found.length > 0) return found
  throw stepError(`no column is known to be a probability${target === 0 ? '' : ` of target ${target}`}`, {
    remedy: 'Ask the model for them: predict: [predict, predict_proba]; or name them: columns: {p_no: no, p_yes: yes}.',
  })
}

function namedProbabilities(
  input: Schema,
  columns: NonNullable<ProbabilityOptions['columns']>,
): readonly ProbabilityColumn[] {
  if (typeof columns === 'string' || Array.isArray(columns)) {
    return numericPositions(input, columns).map((at) => {
      const { name, role } = input[at] as ColumnSpec
      return { at, label: role?.label ?? name }
    })
  }
  return Object.entries(columns).map(([name, label]) => ({ at: numericPositions(input, name)[0] as number, label }))
}

/** Which of the columns is of the class; options name a class by its text where it is a key. */
export function classAt(columns: readonly ProbabilityColumn[], label: Cell): number {
  const at = columns.findIndex((column) => String(column.label) === String(label))
  if (at >= 0) return at
  const names = columns.slice(0, 20).map((column) => String(column.label))
  throw stepError(`there is no class ${showCell(label)}`, {
    remedy: `The classes are ${names.join(', ')}${columns.length > names.length ? ', …' : ''}.`,
  })
}

/** The values of the columns, one array each. */
export function valuesOf(frame: Frame, columns: readonly ProbabilityColumn[]): readonly Float64Array[] {
  return columns.map(({ at }) => frame.columns[at]?.data as Float64Array)
}

/** np.argmax of row `r`: the first of the largest; -1 if one of the values is missing. */
export function argmaxAt(values: readonly Float64Array[], r: number): number {
  let best = 0
  let largest = -Infinity
  for (let c = 0; c < values.length; c++) {
    const value = values[c]?.[r] as number
    if (Number.isNaN(value)) return -1
    if (value > largest) {
      largest = value
      best = c
    }
  }
  return best
}

/** The name of the column of labels: as asked for, or that of the model's labels, or `prediction`. */
export function labelName(input: Schema, as: string | undefined, target: number): string {
  const known = input.find(({ role }) => role?.kind === 'label' && role.target === target)
  return as ?? known?.name ?? 'prediction'
}

export function labelSpec(name: string, labels: readonly Cell[], target: number): ColumnSpec {
  return { name, type: typeOfCells(labels), values: labels, role: { kind: 'label', target } }
}

/** The columns with one more, or with the one of this name replaced; and where it stands. */
export function withSpec(input: Schema, spec: ColumnSpec): { readonly output: Schema; readonly at: number } {
  const at = findColumn(input, spec.name) ?? input.length
  const output = [...input]
  output[at] = spec
  return { output, at }
}
