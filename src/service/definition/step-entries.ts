// Written by scripts/docs.mjs; do not edit.
/** What may stand under `preprocess` and `postprocess` of a service.ts: an object with one key, the name of a step. */

type PredictNode =
  | {
      /** One of `models`, by its name; the only one if not given. */
      readonly model?: string
      /** The columns that the model reads, in its order; or, by the name that the model has for a column, the one it is read from. By name if not given, or by position for a model that knows no names. */
      readonly columns?: readonly string[] | { readonly [name: string]: string }
      /** What is asked; predict if not given. A member is asked what is needed, and says nothing. */
      readonly method?:
        | 'predict'
        | 'predict_proba'
        | 'predict_log_proba'
        | 'decision_function'
        | 'transform'
        | 'score_samples'
        | 'kneighbors'
        | 'inverse_transform'
        | readonly (
            | 'predict'
            | 'predict_proba'
            | 'predict_log_proba'
            | 'decision_function'
            | 'transform'
            | 'score_samples'
            | 'kneighbors'
            | 'inverse_transform'
          )[]
      /** Stands before the names of its answers: as: risk gives risk_prediction. */
      readonly as?: string
    }
  | {
      /** One after the other: what one answers becomes columns for the next, beside those that arrive. All but the last are asked for transform if they offer it. */
      readonly sequence: readonly PredictMember[]
      /** Stands before the names of its answers: as: risk gives risk_prediction. */
      readonly as?: string
    }
  | {
      readonly vote: {
        /** The models, by name, or nodes of their own. */
        readonly of: readonly PredictMember[]
        /** hard (default): the label that most name; soft: that of the largest mean probability. */
        readonly voting?: 'hard' | 'soft'
        /** One weight for each member; all count the same if not given. */
        readonly weights?: readonly number[]
      }
      /** What is asked; predict if not given. A member is asked what is needed, and says nothing. */
      readonly method?:
        | 'predict'
        | 'predict_proba'
        | 'predict_log_proba'
        | 'decision_function'
        | 'transform'
        | 'score_samples'
        | 'kneighbors'
        | 'inverse_transform'
        | readonly (
            | 'predict'
            | 'predict_proba'
            | 'predict_log_proba'
            | 'decision_function'
            | 'transform'
            | 'score_samples'
            | 'kneighbors'
            | 'inverse_transform'
          )[]
      /** Stands before the names of its answers: as: risk gives risk_prediction. */
      readonly as?: string
    }
  | {
      readonly mean: {
        /** The models, by name, or nodes of their own. */
        readonly of: readonly PredictMember[]
        /** One weight for each member; all count the same if not given. */
        readonly weights?: readonly number[]
      }
      /** Stands before the names of its answers: as: risk gives risk_prediction. */
      readonly as?: string
    }
  | {
      readonly median: {
        /** The models, by name, or nodes of their own. */
        readonly of: readonly PredictMember[]
      }
      /** Stands before the names of its answers: as: risk gives risk_prediction. */
      readonly as?: string
    }
  | {
      readonly min: {
        /** The models, by name, or nodes of their own. */
        readonly of: readonly PredictMember[]
      }
      /** Stands before the names of its answers: as: risk gives risk_prediction. */
      readonly as?: string
    }
  | {
      readonly max: {
        /** The models, by name, or nodes of their own. */
        readonly of: readonly PredictMember[]
      }
      /** Stands before the names of its answers: as: risk gives risk_prediction. */
      readonly as?: string
    }
  | {
      readonly stack: {
        /** The models, by name, or nodes of their own. */
        readonly of: readonly PredictMember[]
        /** The model that is given the answers of the others as its columns. */
        readonly final: PredictMember
        /** What the members are asked; auto: predict_proba, decision_function or predict. */
        readonly method?: 'auto' | 'predict' | 'predict_proba' | 'decision_function'
        /** True: the columns that the first member reads come after the answers; or these columns. */
        readonly passthrough?: boolean | readonly string[]
      }
      /** What is asked; predict if not given. A member is asked what is needed, and says nothing. */
      readonly method?:
        | 'predict'
        | 'predict_proba'
        | 'predict_log_proba'
        | 'decision_function'
        | 'transform'
        | 'score_samples'
        | 'kneighbors'
        | 'inverse_transform'
        | readonly (
            | 'predict'
            | 'predict_proba'
            | 'predict_log_proba'
            | 'decision_function'
            | 'transform'
            | 'score_samples'
            | 'kneighbors'
            | 'inverse_transform'
          )[]
      /** Stands before the names of its answers: as: risk gives risk_prediction. */
      readonly as?: string
    }
  | {
      /** Each row goes to the first branch whose condition holds. All branches answer with the same columns. */
      readonly route: readonly (
        | {
            /** An expression over the columns, such as age >= 18.0. */
            readonly when: string

            readonly predict: PredictMember
          }
        | {
            readonly otherwise: PredictMember
          }
      )[]
      /** What is asked; predict if not given. A member is asked what is needed, and says nothing. */
      readonly method?:
        | 'predict'
        | 'predict_proba'
        | 'predict_log_proba'
        | 'decision_function'
        | 'transform'
        | 'score_samples'
        | 'kneighbors'
        | 'inverse_transform'
        | readonly (
            | 'predict'
            | 'predict_proba'
            | 'predict_log_proba'
            | 'decision_function'
            | 'transform'
            | 'score_samples'
            | 'kneighbors'
            | 'inverse_transform'
          )[]
      /** Stands before the names of its answers: as: risk gives risk_prediction. */
      readonly as?: string
    }
  | {
      /** Side by side: the names here stand before the names of the answers. */
      readonly each: { readonly [name: string]: PredictMember }
      /** Stands before the names of its answers: as: risk gives risk_prediction. */
      readonly as?: string
    }

