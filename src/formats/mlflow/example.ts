/** The input example that was logged with a model: JSON in one of the forms that MLflow has used. */

/** Rows as they stand in the example, and the names of their columns if it has them. */
export interface ExampleRows {
  readonly columns: readonly string[] | undefined
  readonly rows: readonly unknown[]
}

/** `undefined` for what is no table: an example is a help, and no reason to refuse a model. */
export function parseExample(text: string): ExampleRows | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  return rowsOf(value)
}

/** A list of rows, `{"inputs": rows}`, or what pandas calls split: `{"columns": names, "data": rows}`. */
function rowsOf(value: unknown): ExampleRows | undefined {
  if (Array.isArray(value)) return value.length === 0 ? undefined : { columns: undefined, rows: value }
  if (typeof value !== 'object' || value === null) return undefined
  const { columns, data, inputs, dataframe_split: split } = value as Record<string, unknown>
  if (split !== undefined) return rowsOf(split)
  if (Array.isArray(inputs)) return rowsOf(inputs)
  if (!Array.isArray(data) || data.length === 0) return undefined
  const named = Array.isArray(columns) && columns.every((name) => typeof name === 'string')
  return { columns: named ? (columns as readonly string[]) : undefined, rows: data }
}
