/** What a service file may say, in the words of the file: `brine.yaml`, or `defineService({...})` in TypeScript. */
import { z } from 'zod'
import { COLUMN_TYPES } from '../../frame/column.ts'
import type { OwnFunctions } from '../../program/own-functions.ts'
import { ON_ERROR } from '../../steps/pipeline.ts'
import { MODEL_NAME } from '../model-name.ts'
import { predictSchema } from './predict-definition.ts'

const columnType = z.enum(COLUMN_TYPES).meta({
  description: 'number (float64), float32, integer (up to 2^53), bigint, boolean, string, datetime, or any.',
})

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()])

const inputOptions = z.strictObject({
  type: columnType.optional().meta({ description: 'What the column holds; as the model has it if not given.' }),
  required: z.boolean().optional().meta({ description: 'False: the column may be left out. Default: true.' }),
  nullable: z.boolean().optional().meta({ description: 'False: a missing value is an error. Default: true.' }),
  default: cell.optional().meta({ description: 'Stands in for a missing value, or for a column that was left out.' }),
  values: z.array(cell).min(1).optional().meta({ description: 'The values that are allowed.' }),
  min: z.number().optional().meta({ description: 'The smallest number that is allowed.' }),
  max: z.number().optional().meta({ description: 'The largest number that is allowed.' }),
  example: cell.optional().meta({ description: 'A value as users send it: the pages and their examples show it.' }),
  description: z.string().optional(),
})

export type InputOptions = z.infer<typeof inputOptions>

/** A YAML file cannot hold code, so that this is for service.ts alone. */
const ownFunctions = z.record(z.string().min(1), z.unknown()).superRefine((functions, context) => {
  for (const [name, given] of Object.entries(functions)) {
    const { function: numbers, cells } = (given ?? {}) as { readonly function?: unknown; readonly cells?: unknown }
    if ([given, numbers, cells].some((each) => typeof each === 'function')) continue
    const message = `${name} is no function: functions are written in service.ts, as (rows) => …, or { width, function }`
    context.addIssue({ code: 'custom', path: [name], message })
  }
}) as unknown as z.ZodType<OwnFunctions, OwnFunctions>

/** One step: an object with one key, its name. What stands under it, each step checks itself. */
const stepEntry = z.union([z.string(), z.record(z.string(), z.unknown())])

export type StepEntry = z.infer<typeof stepEntry>

const modelPath = z.string().min(1).meta({ description: 'A model file, relative to this file.' })

const serviceName = z
  .string()
  .regex(MODEL_NAME, 'expected letters, digits, ".", "_" and "-", at most 100, beginning with a letter or digit')

export const serviceSchema = z.strictObject({
  $schema: z.string().optional().meta({ description: 'Where the JSON Schema lies, for editors.' }),
  name: serviceName
    .optional()
    .meta({ description: 'What the API calls the service; the name of its folder if not given.' }),
  version: z.string().optional(),
  description: z.string().optional(),
  model: modelPath.optional(),
  models: z.record(serviceName, modelPath).optional().meta({ description: 'Several models, each under a name.' }),
  functions: ownFunctions.optional().meta({
    description: 'Functions for those that a model file only names, by that name: __main__.my_log. In service.ts only.',
  }),
  inputs: z
    .record(z.string().min(1), z.union([columnType, inputOptions]))
    .optional()
    .meta({ description: 'The columns that are read; those of the model if not given.' }),
  model_inputs: z.boolean().optional().meta({
    description: 'True: besides `inputs`, every column of the models is read. Default: if there is no `inputs`.',
  }),
  extra_columns: z
    .enum(['refuse', 'ignore'])
    .default('refuse')
    .meta({ description: 'What to do with columns that are no inputs.' }),
  preprocess: z
    .array(stepEntry)
    .default([])
    .meta({ description: 'What is done to the rows before the model sees them.' }),
  predict: predictSchema.optional().meta({ description: 'What is asked of which model; predict if not given.' }),
  passthrough: z
    .array(z.string().min(1))
    .default([])
    .meta({ description: 'Columns that stand beside the answers, such as ids.' }),
  postprocess: z.array(stepEntry).default([]).meta({ description: 'What is done to the answers.' }),
  on_error: z
    .union([z.enum(ON_ERROR), z.null().transform(() => 'null' as const)])
    .default('fail')
    .meta({ description: 'What becomes of a row that a step or the model cannot work with.' }),
})

/** What the file says, checked as far as this can be done without models. */
export type ServiceDefinition = z.infer<typeof serviceSchema>

/** What a user writes: as ServiceDefinition, where all that has a default may be left out. */
export type ServiceInput = z.input<typeof serviceSchema>
