/**
 * Random numbers that a seed repeats. The generator is mulberry32 (Tommy Ettinger, 2017, public
 * domain): 32 bits of state, one addition and two multiplications a number. Good enough to choose
 * test cases, never for secrets.
 */
export interface Random {
  readonly seed: number
  /** A number in [0, 1). */
  next(): number
  /**
   * A whole number in [0, below).
   * @throws RangeError unless `below` is a whole number from 1 to 2^32.
   */
  int(below: number): number
  /** True with this probability. */
  chance(probability: number): boolean
  /** One of the items. @throws RangeError when there is none. */
  pick<T>(items: readonly T[]): T
  /** The items in another order; the given array stays as it is. */
  shuffle<T>(items: readonly T[]): T[]
  /**
   * A generator of its own, so that drawing more in one part of a test does not change what another
   * part draws.
   */
  fork(): Random
}

const TWO_32 = 0x1_0000_0000

export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const bits = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return (t ^ (t >>> 14)) >>> 0
  }
  const next = (): number => bits() / TWO_32
  const int = (below: number): number => {
    if (!Number.isInteger(below) || below < 1 || below > TWO_32) throw new RangeError(`not a number of choices: ${below}`)
    return Math.floor(next() * below)
  }
  return {
    seed,
    next,
    int,
    chance: (probability) => next() < probability,
    pick<T>(items: readonly T[]): T {
      const at = int(items.length)
      return items[at]!
    },
    shuffle<T>(items: readonly T[]): T[] {
      const out = [...items]
      for (let i = out.length - 1; i > 0; i--) {
        const j = int(i + 1)
        const held = out[i]!
        out[i] = out[j]!
        out[j] = held
      }
      return out
    },
    fork: () => seededRandom(bits()),
  }
}
