/** So many keys are remembered: whoever sends under ever new ones cannot use up the memory. */
const KEYS_MAX = 100_000

interface Bucket {
  tokens: number
  at: number
}

/**
 * A token bucket for each key: `perSecond` tokens flow in, up to `burst`. It may be overdrawn by
 * one spending, which the next ones wait for. A rate of 0 is no limit.
 */
export interface TokenBuckets {
  /**
   * How long the key has to wait before it may spend anything, ms; 0 when it may now.
   * @param now ms, of any monotonic clock.
   */
  wait(key: string, now: number): number
  spend(key: string, tokens: number, now: number): void
}

export function createTokenBuckets(perSecond: number, burst: number): TokenBuckets {
  const buckets = new Map<string, Bucket>()
  const at = (key: string, now: number): Bucket => {
    const known = buckets.get(key)
    if (!known) return { tokens: burst, at: now }
    const tokens = Math.min(burst, known.tokens + ((now - known.at) * perSecond) / 1000)
    return { tokens, at: now }
  }
  return {
    wait(key, now) {
      if (perSecond === 0) return 0
      const { tokens } = at(key, now)
      return tokens >= 1 ? 0 : (1000 * (1 - tokens)) / perSecond
    },
    spend(key, tokens, now) {
      if (perSecond === 0) return
      const bucket = at(key, now)
      bucket.tokens -= tokens
      // The one that was not used for longest is the first of the map, and the fullest.
      buckets.delete(key)
      buckets.set(key, bucket)
      if (buckets.size > KEYS_MAX) for (const oldest of buckets.keys()) return void buckets.delete(oldest)
    },
  }
}