type PredictMember = string | PredictNode

type DropMissing =
  | null
  | string
  | readonly string[]
  | {
      /** The columns that are looked at; all of them if not given. */
      readonly columns?: string | readonly string[]
      /** Leave a row out if any of its values is missing, or only if all of them are. */
      readonly how?: 'any' | 'all'
    }

type Fill =
  | {
      /** The columns to fill; all that can take the value if not given. */
      readonly columns?: string | readonly string[]
      /** What stands for a missing value. */
      readonly value: string | number | boolean
    }
  | {
      /** The columns to fill; all that can take the value if not given. */
      readonly columns?: string | readonly string[]
      /** Learned from each column by `brine fit`. */
      readonly with: 'mean' | 'median' | 'mode'
      /** What is known of it already, by column: nothing has to be learned then. */
      readonly values?: { readonly [name: string]: string | number | boolean }
    }
  | {
      /** The columns to fill; all that can take the value if not given. */
      readonly columns?: string | readonly string[]
      /** The last value that came before, in the order of the rows. */
      readonly with: 'forward'
      /** At most so many missing values in a row are filled. */
      readonly limit?: number
    }
  | { readonly [name: string]: string | number | boolean }

type DropDuplicates =
  | null
  | string
  | readonly string[]
  | {
      /** The columns that are compared; all of them if not given. */
      readonly columns?: string | readonly string[]
      /** Only `first` is possible. */
      readonly keep?: 'first' | 'last' | 'none'
      /** How many different rows are remembered, at 16 to 48 bytes each. */
      readonly limit?: number
    }

type Filter =
  | string
  | {
      /** Rows stay for which this is true; those for which it is missing do not. */
      readonly keep: string
    }
  | {
      /** Rows go for which this is true; those for which it is missing stay. */
      readonly drop: string
    }

type Strip =
  | null
  | string
  | readonly string[]
  | {
      /** The columns to strip; all of text if not given. */
      readonly columns?: string | readonly string[]
      /** The characters to take away; white space if not given. */
      readonly chars?: string
      /** Where to take them away. */
      readonly side?: 'both' | 'left' | 'right'
    }

type Case =
  | 'lower'
  | 'upper'
  | {
      /** The columns to change; all of text if not given. */
      readonly columns?: string | readonly string[]
      /** The case that they become. */
      readonly to: 'lower' | 'upper'
    }

type ParseNumber =
  | string
  | readonly string[]
  | {
      /** The columns to read; all of the type string if not given. */
      readonly columns?: string | readonly string[]
      /** What stands before the decimals. */
      readonly decimal?: '.' | ','
      /** What stands between groups of three digits; a space also means a narrow or fixed one. */
      readonly thousands?: ',' | '.' | ' ' | "'" | '_'
      /** Signs that may stand before or after, such as [€, EUR]; true for every sign of Unicode. */
      readonly currency?: boolean | string | readonly string[]
      /** "12%" is 0.12. */
      readonly percent?: boolean
      /** "(12)" is -12, as accountants write it. */
      readonly parentheses?: boolean
      /** What to multiply by, by unit: {kg: 1, g: 0.001}. A unit "" is for numbers without one. */
      readonly units?: { readonly [name: string]: number }
    }

type Clip = {
  /** The columns to clip; all that have such bounds if not given. */
  readonly columns?: string | readonly string[]
  /** What is smaller becomes this. */
  readonly min?: number | string
  /** What is larger becomes this. */
  readonly max?: number | string
}

