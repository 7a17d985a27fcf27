/** What one client may ask of the server. */

export interface Limits extends BodyLimits {
  /** Bytes of a request's body. */
  readonly bodyBytes: number
  /** Milliseconds until a request's headers are there. */
  readonly headersTimeout: number
  /** Milliseconds until the whole request is there. */
  readonly requestTimeout: number
  /** Milliseconds for which a connection may stay without a request. */
  readonly keepAliveTimeout: number
  /** Connections at a time; further ones are refused. */
  readonly connections: number
}

/** What a body may hold. */
export interface BodyLimits {
  /** Arrays and objects inside each other in a JSON body. */
  readonly jsonDepth: number
  /** Rows of a request. */
  readonly rows: number
  /** Cells of a request, over all of its rows. */
  readonly cells: number
}

export const DEFAULT_LIMITS: Limits = {
  bodyBytes: 32 * 1024 * 1024,
  jsonDepth: 32,
  // A body of one digit a row would else be millions of rows, for which there are files.
  rows: 100_000,
  cells: 500_000,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  // Longer than the 60 s of common load balancers, so that it is they who close an idle connection, and never in a race.
  keepAliveTimeout: 65_000,
  connections: 1024,
}
