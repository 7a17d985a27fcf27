/** numpy dtypes: from their short names, and from the state that pickles give them (`arraydescr_setstate`). */
import type { Budget } from '../bytes/budget.ts'
import { BrineError } from '../errors.ts'
import { describeValue, quote } from './describe.ts'
import { fill } from './fill.ts'
import { type DTypeField, type DTypeKind, type NumpyDType, PickleDType } from './ndarray.ts'
import { checkShape, elementCount, parseShape } from './shape.ts'
import { PickleDict, PickleGlobal, PickleTuple, type PickleValue } from './values.ts'

/** The sizes that each kind may have; kinds that may have any are absent. */
const SIZES: Partial<Record<DTypeKind, readonly number[]>> = {
  b: [1],
  i: [1, 2, 4, 8],
  u: [1, 2, 4, 8],
  f: [2, 4, 8, 12, 16],
  c: [8, 16, 24, 32],
  M: [8],
  m: [8],
  O: [4, 8],
}

const NAME = /^([<>=|]?)([biufcUSaVMmO?])(\d{0,10})(?:\[(\d{0,9})([a-zA-Zμ]{1,8})\])?$/

/** The dtype of `f8`, `<i4`, `|V56`, `M8[ns]`, … Throws `file_damaged` if there is none of this name. */
export function parseDTypeName(name: string, offset: number): NumpyDType {
  const match = NAME.exec(name)
  if (match === null) throw unknownDType(quote(name), offset)
  const [, order, letter, digits, count, unit] = match as unknown as [string, string, string, string, string?, string?]
  const kind = letter === '?' ? 'b' : letter === 'a' ? 'S' : (letter as DTypeKind)
  const size = letter === '?' ? 1 : kind === 'O' && digits === '' ? 8 : Number(digits)
  const sizes = SIZES[kind]
  if (sizes !== undefined && !sizes.includes(size)) throw unknownDType(quote(name), offset)
  return {
    kind,
    itemsize: kind === 'U' ? size * 4 : size,
    littleEndian: order !== '>',
    ...(unit === undefined
      ? {}
      : { unit: { name: unit, count: count === '' || count === undefined ? 1 : Number(count) } }),
  }
}

/** `numpy.dtype(name, align, copy)`: what BUILD refines afterwards. */
export function createDType(args: readonly PickleValue[], offset: number): PickleDType {
  const [name] = args
  if (typeof name === 'string') return new PickleDType(parseDTypeName(name, offset))
  // Record arrays give the scalar type instead of a name.
  if (name instanceof PickleGlobal && name.name === 'record' && name.module.startsWith('numpy')) {
    return new PickleDType({ kind: 'V', itemsize: 0, littleEndian: true })
  }
  throw unknownDType(describeValue(name ?? null), offset)
}

/**
 * BUILD of a dtype. The state is `(version, order, subarray, names, fields, itemsize, alignment, flags[, metadata])`;
 * numpy has written versions 3 and 4 since 1.3, and 2, without flags, before.
 */
export function buildDType(target: PickleDType, state: PickleValue, offset: number, budget: Budget): void {
  if (!(state instanceof PickleTuple)) throw badState(`expected a tuple, found ${describeValue(state)}`, offset)
  const [version, order, subarray, names, fields, itemsize, , , metadata] = state.items
  if (version !== 2 && version !== 3 && version !== 4) {
    throw badState(`expected version 2, 3 or 4, found ${describeValue(version ?? null)}`, offset)
  }
  if (order !== '<' && order !== '>' && order !== '=' && order !== '|') {
    throw badState(`expected a byte order, found ${describeValue(order ?? null)}`, offset)
  }
  const base = target.dtype
  const size = resolveItemsize(base, itemsize, offset)
  if (names instanceof PickleTuple) budget.spendCopies(names.items.length, offset)
  const unit = parseUnit(metadata) ?? base.unit
  const parts: Pick<NumpyDType, 'fields' | 'subarray'> = {
    ...(names instanceof PickleTuple ? { fields: parseFields(names, fields, size, offset) } : {}),
    ...(subarray instanceof PickleTuple ? { subarray: parseSubarray(subarray, size, offset) } : {}),
  }
  const inner = [...(parts.fields?.values() ?? []), ...(parts.subarray === undefined ? [] : [parts.subarray])]
  fill(target, {
    dtype: {
      kind: base.kind,
      itemsize: size,
      littleEndian: order !== '>',
      ...(unit === undefined ? {} : { unit }),
      ...parts,
      ...(inner.some((part) => hasObjects(part.dtype)) ? { containsObjects: true } : {}),
    },
  })
}

