import { clickhouseTime, parseRecordJson, TOPICS, isObject, UnreadableError } from '@weir/contracts'
import type { RejectedRow } from '@weir/contracts'
import type { Revised } from '../migrate/copy.ts'
import type { Placed } from '../migrate/merge.ts'

/** Which receipts are believed when a log is read again, and what became of the others. */
export interface Belief {
  revise(placed: Placed): Revised
  /** Events that kept their own time and got a receipt that is believed. */
  corrected(): number
  /**
   * Events without a time of their own that could be believed: they are among the rejected ones.
   */
  refused(): number
}

/**
 * A clock that was wrong stamped receipts that lie ahead. An event with a time of its own that is
 * believed was only received at the wrong time: it counts as received when it happened, or with the
 * last one before it. One whose own time lies ahead too is put aside.
 * @param until receipts after this instant are not believed, Unix ms.
 */
export function createBelief(until: number): Belief {
  let latest = 0
  let corrected = 0
  let refused = 0
  return {
    corrected: () => corrected,
    refused: () => refused,
    revise(placed) {
      const { topic, record } = placed
      const asItIs = { topic, key: record.key, value: record.value }
      if (placed.at <= until) {
        latest = Math.max(latest, placed.at)
        return asItIs
      }
      const parsed = objectIn(parseRecordJson(record.value))
      if (topic === TOPICS.optOuts) return { ...asItIs, value: sooner(parsed, latest) }
      const hit = topic === TOPICS.hits ? parsed : objectIn(parsed['hit'])
      const eventTime = Number(hit['event_time'])
      if (eventTime > until) {
        refused++
        const { source } = hit
        return refusal(placed, Math.min(latest, until), typeof source === 'string' ? source : '')
      }
      corrected++
      const believed = { ...hit, received_at: Math.max(eventTime, latest) }
      const value = topic === TOPICS.hits ? believed : { ...parsed, hit: believed }
      return { ...asItIs, value: Buffer.from(JSON.stringify(value)) }
    },
  }
}

/** A record whose time could be read is an object, as is what it holds: see the merge. */
function objectIn(value: unknown): Record<string, unknown> {
  if (!isObject(value)) throw new UnreadableError('it is not an object')
  return value
}

/**
 * Who opted out has done so, whatever the clock said: from the last receipt on that is believed.
 */
function sooner(optOut: Record<string, unknown>, latest: number): Uint8Array {
  const denied = Object.entries(objectIn(optOut['denied'])).map(([purpose, at]) => [purpose, Math.min(Number(at), latest)])
  return Buffer.from(JSON.stringify({ ...optOut, denied: Object.fromEntries(denied), received_at: latest }))
}

function refusal({ topic, partition, record }: Placed, at: number, source: string): Revised {
  const row: RejectedRow = {
    id: `rebuild-${topic}-${partition}-${record.offset}`,
    rejected_at: clickhouseTime(at),
    source,
    channel: '',
    code: 'event_in_future',
    path: `${topic}/${partition}/${record.offset}`,
    message: 'received while the clock was wrong, and without a time of its own that could be believed',
    body: '',
  }
  return { topic: TOPICS.rejected, key: source, value: Buffer.from(JSON.stringify(row)) }
}
