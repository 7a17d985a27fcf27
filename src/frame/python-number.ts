/** Numbers as Python writes them, so that a file of answers can be compared with the one that pandas wrote. */

/** `repr(float)`: the shortest digits that give the number back, `1e-05` for what is small and `1e+16` for what is large. */
export function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  return layOut(value, value.toExponential())
}

/** `repr(numpy.float32)`: the shortest digits that give the same float32 back. */
export function pythonFloat32(value: number): string {
  if (!Number.isFinite(value)) return pythonFloat(value)
  for (let digits = 0; digits < 9; digits++) {
    const text = value.toExponential(digits)
    if (Math.fround(Number(text)) === value) return layOut(value, Number(text).toExponential())
  }
  return pythonFloat(value)
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
