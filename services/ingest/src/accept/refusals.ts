import { Counter } from '@weir/runtime'
import type { ConfigView, Registry } from '@weir/runtime'
import type { Aside, KeptRefusal } from './rejected.ts'

const HOUR_MS = 3_600_000
/** How many pairs of source and code are remembered. */
const PAIRS_MAX = 10_000

/**
 * What may be kept of refusals, by source and code, in an hour. Strangers get less: a pixel code is
 * public.
 */
const ALLOWANCE = {
  server: { bodies: 1_000, rows: 10_000, bodyBytes: 32 * 1024 },
  pixel: { bodies: 100, rows: 1_000, bodyBytes: 2 * 1024 },
} as const

export interface Refusals {
  /** @param now Unix ms. @returns undefined for one that is counted only. */
  admit(refused: Aside, now: number): KeptRefusal | undefined
}

/** Bounds what refusals may cost in the log. It counts in memory, so a restart begins at zero. */
export function createRefusals(config: Pick<ConfigView, 'source'>, registry: Registry): Refusals {
  const notStored = new Counter({
    name: 'weir_ingest_refusals_counted_only_total',
    help: 'Refusals that are not in /v1/rejected, since there were too many of their source and code in an hour.',
    labelNames: ['source', 'code'],
    registers: [registry],
  })
  const seen = new Map<string, { hour: number; count: number }>()
  return {
    admit({ source, channel, fault }, now) {
      const known = config.source(source) ? source : ''
      const { bodies, rows, bodyBytes } = ALLOWANCE[channel]
      const key = `${channel} ${fault.code} ${known}`
      const hour = Math.floor(now / HOUR_MS)
      const before = seen.get(key)
      const count = (before?.hour === hour ? before.count : 0) + 1
      seen.delete(key)
      seen.set(key, { hour, count })
      if (seen.size > PAIRS_MAX) seen.delete(seen.keys().next().value!)
      if (count > rows) {
        notStored.inc({ source: known, code: fault.code })
        return undefined
      }
      const missed = before && before.hour !== hour && before.count > rows ? { counted: before.count - rows } : undefined
      return { bodyBytesMax: count <= bodies ? bodyBytes : 0, ...missed, ...(count === rows ? { last: true } : undefined) }
    },
  }
}
