/** What a client may ask for beside the rows: in the query string, or in the JSON body. */
import { BrineError } from '../../errors.ts'
import { nearestName } from '../../tensor/nearest-name.ts'

export interface AskedOptions {
  /** Whether to add probabilities. If absent: where the model has them. */
  readonly probabilities?: boolean
  /** Exactly these methods. */
  readonly methods?: readonly string[]
  readonly extraColumns?: 'refuse' | 'ignore'
}

export const OPTION_NAMES = ['probabilities', 'methods', 'extra_columns'] as const

type OptionName = (typeof OPTION_NAMES)[number]

export function isOptionName(name: string): name is OptionName {
  return (OPTION_NAMES as readonly string[]).includes(name)
}

/** Reads `?probabilities=true&methods=predict,predict_proba&extra_columns=ignore`. Throws invalid_request. */
export function queryOptions(query: Readonly<Record<string, unknown>>): AskedOptions {
  let options: AskedOptions = {}
  for (const name in query) {
    if (!isOptionName(name)) throw unknownOption(name)
    options = { ...options, ...readOption(name, fromText(name, query[name])) }
  }
  return options
}

/** Reads one option's value as JSON has it. Throws invalid_request. */
export function readOption(name: OptionName, value: unknown): AskedOptions {
  switch (name) {
    case 'probabilities':
      if (typeof value !== 'boolean') throw badOption(name, 'true or false')
      return { probabilities: value }
    case 'methods':
      if (!isNames(value)) throw badOption(name, 'a list of names, such as ["predict", "predict_proba"]')
      return { methods: [...new Set(value)] }
    case 'extra_columns':
      if (value !== 'refuse' && value !== 'ignore') throw badOption(name, '"refuse" or "ignore"')
      return { extraColumns: value }
  }
}

function fromText(name: OptionName, value: unknown): unknown {
  if (name === 'methods') {
    const texts = Array.isArray(value) ? value : [value]
    return texts.flatMap((text) => String(text).split(','))
  }
  if (name === 'probabilities' && (value === 'true' || value === 'false')) return value === 'true'
  return value
}

/** No model has more methods than this. */
const MAX_METHODS = 20

function isNames(value: unknown): value is readonly string[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_METHODS) return false
  return value.every((name) => typeof name === 'string' && name !== '')
}

function badOption(name: OptionName, expected: string): BrineError {
  return new BrineError('invalid_request', `the option "${name}" has to be ${expected}`, { details: { option: name } })
}

function unknownOption(name: string): BrineError {
  const nearest = nearestName(name, OPTION_NAMES)
  const hint = nearest === undefined ? '' : `Did you mean "${nearest}"? `
  return new BrineError('invalid_request', `there is no option "${name.slice(0, 100)}"`, {
    remedy: `${hint}The options are ${OPTION_NAMES.join(', ')}.`,
  })
}
