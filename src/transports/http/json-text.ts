/** JSON text of plain values, with what JSON.stringify would refuse or lose. */
import type { Tensor } from '../../tensor/tensor.ts'

/**
 * JSON has no NaN and no infinities: they are written as the strings "NaN", "Infinity" and "-Infinity", which Python's
 * `float()` and pandas read back. An integer of any size is written in full.
 */
export function numberText(value: number): string {
  return Number.isFinite(value) ? `${value}` : `"${value}"`
}

export function jsonText(value: unknown): string {
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${jsonText(member)}`).join(',')}}`
}

/** Nested arrays, as deep as the shape is long. */
export function tensorText({ shape, data }: Tensor): string {
  const [rows = 0, width] = shape
  if (width === undefined) return arrayText(data, 0, rows)
  const size = shape.slice(1).reduce((product, n) => product * n, 1)
  let text = '['
  for (let r = 0; r < rows; r++) {
    if (r > 0) text += ','
    text += shape.length === 2 ? arrayText(data, r * size, size) : innerText(data, shape.slice(1), r * size)
  }
  return `${text}]`
}

/** Shapes are short (at most three axes), so the recursion is as shallow. */
function innerText(data: Tensor['data'], shape: readonly number[], offset: number): string {
  const [length = 0, ...inner] = shape
  if (inner.length === 0) return arrayText(data, offset, length)
  const size = inner.reduce((product, n) => product * n, 1)
  return `[${Array.from({ length }, (_, i) => innerText(data, inner, offset + i * size)).join(',')}]`
}

function arrayText(data: Tensor['data'], offset: number, length: number): string {
  let text = '['
  for (let i = 0; i < length; i++) {
    const cell = data[offset + i]
    if (i > 0) text += ','
    text += typeof cell === 'number' ? numberText(cell) : jsonText(cell)
  }
  return `${text}]`
}
