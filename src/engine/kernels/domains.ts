/** Columns that may hold only some values. */
import { cellError, type ErrorCode, type Issue, MAX_ISSUES } from '../../errors.ts'
import type { CellRules, DomainOperator, NumberRules, Treatment } from '../../program/operators/domains.ts'
import type { Cell } from '../../tensor/tensor.ts'
import type { KernelsOf, Prepare } from '../kernel.ts'

/** Collects the cells of a block that are refused, to name them all at once. */
class Refusals {
  readonly #issues: Issue[] = []
  #code: ErrorCode = 'value_out_of_range'
  #count = 0

  add(code: ErrorCode, row: number, column: string, problem: string): void {
    if (this.#count++ === 0) this.#code = code
    if (this.#count <= MAX_ISSUES) this.#issues.push({ where: { row, column }, problem })
  }

  check(): void {
    if (this.#count === 0) return
    throw cellError(this.#code, this.#issues, this.#count, 'Send a value that the model was trained with.')
  }
}

/** What becomes of one number; calls `refuse` where a rule says so. */
type Rule<Value> = (value: Value, refuse: (code: ErrorCode, problem: string) => void) => Value

const constrainNumbers: Prepare<'constrainNumbers'> = (op, storage) => {
  const input = storage.matrix(op.input)
  const output = storage.matrix(op.output)
  const rules = op.rules.map((rule) => numberRule(rule, op.estimator))
  const { width } = input
  return ({ start }, rows) => {
    const x = input.data
    const out = output.data
    const refusals = new Refusals()
    for (let c = 0; c < width; c++) {
      const rule = rules[c] as Rule<number>
      for (let r = 0; r < rows; r++) {
        const at = r * width + c
        out[at] = rule(x[at] as number, (code, problem) =>
          refusals.add(code, start + r, op.sources[c] as string, problem),
        )
      }
    }
    refusals.check()
  }
}

const constrainObjects: Prepare<'constrainObjects'> = (op, storage) => {
  const input = storage.cells(op.input)
  const output = storage.cells(op.output)
  const rules = op.rules.map((rule) => cellRule(rule, op.estimator))
  return ({ start }) => {
    const refusals = new Refusals()
    output.columns = input.columns.map((column, c) => {
      const rule = rules[c] as Rule<Cell>
      return column.map((cell, r) =>
        rule(cell, (code, problem) => refusals.add(code, start + r, op.sources[c] as string, problem)),
      )
    })
    refusals.check()
  }
}

function numberRule(rules: NumberRules, estimator: string): Rule<number> {
  // A Set holds NaN equal to NaN and 0 equal to -0.
  const missing = new Set(rules.missing)
  const isValid = validNumber(rules)
  return (x, refuse) => {
    if (missing.has(x)) return treat(x, rules.onMissing, () => refuse('missing_value', missingProblem(estimator)))
    if (!isValid(x)) {
      const problem = () => refuse('value_out_of_range', `${estimator} does not accept ${x}: ${describe(rules)}`)
      return treat(x, rules.onInvalid, problem)
    }
    const problem = () => refuse('value_out_of_range', `${estimator} takes ${x} for an outlier`)
    if (x < rules.low) return treat(x, rules.onLow, problem)
    return x > rules.high ? treat(x, rules.onHigh, problem) : x
  }
}

function validNumber({ valid }: NumberRules): (x: number) => boolean {
  if (valid === undefined) return () => true
  if ('values' in valid) {
    const values = new Set(valid.values)
    return (x) => values.has(x)
  }
  return (x) => x >= valid.min && x <= valid.max
}

function describe({ valid }: NumberRules): string {
  if (valid === undefined || 'values' in valid) return 'it is none of the values in training'
  return `the values in training are from ${valid.min} to ${valid.max}`
}

function cellRule(rules: CellRules, estimator: string): Rule<Cell> {
  const missing = new Set(rules.missing.map(plain))
  const valid = rules.valid === undefined ? undefined : new Set(rules.valid)
  return (cell, refuse) => {
    if (missing.has(plain(cell))) {
      return treat(cell, rules.onMissing, () => refuse('missing_value', missingProblem(estimator)))
    }
    if (valid === undefined || valid.has(cell)) return cell
    const problem = `${estimator} does not accept ${JSON.stringify(String(cell))}, which was not in training`
    return treat(cell, rules.onInvalid, () => refuse('unknown_category', problem))
  }
}

/** A row of JSON or CSV has one way to say that a cell is missing. */
function plain(cell: Cell): Cell {
  return typeof cell === 'number' && Number.isNaN(cell) ? null : cell
}

function treat<Value>(value: Value, treatment: Treatment<Value>, refuse: () => void): Value {
  if (treatment.kind === 'replace') return treatment.value
  if (treatment.kind === 'refuse') refuse()
  return value
}

function missingProblem(estimator: string): string {
  return `the value is missing, and ${estimator} refuses that`
}

export const DOMAIN_KERNELS: KernelsOf<DomainOperator> = { constrainNumbers, constrainObjects }
