/**
 * Draws groups of units again and again, with replacement (Efron 1979): what is worked out from
 * them then spreads as it would over other units of the same kind.
 * @param groups what was counted in each of several groups into which units were put by chance.
 * @param seed the same gives the same draws, so that an answer can be repeated.
 * @returns what `estimate` said of each draw, in the order of the draws.
 */
export function resample<G, E>(groups: readonly G[], draws: number, seed: number, estimate: (drawn: readonly G[]) => E): E[] {
  const next = generatorOf(seed)
  return Array.from({ length: draws }, () => estimate(groups.map(() => groups[Math.floor(next() * groups.length)]!)))
}

/** The numbers below which, and above which, a share of what was drawn lies. */
export function percentileInterval(drawn: readonly number[], share: number): { low: number; high: number } | undefined {
  if (drawn.length === 0) return undefined
  const sorted = drawn.toSorted((a, b) => a - b)
  const tail = (1 - share) / 2
  const at = (place: number): number => sorted[Math.min(sorted.length - 1, Math.max(0, place))]!
  return { low: at(Math.floor(tail * sorted.length)), high: at(Math.ceil((1 - tail) * sorted.length) - 1) }
}

/** mulberry32: good enough to draw with, never for secrets. */
function generatorOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
