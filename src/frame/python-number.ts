/** Numbers as Python writes them, so that a file of answers can be compared with the one that pandas wrote. */

/** `repr(float)`: the shortest digits that give the number back, `1e-05` for what is small and `1e+16` for what is large. */
export function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  const size = Math.abs(value)
  // In this range JavaScript and Python write the same digits, but for those of whole numbers.
  if (size >= 1e-4 && size < 1e16) return Number.isInteger(value) ? `${value}.0` : String(value)
  return layOut(value, value.toExponential())
}

/** `repr(numpy.float32)`: the shortest digits that give the same float32 back. */
export function pythonFloat32(value: number): string {
  return pythonFloat(shortestFloat32(value))
}

/** Below, a float32 has fewer digits than others. */
const SMALLEST_NORMAL = 2 ** -126

/** The digits that every float32 has, and those that tell any two apart. */
const [SURE_DIGITS, ALL_DIGITS] = [6, 9]

/** The float64 of the fewest digits that rounds to this float32: 0.1 for `Math.fround(0.1)`. */
export function shortestFloat32(value: number): number {
  if (!Number.isFinite(value) || value === 0) return value
  // A decimal number of six digits survives the way through a float32, so that fewer need not be tried.
  for (let digits = Math.abs(value) < SMALLEST_NORMAL ? 1 : SURE_DIGITS; digits < ALL_DIGITS; digits++) {
    const rounded = Number(value.toPrecision(digits))
    if (Math.fround(rounded) === value) return rounded
  }
  return Number(value.toPrecision(ALL_DIGITS))
}

/** Digits and exponent, `d.ddde±x`, in the form that Python chooses. */
function layOut(value: number, scientific: string): string {
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const [mantissa = '', exponentText = ''] = scientific.split('e')
  const exponent = Number(exponentText)
  if (exponent < -4 || exponent >= 16) {
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
  }
  const sign = mantissa.startsWith('-') ? '-' : ''
  const digits = mantissa.replace(/[-.]/g, '')
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`
}
