/** The functions of scikit-learn's PowerTransformer, as scipy computes them. */

/** The distance at which a λ is as good as 0 or 2. */
const EPSILON = 2 ** -52

/** Yeo and Johnson, 2000. */
export function yeoJohnson(x: number, lambda: number): number {
  if (x >= 0) return Math.abs(lambda) < EPSILON ? Math.log1p(x) : Math.expm1(lambda * Math.log1p(x)) / lambda
  const rest = 2 - lambda
  return Math.abs(rest) > EPSILON ? -Math.expm1(rest * Math.log1p(-x)) / rest : -Math.log1p(-x)
}

/** Box and Cox, 1964: of positive numbers. */
export function boxCox(x: number, lambda: number): number {
  const log = Math.log(x)
  return Math.abs(lambda) < 1e-19 ? log : Math.expm1(lambda * log) / lambda
}
