/** A whole number in [0, below), each with the same chance. */
export type Draw = (below: number) => number

/**
 * `count` different whole numbers from [0, below) in rising order; all of them when there are no
 * more.
 */
export function chooseNumbers(draw: Draw, below: number, count: number): number[] {
  if (count >= below) return Array.from({ length: below }, (_, i) => i)
  const chosen = new Set<number>()
  // Floyd's way: each number is drawn with the same chance, and no draw is wasted.
  for (let top = below - count; top < below; top++) {
    const drawn = draw(top + 1)
    chosen.add(chosen.has(drawn) ? top : drawn)
  }
  return [...chosen].sort((a, b) => a - b)
}

/** `count` of the items, in their order; all of them when there are no more. */
export function chooseSome<T>(draw: Draw, items: readonly T[], count: number): T[] {
  return chooseNumbers(draw, items.length, count).map((i) => items[i]!)
}

/** Splits a number into `parts` whole shares that differ by at most one. */
export function sharesOf(total: number, parts: number): number[] {
  return Array.from({ length: parts }, (_, i) => Math.floor((total + parts - 1 - i) / parts))
}
