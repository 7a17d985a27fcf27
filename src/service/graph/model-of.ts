/** The models that a graph names. */
import { stepError } from '../../steps/step-error.ts'
import { nearestName } from '../../tensor/nearest-name.ts'
import type { Model } from '../model.ts'
import type { Models } from './context.ts'

/** The model of this name, or the only one. Throws `service_invalid` with the nearest name. */
export function modelOf(name: string | undefined, models: Models): Model {
  const names = [...models.keys()]
  if (name === undefined && names.length === 1) return models.get(names[0] as string) as Model
  if (name === undefined) {
    throw stepError('there are several models, and `predict` names none', {
      remedy: `Say which: predict: { model: ${names[0]} }.`,
    })
  }
  const model = models.get(name)
  if (model !== undefined) return model
  const nearest = nearestName(name, names)
  const hint = nearest === undefined ? '' : `Did you mean "${nearest}"? `
  throw stepError(`there is no model "${name}"`, { remedy: `${hint}The models are ${names.join(', ')}.` })
}