type DropOutliers =
  | {
      /** The columns to look at; all numeric ones if not given. */
      readonly columns?: string | readonly string[]

      readonly method?: 'range'
      /** What is smaller is an outlier. */
      readonly min?: number | string
      /** What is larger is an outlier. */
      readonly max?: number | string
    }
  | {
      /** The columns to look at; all numeric ones if not given. */
      readonly columns?: string | readonly string[]
      /** Outside the quartiles by more than `factor` times their distance. */
      readonly method: 'iqr'
      /** How often the distance of the quartiles. */
      readonly factor?: number
      /** The first quartile; learned by `brine fit` if not given. */
      readonly q1?: number | { readonly [name: string]: number }
      /** The third quartile; learned by `brine fit` if not given. */
      readonly q3?: number | { readonly [name: string]: number }
    }
  | {
      /** The columns to look at; all numeric ones if not given. */
      readonly columns?: string | readonly string[]
      /** More than `threshold` standard deviations from the mean. */
      readonly method: 'zscore'
      /** How many standard deviations. */
      readonly threshold?: number
      /** Learned by `brine fit` if not given. */
      readonly mean?: number | { readonly [name: string]: number }
      /** Learned by `brine fit` if not given. */
      readonly std?: number | { readonly [name: string]: number }
      /** Learn the deviation with n - ddof: 0 as scipy and numpy, 1 as pandas. */
      readonly ddof?: 0 | 1
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
      /** How texts write a date, as %d/%m/%Y %H:%M; ISO 8601 if not given. */
      readonly format?: string
    }

type Rename = { readonly [name: string]: string }

type Select = string | readonly string[]

type Drop = string | readonly string[]

type Derive = { readonly [name: string]: string } | readonly { readonly [name: string]: string }[]

type Dates = {
  /** The name of a column, or a list of names. */
  readonly columns: string | readonly string[]
  /** Each makes a column, as joined_year; weekday counts from Monday, 0; week is by ISO 8601. */
  readonly parts?: readonly (
    | 'epoch_seconds'
    | 'year'
    | 'month'
    | 'day'
    | 'hour'
    | 'minute'
    | 'second'
    | 'microsecond'
    | 'weekday'
    | 'dayofyear'
    | 'quarter'
    | 'week'
    | 'is_month_start'
    | 'is_month_end'
  )[]
  /** A date: makes a column of the days since then with their fraction, as joined_days. */
  readonly days_since?: string
  /** True: the dates themselves stay too. */
  readonly keep?: boolean
}

type Bin =
  | {
      /** The name of a column, or a list of names. */
      readonly columns: string | readonly string[]
      /** The names of the bins, or `intervals` for (0.0, 10.0]; their numbers from 0 on if not given. */
      readonly labels?: readonly string[] | 'intervals'
      /** A bin holds its right edge, not its left one. */
      readonly right?: boolean
      /** The first bin holds its left edge too. */
      readonly include_lowest?: boolean
      /** What becomes of a number outside of all bins. */
      readonly outside?: 'missing' | 'reject'

      readonly edges: readonly (number | 'inf' | '-inf')[]
    }
  | {
      /** The name of a column, or a list of names. */
      readonly columns: string | readonly string[]
      /** The names of the bins, or `intervals` for (0.0, 10.0]; their numbers from 0 on if not given. */
      readonly labels?: readonly string[] | 'intervals'
      /** A bin holds its right edge, not its left one. */
      readonly right?: boolean
      /** The first bin holds its left edge too. */
      readonly include_lowest?: boolean
      /** What becomes of a number outside of all bins. */
      readonly outside?: 'missing' | 'reject'

      readonly min: number

      readonly max: number

      readonly count: number
    }
  | {
      /** The name of a column, or a list of names. */
      readonly columns: string | readonly string[]
      /** The names of the bins, or `intervals` for (0.0, 10.0]; their numbers from 0 on if not given. */
      readonly labels?: readonly string[] | 'intervals'
      /** A bin holds its right edge, not its left one. */
      readonly right?: boolean
      /** The first bin holds its left edge too. */
      readonly include_lowest?: boolean
      /** What becomes of a number outside of all bins. */
      readonly outside?: 'missing' | 'reject'
      /** So many bins with as many rows each: fitted. */
      readonly quantiles: number
    }
  | {
      /** The name of a column, or a list of names. */
      readonly columns: string | readonly string[]
      /** The names of the bins, or `intervals` for (0.0, 10.0]; their numbers from 0 on if not given. */
      readonly labels?: readonly string[] | 'intervals'
      /** A bin holds its right edge, not its left one. */
      readonly right?: boolean
      /** The first bin holds its left edge too. */
      readonly include_lowest?: boolean
      /** What becomes of a number outside of all bins. */
      readonly outside?: 'missing' | 'reject'
      /** So many bins from min to max: fitted. */
      readonly equal_width: number
    }

type OneHot =
  | string
  | readonly string[]
  | {
      /** The name of a column, or a list of names. */
      readonly columns: string | readonly string[]
      /** The categories in their order, for all columns or by column; fitted if not given. */
      readonly categories?:
        | readonly (string | number | boolean)[]
        | { readonly [name: string]: readonly (string | number | boolean)[] }
      /** What to do with a value that is no category: ignore makes all its columns 0. */
      readonly unknown?: 'reject' | 'ignore'
      /** A missing value makes all columns 0, or has a column of its own, as city_nan. */
      readonly missing?: 'ignore' | 'column'
      /** Leave out the column of the first category. */
      readonly drop_first?: boolean
    }

