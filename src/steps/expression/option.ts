/** An expression among the options of a step. */
import { z } from 'zod'

export const expressionText = z
  .string()
  .min(1)
  .meta({ description: 'An expression over the columns of a row, such as age >= 18 && income > 0.' })
