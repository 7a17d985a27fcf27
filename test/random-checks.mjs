/** What must hold for every service. Each check gives undefined, or what does not hold and how to draw it again. */
import { isDeepStrictEqual } from 'node:util'
import { answerAll, answerParts, Dice, drawRow, drawService, plainAnswer, restored } from './random-services.mjs'

/** The answer to all rows is the answer in parts, and that of a run that was broken off and went on. */
export async function checkConsistent(seed, modules, { draws, first, tally }) {
  const dice = new Dice(seed)
  const rows = dice.list(1 + dice.below(30), () => drawRow(dice))
  // A function of batches may answer by what is in its batch.
  const isMeant = ({ place }) => !place.endsWith(' map_batch')
  const drawn = await drawService(dice, modules, {
    draws,
    first,
    count: 1 + dice.below(4),
    onError: 'skip',
    rows,
    isMeant,
  })
  if (drawn === undefined) return undefined
  const { service, definition } = drawn
  for (const { place } of service.steps) tally?.(place)
  let expected
  try {
    expected = plainAnswer(modules, service, answerAll(modules, service, rows))
  } catch (error) {
    if (error instanceof modules.BrineError && error.code !== 'internal') return undefined
    throw new Error(describe(seed, definition), { cause: error })
  }
  const isOfRows = service.steps.every(({ step }) => step.scope === 'row')
  const ways = {
    'row by row': () => answerParts(modules, service, rows, [1]),
    'in parts': () =>
      answerParts(
        modules,
        service,
        rows,
        dice.list(3, () => 1 + dice.below(7)),
      ),
    ...(isOfRows ? {} : { 'broken off': () => answerParts(modules, service, rows, [3, 1, 4], restored(service)) }),
  }
  for (const [way, answer] of Object.entries(ways)) {
    const found = plainAnswer(modules, service, answer())
    if (!isDeepStrictEqual(found, expected)) {
      return `${way}: ${describe(seed, definition)}\nfound    ${show(found)}\nexpected ${show(expected)}`
    }
  }
  return undefined
}

/** Rows in are rows out, rows dropped and rows rejected; with `null`, rejected rows are among those that come out. */
export async function checkCounts(seed, modules, { draws, onError }) {
  const dice = new Dice(seed)
  const rows = dice.list(1 + dice.below(30), () => drawRow(dice))
  // Steps that look at several rows, and one that makes several rows of each, are about other counts.
  const isMeant = ({ place, step }) => step.scope === 'row' && !place.endsWith(' melt') && !place.endsWith(' top_k')
  const drawn = await drawService(dice, modules, { draws, count: 1 + dice.below(5), onError, rows, isMeant })
  if (drawn === undefined) return undefined
  const { service, definition } = drawn
  for (const size of [rows.length, 1, 4]) {
    const { frame, dropped, rejected } = answerParts(modules, service, rows, [size])
    const left = Object.values(dropped).flatMap((reasons) => Object.values(reasons))
    const sum = left.reduce((all, count) => all + count, frame.rows) + (onError === 'skip' ? rejected : 0)
    const index = [...(frame.index ?? [])]
    const isSorted = index.every((row, i) => i === 0 || row > index[i - 1])
    if (sum !== rows.length || !isSorted || index.length !== frame.rows) {
      return `${rows.length} rows in, ${frame.rows} out, ${show(dropped)} dropped, ${rejected} rejected, ${show(index)}: ${describe(seed, definition)}`
    }
  }
  return undefined
}

function describe(seed, { preprocess, postprocess }) {
  return `seed ${seed}: ${show({ preprocess, postprocess })}`
}

function show(value) {
  return JSON.stringify(value, (_, inner) =>
    typeof inner === 'function' ? String(inner) : typeof inner === 'bigint' ? `${inner}n` : inner,
  ).slice(0, 2000)
}