type Ordinal =
  | string
  | readonly string[]
  | {
      /** The name of a column, or a list of names. */
      readonly columns: string | readonly string[]
      /** The categories in their order, for all columns or by column; fitted if not given. */
      readonly categories?:
        | readonly (string | number | boolean)[]
        | { readonly [name: string]: readonly (string | number | boolean)[] }
      /** What becomes of a value that is no category: missing, or an integer such as -1. */
      readonly unknown?: 'reject' | 'missing' | number
    }

type Hash = {
  /** The name of a column, or a list of names. */
  readonly columns: string | readonly string[]
  /** How many columns there will be, for all together. */
  readonly buckets: number
  /** The new columns are called hash_0, hash_1, … */
  readonly name?: string
  /** As alternate_sign: half of the values subtract. */
  readonly signed?: boolean
}

type Log =
  | string
  | readonly string[]
  | {
      /** The name of a column, or a list of names. */
      readonly columns: string | readonly string[]
      /** log is the natural logarithm, log1p that of 1 + x. */
      readonly function?: 'log' | 'log1p' | 'log10' | 'log2'
      /** Another base, for log: log(x) / log(base). */
      readonly base?: number
    }

type Power =
  | {
      /** The name of a column, or a list of names. */
      readonly columns: string | readonly string[]

      readonly exponent: number
    }
  | {
      /** The name of a column, or a list of names. */
      readonly columns: string | readonly string[]
      /** λ; numbers have to be above 0. */
      readonly box_cox: number
    }
  | {
      /** The name of a column, or a list of names. */
      readonly columns: string | readonly string[]
      /** λ. */
      readonly yeo_johnson: number
    }

type Text = {
  /** The name of a column, or a list of names. */
  readonly columns: string | readonly string[]
  /** As scikit-learn's strip_accents: unicode. */
  readonly strip_accents?: boolean

  readonly lower?: boolean

  readonly upper?: boolean
  /** Patterns that run in linear time, one after the other. */
  readonly replace?:
    | {
        /** What to look for, as a regular expression of RE2. */
        readonly pattern: string
        /** What to put there; $1 is the first group. */
        readonly with?: string
      }
    | readonly {
        /** What to look for, as a regular expression of RE2. */
        readonly pattern: string
        /** What to put there; $1 is the first group. */
        readonly with?: string
      }[]
  /** Unicode's punctuation, and that of ASCII, such as + and $. */
  readonly remove_punctuation?: boolean
  /** Runs of white space become one blank. */
  readonly collapse_spaces?: boolean
  /** No white space at the ends. */
  readonly strip?: boolean
  /** At most so many characters (code points). */
  readonly truncate?: number
}

type Standardize =
  | null
  | string
  | readonly string[]
  | {
      /** The columns to scale; all numeric ones if not given. */
      readonly columns?: string | readonly string[]
      /** What is subtracted, by column; learned by `brine fit` if not. */
      readonly mean?: number | { readonly [name: string]: number }
      /** What it is divided by; learned by `brine fit` if not given. */
      readonly std?: number | { readonly [name: string]: number }
      /** Learn the deviation with n - ddof: 0 as scikit-learn and numpy, 1 as pandas. */
      readonly ddof?: 0 | 1
    }

type MinMax =
  | null
  | string
  | readonly string[]
  | {
      /** The columns to scale; all numeric ones if not given. */
      readonly columns?: string | readonly string[]
      /** What becomes the low end; learned by `brine fit` if not given. */
      readonly min?: number | { readonly [name: string]: number }
      /** What becomes the high end; learned by `brine fit` if not. */
      readonly max?: number | { readonly [name: string]: number }
      /** The ends between which the values come to lie. */
      readonly range?: readonly [number, number]
      /** Values beyond the ends become the ends. */
      readonly clip?: boolean
    }

type Robust =
  | null
  | string
  | readonly string[]
  | {
      /** The columns to scale; all numeric ones if not given. */
      readonly columns?: string | readonly string[]
      /** What is subtracted; learned by `brine fit` if not given. */
      readonly median?: number | { readonly [name: string]: number }
      /** What it is divided by; learned by `brine fit` if not given. */
      readonly iqr?: number | { readonly [name: string]: number }
      /** The percentages whose distance is learned as `iqr`. */
      readonly quantiles?: readonly [number, number]
    }

type MaxAbs =
  | null
  | string
  | readonly string[]
  | {
      /** The columns to scale; all numeric ones if not given. */
      readonly columns?: string | readonly string[]
      /** The largest magnitude of each column; learned by `brine fit` if not given. */
      readonly max_abs?: number | { readonly [name: string]: number }
    }

type UnitNorm =
  | null
  | string
  | readonly string[]
  | {
      /** The columns to scale; all numeric ones if not given. */
      readonly columns?: string | readonly string[]
      /** The sum of magnitudes, the root of the sum of squares, or the largest magnitude. */
      readonly norm?: 'l1' | 'l2' | 'max'
    }

