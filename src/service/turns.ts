/** Long work in turns, so that it does not hold up who asks for little. */

/** After so many milliseconds others are let in. */
const TURN_MILLISECONDS = 5

export class Turns {
  readonly #signal: AbortSignal | undefined
  #start = performance.now()

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal
  }

  /** True once this turn has lasted long enough: `next` is due. */
  get isOver(): boolean {
    return performance.now() - this.#start >= TURN_MILLISECONDS
  }

  /** Lets others in, and begins the next turn. Rejects with the signal's reason. */
  async next(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve))
    this.#signal?.throwIfAborted()
    this.#start = performance.now()
  }
}