/** The state gives a size to the types that have no fixed one, and -1 to all others. */
function resolveItemsize(base: NumpyDType, itemsize: PickleValue | undefined, offset: number): number {
  if (base.kind !== 'V' && base.kind !== 'U' && base.kind !== 'S') return base.itemsize
  if (itemsize === -1) return base.itemsize
  if (typeof itemsize === 'number' && Number.isSafeInteger(itemsize) && itemsize >= 0) {
    if (base.kind !== 'U' || itemsize % 4 === 0) return itemsize
  }
  throw badState(`expected an item size, found ${describeValue(itemsize ?? null)}`, offset)
}

function parseFields(
  names: PickleTuple,
  fields: PickleValue | undefined,
  itemsize: number,
  offset: number,
): ReadonlyMap<string, DTypeField> {
  if (!(fields instanceof PickleDict)) {
    throw badState(`expected a dict of fields, found ${describeValue(fields ?? null)}`, offset)
  }
  const parsed = new Map<string, DTypeField>()
  for (const name of names.items) {
    const field = typeof name === 'string' ? fields.get(name) : undefined
    const [dtype, start] = field instanceof PickleTuple ? field.items : []
    if (typeof name !== 'string' || !(dtype instanceof PickleDType) || typeof start !== 'number') {
      throw badState(`the field ${describeValue(name)} has no type and offset`, offset)
    }
    const end = start + dtype.dtype.itemsize
    if (!Number.isSafeInteger(start) || start < 0 || end > itemsize) {
      throw badState(`the field ${quote(name)} ends at byte ${end} of a record of ${itemsize} bytes`, offset)
    }
    parsed.set(name, { dtype: dtype.dtype, offset: start })
  }
  return parsed
}

function parseSubarray(
  subarray: PickleTuple,
  itemsize: number,
  offset: number,
): { readonly dtype: NumpyDType; readonly shape: readonly number[] } {
  const [dtype, dimensions] = subarray.items
  if (!(dtype instanceof PickleDType)) throw badState('the subarray has no type', offset)
  const shape = typeof dimensions === 'number' ? checkShape([dimensions], offset) : parseShape(dimensions, offset)
  if (elementCount(shape) * dtype.dtype.itemsize !== itemsize) {
    throw badState(`a subarray of shape (${shape.join(', ')}) does not fill its ${itemsize} bytes`, offset)
  }
  return { dtype: dtype.dtype, shape }
}

/** Datetimes carry `(dict, (unit, count, numerator, denominator))`. */
function parseUnit(metadata: PickleValue | undefined): { readonly name: string; readonly count: number } | undefined {
  const pair = metadata instanceof PickleTuple ? metadata.items[1] : undefined
  if (!(pair instanceof PickleTuple)) return undefined
  const [unit, count] = pair.items
  const name = unit instanceof Uint8Array ? Buffer.from(unit).toString('latin1') : unit
  return typeof name === 'string' && typeof count === 'number' ? { name, count } : undefined
}

/** Whether elements hold Python objects, themselves or in a field. Looks one level down: fields know of theirs. */
export function hasObjects(dtype: NumpyDType): boolean {
  return dtype.kind === 'O' || dtype.containsObjects === true
}

function badState(problem: string, offset: number): BrineError {
  return new BrineError('file_damaged', `the state of a numpy dtype: ${problem}`, { where: { offset } })
}

function unknownDType(found: string, offset: number): BrineError {
  return new BrineError('file_damaged', `there is no numpy dtype ${found}`, { where: { offset } })
}
