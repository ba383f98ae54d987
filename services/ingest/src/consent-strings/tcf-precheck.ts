import { bitReader, UnreadableString } from './bits.ts'
import type { BitReader } from './bits.ts'

/** Real strings have up to 1,500 characters. */
export const TCF_LENGTH_MAX = 4_096
/**
 * How many vendor ids a string may name, in all its lists and restrictions: the library walks every
 * one. Real strings name some thousands.
 */
export const TCF_IDS_MAX = 20_000

const CORE_BITS_BEFORE_VENDORS = 207
const PUBLISHER_BITS = 48

/**
 * Walks over a TCF string of version 2 as the library would, without walking over its ranges.
 * @returns how many vendor ids the library would visit. @throws UnreadableString when the string is
 *   too long, does not have the form, or names too many ids.
 */
export function precheckTcf(text: string): number {
  if (text.length > TCF_LENGTH_MAX) throw new UnreadableString(`it is longer than ${TCF_LENGTH_MAX} characters`)
  const [core = '', ...others] = text.split('.')
  if (others.length > 3) throw new UnreadableString('it has too many segments')
  const ids = createCount()
  walkCore(bitReader(core), ids)
  const seen = new Set<number>()
  for (const segment of others) {
    const type = walkSegment(bitReader(segment), ids)
    // A second core would overwrite the first in the library.
    if (seen.has(type)) throw new UnreadableString('it has a segment twice')
    seen.add(type)
  }
  return ids.total()
}

interface Count {
  add(ids: number): void
  total(): number
}

function createCount(): Count {
  let sum = 0
  return {
    add(ids) {
      sum += ids
      if (sum > TCF_IDS_MAX) throw new UnreadableString(`it names more than ${TCF_IDS_MAX} vendors`)
    },
    total: () => sum,
  }
}

function walkCore(bits: BitReader, ids: Count): void {
  if (bits.int(6) !== 2) throw new UnreadableString('it is not of version 2')
  bits.skip(CORE_BITS_BEFORE_VENDORS)
  walkVendors(bits, ids)
  walkVendors(bits, ids)
  walkRestrictions(bits, ids)
  mustEnd(bits)
}

function walkSegment(bits: BitReader, ids: Count): number {
  const type = bits.int(3)
  if (type === 1 || type === 2) walkVendors(bits, ids)
  else if (type === 3) {
    bits.skip(PUBLISHER_BITS)
    bits.skip(bits.int(6) * 2)
  } else throw new UnreadableString('it has an unknown segment')
  mustEnd(bits)
  return type
}

function walkVendors(bits: BitReader, ids: Count): void {
  const highest = bits.int(16)
  if (bits.int(1) === 1) return walkRanges(bits, ids, highest)
  ids.add(highest)
  bits.skip(highest)
}

function walkRanges(bits: BitReader, ids: Count, highest: number): void {
  for (let left = bits.int(12); left > 0; left--) {
    const isRange = bits.int(1) === 1
    const first = bits.int(16)
    const last = isRange ? bits.int(16) : first
    if (first === 0 || last < first || last > highest) throw new UnreadableString('it has a range that is none')
    ids.add(last - first + 1)
  }
}

const VENDOR_MAX = 65_535

function walkRestrictions(bits: BitReader, ids: Count): void {
  for (let left = bits.int(12); left > 0; left--) {
    bits.skip(8)
    walkRanges(bits, ids, VENDOR_MAX)
  }
}

function mustEnd(bits: BitReader): void {
  if (!bits.isPadding()) throw new UnreadableString('something follows after its end')
}
