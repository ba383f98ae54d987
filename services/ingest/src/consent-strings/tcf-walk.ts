import { bitReader, BITS, digitOf, UnreadableString } from './bits.ts'
import type { BitReader } from './bits.ts'

/** Real strings have up to 1,500 characters. */
export const TCF_LENGTH_MAX = 4_096

/** A TCF string without its lists of vendors, and what these say of one vendor. */
interface Walked {
  /** The core with empty lists: what is left for the library. */
  head: string
  /** Whether the vendor has consent. */
  consents: boolean
  /** The publisher's restrictions of the vendor. */
  restrictions: { purpose: number; type: number }[]
}

const BITS_BEFORE_VENDORS = 213
/** Two lists of vendors up to 0, as flags, and no restrictions. */
const EMPTY_LISTS_BITS = 17 + 17 + 12
const PUBLISHER_BITS = 48
const VENDOR_MAX = 65_535

/**
 * Walks over a TCF string of version 2: over each range at once, where the library would walk over
 * each vendor in it. Takes time in proportion to the text.
 *
 * @param vendor whose consent is asked for; nobody's without it.
 * @throws UnreadableString when the string is too long or does not have the form.
 */
export function walkTcf(text: string, vendor: number | undefined): Walked {
  if (text.length > TCF_LENGTH_MAX) throw new UnreadableString(`it is longer than ${TCF_LENGTH_MAX} characters`)
  const [core = '', ...others] = text.split('.')
  if (others.length > 3) throw new UnreadableString('it has too many segments')
  const bits = bitReader(core)
  if (bits.int(6) !== 2) throw new UnreadableString('it is not of version 2')
  bits.skip(BITS_BEFORE_VENDORS - 6)
  const consents = walkVendors(bits, vendor)
  // Legitimate interest is no consent.
  walkVendors(bits, undefined)
  const restrictions = walkRestrictions(bits, vendor)
  mustEnd(bits)
  mustBeSegments(others)
  return { head: headOf(core), consents, restrictions }
}

function headOf(core: string): string {
  const whole = Math.floor(BITS_BEFORE_VENDORS / BITS)
  const rest = BITS_BEFORE_VENDORS - whole * BITS
  const last = bitReader(core.charAt(whole)).int(rest) << (BITS - rest)
  const zeros = Math.ceil((EMPTY_LISTS_BITS - (BITS - rest)) / BITS)
  return core.slice(0, whole) + digitOf(last) + digitOf(0).repeat(zeros)
}

/** @throws UnreadableString A second core would overwrite the first in the library. */
function mustBeSegments(segments: readonly string[]): void {
  const seen = new Set<number>()
  for (const segment of segments) {
    const type = walkSegment(bitReader(segment))
    if (seen.has(type)) throw new UnreadableString('it has a segment twice')
    seen.add(type)
  }
}

function walkSegment(bits: BitReader): number {
  const type = bits.int(3)
  if (type === 1 || type === 2) walkVendors(bits, undefined)
  else if (type === 3) {
    bits.skip(PUBLISHER_BITS)
    bits.skip(bits.int(6) * 2)
  } else throw new UnreadableString('it has an unknown segment')
  mustEnd(bits)
  return type
}

/** @returns whether the vendor is in the list. */
function walkVendors(bits: BitReader, vendor: number | undefined): boolean {
  const highest = bits.int(16)
  if (bits.int(1) === 1) return walkRanges(bits, highest, vendor)
  if (vendor === undefined || vendor > highest) {
    bits.skip(highest)
    return false
  }
  bits.skip(vendor - 1)
  const isIn = bits.int(1) === 1
  bits.skip(highest - vendor)
  return isIn
}

function walkRanges(bits: BitReader, highest: number, vendor: number | undefined): boolean {
  let isIn = false
  for (let left = bits.int(12); left > 0; left--) {
    const isRange = bits.int(1) === 1
    const first = bits.int(16)
    const last = isRange ? bits.int(16) : first
    if (first === 0 || last < first || last > highest) throw new UnreadableString('it has a range that is none')
    if (vendor !== undefined && first <= vendor && vendor <= last) isIn = true
  }
  return isIn
}

function walkRestrictions(bits: BitReader, vendor: number | undefined): Walked['restrictions'] {
  const found: Walked['restrictions'] = []
  for (let left = bits.int(12); left > 0; left--) {
    const restriction = { purpose: bits.int(6), type: bits.int(2) }
    if (walkRanges(bits, VENDOR_MAX, vendor)) found.push(restriction)
  }
  return found
}

function mustEnd(bits: BitReader): void {
  if (!bits.isPadding()) throw new UnreadableString('something follows after its end')
}
