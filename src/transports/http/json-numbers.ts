/**
 * Rows of numbers, straight from the bytes of a JSON body into the block that the engine reads:
 *
 *     [[1, 2.5], [3, null]]   or   [{"a": 1, "b": 2.5}, {"a": 3, "b": null}]   or either as {"instances": …}
 *
 *     for each row: for each column: expect its key, if rows are objects; then a number, NaN, Infinity or null
 *
 * Neither text nor objects are made on the way. Whatever else the body holds, be it valid or not, is left to the general
 * reader, which knows all forms and names all faults: the scanner only ever answers or declines.
 */

export interface ScannedRows {
  readonly data: Float64Array
  readonly rows: number
}

/** The keys of a record, as they stand in a body that escapes nothing it need not. */
export function quotedKeys(names: readonly string[]): readonly Buffer[] {
  return names.map((name) => Buffer.from(JSON.stringify(name)))
}

/** The rows of the body, or undefined if it is anything but rows of numbers for exactly these columns. */
export function scanNumbers(bytes: Buffer, keys: readonly Buffer[]): ScannedRows | undefined {
  return new NumberScanner(bytes, keys).scan()
}

const QUOTE = 0x22
const PLUS = 0x2b
const COMMA = 0x2c
const MINUS = 0x2d
const POINT = 0x2e
const ZERO = 0x30
const NINE = 0x39
const COLON = 0x3a
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const LOWER_E = 0x65

const INSTANCES = Buffer.from('"instances"')
const NULL = Buffer.from('null')
const NAN = Buffer.from('NaN')
const INFINITY = Buffer.from('Infinity')

