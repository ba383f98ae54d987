/** A number in [0, 1). */
export type RandomDraw = () => number

/** Numbers that a seed repeats: mulberry32 (Tommy Ettinger, 2017, public domain). */
export function seededDraw(seed: number): RandomDraw {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000
  }
}

export function pick<T>(random: RandomDraw, items: readonly [T, ...T[]]): T {
  return items[Math.floor(random() * items.length)] ?? items[0]
}
