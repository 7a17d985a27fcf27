/**
 * Every error that Brine raises on purpose: a stable code, a message that says where and what, what was expected,
 * and the way out. Nothing here knows about HTTP or exit codes; the transports and the CLI translate.
 */

/** The part of the job in which an error arises. */
export type ErrorFamily = 'loading' | 'data' | 'inference' | 'server'

/** Every code, its family and a title that does not change with the occurrence. */
export const ERRORS = {
  // Loading a model file.
  file_not_found: ['loading', 'The file does not exist'],
  file_is_directory: ['loading', 'The path is a directory, not a file'],
  file_unreadable: ['loading', 'The file cannot be read'],
  file_empty: ['loading', 'The file is empty'],
  file_truncated: ['loading', 'The file ends too early'],
  file_damaged: ['loading', 'The file is damaged'],
  not_a_model: ['loading', 'The file is not a model'],
  unsafe_file: ['loading', 'The file asks for code that Brine does not run'],
  limit_exceeded: ['loading', 'The file exceeds a limit'],
  unsupported_format: ['loading', 'The file format is not supported'],
  unsupported_class: ['loading', 'The class is not supported'],
  unsupported_version: ['loading', 'The version is not supported'],
  unsupported_option: ['loading', 'An option of the model is not supported'],
  model_not_fitted: ['loading', 'The estimator was saved before it was fitted'],
  model_invalid: ['loading', 'The model contradicts itself'],
  service_invalid: ['loading', 'The service definition is not valid'],
  not_fitted: ['loading', 'The service needs constants that were not fitted yet'],
  // Reading the rows to predict.
  data_not_found: ['data', 'The data file does not exist'],
  data_unreadable: ['data', 'The data file cannot be read'],
  data_empty: ['data', 'There are no rows'],
  invalid_encoding: ['data', 'The text is not valid UTF-8'],
  invalid_json: ['data', 'The text is not valid JSON'],
  invalid_csv: ['data', 'The text is not valid CSV'],
  invalid_request: ['data', 'The request does not have the expected form'],
  invalid_cell: ['data', 'A cell holds a value of the wrong type'],
  missing_column: ['data', 'A column that the model needs is missing'],
  unexpected_column: ['data', 'A column is unknown to the model'],
  duplicate_column: ['data', 'A column is given twice'],
  wrong_shape: ['data', 'The rows do not have the expected shape'],
  step_failed: ['data', 'A step cannot work with a row'],
  step_too_large: ['data', 'A step would have to hold more than it may'],
  // Predicting.
  missing_value: ['inference', 'A value is missing where the model has no rule for it'],
  infinite_value: ['inference', 'A value is infinite or too large'],
  value_out_of_range: ['inference', 'A value lies outside what the model accepts'],
  unknown_category: ['inference', 'A category is unknown to the model'],
  no_neighbors: ['inference', 'A row has no neighbours within the radius'],
  unknown_method: ['inference', 'The model does not offer this method'],
  model_not_found: ['inference', 'There is no model of this name'],
  model_not_ready: ['inference', 'The model is not ready'],
  // Around it.
  not_found: ['server', 'There is nothing at this address'],
  method_not_allowed: ['server', 'The address does not answer this method'],
  unsupported_media_type: ['server', 'The content type is not supported'],
  payload_too_large: ['server', 'The request is too large'],
  timeout: ['server', 'The request took too long'],
  overloaded: ['server', 'The server is overloaded'],
  bad_request: ['server', 'The request cannot be understood'],
  usage: ['server', 'The command cannot be understood'],
  address_unavailable: ['server', 'The address cannot be listened on'],
  output_unwritable: ['server', 'The output cannot be written'],
  internal: ['server', 'An internal error'],
} as const satisfies Record<string, readonly [ErrorFamily, string]>

export type ErrorCode = keyof typeof ERRORS