type Map = {
  /** The name of a column. */
  readonly column: string
  /** What each value becomes: {0: no, 1: yes}, or a list of {from: 0, to: no}. */
  readonly values:
    | { readonly [name: string]: string | number | boolean | null }
    | readonly {
        readonly from: string | number | boolean | null

        readonly to: string | number | boolean | null
      }[]
  /** What becomes of a value that is not among them. */
  readonly unknown?: 'keep' | 'missing' | 'reject'
  /** What a missing value becomes; it stays missing if not given. */
  readonly missing?: string | number | boolean | null
  /** The column of the results; the same one if not given. */
  readonly as?: string
}

type Round =
  | number
  | {
      /** The columns to round; all that have decimals if not given. */
      readonly columns?: string | readonly string[]
      /** One number for all columns, or one for each: {price: 2, share: 4}. */
      readonly decimals?: number | { readonly [name: string]: number }
    }

type Threshold =
  | number
  | {
      /** The columns of the probabilities, or each with its class: {p_no: no, p_yes: yes}; those of the model if not given. */
      readonly columns?: string | readonly string[] | { readonly [name: string]: string | number | boolean }
      /** Which target, for a model of several. */
      readonly target?: number
      /** The smallest probability of the positive class that is enough. */
      readonly threshold?: number
      /** The class that `threshold` is of; the last one if not given. */
      readonly positive?: string | number | boolean
      /** A threshold for each class that has one: {fraud: 0.2, error: 0.4}. */
      readonly thresholds?: { readonly [name: string]: number }
      /** Which class wins if several pass: by probability / threshold, or by probability. */
      readonly choose?: 'ratio' | 'probability'
      /** The label if none passes, null for a missing one; the most likely class if not given. */
      readonly otherwise?: string | number | boolean | null
      /** The column of the labels; that of the model if not given. */
      readonly as?: string
    }

type Argmax = {
  /** The columns of the probabilities, or each with its class: {p_no: no, p_yes: yes}; those of the model if not given. */
  readonly columns?: string | readonly string[] | { readonly [name: string]: string | number | boolean }
  /** Which target, for a model of several. */
  readonly target?: number
  /** The column of the labels; that of the model if not given. */
  readonly as?: string
}

type TopK =
  | number
  | {
      /** How many classes. */
      readonly k: number
      /** The columns of the probabilities, or each with its class: {p_no: no, p_yes: yes}; those of the model if not given. */
      readonly columns?: string | readonly string[] | { readonly [name: string]: string | number | boolean }
      /** Which target, for a model of several. */
      readonly target?: number
      /** True: the probabilities of all classes stay as well. */
      readonly keep?: boolean
      /** What the names of the new columns begin with. */
      readonly prefix?: string
    }

type Calibrate = {
  /** The columns of the probabilities, or each with its class: {p_no: no, p_yes: yes}; those of the model if not given. */
  readonly columns?: string | readonly string[] | { readonly [name: string]: string | number | boolean }
  /** Which target, for a model of several. */
  readonly target?: number

  readonly method: 'sigmoid' | 'isotonic' | 'temperature'
  /** sigmoid: the slope, scikit-learn’s a_ (negative where larger scores are likelier). */
  readonly a?: number
  /** sigmoid: the intercept, scikit-learn’s b_. */
  readonly b?: number
  /** isotonic: scores, ascending (X_thresholds_). */
  readonly x?: readonly number[]
  /** isotonic: a probability for each score (y_thresholds_). */
  readonly y?: readonly number[]
  /** Of two classes, the one that the curve is of; the last one if not given. */
  readonly positive?: string | number | boolean
  /** For three classes and more, a curve for each: {red: {a: -2, b: 0.1}, …}. */
  readonly classes?: {
    readonly [name: string]: {
      /** sigmoid: the slope, scikit-learn’s a_ (negative where larger scores are likelier). */
      readonly a?: number
      /** sigmoid: the intercept, scikit-learn’s b_. */
      readonly b?: number
      /** isotonic: scores, ascending (X_thresholds_). */
      readonly x?: readonly number[]
      /** isotonic: a probability for each score (y_thresholds_). */
      readonly y?: readonly number[]
    }
  }
  /** What logits are divided by. */
  readonly temperature?: number
  /** What `temperature` is applied to; what the columns are known to hold if not given. */
  readonly of?: 'probabilities' | 'logits'
}

type InverseTransform =
  | {
      /** The columns that go back; the values that the model predicts if not given. */
      readonly columns?: string | readonly string[]
      /** A model of the service that has inverse_transform. */
      readonly model: string
      /** Names of the columns that it gives. */
      readonly as?: string | readonly string[]
    }
  | {
      /** The columns that go back; the values that the model predicts if not given. */
      readonly columns?: string | readonly string[]
      /** What was done to the data. */
      readonly of: 'standard' | 'min_max' | 'log' | 'log1p' | 'log2' | 'log10' | 'sqrt'
      /** standard: what was subtracted (mean_, or center_ of RobustScaler). */
      readonly mean?: number | readonly number[]
      /** standard: what was divided by (scale_); 1 if not given. */
      readonly scale?: number | readonly number[]
      /** min_max: the smallest value of the data (data_min_). */
      readonly min?: number | readonly number[]
      /** min_max: the largest value of the data (data_max_). */
      readonly max?: number | readonly number[]
      /** min_max: what the data were brought to; [0, 1] if not given (feature_range). */
      readonly range?: readonly [number, number]
    }

