/** The JSON Schema of a service file, by which editors complete and check it; docs/brine.schema.json is this. */
import { z } from 'zod'
import { needsNoOptions } from '../../steps/compile.ts'
import { STEP_FAMILIES } from '../../steps/registry.ts'
import type { Stage } from '../../steps/step.ts'
import { serviceSchema } from './definition.ts'

/** Draft 7: what YAML's language server understands best. */
export type JsonSchema = { readonly [keyword: string]: unknown }

/** The options of every step, of those too that only a module can have, by its name. */
export function stepJsonSchemas(): Readonly<Record<string, JsonSchema>> {
  const schemas = STEP_FAMILIES.flatMap(({ steps }) =>
    steps.map(({ name, options }) => [name, toJson(options)] as const),
  )
  return Object.fromEntries(schemas)
}

export function serviceJsonSchema(): JsonSchema {
  const schema = toJson(
    serviceSchema.extend({
      preprocess: z.array(stepSchema('preprocess')).optional().meta(metaOf('preprocess')),
      postprocess: z.array(stepSchema('postprocess')).optional().meta(metaOf('postprocess')),
    }),
  )
  return { $schema: schema.$schema, title: 'A service of Brine', ...withStepsOnce(schema) }
}

function metaOf(stage: Stage): { readonly description: string } {
  return { description: serviceSchema.shape[stage].meta()?.description ?? '' }
}

/** An object with one key, of those steps that a text file can have. */
function stepSchema(stage: Stage): z.ZodType {
  const steps = STEP_FAMILIES.filter(({ isCode }) => isCode !== true).flatMap((family) => family.steps)
  const shape = steps
    .filter(({ stages }) => stages.includes(stage))
    .map(({ name, summary, example, options }) => {
      const described = options.optional().meta({ description: `${summary}\n\nFor example: ${example}` })
      return [name, described] as const
    })
  return z.strictObject(Object.fromEntries(shape)).meta({ minProperties: 1, maxProperties: 1 })
}

function toJson(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // The bounds of whole numbers that a float64 holds say nothing to a reader.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
    },
  }) as JsonSchema
}

interface StepList {
  readonly items: { readonly properties: Readonly<Record<string, JsonSchema>> }
}

const NEEDING_NONE = new Set(STEP_FAMILIES.flatMap(({ steps }) => steps.filter(needsNoOptions).map(({ name }) => name)))

function needsNone(name: string): boolean {
  return NEEDING_NONE.has(name)
}

/** Most steps can stand before and after the model: each is written once, and referred to. */
function withStepsOnce(schema: JsonSchema): JsonSchema {
  const properties = schema.properties as Readonly<Record<Stage, StepList>>
  const stages = (['preprocess', 'postprocess'] as const).map((stage) => {
    const { items, ...list } = properties[stage]
    const names = Object.keys(items.properties)
    const references = Object.fromEntries(names.map((name) => [name, { $ref: `#/definitions/${name}` }]))
    const alone = { type: 'string', enum: names.filter(needsNone), description: 'A step without options.' }
    return [stage, { ...list, items: { anyOf: [{ ...items, properties: references }, alone] } }] as const
  })
  const steps = { ...properties.preprocess.items.properties, ...properties.postprocess.items.properties }
  return {
    ...schema,
    properties: { ...properties, ...Object.fromEntries(stages) },
    definitions: { ...(schema.definitions as object | undefined), ...steps },
  }
}
