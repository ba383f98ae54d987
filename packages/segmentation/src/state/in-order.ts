// Held by packages/segmentation/src/program/revise.prop.test.ts

/** So many items are taken out and put in one by one; with more, all are passed over once. */
const FEW = 16

/**
 * Takes some items out of a list and puts others into it, in order. Where they are few, nothing is
 * asked of those that stay.
 * @param before in order.
 * @param gone also what is not in the list.
 * @param added in any order.
 * @param by their order; equal ones come after those that are there.
 */
export function revisedOrder<T>(
  before: readonly T[],
  gone: ReadonlySet<T>,
  added: readonly T[],
  by: (item: T) => number,
): readonly T[] {
  const coming = added.toSorted((a, b) => by(a) - by(b))
  if (gone.size + added.length > FEW) {
    const staying = before.filter((item) => !gone.has(item))
    return merged(staying, coming, by)
  }
  const all = [...before]
  for (const item of gone) {
    const place = all.indexOf(item)
    if (place >= 0) all.splice(place, 1)
  }
  for (const item of coming) all.splice(placeAfter(all, by(item), by), 0, item)
  return all
}

function merged<T>(staying: readonly T[], coming: readonly T[], by: (item: T) => number): T[] {
  const all: T[] = []
  let next = 0
  for (const item of staying) {
    while (next < coming.length && by(coming[next]!) < by(item)) all.push(coming[next++]!)
    all.push(item)
  }
  for (; next < coming.length; next++) all.push(coming[next]!)
  return all
}

/** Where the items begin that come after this order. */
function placeAfter<T>(all: readonly T[], order: number, by: (item: T) => number): number {
  let [low, high] = [0, all.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (by(all[middle]!) <= order) low = middle + 1
    else high = middle
  }
  return low
}
