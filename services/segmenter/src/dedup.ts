import { createHash } from 'node:crypto'
import { DEDUP_MS, dedupKey, MERGE_MS } from '@weir/contracts'
import type { Channel, Hit } from '@weir/contracts'

/** What is remembered of an event for 48 h: enough to recognise every copy, and to find the first one again in the log. */
export interface DedupEntry {
  /** When the first copy was received, Unix ms. The windows are anchored here and never extended. */
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
  return createHash('sha256').update(dedupKey(hit)).digest('hex').slice(0, 32)
}

export type Verdict = 'new' | 'merge' | 'drop'

/**
 * TikTok's rule (help "Event deduplication", May 2025): the same channel within 48 h of the first receipt is dropped; the
 * other channel is merged within 5 min, and dropped after that; beyond 48 h it counts again. Bounds belong to the window.
 */
export function judge(known: DedupEntry | undefined, hit: Hit): Verdict {
  if (!known || hit.received_at - known.firstReceivedAt > DEDUP_MS) return 'new'
  if (known.channels.includes(hit.channel)) return 'drop'
  return hit.received_at - known.firstReceivedAt <= MERGE_MS ? 'merge' : 'drop'
}

/** Two copies of one event as one: the first keeps what it says, the second adds what the first leaves open. */
export function mergeHits(first: Hit, second: Hit): Hit {
  const consent = { ...first.consent }
  for (const [purpose, mark] of Object.entries(second.consent) as [keyof typeof consent, (typeof consent)['storage']][]) {
    const known = consent[purpose]
    if (known.by === mark.by ? known.granted && !mark.granted : mark.by === 'signal') consent[purpose] = mark
  }
  const body = { ...second.body, ...first.body }
  for (const part of Object.keys(body) as (keyof typeof body)[]) body[part] = { ...second.body[part], ...first.body[part] }
  const ids = [...first.ids]
  for (const id of second.ids) if (!ids.some((known) => known.type === id.type && known.value === id.value)) ids.push(id)
  return { ...first, consent, body, ids: consent.storage.granted ? ids : [] }
}

const SIZE = 8 + 8 + 8 + 16 + 1

export function encodeDedup(entry: DedupEntry): Uint8Array {
  const bytes = Buffer.alloc(SIZE)
  bytes.writeDoubleLE(entry.firstReceivedAt, 0)
  bytes.writeDoubleLE(entry.offset, 8)
  bytes.write(entry.eid, 16, 'hex')
  bytes.write(entry.person, 24, 'hex')
  bytes[40] =
    (entry.channels.includes('pixel') ? 1 : 0) | (entry.channels.includes('server') ? 2 : 0) | (entry.person === '' ? 4 : 0)
  return bytes
}

export function decodeDedup(blob: Uint8Array): DedupEntry {
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
  }
}
