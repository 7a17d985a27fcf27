/** Before anything is timed, the contenders have to give the same answer. */

const TOLERANCE = 1e-9

/** The probabilities of a response, or its predictions where the model has no probabilities. */
function numbersOf(response) {
  const values = (response.probabilities ?? response.predictions).flat(2)
  return values.flatMap((value) => (typeof value === 'object' ? Object.values(value) : [value]))
}

export function sameNumbers(brine, peer) {
  equal(numbersOf(brine), numbersOf(peer))
}

/** @throws if the lengths differ or a value is further off than the last few digits */
export function equal(ours, theirs) {
  if (ours.length !== theirs.length) throw new Error(`${ours.length} values against ${theirs.length}`)
  for (let i = 0; i < ours.length; i++) {
    if (!(Math.abs(ours[i] - theirs[i]) <= TOLERANCE)) throw new Error(`value ${i}: ${ours[i]} against ${theirs[i]}`)
  }
}