type Melt = {
  /** The columns that become rows, or each with what stands for it; the probabilities if not given. */
  readonly columns?: string | readonly string[] | { readonly [name: string]: string | number | boolean }
  /** The columns that stay beside them; all others if not given. */
  readonly id?: string | readonly string[]
  /** Which target, for a model of several. */
  readonly target?: number
  /** The column that says which one it was. */
  readonly variable?: string
  /** The column of the values. */
  readonly value?: string
}

type Rank = {
  /** The name of a column. */
  readonly of: string
  /** Which rank values have that are equal. */
  readonly method?: 'average' | 'min' | 'max' | 'first' | 'dense'
  /** True: the largest value has rank 1. */
  readonly descending?: boolean
  /** The column of the ranks. */
  readonly as?: string
}

type Sort =
  | string
  | readonly string[]
  | {
      /** The columns to sort by, the first one first. */
      readonly by: string | readonly string[]
      /** Largest first; for several columns, one for each or all. */
      readonly descending?: boolean | readonly boolean[]
      /** Where missing values go. */
      readonly na_position?: 'first' | 'last'
    }

type Head =
  | number
  | {
      /** How many. */
      readonly rows: number
      /** How many rows come before the first that is let through. */
      readonly offset?: number
    }

type Tail = number

type Aggregate = {
  /** The columns whose values make the groups; one group if not given. */
  readonly by?: string | readonly string[]
  /** The columns that come out: {rows: {how: size}, average: {of: price, how: mean}}. */
  readonly each: {
    readonly [name: string]: {
      /** The column; `size` needs none. */
      readonly of?: string

      readonly how:
        | 'size'
        | 'count'
        | 'sum'
        | 'mean'
        | 'min'
        | 'max'
        | 'std'
        | 'var'
        | 'median'
        | 'first'
        | 'last'
        | 'nunique'
    }
  }
  /** False: groups come in the order in which they appear. */
  readonly sort?: boolean
  /** False: missing values make a group as well. */
  readonly dropna?: boolean
  /** More groups are an error. */
  readonly max_groups?: number
}

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
       * Puts something in the place of missing values.
       *
       * For example: fill: { age: 0, city: unknown }
       */
      readonly fill: Fill
    }
  | {
      /**
       * Leaves out rows that were there before.
       *
       * For example: drop_duplicates: [customer, date]
       */
      readonly drop_duplicates: DropDuplicates
    }
  | {
      /**
       * Keeps the rows for which an expression is true, or leaves them out.
       *
       * For example: filter: age >= 18 && income > 0
       */
      readonly filter: Filter
    }
  | {
      /**
       * Takes white space away from the ends of texts.
       *
       * For example: strip: [name, city]
       */
      readonly strip: Strip
    }
  | {
      /**
       * Makes texts lower or upper case.
       *
       * For example: case: { columns: city, to: lower }
       */
      readonly case: Case
    }
  | {
      /**
       * Reads texts such as "1.234,50 €" or "75 kg" as numbers; a text that is none is an error.
       *
       * For example: parse_number: { columns: weight, decimal: ",", thousands: ".", units: { kg: 1, g: 0.001 } }
       */
      readonly parse_number: ParseNumber
    }
  | {
      /**
       * Brings what lies beyond a bound to it. Missing values stay missing.
       *
       * For example: clip: { columns: age, min: 0, max: 120 }
       */
      readonly clip: Clip
    }
  | {
      /**
       * Leaves out the rows in which a value lies too far out. A missing value is no outlier.
       *
       * For example: drop_outliers: { columns: income, method: iqr, factor: 1.5 }
       */
      readonly drop_outliers: DropOutliers
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
       * Gives columns other names; all at once, so that two can change places.
       *
       * For example: rename: { prediction: species }
       */
      readonly rename: Rename
    }
  | {
      /**
       * Keeps these columns, in this order.
       *
       * For example: select: [id, prediction]
       */
      readonly select: Select
    }
  | {
      /**
       * Leaves columns out.
       *
       * For example: drop: [name, ticket]
       */
      readonly drop: Drop
    }
  | {
      /**
       * Makes columns by expressions, in their order; a name that is there already is replaced.
       *
       * For example: derive: { bmi: "weight / pow(height, 2)", is_adult: age >= 18 }
       */
      readonly derive: Derive
    }
  | {
      /**
       * Takes dates apart: year, month, weekday, and so on; of a missing date, each part is missing.
       *
       * For example: dates: { columns: joined, parts: [year, month, weekday] }
       */
      readonly dates: Dates
    }
  | {
      /**
       * Puts numbers into bins: their numbers, names or intervals.
       *
       * For example: bin: { columns: age, edges: [0, 18, 65, 120], labels: [child, adult, senior] }
       */
      readonly bin: Bin
    }
  | {
      /**
       * Makes a column of 0 and 1 for each category.
       *
       * For example: one_hot: { columns: city, categories: [Bern, Genf], unknown: ignore }
       */
      readonly one_hot: OneHot
    }
  | {
      /**
       * Makes categories numbers: their places in a list. A missing value stays missing.
       *
       * For example: ordinal: { columns: size, categories: [small, medium, large] }
       */
      readonly ordinal: Ordinal
    }
  | {
      /**
       * Makes a fixed number of columns of texts by hashing them.
       *
       * For example: hash: { columns: [city, street], buckets: 32 }
       */
      readonly hash: Hash
    }
  | {
      /**
       * Takes the logarithm of numbers.
       *
       * For example: log: { columns: income, function: log1p }
       */
      readonly log: Log
    }
  | {
      /**
       * Raises numbers to a power, or transforms them by Box-Cox or Yeo-Johnson.
       *
       * For example: power: { columns: income, yeo_johnson: 0.35 }
       */
      readonly power: Power
    }
  | {
      /**
       * Cleans texts: accents, case, patterns, punctuation, white space, length.
       *
       * For example: text: { columns: title, lower: true, remove_punctuation: true, collapse_spaces: true, strip: true }
       */
      readonly text: Text
    }
  | {
      /**
       * Subtracts the mean and divides by the standard deviation.
       *
       * For example: standardize: [age, income]
       */
      readonly standardize: Standardize
    }
  | {
      /**
       * Stretches the values so that the smallest and the largest come to lie at the ends of a range.
       *
       * For example: min_max: { columns: [age, income], range: [0, 1] }
       */
      readonly min_max: MinMax
    }
  | {
      /**
       * Subtracts the median and divides by the distance of two quantiles, which outliers do not move.
       *
       * For example: robust: { columns: [age, income], quantiles: [25, 75] }
       */
      readonly robust: Robust
    }
  | {
      /**
       * Divides by the largest magnitude, so that zero stays where it is.
       *
       * For example: max_abs: [age, income]
       */
      readonly max_abs: MaxAbs
    }
  | {
      /**
       * Divides the values of each row by their length, so that it becomes one.
       *
       * For example: unit_norm: { columns: [x, y, z], norm: l2 }
       */
      readonly unit_norm: UnitNorm
    }
  | {
      /**
       * Gives other values for those of a column, such as labels for classes.
       *
       * For example: map: { column: prediction, values: { 0: benign, 1: malignant } }
       */
      readonly map: Map
    }
  | {
      /**
       * Rounds numbers to so many decimals, halves to even, as numpy does.
       *
       * For example: round: { columns: probability_yes, decimals: 3 }
       */
      readonly round: Round
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
       * Puts something in the place of missing values.
       *
       * For example: fill: { age: 0, city: unknown }
       */
      readonly fill: Fill
    }
  | {
      /**
       * Leaves out rows that were there before.
       *
       * For example: drop_duplicates: [customer, date]
       */
      readonly drop_duplicates: DropDuplicates
    }
  | {
      /**
       * Keeps the rows for which an expression is true, or leaves them out.
       *
       * For example: filter: age >= 18 && income > 0
       */
      readonly filter: Filter
    }
  | {
      /**
       * Takes white space away from the ends of texts.
       *
       * For example: strip: [name, city]
       */
      readonly strip: Strip
    }
  | {
      /**
       * Makes texts lower or upper case.
       *
       * For example: case: { columns: city, to: lower }
       */
      readonly case: Case
    }
  | {
      /**
       * Reads texts such as "1.234,50 €" or "75 kg" as numbers; a text that is none is an error.
       *
       * For example: parse_number: { columns: weight, decimal: ",", thousands: ".", units: { kg: 1, g: 0.001 } }
       */
      readonly parse_number: ParseNumber
    }
  | {
      /**
       * Brings what lies beyond a bound to it. Missing values stay missing.
       *
       * For example: clip: { columns: age, min: 0, max: 120 }
       */
      readonly clip: Clip
    }
  | {
      /**
       * Leaves out the rows in which a value lies too far out. A missing value is no outlier.
       *
       * For example: drop_outliers: { columns: income, method: iqr, factor: 1.5 }
       */
      readonly drop_outliers: DropOutliers
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
       * Gives columns other names; all at once, so that two can change places.
       *
       * For example: rename: { prediction: species }
       */
      readonly rename: Rename
    }
  | {
      /**
       * Keeps these columns, in this order.
       *
       * For example: select: [id, prediction]
       */
      readonly select: Select
    }
  | {
      /**
       * Leaves columns out.
       *
       * For example: drop: [name, ticket]
       */
      readonly drop: Drop
    }
  | {
      /**
       * Makes columns by expressions, in their order; a name that is there already is replaced.
       *
       * For example: derive: { bmi: "weight / pow(height, 2)", is_adult: age >= 18 }
       */
      readonly derive: Derive
    }
  | {
      /**
       * Takes dates apart: year, month, weekday, and so on; of a missing date, each part is missing.
       *
       * For example: dates: { columns: joined, parts: [year, month, weekday] }
       */
      readonly dates: Dates
    }
  | {
      /**
       * Puts numbers into bins: their numbers, names or intervals.
       *
       * For example: bin: { columns: age, edges: [0, 18, 65, 120], labels: [child, adult, senior] }
       */
      readonly bin: Bin
    }
  | {
      /**
       * Makes a column of 0 and 1 for each category.
       *
       * For example: one_hot: { columns: city, categories: [Bern, Genf], unknown: ignore }
       */
      readonly one_hot: OneHot
    }
  | {
      /**
       * Makes categories numbers: their places in a list. A missing value stays missing.
       *
       * For example: ordinal: { columns: size, categories: [small, medium, large] }
       */
      readonly ordinal: Ordinal
    }
  | {
      /**
       * Makes a fixed number of columns of texts by hashing them.
       *
       * For example: hash: { columns: [city, street], buckets: 32 }
       */
      readonly hash: Hash
    }
  | {
      /**
       * Takes the logarithm of numbers.
       *
       * For example: log: { columns: income, function: log1p }
       */
      readonly log: Log
    }
  | {
      /**
       * Raises numbers to a power, or transforms them by Box-Cox or Yeo-Johnson.
       *
       * For example: power: { columns: income, yeo_johnson: 0.35 }
       */
      readonly power: Power
    }
  | {
      /**
       * Cleans texts: accents, case, patterns, punctuation, white space, length.
       *
       * For example: text: { columns: title, lower: true, remove_punctuation: true, collapse_spaces: true, strip: true }
       */
      readonly text: Text
    }
  | {
      /**
       * Subtracts the mean and divides by the standard deviation.
       *
       * For example: standardize: [age, income]
       */
      readonly standardize: Standardize
    }
  | {
      /**
       * Stretches the values so that the smallest and the largest come to lie at the ends of a range.
       *
       * For example: min_max: { columns: [age, income], range: [0, 1] }
       */
      readonly min_max: MinMax
    }
  | {
      /**
       * Subtracts the median and divides by the distance of two quantiles, which outliers do not move.
       *
       * For example: robust: { columns: [age, income], quantiles: [25, 75] }
       */
      readonly robust: Robust
    }
  | {
      /**
       * Divides by the largest magnitude, so that zero stays where it is.
       *
       * For example: max_abs: [age, income]
       */
      readonly max_abs: MaxAbs
    }
  | {
      /**
       * Divides the values of each row by their length, so that it becomes one.
       *
       * For example: unit_norm: { columns: [x, y, z], norm: l2 }
       */
      readonly unit_norm: UnitNorm
    }
  | {
      /**
       * Gives other values for those of a column, such as labels for classes.
       *
       * For example: map: { column: prediction, values: { 0: benign, 1: malignant } }
       */
      readonly map: Map
    }
  | {
      /**
       * Gives the class whose probability reaches its threshold.
       *
       * For example: threshold: { positive: malignant, threshold: 0.3 }
       */
      readonly threshold: Threshold
    }
  | {
      /**
       * Gives the class of the largest probability; the first of them if several are as large.
       *
       * For example: argmax: { as: label }
       */
      readonly argmax: Argmax
    }
  | {
      /**
       * Gives the most likely classes and their probabilities, in columns top_1_class, top_1_probability, …
       *
       * For example: top_k: 3
       */
      readonly top_k: TopK
    }
  | {
      /**
       * Makes probabilities of scores, or better ones, by a curve that was fitted elsewhere.
       *
       * For example: calibrate: { method: sigmoid, a: -3.1, b: 0.4 }
       */
      readonly calibrate: Calibrate
    }
  | {
      /**
       * Rounds numbers to so many decimals, halves to even, as numpy does.
       *
       * For example: round: { columns: probability_yes, decimals: 3 }
       */
      readonly round: Round
    }
  | {
      /**
       * Takes predictions back to the units of the data: the way back of a scaler, a logarithm, or a model.
       *
       * For example: inverse_transform: { of: standard, mean: 21.4, scale: 3.2 }
       */
      readonly inverse_transform: InverseTransform
    }
  | {
      /**
       * Turns columns into rows: one row for each class, with its probability.
       *
       * For example: melt: { id: customer, variable: class, value: probability }
       */
      readonly melt: Melt
    }
  | {
      /**
       * Numbers rows by the size of a value. Rows stay in their order.
       *
       * For example: rank: { of: probability_yes, method: min, descending: true }
       */
      readonly rank: Rank
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
  | {
      /**
       * Lets through the last rows. It holds no more than these.
       *
       * For example: tail: 10
       */
      readonly tail: Tail
    }
  | {
      /**
       * Makes one row of each group: counts, sums, means and others.
       *
       * For example: aggregate: { by: segment, each: { rows: { how: size }, average: { of: probability_yes, how: mean } } }
       */
      readonly aggregate: Aggregate
    }
