/** Γ and the modified Bessel function K, from integrals on which the trapezoidal rule converges exponentially. */

/** What is left of an integrand when its next terms no longer count. */
const NEGLIGIBLE = 1e-18
const MAX_TERMS = 20_000

/** Γ(x) for x > 0: `∫ exp((x+1)t - e^t) dt / x` over the real line. */
export function gamma(x: number): number {
  const step = 1 / 16
  const peak = Math.log(x + 1)
  const term = (t: number) => Math.exp((x + 1) * t - Math.exp(t))
  let sum = term(peak)
  for (const direction of [-step, step]) {
    for (let n = 1; n < MAX_TERMS; n++) {
      const next = term(peak + n * direction)
      sum += next
      if (!(next > NEGLIGIBLE * sum)) break
    }
  }
  return (sum * step) / x
}

/** K_ν(x) for x > 0 and ν >= 0: `∫ exp(-x cosh t) cosh(νt) dt` from 0 on. */
export function besselK(nu: number, x: number): number {
  // Narrow like the bell curve that the integrand is when x is large.
  const step = Math.min(1 / 8, 1 / (2 * Math.sqrt(x)))
  const term = (t: number) => {
    const half = Math.sinh(t / 2)
    const decay = -2 * x * half * half
    return (Math.exp(decay + nu * t) + Math.exp(decay - nu * t)) / 2
  }
  let sum = 0.5
  let last = 1
  for (let n = 1; n < MAX_TERMS; n++) {
    const next = term(n * step)
    sum += next
    // With a large ν the terms grow before they fall.
    if (next < last && !(next > NEGLIGIBLE * sum)) break
    last = next
  }
  return sum * step * Math.exp(-x)
}
