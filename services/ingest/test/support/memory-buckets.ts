import type { SharedBuckets } from '../../src/accept/shared-buckets.ts'

/**
 * Shared buckets in this process, by its stopwatch: what the Redis adapter does, without Redis.
 * @param wayMs how long a message takes, in each direction.
 */
export function createMemoryBuckets(wayMs = 0): SharedBuckets {
  const kept = new Map<string, { tokens: number; at: number }>()
  return {
    async charge(charges) {
      await way(wayMs)
      const now = performance.now()
      const left = charges.map(({ key, tokens: spent, perSecond, burst }) => {
        const before = kept.get(key)
        const tokens = before ? Math.min(burst, before.tokens + ((now - before.at) * perSecond) / 1000) : burst
        kept.set(key, { tokens: tokens - spent, at: now })
        return tokens - spent
      })
      await way(wayMs)
      return left
    },
  }
}

async function way(ms: number): Promise<void> {
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms))
}
