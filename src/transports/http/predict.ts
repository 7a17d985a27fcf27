/** From a request to an answer: `POST /predict` and `POST /models/{name}/{method}`. */
import type { Repository } from '../../runtime/repository.ts'
import type { Servable } from '../../service/servable.ts'
import type { Desk, PredictRequest } from './desk.ts'
import type { HttpAnswer } from './http-answer.ts'
import type { BodyLimits } from './limits.ts'
import { ModelDesk } from './model-desk.ts'
import { ServiceDesk } from './service-desk.ts'

export class Predictor implements Desk {
  readonly #repository: Repository
  readonly #limits: BodyLimits
  readonly #desks = new WeakMap<Servable, Desk>()

  constructor(repository: Repository, limits: BodyLimits) {
    this.#repository = repository
    this.#limits = limits
  }

  answer(request: PredictRequest): HttpAnswer | Promise<HttpAnswer> {
    return this.#desk(this.#repository.get(request.name)).answer(request)
  }

  #desk(servable: Servable): Desk {
    const known = this.#desks.get(servable)
    if (known !== undefined) return known
    const desk =
      servable.kind === 'model' ? new ModelDesk(servable, this.#limits) : new ServiceDesk(servable, this.#limits)
    this.#desks.set(servable, desk)
    return desk
  }
}
