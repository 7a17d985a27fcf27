// Written by scripts/docs.mjs; do not edit.
/** What may stand under `preprocess` and `postprocess` of a service.ts: an object with one key, the name of a step. */

type DropMissing =
  | string
  | readonly string[]
  | {
      /** The columns that are looked at; all of them if not given. */
      readonly columns?: string | readonly string[]
      /** Leave a row out if any of its values is missing, or only if all of them are. */
      readonly how?: 'any' | 'all'
    }

type Cast =
  | 'number'
  | 'float32'
  | 'integer'
  | 'bigint'
  | 'boolean'
  | 'string'
  | 'datetime'
  | 'any'
  | {
      /** The columns to change; all numeric ones if not given. */
      readonly columns?: string | readonly string[]
      /** The type that they become. */
      readonly to: 'number' | 'float32' | 'integer' | 'bigint' | 'boolean' | 'string' | 'datetime' | 'any'
    }

type Sort =
  | string
  | readonly string[]
  | {
      /** The columns to sort by, the first one first. */
      readonly by: string | readonly string[]
      /** Largest first; for several columns, one for each or all. */
      readonly descending?: boolean | readonly boolean[]
    }

type Head = number

/** A step under `preprocess`. */
export type PreprocessEntry =
  | {
      /**
       * Leaves out the rows in which values are missing.
       *
       * For example: drop_missing: [age, income]
       */
      readonly drop_missing: DropMissing
    }
  | {
      /**
       * Changes the type of columns; a value that does not fit the type is an error.
       *
       * For example: cast: { columns: [age, income], to: float32 }
       */
      readonly cast: Cast
    }

/** A step under `postprocess`. */
export type PostprocessEntry =
  | {
      /**
       * Leaves out the rows in which values are missing.
       *
       * For example: drop_missing: [age, income]
       */
      readonly drop_missing: DropMissing
    }
  | {
      /**
       * Changes the type of columns; a value that does not fit the type is an error.
       *
       * For example: cast: { columns: [age, income], to: float32 }
       */
      readonly cast: Cast
    }
  | {
      /**
       * Sorts all rows. With `head` or `tail` after it, it holds no more rows than these ask for.
       *
       * For example: sort: { by: probability_yes, descending: true }
       */
      readonly sort: Sort
    }
  | {
      /**
       * Lets through the first rows. Without a sort before it, reading stops there.
       *
       * For example: head: 10
       */
      readonly head: Head
    }
