// Held by packages/segmentation/src/profile/codec/codec.prop.test.ts

import { ID_TYPES } from '@weir/contracts'
import type { KnownIdentifier } from '@weir/contracts'
import type { ByteReader, ByteWriter } from './bytes.ts'

/**
 * Identifiers in a blob. Most of a person's come with few hits and are seen together, so each says
 * only how it differs from the one before.
 */

const TYPE = 0x0f
/** No hit is known that brought it. */
const WITHOUT_EID = 0x10
const SEEN_LIKE_THE_LAST = 0x20
const LINKED_LIKE_THE_LAST = 0x40
/** A SHA-256, which takes 32 bytes instead of 64. */
const HASHED = 0x80

const HASH_DIGITS = 64
const HASH = /^[0-9a-f]{64}$/
const EID_DIGITS = 16

/** What comes before the first; and what an identifier is that a blob of before has. */
const UNKNOWN = { linkedAt: 0, eid: '', seenAt: 0 }

/** @param base the instant that others are counted from. */
export function writeIdentifiers(w: ByteWriter, identifiers: readonly KnownIdentifier[], base: number): void {
  w.uint(identifiers.length)
  let last: typeof UNKNOWN = UNKNOWN
  for (const known of identifiers) {
    const { type, value, linkedAt, eid, seenAt } = known
    const hashed = value.length === HASH_DIGITS && HASH.test(value)
    const linkedAlike = linkedAt === last.linkedAt && eid === last.eid
    const seenAlike = seenAt === last.seenAt
    const linked = linkedAlike ? LINKED_LIKE_THE_LAST : eid === '' ? WITHOUT_EID : 0
    w.byte(ID_TYPES.indexOf(type) | (hashed ? HASHED : 0) | linked | (seenAlike ? SEEN_LIKE_THE_LAST : 0))
    if (hashed) w.hex(value)
    else w.text(value)
    if (!linkedAlike) w.int(linkedAt - base)
    if (!linkedAlike && eid !== '') w.hex(eid)
    if (!seenAlike) w.int(seenAt - linkedAt)
    last = known
  }
}

/** @param knowsHits false for blobs without the hits that brought them. */
export function readIdentifiers(r: ByteReader, identifiers: KnownIdentifier[], base: number, knowsHits: boolean): void {
  let last: typeof UNKNOWN = UNKNOWN
  for (let n = r.uint(); n > 0; n--) {
    const head = r.byte()
    const type = ID_TYPES[head & TYPE]
    if (!type) throw new RangeError('the blob has an identifier of an unknown type')
    const value = head & HASHED ? r.hex(HASH_DIGITS) : r.text()
    if (knowsHits) last = readHits(r, head, last, base)
    identifiers.push({ type, value, ...last })
  }
}

function readHits(r: ByteReader, head: number, last: typeof UNKNOWN, base: number): typeof UNKNOWN {
  const alike = (head & LINKED_LIKE_THE_LAST) !== 0
  const linkedAt = alike ? last.linkedAt : base + r.int()
  const eid = alike ? last.eid : head & WITHOUT_EID ? '' : r.hex(EID_DIGITS)
  return { linkedAt, eid, seenAt: head & SEEN_LIKE_THE_LAST ? last.seenAt : linkedAt + r.int() }
}
