/**
 * `inverse_transform`: predictions back to the units of the data. Of a scaler with the constants given, of a function, or
 * of a model of the service, by its `inverse_transform`.
 */
import { z } from 'zod'
import { type Column, numericColumn } from '../../frame/column.ts'
import type { Frame } from '../../frame/frame.ts'
import { type ColumnSpec, findColumn, type Schema } from '../../frame/schema.ts'
import { changeColumns } from '../change-columns.ts'
import { type ColumnNames, columnNames, numericPositions, retyped } from '../options.ts'
import type { Notes } from '../report.ts'
import { type CompiledStep, defineStep, rowStep, type StepContext, type Transformer } from '../step.ts'
import { stepError } from '../step-error.ts'
import { constants, FUNCTIONS, waysBack } from './way-back.ts'

const columns = columnNames
  .optional()
  .meta({ description: 'The columns that go back; the values that the model predicts if not given.' })

const byConstants = z.strictObject({
  columns,
  of: z.enum(['standard', 'min_max', ...FUNCTIONS]).meta({ description: 'What was done to the data.' }),
  ...constants,
})

const byModel = z.strictObject({
  columns,
  model: z.string().min(1).meta({ description: 'A model of the service that has inverse_transform.' }),
  as: columnNames.optional().meta({ description: 'Names of the columns that it gives.' }),
})

type Options = z.infer<typeof byConstants> | z.infer<typeof byModel>

export const inverseTransform = defineStep<Options>({
  name: 'inverse_transform',
  summary: 'Takes predictions back to the units of the data: the way back of a scaler, a logarithm, or a model.',
  stages: ['postprocess'],
  options: z.union([byModel, byConstants]),
  example: 'inverse_transform: { of: standard, mean: 21.4, scale: 3.2 }',
  compile(options, context) {
    const positions = givenPositions(context.input, options.columns)
    if ('model' in options) return backByModel(options, positions, context)
    const ways = waysBack(options.of, options, positions.length)
    return rowStep(withRoles(context.input, positions), (frame) =>
      changeColumns(frame, positions, ({ data }, i) =>
        numericColumn((data as Float64Array).map(ways[i] as (y: number) => number)),
      ),
    )
  },
})

function givenPositions(input: Schema, names: ColumnNames | undefined): readonly number[] {
  if (names !== undefined) return numericPositions(input, names)
  const known = input.flatMap(({ role, name }) => (role?.kind === 'value' ? [name] : []))
  if (known.length > 0) return numericPositions(input, known)
  throw stepError('no column is known to be a value that a model predicts', { remedy: 'Name them: columns: [price].' })
}

function withRoles(input: Schema, positions: readonly number[]): Schema {
  return retyped(input, positions, 'number').map((spec, at) => {
    const role = input[at]?.role
    if (!positions.includes(at)) return input[at] ?? spec
    return role === undefined ? spec : { ...spec, role }
  })
}

function backByModel(
  { model, as }: z.infer<typeof byModel>,
  positions: readonly number[],
  { input, transformers }: StepContext,
): CompiledStep {
  if (transformers === undefined) throw stepError('there are no models here whose way back could be taken')
  const transformer = transformers.transformer(model)
  if (transformer.width !== positions.length) {
    throw stepError(`the way back of ${model} takes ${transformer.width} columns, and these are ${positions.length}`, {
      remedy: 'Name those that its transform gives, in their order: columns: [...].',
    })
  }
  const made = namedOutput(transformer, positions, input, as)
  const isInPlace = made.length === positions.length
  const kept = [...input.keys()].filter((at) => !positions.includes(at))
  const output = isInPlace
    ? input.map((spec, at) => made[positions.indexOf(at)] ?? spec)
    : [...kept.map((at) => input[at] as ColumnSpec), ...made]
  refuseTwice(output)
  return rowStep(output, (frame: Frame, notes: Notes) => {
    const given = positions.map((at) => frame.columns[at] as Column)
    const back = transformer.inverse(given, frame.rows, notes)
    const all = isInPlace
      ? frame.columns.map((column, at) => back[positions.indexOf(at)] ?? column)
      : [...kept.map((at) => frame.columns[at] as Column), ...back]
    return { ...frame, columns: all }
  })
}

/** As asked for; else as many columns as there were keep their names, and others have those of the model's input. */
function namedOutput(
  { output }: Transformer,
  positions: readonly number[],
  input: Schema,
  as: ColumnNames | undefined,
): readonly ColumnSpec[] {
  const asked = typeof as === 'string' ? [as] : as
  if (asked !== undefined && asked.length !== output.length) {
    throw stepError(`\`as\` has ${asked.length} names, and there are ${output.length} columns`)
  }
  const isInPlace = output.length === positions.length
  return output.map((spec, i) => {
    const own = isInPlace ? (input[positions[i] as number]?.name ?? spec.name) : spec.name
    return { ...spec, name: asked?.[i] ?? own }
  })
}

function refuseTwice(output: Schema): void {
  const twice = output.find(({ name }, at) => findColumn(output, name) !== at)
  if (twice === undefined) return
  throw stepError(`there would be two columns "${twice.name}"`, {
    column: twice.name,
    remedy: 'Give the new ones other names: as: [...].',
  })
}
