/** Sparse rows of one value, for the rows at hand: growing arrays that are filled anew for every block. */

/** Rows this short are sorted by insertion. */
const SHORT = 24
/** A place in a row and its column fit into one float64 together. */
const MAX_PLACES = 2 ** 22

/** The numbers of row r stand at `starts[r]` to `starts[r + 1]`, their columns ascending. */
export class SparseBlock {
  readonly starts: Int32Array
  indices = new Int32Array(256)
  values = new Float64Array(256)
  #rows = 0
  #size = 0
  #keys = new Float64Array(0)

  constructor(capacity: number) {
    this.starts = new Int32Array(capacity + 1)
  }

  /** Forgets all rows. */
  clear(): void {
    this.#rows = 0
    this.#size = 0
  }

  /** Stores a number in the row at hand. */
  push(index: number, value: number): void {
    if (this.#size === this.indices.length) this.#grow()
    this.indices[this.#size] = index
    this.values[this.#size++] = value
  }

  /** Ends a row whose columns were pushed in their order. */
  endRow(): void {
    this.starts[++this.#rows] = this.#size
  }

  /** Ends a row whose columns were pushed in any order; what was pushed to the same column adds up, in that order. */
  endUnsortedRow(): void {
    const start = this.starts[this.#rows] as number
    const length = this.#size - start
    if (length <= SHORT) this.#insertionSort(start)
    else if (length < MAX_PLACES) this.#keySort(start)
    else this.#placeSort(start)
    this.#merge(start)
    this.endRow()
  }

  #insertionSort(start: number): void {
    const { indices, values } = this
    for (let i = start + 1; i < this.#size; i++) {
      const index = indices[i] as number
      const value = values[i] as number
      let j = i
      for (; j > start && (indices[j - 1] as number) > index; j--) {
        indices[j] = indices[j - 1] as number
        values[j] = values[j - 1] as number
      }
      indices[j] = index
      values[j] = value
    }
  }

  /** Sorts numbers made of the column and the place, which the machine's own sort is quick at. */
  #keySort(start: number): void {
    const length = this.#size - start
    if (this.#keys.length < length) this.#keys = new Float64Array(2 * length)
    const keys = this.#keys.subarray(0, length)
    for (let i = 0; i < length; i++) keys[i] = (this.indices[start + i] as number) * MAX_PLACES + i
    keys.sort()
    this.#reorder(
      start,
      keys.map((key) => key % MAX_PLACES),
    )
  }

  #placeSort(start: number): void {
    const { indices } = this
    const places = Float64Array.from({ length: this.#size - start }, (_, i) => i)
    places.sort((a, b) => (indices[start + a] as number) - (indices[start + b] as number) || a - b)
    this.#reorder(start, places)
  }

  #reorder(start: number, places: Float64Array): void {
    const indices = this.indices.slice(start, this.#size)
    const values = this.values.slice(start, this.#size)
    for (const [i, place] of places.entries()) {
      this.indices[start + i] = indices[place] as number
      this.values[start + i] = values[place] as number
    }
  }

  #merge(start: number): void {
    const { indices, values } = this
    let end = start
    for (let i = start; i < this.#size; i++) {
      if (end > start && indices[i] === indices[end - 1]) {
        values[end - 1] = (values[end - 1] as number) + (values[i] as number)
        continue
      }
      indices[end] = indices[i] as number
      values[end++] = values[i] as number
    }
    this.#size = end
  }

  #grow(): void {
    const indices = new Int32Array(2 * this.indices.length)
    const values = new Float64Array(2 * this.values.length)
    indices.set(this.indices)
    values.set(this.values)
    this.indices = indices
    this.values = values
  }
}