/** Where an error lies. Every field is optional; those that are known are shown. */
export interface Where {
  /** The file, as the user named it. */
  readonly file?: string
  /** Byte offset in the file, or in the decompressed stream if the file is compressed. */
  readonly offset?: number
  /** The path to a value inside the object graph, such as `steps[1].coef_`. */
  readonly path?: string
  /** Row of the data, counted from 0 as pandas counts. */
  readonly row?: number
  /** Line of the text file, counted from 1 as editors count. */
  readonly line?: number
  /** Character in that line, counted from 1 as editors count. */
  readonly character?: number
  /** Column, by name. */
  readonly column?: string
  /** The step of a service, such as `preprocess[2] clip`. */
  readonly step?: string
}

/** One finding among several, for errors that list each bad cell. */
export interface Issue {
  readonly where: Where
  readonly problem: string
  /** What was found there, as it is shown. */
  readonly value?: string
  readonly remedy?: string
}

export interface ErrorOptions {
  readonly where?: Where
  /** The way out: what the user can do now. */
  readonly remedy?: string
  /** The bad cells, the first few of `issueCount`. */
  readonly issues?: readonly Issue[]
  readonly issueCount?: number
  /** Facts for programs: names, numbers and limits. */
  readonly details?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/** How many bad cells an error lists; the rest are only counted. */
export const MAX_ISSUES = 20

/** `offset 12`, `row 3 (line 5), column "age"`, `line 7, character 3`, or an empty string. */
export function describeWhere(where: Where): string {
  const parts: string[] = []
  if (where.file !== undefined) parts.push(where.file)
  if (where.offset !== undefined) parts.push(`offset ${where.offset}`)
  if (where.path !== undefined && where.path !== '') parts.push(where.path)
  if (where.row !== undefined && where.line !== undefined) parts.push(`row ${where.row} (line ${where.line})`)
  else if (where.row !== undefined) parts.push(`row ${where.row}`)
  else if (where.line !== undefined) parts.push(`line ${where.line}${characterOf(where)}`)
  if (where.column !== undefined) parts.push(`column "${where.column}"`)
  if (where.step !== undefined) parts.push(where.step)
  return parts.join(', ')
}

function characterOf({ character }: Where): string {
  return character === undefined ? '' : `, character ${character}`
}

export class BrineError extends Error {
  override readonly name = 'BrineError'
  readonly code: ErrorCode
  /** What is wrong, without the place. */
  readonly problem: string
  readonly where: Where
  readonly remedy: string | undefined
  readonly issues: readonly Issue[]
  readonly issueCount: number
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, problem: string, options: ErrorOptions = {}) {
    const where = options.where ?? {}
    const place = describeWhere(where)
    super(place === '' ? problem : `${place}: ${problem}`, options.cause === undefined ? {} : { cause: options.cause })
    this.code = code
    this.problem = problem
    this.where = where
    this.remedy = options.remedy
    this.issues = options.issues ?? []
    this.issueCount = options.issueCount ?? this.issues.length
    this.details = options.details ?? {}
  }

  get family(): ErrorFamily {
    return ERRORS[this.code][0]
  }

  get title(): string {
    return ERRORS[this.code][1]
  }

  /** The same error with more of the place filled in; what is known already stays. */
  at(where: Where): BrineError {
    const copy = new BrineError(this.code, this.problem, {
      where: { ...where, ...this.where },
      issues: this.issues,
      issueCount: this.issueCount,
      details: this.details,
      ...(this.remedy === undefined ? {} : { remedy: this.remedy }),
      cause: this.cause ?? this,
    })
    return copy
  }
}

/** An error for a list of bad cells: the first one gives the message, the others are listed and counted. */
export function cellError(
  code: ErrorCode,
  issues: readonly Issue[],
  issueCount: number,
  remedy: string | undefined,
): BrineError {
  const first = issues[0] as Issue
  const more = issueCount > 1 ? ` (and ${issueCount - 1} more)` : ''
  return new BrineError(code, `${first.problem}${more}`, {
    where: first.where,
    issues: issues.slice(0, MAX_ISSUES),
    issueCount,
    ...(remedy === undefined ? {} : { remedy }),
  })
}
