// Held by packages/segmentation/src/program/revise.prop.test.ts

/**
 * Puts some items among others, in order.
 * @param kept in order.
 * @param added few, in any order.
 * @param by their order; equal ones come after those that are there.
 */
export function inOrder<T>(kept: readonly T[], added: readonly T[], by: (item: T) => number): T[] {
  if (added.length === 0) return [...kept]
  const coming = [...added].sort((a, b) => by(a) - by(b))
  const all: T[] = []
  let next = 0
  for (const item of kept) {
    while (next < coming.length && by(coming[next]!) < by(item)) all.push(coming[next++]!)
    all.push(item)
  }
  for (; next < coming.length; next++) all.push(coming[next]!)
  return all
}
