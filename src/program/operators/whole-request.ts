/** Operators that the engine gives all rows of a request in one block. */

/** Stands in operators whose answer for a row depends on the other rows of the request. */
export interface WholeRequest {
  readonly wholeRequest: true
}
