import { identifierKey } from '@weir/contracts'
import type { Hit } from '@weir/contracts'
import { fault } from '../parse/fault.ts'
import type { Fault } from '../parse/fault.ts'
import { ownBuckets } from './token-buckets.ts'
import type { BucketMaker } from './token-buckets.ts'

/** How many seconds' worth may come at once. */
const BURST_S = 10

/** Counts the events of one person, by the strongest identifier of each hit. */
export interface PersonRate {
  /** @returns why one more is too many. */
  admit(hit: Hit): Fault | undefined
}

/**
 * Bounds how fast the events of one person may come. Everything about a person is worked out in one
 * place, one event after the other, so a script that sends under one id would make everybody in its
 * partition late.
 * @param perSecond 0 is no limit.
 * @param make the buckets; without it each process counts what it gets itself.
 */
export function createPersonRate(perSecond: number, make: BucketMaker = ownBuckets): PersonRate {
  const buckets = make('person', perSecond, perSecond * BURST_S)
  return {
    admit({ ids }) {
      const [strongest] = ids
      if (strongest === undefined) return undefined
      const key = identifierKey(strongest)
      const now = performance.now()
      if (buckets.wait(key, now) > 0)
        return fault('rate_limited', 'user', `More than ${perSecond} events a second of one person: send them more slowly.`)
      buckets.spend(key, 1, now)
      return undefined
    },
  }
}
