import { hash, randomBytes } from 'node:crypto'

/** Remembers values in about 12 bytes each, whatever their length. */
export interface Distinct {
  /** @returns whether it is seen for the first time. */
  add(value: string): boolean
  /** Bytes that are held. */
  bytes(): number
}

/** There are many small tables, so that growing one takes little time. */
const TABLES = 256
const SLOTS_MIN = 16
const FULL = 0.7

/**
 * It keeps 64 bits of a hash of each value. Among ten million values the chance that two collide is
 * about 1 in 370,000. The hash begins with a secret, so that no sender can construct a collision.
 */
export function createDistinct(): Distinct {
  const secret = randomBytes(16).toString('hex')
  const tables = Array.from({ length: TABLES }, createTable)
  return {
    add(value) {
      const hex = hash('sha1', secret + value, 'hex')
      const part = (from: number, to: number): number => Number.parseInt(hex.slice(from, to), 16)
      return tables[part(16, 18)]!.add(part(0, 8), part(8, 16))
    },
    bytes: () => tables.reduce((sum, table) => sum + table.bytes(), 0),
  }
}

/**
 * A set of pairs of 32-bit numbers, with linear probing; the pair (0, 0) marks a free slot and
 * stands for (0, 1).
 */
function createTable() {
  let slots = new Uint32Array(2 * SLOTS_MIN)
  let count = 0
  const place = (into: Uint32Array, a: number, b: number): number => {
    const mask = into.length / 2 - 1
    let at = a & mask
    while ((into[2 * at] !== 0 || into[2 * at + 1] !== 0) && (into[2 * at] !== a || into[2 * at + 1] !== b)) at = (at + 1) & mask
    return 2 * at
  }
  const grow = (): void => {
    const larger = new Uint32Array(2 * slots.length)
    for (let i = 0; i < slots.length; i += 2) {
      const [a, b] = [slots[i]!, slots[i + 1]!]
      if (a !== 0 || b !== 0) larger.set([a, b], place(larger, a, b))
    }
    slots = larger
  }
  return {
    add(a: number, given: number): boolean {
      const b = a === 0 && given === 0 ? 1 : given
      const at = place(slots, a, b)
      if (slots[at] === a && slots[at + 1] === b) return false
      slots.set([a, b], at)
      if (++count > FULL * (slots.length / 2)) grow()
      return true
    },
    bytes: () => slots.byteLength,
  }
}
