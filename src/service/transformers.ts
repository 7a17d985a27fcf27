/** The way back of a service's models, for the step `inverse_transform`. */
import { BrineError } from '../errors.ts'
import { type Column, cellColumn, isNumericType, missingColumn, numericColumn } from '../frame/column.ts'
import type { ColumnSpec, Schema } from '../frame/schema.ts'
import type { Notes } from '../steps/report.ts'
import type { Transformer, Transformers } from '../steps/step.ts'
import { stepError } from '../steps/step-error.ts'
import { nearestName } from '../tensor/nearest-name.ts'
import type { Cell } from '../tensor/tensor.ts'
import { typeOfDtype } from './answer-schema.ts'
import type { Model } from './model.ts'
import type { Output } from './outputs.ts'

export function transformersOf(models: ReadonlyMap<string, Model>): Transformers {
  return {
    transformer(name) {
      const model = models.get(name)
      if (model === undefined) throw unknownModel(name, [...models.keys()])
      if (model.isInvertible) return transformerOf(model)
      throw stepError(`the model ${name} has no inverse_transform`, {
        remedy: `${model.estimator.className} has ${model.methods.join(', ')}.`,
      })
    },
  }
}

function unknownModel(name: string, names: readonly string[]): BrineError {
  const nearest = nearestName(name, names)
  const hint = nearest === undefined ? '' : `Did you mean "${nearest}"? `
  return stepError(`there is no model "${name}"`, { remedy: `${hint}The models are ${names.join(', ')}.` })
}

function transformerOf(model: Model): Transformer {
  const { inputs, outputs } = model.inverseSignature
  const [spec] = outputs
  const width = spec?.shape === 'matrix' ? (spec.width ?? 0) : 1
  const type = typeOfDtype(spec?.dtype ?? 'object')
  const names = spec?.columns ?? Array.from({ length: width }, (_, c) => (width === 1 ? 'inverse' : `inverse_${c}`))
  const output: Schema = names.map((name): ColumnSpec => ({ name, type }))
  const ask = (columns: readonly Column[], from: number, to: number): readonly Column[] =>
    columnsOf(model.inverseTransform({ data: block(columns, from, to), shape: [to - from, columns.length] }), output)
  return {
    width: inputs.length,
    output,
    inverse(columns, rows, notes) {
      if (rows === 0) return output.map(() => missingColumn(type, 0))
      try {
        return ask(columns, 0, rows)
      } catch (error) {
        if (!isOfRows(error)) throw error
        return rowByRow(columns, rows, output, ask, notes)
      }
    },
  }
}

function isOfRows(error: unknown): error is BrineError {
  return error instanceof BrineError && (error.family === 'inference' || error.family === 'data')
}

/** In C order. */
function block(columns: readonly Column[], from: number, to: number): Float64Array {
  const width = columns.length
  const data = new Float64Array((to - from) * width)
  columns.forEach((column, c) => {
    for (let r = from; r < to; r++) data[(r - from) * width + c] = column.data[r] as number
  })
  return data
}

function columnsOf(answer: Output, output: Schema): readonly Column[] {
  if (!('data' in answer)) throw new BrineError('internal', 'inverse_transform answered with a list')
  const { data } = answer
  const width = output.length
  const rows = data.length / width
  return output.map(({ type }, c) => {
    if (!isNumericType(type)) {
      return cellColumn(Array.from({ length: rows }, (_, r) => (data[r * width + c] ?? null) as Cell))
    }
    const numbers = new Float64Array(rows)
    for (let r = 0; r < rows; r++) {
      const value = data[r * width + c]
      numbers[r] = value === null ? Number.NaN : Number(value)
    }
    return numericColumn(numbers)
  })
}

type Ask = (columns: readonly Column[], from: number, to: number) => readonly Column[]

/** Some rows cannot be taken back: these are rejected, the others are not. */
function rowByRow(columns: readonly Column[], rows: number, output: Schema, ask: Ask, notes: Notes): readonly Column[] {
  const parts = Array.from({ length: rows }, (_, r) => {
    try {
      return ask(columns, r, r + 1)
    } catch (error) {
      if (!isOfRows(error)) throw error
      notes.reject(r, error.issues[0]?.problem ?? error.problem, error.issues[0]?.where.column ?? error.where.column)
      return output.map(({ type }) => missingColumn(type, 1))
    }
  })
  return output.map(({ type }, c) => {
    const cells = parts.map((part) => part[c]?.data[0] as Cell)
    return isNumericType(type) ? numericColumn(Float64Array.from(cells as number[])) : cellColumn(cells)
  })
}
