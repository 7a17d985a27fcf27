/** numpy's `linspace(min, max, bins + 1)`. */
export function evenEdges(min: number, max: number, bins: number): number[] {
  const step = (max - min) / bins
  return Array.from({ length: bins + 1 }, (_, i) => (i === bins ? max : i * step + min))
}
