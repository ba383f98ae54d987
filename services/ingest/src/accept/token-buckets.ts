/** How many keys are remembered, so that a sender with ever new keys cannot use up the memory. */
export const KEYS_MAX = 100_000

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

/**
 * How the buckets of one kind of sender are made.
 * @param kind what they are of: where they are shared, it is part of their names.
 */
export type BucketMaker = (kind: string, perSecond: number, burst: number) => TokenBuckets

/** Buckets that this process has for itself. */
export const ownBuckets: BucketMaker = (_kind, perSecond, burst) => createTokenBuckets(perSecond, burst)

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
