import { parseRecordJson } from '@weir/contracts'
import { Counter, Gauge } from '@weir/runtime'
import type { Clock, Registry } from '@weir/runtime'
import type { Availability } from './availability.ts'
import type { SpoolStore } from './store.ts'

export interface SpoolMetricsDeps {
  registry: Registry
  clock: Clock
  availability: Availability
  store: SpoolStore | undefined
  /** What waits in memory, bytes. */
  waitingBytes: () => number
}

/** @returns to be called with what went from the spool to the log. */
export function spoolMetrics({ registry, clock, availability, store, waitingBytes }: SpoolMetricsDeps): {
  drained: (records: number) => void
} {
  const gauge = (name: string, help: string, value: () => number | Promise<number>): void => {
    const made: Gauge = new Gauge({
      name,
      help,
      registers: [registry],
      collect: async () => made.set(await value()),
    })
  }
  gauge('weir_ingest_log_available', '1 while the log takes what is sent to it.', () => (availability.isAway() ? 0 : 1))
  gauge('weir_ingest_waiting_bytes', 'What waits in memory for the answer of the log.', waitingBytes)
  gauge('weir_ingest_spool_bytes', 'Keys and values in the spool.', () => store?.bytes() ?? 0)
  gauge('weir_ingest_spool_records', 'Records in the spool.', () => store?.records() ?? 0)
  gauge('weir_ingest_spool_oldest_seconds', 'How long ago the oldest hit in the spool was received; 0 when there is none.', () =>
    ageOf(store, clock),
  )
  const drained = new Counter({
    name: 'weir_ingest_spool_drained_total',
    help: 'Records that went from the spool to the log.',
    registers: [registry],
  })
  return { drained: (records) => drained.inc(records) }
}

/** Read from the hits themselves, so that it is known after a restart too. */
async function ageOf(store: SpoolStore | undefined, clock: Clock): Promise<number> {
  // A scrape must not fail because the spool has.
  const heads = (await store?.heads().catch(() => [])) ?? []
  if (heads.length === 0) return 0
  const received = heads.map(({ value }) => receivedAt(value))
  return Math.max(0, clock.now() - Math.min(...received)) / 1000
}

function receivedAt(value: Uint8Array): number {
  let hit: unknown
  try {
    hit = parseRecordJson(value)
  } catch {
    // It has no age; the drainer sends it on, and it is put aside where it is read.
    return Infinity
  }
  const at = typeof hit === 'object' && hit !== null && 'received_at' in hit ? hit.received_at : undefined
  return typeof at === 'number' ? at : Infinity
}
