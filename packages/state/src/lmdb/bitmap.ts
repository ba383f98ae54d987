/**
 * A set of ordinals in chunks of 65,536 bits; bit 0 of byte 0 is the lowest. Stored chunks end with
 * their last byte that is not 0.
 */
export const CHUNK_BITS = 65_536
const CHUNK_BYTES = CHUNK_BITS / 8

/** A stored chunk (or none) at full size, to be changed. */
export function openChunk(stored: Buffer | undefined): Uint8Array {
  const bits = new Uint8Array(CHUNK_BYTES)
  if (stored) bits.set(stored)
  return bits
}

/** @returns what to store: undefined when no bit is left. */
export function closeChunk(bits: Uint8Array): Buffer | undefined {
  let end = bits.length
  while (end > 0 && bits[end - 1] === 0) end--
  return end === 0 ? undefined : Buffer.from(bits.buffer, bits.byteOffset, end)
}

/** Sets or clears a bit. @returns whether that changed it. */
export function setBit(bits: Uint8Array, bit: number, on: boolean): boolean {
  const mask = 1 << (bit & 7)
  const was = (bits[bit >>> 3]! & mask) !== 0
  if (was === on) return false
  bits[bit >>> 3]! ^= mask
  return true
}

/** How many bits are set. */
export function countBits(stored: Uint8Array): number {
  let count = 0
  for (let rest of stored) for (; rest !== 0; rest &= rest - 1) count++
  return count
}

/** The bits that are set, from bit `from` on, at most `limit`, ascending. */
export function bitsFrom(stored: Uint8Array, from: number, limit: number): number[] {
  const found: number[] = []
  for (let byte = from >>> 3; byte < stored.length && found.length < limit; byte++) {
    let rest = stored[byte]!
    if (byte === from >>> 3) rest &= 0xff << (from & 7)
    for (; rest !== 0 && found.length < limit; rest &= rest - 1) found.push(byte * 8 + 31 - Math.clz32(rest & -rest))
  }
  return found
}
