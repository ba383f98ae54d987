import { isIPv6 } from 'node:net'
import { SlowDown } from './slow-down.ts'
import { ownBuckets } from './token-buckets.ts'
import type { BucketMaker } from './token-buckets.ts'

/** Requests and bytes per second; 0 is no limit. Ten seconds' worth may come at once. */
export interface Rate {
  requests: number
  bytes: number
}

/** How much may be sent, by whom. */
export interface RateLimits {
  /** One address, without a key. */
  address: Rate
  /**
   * One source, by senders without a key: what strangers send takes nothing from those that have
   * one.
   */
  source: Rate
  /** One key. */
  key: Rate
}

/** Counts requests and refuses those that are too many. */
export interface Rates {
  /**
   * @throws SlowDown when that address, source or key has to wait. Counts the request otherwise.
   */
  admit(kind: keyof RateLimits, name: string): void
  /** Bytes are counted when they have come: who has sent too many waits with the next request. */
  received(kind: keyof RateLimits, name: string, bytes: number): void
}

const BURST_S = 10

const NAMES = { address: 'this address', source: 'this source, without a key', key: 'this key' } as const

/**
 * @param limits without which nothing is limited.
 * @param make the buckets; without it each process counts what it gets itself.
 */
export function createRates(limits: RateLimits | undefined, make: BucketMaker = ownBuckets): Rates {
  if (!limits) return { admit: () => undefined, received: () => undefined }
  const buckets = (kind: keyof RateLimits, { requests, bytes }: Rate) => ({
    requests: make(`${kind} requests`, requests, requests * BURST_S),
    bytes: make(`${kind} bytes`, bytes, bytes * BURST_S),
  })
  const of = {
    address: buckets('address', limits.address),
    source: buckets('source', limits.source),
    key: buckets('key', limits.key),
  }
  return {
    admit(kind, name) {
      const id = kind === 'address' ? network(name) : name
      const now = performance.now()
      const { requests, bytes } = of[kind]
      const waitMs = Math.max(requests.wait(id, now), bytes.wait(id, now))
      if (waitMs > 0)
        throw new SlowDown('rate_limited', `too many requests or bytes from ${NAMES[kind]}: send less, or later`, waitMs)
      requests.spend(id, 1, now)
    },
    received: (kind, name, bytes) => of[kind].bytes.spend(kind === 'address' ? network(name) : name, bytes, performance.now()),
  }
}

/** The owner of one IPv6 address has 2^64 of them. */
function network(address: string): string {
  if (!isIPv6(address)) return address
  const v4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (v4) return v4[1]!
  const [head = '', tail] = address.split('::', 2)
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length
  return [...left, ...Array<string>(Math.max(0, zeros)).fill('0'), ...right]
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':')
}
