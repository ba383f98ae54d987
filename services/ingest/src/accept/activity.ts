import { randomUUID } from 'node:crypto'
import { ACTIVITY, clickhouseTime } from '@weir/contracts'
import type { Activity, Hit, RejectedRow } from '@weir/contracts'
import type { LogEntry } from '@weir/eventlog'
import type { IngestLog } from '../deps.ts'
import type { Note } from '../parse/notes.ts'
import { ASIDE } from './rejected.ts'

/**
 * What is told of a source at once: the first news within a second, later ones by the half minute.
 */
const LOOK_MS = 1_000
const EVERY_MS = 30_000
const HOUR_MS = 3_600_000
/** A lead of less is the way of the hit, not the clock of the sender. */
const AHEAD_MS = 1_000

/**
 * What ingest took, by source and hour, for `GET /v1/sources/{code}/health`. It is told through the
 * log, so that it is the same whichever process is asked. A process that is killed forgets what it
 * had not told yet: these are figures to watch, not to bill by.
 */
export interface ActivityLog {
  /** @param time what the sender gave as the event's time, Unix ms. */
  took(hit: Hit, notes: readonly Note[], time: number | undefined): void
  /** The refusal of consent in an event that was rejected. */
  heard(hit: Hit): void
  close(): Promise<void>
}

interface Bucket {
  source: string
  hour: number
  /** The newest receipt in it, Unix ms. */
  last: number
  counts: Activity
}

export function createActivityLog(log: IngestLog): ActivityLog {
  const buckets = new Map<string, Bucket>()
  const toldAt = new Map<string, number>()
  let telling: Promise<void> = Promise.resolve()

  const tell = async (all: boolean): Promise<void> => {
    const now = performance.now()
    const due = [...buckets].filter(([, { source }]) => all || now - (toldAt.get(source) ?? -Infinity) >= EVERY_MS)
    if (due.length === 0) return
    for (const [key, { source }] of due) {
      buckets.delete(key)
      toldAt.set(source, now)
    }
    await log
      .append(
        ASIDE,
        due.map(([, bucket]) => entryOf(bucket)),
      )
      // While the log is away the figures of that time are given up: what counts are the events.
      .catch(() => undefined)
  }
  const timer = setInterval(() => void (telling = telling.then(() => tell(false))), LOOK_MS)
  timer.unref()

  const countsOf = ({ source, received_at: last }: Hit): Activity => {
    const hour = Math.floor(last / HOUR_MS)
    const key = `${source}\0${hour}`
    const bucket = buckets.get(key) ?? { source, hour, last, counts: noActivity() }
    buckets.set(key, bucket)
    bucket.last = Math.max(bucket.last, last)
    return bucket.counts
  }

  return {
    heard: (hit) => void countsOf(hit).heard++,
    took(hit, notes, time) {
      const { received_at: last } = hit
      const counts = countsOf(hit)
      counts.accepted++
      const ahead = (time ?? last) - last
      if (ahead > AHEAD_MS) {
        counts.clock_ahead++
        counts.clock_ahead_max_ms = Math.max(counts.clock_ahead_max_ms, ahead)
      }
      for (const { code } of notes) counts.warnings[code] = (counts.warnings[code] ?? 0) + 1
    },
    async close() {
      clearInterval(timer)
      await telling
      await tell(true)
    },
  }
}

function noActivity(): Activity {
  return { accepted: 0, heard: 0, clock_ahead: 0, clock_ahead_max_ms: 0, warnings: {} }
}

function entryOf({ source, last, counts }: Bucket): LogEntry {
  const row: RejectedRow = {
    id: randomUUID(),
    rejected_at: clickhouseTime(last),
    source,
    channel: '',
    code: ACTIVITY,
    path: '',
    message: '',
    body: JSON.stringify(counts),
  }
  return { partition: 0, key: source, value: Buffer.from(JSON.stringify(row)) }
}
