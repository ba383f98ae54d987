import { hash } from 'node:crypto'
import { denialsOf, withoutPerson } from '@weir/consent'
import { BY_BASIS, DEDUP_MS, dedupKey, identifierDigest, MERGE_MS, PURPOSES, keysOf, writeHexDigits } from '@weir/contracts'
import type { Channel, ConsentMark, ConsentStatement, Hit } from '@weir/contracts'

/**
 * What is remembered of an event for 48 h: enough to recognise every copy, and to find the first
 * one again in the log.
 */
export interface DedupEntry {
  /**
   * When the first copy was received, Unix ms. The windows are anchored here and never extended.
   */
  firstReceivedAt: number
  /** Offset of the first copy in its partition of `weir.hits`. */
  offset: number
  eid: string
  /** '' while nobody is identified. */
  person: string
  channels: Channel[]
}

/** The key under which an event's copies meet in the state store. */
export function dedupStateKey(hit: Hit): string {
  return hash('sha256', dedupKey(hit), 'hex').slice(0, 32)
}

export type DedupDecision = 'new' | 'merge' | 'drop'

/**
 * TikTok's rule (help "Event deduplication", May 2025): the same channel within 48 h of the first
 * receipt is dropped; the other channel is merged within 5 min, and dropped after that; beyond 48 h
 * it counts again. Bounds belong to the window.
 */
export function classify(known: DedupEntry | undefined, hit: Hit): DedupDecision {
  if (!known || hit.received_at - known.firstReceivedAt > DEDUP_MS) return 'new'
  if (known.channels.includes(hit.channel)) return 'drop'
  return hit.received_at - known.firstReceivedAt <= MERGE_MS ? 'merge' : 'drop'
}

/**
 * Two copies of one event as one: the first keeps what it says, the second adds what the first
 * leaves open. When either denies storage, nothing of both that identifies somebody stays but
 * digests, for the denial.
 */
export function mergeHits(first: Hit, second: Hit): Hit {
  const { id_digests: digests = [], statement: _, ...own } = first
  const consent = { ...first.consent }
  const taken = PURPOSES.map((purpose) => prevails(second.consent[purpose], first.consent[purpose]))
  PURPOSES.forEach((purpose, i) => taken[i] && (consent[purpose] = second.consent[purpose]))
  const statement = mergeStatements(first.statement, second.statement, taken)
  const body = { ...second.body, ...first.body }
  for (const part of keysOf(body)) body[part] = { ...second.body[part], ...first.body[part] }
  const ids = [...first.ids]
  for (const id of second.ids) if (!ids.some((known) => known.type === id.type && known.value === id.value)) ids.push(id)
  const said = { ...own, ...(statement ? { statement } : {}) }
  if (consent.storage.granted) return { ...said, consent, body, ids }
  const id_digests = [...new Set([...digests, ...(second.id_digests ?? []), ...ids.map(identifierDigest)])]
  return { ...said, consent, body: withoutPerson(body), ids: [], ...(denialsOf(consent) ? { id_digests } : {}) }
}

/**
 * How the consent of two copies came about. Where the second one decides anything, it is the proof.
 * @param taken by purpose, whether the second one decides.
 */
function mergeStatements(
  first: ConsentStatement | undefined,
  second: ConsentStatement | undefined,
  taken: readonly boolean[],
): ConsentStatement | undefined {
  if (second === undefined || !taken.includes(true)) return first
  const own = first?.by ?? BY_BASIS
  return { by: taken.map((isTaken, i) => (isTaken ? second.by : own)[i]).join(''), proof: second.proof }
}

/** A signal outranks a basis, a denial a grant, and what came with a key what came without. */
function prevails(mark: ConsentMark, known: ConsentMark): boolean {
  if (mark.by !== known.by) return mark.by === 'signal'
  return mark.granted === known.granted ? known.keyless === true && mark.keyless === undefined : known.granted
}

const SIZE = 8 + 8 + 8 + 16 + 1

/** The person is a keyed digest: see `Erased`. */
const SEALED = 8

/**
 * All in one piece of memory.
 * @param isSealed whether their persons are keyed digests, so that the entries name nobody.
 */
export function encodeDedups(entries: readonly DedupEntry[], isSealed = false): Uint8Array[] {
  const all = Buffer.alloc(SIZE * entries.length)
  return entries.map((entry, i) => {
    const bytes = all.subarray(i * SIZE, (i + 1) * SIZE)
    bytes.writeDoubleLE(entry.firstReceivedAt, 0)
    bytes.writeDoubleLE(entry.offset, 8)
    writeHexDigits(bytes, 16, entry.eid)
    writeHexDigits(bytes, 24, entry.person)
    bytes[40] =
      (entry.channels.includes('pixel') ? 1 : 0) |
      (entry.channels.includes('server') ? 2 : 0) |
      (entry.person === '' ? 4 : 0) |
      (isSealed ? SEALED : 0)
    return bytes
  })
}

/** @returns the entry, whose person may be a keyed digest. */
export function decodeDedup(blob: Uint8Array): DedupEntry & { isSealed: boolean } {
  const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength)
  const flags = bytes[40]!
  const channels: Channel[] = []
  if (flags & 1) channels.push('pixel')
  if (flags & 2) channels.push('server')
  return {
    firstReceivedAt: bytes.readDoubleLE(0),
    offset: bytes.readDoubleLE(8),
    eid: bytes.toString('hex', 16, 24),
    person: flags & 4 ? '' : bytes.toString('hex', 24, 40),
    channels,
    isSealed: (flags & SEALED) !== 0,
  }
}
