/** Against what scipy.special answers. */
import { expect, test } from 'vitest'
import { erf, erfc, ndtr, ndtri } from './normal.ts'

test.each<[string, (x: number) => number, number, number]>([
  ['erf', erf, 0.3, 0.3286267594591274],
  ['erf', erf, 1.0, 0.8427007929497148],
  ['erf', erf, 2.5, 0.999593047982555],
  ['erf', erf, -4.0, -0.9999999845827421],
  ['erfc', erfc, 0.3, 0.6713732405408726],
  ['erfc', erfc, 1.0, 0.15729920705028516],
  ['erfc', erfc, 6.0, 2.1519736712498913e-17],
  ['erfc', erfc, -2.0, 1.9953222650189528],
  ['erfc', erfc, 9.5, 3.7692144856548797e-41],
  ['ndtr', ndtr, -30.0, 4.906713927147908e-198],
  ['ndtr', ndtr, -8.0, 6.22096057427174e-16],
  ['ndtr', ndtr, -0.5, 0.3085375387259869],
  ['ndtr', ndtr, 0.7, 0.758036347776927],
  ['ndtr', ndtr, 3.0, 0.9986501019683699],
  ['ndtri', ndtri, 1e-300, -37.0470962993612],
  ['ndtri', ndtri, 1e-9, -5.9978070150076865],
  ['ndtri', ndtri, 0.02, -2.053748910631823],
  ['ndtri', ndtri, 0.3, -0.5244005127080409],
  ['ndtri', ndtri, 0.9, 1.2815515655446004],
  ['ndtri', ndtri, 0.999999, 4.753424308817087],
])('%s %#', (_, compute, x, expected) => {
  expect(Math.abs(compute(x) / expected - 1)).toBeLessThan(1e-13)
})

test('the ends of probability', () => {
  expect([ndtri(0), ndtri(1), ndtri(-0.1), ndtri(1.1)]).toEqual([-Infinity, Infinity, Number.NaN, Number.NaN])
})