/** Powers of ten that float64 holds exactly: with a mantissa below 2^53, one operation rounds once, so correctly. */
const EXACT_POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`))
const EXACT_INTEGERS = 2 ** 53

class NumberScanner {
  readonly #bytes: Buffer
  readonly #width: number
  readonly #keys: readonly Buffer[]
  /** Which column the n-th key of a record was: the next record most likely has the same order. */
  #order: Int32Array | undefined
  #position = 0
  #data: Float64Array
  /** False once something was met that is not for this scanner. */
  #isKnown = true

  constructor(bytes: Buffer, keys: readonly Buffer[]) {
    this.#bytes = bytes
    this.#keys = keys
    this.#width = keys.length
    this.#data = new Float64Array(keys.length)
  }

  scan(): ScannedRows | undefined {
    const isWrapped = this.#take(OPEN_OBJECT)
    if (isWrapped && !(this.#peek() === QUOTE && this.#takeWord(INSTANCES) && this.#take(COLON))) return undefined
    const rows = this.#rows()
    if (rows === 0 || (isWrapped && !this.#take(CLOSE_OBJECT)) || this.#peek() !== -1) return undefined
    return { data: this.#data.subarray(0, rows * this.#width), rows }
  }

  /** How many rows there are; 0 to decline. */
  #rows(): number {
    if (!this.#take(OPEN_ARRAY)) return 0
    const start = this.#position
    const isRecords = this.#peek() === OPEN_OBJECT
    for (let rows = 0; ; ) {
      if (!(isRecords ? this.#record(rows) : this.#row(rows))) return 0
      rows++
      if (this.#take(CLOSE_ARRAY)) return rows
      if (!this.#take(COMMA)) return 0
      this.#reserve(rows, (this.#position - start) / rows)
    }
  }

  #row(row: number): boolean {
    const width = this.#width
    const data = this.#data
    if (!this.#take(OPEN_ARRAY)) return false
    for (let c = 0; c < width; c++) {
      if (c > 0 && !this.#take(COMMA)) return false
      data[row * width + c] = this.#number()
      if (!this.#isKnown) return false
    }
    return this.#take(CLOSE_ARRAY)
  }

  /** As many keys as there are columns, each of them once. */
  #record(row: number): boolean {
    const width = this.#width
    const data = this.#data
    if (!this.#take(OPEN_OBJECT)) return false
    this.#order ??= this.#readOrder()
    for (let k = 0; k < width; k++) {
      if (k > 0 && !this.#take(COMMA)) return false
      const column = this.#order[k] as number
      if (column < 0 || this.#peek() !== QUOTE || !this.#takeWord(this.#keys[column] as Buffer)) return false
      if (!this.#take(COLON)) return false
      data[row * width + column] = this.#number()
      if (!this.#isKnown) return false
    }
    return this.#take(CLOSE_OBJECT)
  }

  /** The order of the first record's keys; -1 where a key is unknown or comes again. The position stays. */
  #readOrder(): Int32Array {
    const start = this.#position
    const order = new Int32Array(this.#width).fill(-1)
    const missing = new Set(this.#keys.keys())
    for (let k = 0; k < this.#width; k++) {
      this.#peek()
      // In the model's order, the first that is missing is the one.
      for (const column of missing) {
        if (!this.#takeWord(this.#keys[column] as Buffer)) continue
        order[k] = column
        missing.delete(column)
        break
      }
      if (order[k] === -1) break
      this.#take(COLON)
      this.#number()
      this.#take(COMMA)
      if (!this.#isKnown) break
    }
    this.#position = start
    return order
  }

  /** Makes room for one more row, and for those that will come if they are as long as the rows so far. */
  #reserve(rows: number, bytesPerRow: number): void {
    if ((rows + 1) * this.#width <= this.#data.length) return
    const ahead = Math.ceil((this.#bytes.length - this.#position) / bytesPerRow)
    const grown = new Float64Array((rows + Math.max(1, ahead)) * this.#width)
    grown.set(this.#data)
    this.#data = grown
  }

  #number(): number {
    let code = this.#peek()
    const start = this.#position
    const isNegative = code === MINUS
    if (isNegative) code = this.#bytes[++this.#position] as number
    if (!isDigit(code)) return isNegative ? -this.#word(true) : this.#word(false)
    return this.#decimal(start, isNegative)
  }

  /** The grammar of JSON: no leading zeros, no bare point. */
  #decimal(start: number, isNegative: boolean): number {
    const bytes = this.#bytes
    let position = this.#position
    let mantissa = 0
    let exponent = 0
    const first = position
    let code = bytes[position] as number
    while (isDigit(code)) {
      mantissa = mantissa * 10 + (code - ZERO)
      code = bytes[++position] as number
    }
    if (bytes[first] === ZERO && position - first > 1) return this.#decline()
    if (code === POINT) {
      const point = position
      code = bytes[++position] as number
      while (isDigit(code)) {
        mantissa = mantissa * 10 + (code - ZERO)
        code = bytes[++position] as number
      }
      exponent = point + 1 - position
      if (exponent === 0) return this.#decline()
    }
    this.#position = position
    if ((code | 0x20) === LOWER_E) exponent += this.#exponent()
    // Sums stay exact below 2^53, and a sum that left that range never comes back into it.
    if (mantissa < EXACT_INTEGERS && exponent >= -22 && exponent <= 22) {
      const power = EXACT_POWERS[Math.abs(exponent)] as number
      const value = exponent < 0 ? mantissa / power : mantissa * power
      return isNegative ? -value : value
    }
    return this.#isKnown ? Number(bytes.toString('latin1', start, this.#position)) : Number.NaN
  }

  #exponent(): number {
    const bytes = this.#bytes
    let code = bytes[++this.#position] as number
    const isNegative = code === MINUS
    if (isNegative || code === PLUS) code = bytes[++this.#position] as number
    if (!isDigit(code)) return this.#decline()
    let exponent = 0
    while (isDigit(code)) {
      if (exponent < 10_000) exponent = exponent * 10 + (code - ZERO)
      code = bytes[++this.#position] as number
    }
    return isNegative ? -exponent : exponent
  }

  /** What is not a number but stands for one: Python writes NaN and Infinity; null is a missing value. */
  #word(isNegative: boolean): number {
    if (this.#takeWord(INFINITY)) return Infinity
    if (!isNegative && (this.#takeWord(NULL) || this.#takeWord(NAN))) return Number.NaN
    return this.#decline()
  }

  #decline(): number {
    this.#isKnown = false
    return Number.NaN
  }

  #takeWord(word: Uint8Array): boolean {
    for (let i = 0; i < word.length; i++) if (this.#bytes[this.#position + i] !== word[i]) return false
    this.#position += word.length
    return true
  }

  #take(code: number): boolean {
    if (this.#peek() !== code) return false
    this.#position++
    return true
  }

  /** Skips blanks. Gives the byte that comes, or -1 at the end. */
  #peek(): number {
    const bytes = this.#bytes
    for (; this.#position < bytes.length; this.#position++) {
      const code = bytes[this.#position] as number
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return code
    }
    return -1
  }
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE
}
