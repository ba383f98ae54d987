import type { Bounds } from './offsets.ts'

export interface Watched {
  /**
   * The log's ends by partition, from Kafka. May reject: while Kafka is away no consumer is at
   * fault.
   */
  bounds(): Promise<ReadonlyMap<number, Bounds>>
  /** Partitions that wait for records, and for which offset. */
  waiting(): ReadonlyMap<number, number>
  /** Whether the group has given us our share. */
  isMember(): boolean
}

/**
 * Looks for a consumer that has silently stopped (kafkajs issues 1443, 1513, 1593): records are
 * there, it waits for them, and for `stallMs` gets none; or it is no member of its group for twice
 * as long although Kafka answers.
 */
export interface Watchdog {
  /** One look. @param now any clock, ms. @returns what is wrong, if anything. */
  look(now: number): Promise<string | undefined>
}

export function createWatchdog(watched: Watched, stallMs: number): Watchdog {
  const stuck = new Map<number, { at: number; since: number }>()
  let outsideSince: number | undefined
  return {
    async look(now) {
      // A log that is away is no stall, and is told of where it is read.
      const bounds = await watched.bounds().catch(() => undefined)
      if (!bounds) return undefined
      if (watched.isMember()) outsideSince = undefined
      else outsideSince ??= now
      if (outsideSince !== undefined && now - outsideSince > 2 * stallMs) return `no place in the group for ${2 * stallMs} ms`

      const waiting = watched.waiting()
      for (const partition of stuck.keys()) if (!waiting.has(partition)) stuck.delete(partition)
      for (const [partition, at] of waiting) {
        const lags = (bounds.get(partition)?.end ?? 0) > at
        const before = stuck.get(partition)
        if (!lags) stuck.delete(partition)
        else if (before?.at !== at) stuck.set(partition, { at, since: now })
        else if (now - before.since > stallMs) return `partition ${partition} got nothing from offset ${at} on for ${stallMs} ms`
      }
      return undefined
    },
  }
}
