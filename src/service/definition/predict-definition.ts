/** What a service file may say under `predict`. */
import { z } from 'zod'
import { METHODS } from '../../program/program.ts'

const method = z.enum(METHODS)

const methods = z
  .union([method, z.array(method).min(1)])
  .meta({ description: 'What scikit-learn calls it: predict, predict_proba, decision_function, transform, …' })

const modelNode = z.strictObject({
  model: z.string().min(1).optional().meta({ description: 'One of `models`, by its name.' }),
  method: methods.optional(),
})

export type ModelNode = z.infer<typeof modelNode>

/** Models are asked for nothing: the rows pass on as they are. */
const noModel = z.literal('none').transform(() => ({ none: true as const }))

/** A method of the only model, or a model with its method. */
export const predictSchema = z.union([noModel, methods.transform((asked): ModelNode => ({ method: asked })), modelNode])

export type PredictNode = ModelNode | { readonly none: true }
