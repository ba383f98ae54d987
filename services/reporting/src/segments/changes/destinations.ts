import { CONSUMER_NAME, consumerKey, laterPlace } from '@weir/contracts'
import type { LedgerPlace, StoredConsumer } from '@weir/contracts'
import type { Clock, ConfigView } from '@weir/runtime'
import { z } from 'zod'

/** Names a destination. */
export const ConsumerName = z
  .string()
  .regex(CONSUMER_NAME, 'a name has a-z, 0-9, "_" and "-", at most 64, and begins with a letter or digit')

/** Destinations of segments, and what they were handed: kept in the control plane. */
export interface Destinations {
  find(segment: string, name: string): StoredConsumer | undefined
  of(segment: string): StoredConsumer[]
  /**
   * Notes that everything up to `end` was handed out, or is about to be.
   * @param from where what is handed out began, for a destination that is met for the first time:
   *   what lies before is not asked of it.
   */
  handed(who: Destination, from: LedgerPlace, end: LedgerPlace): Promise<void>
  /** Notes that the destination has done everything up to this place. */
  confirmed(who: Destination, place: LedgerPlace): Promise<StoredConsumer>
  /** Forgets the destination: what it has is asked for no more. */
  forget(who: Destination): Promise<void>
}

export interface Destination {
  segment: string
  number: number
  name: string
}

export function createDestinations({ config, clock }: { config: ConfigView; clock: Clock }): Destinations {
  /** One change at a time: each begins from what the one before has stored. */
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work)
    last = next
    return next
  }
  const find: Destinations['find'] = (segment, name) =>
    config.consumers().find((consumer) => consumer.segment === segment && consumer.name === name)
  const change = (who: Destination, to: (known: StoredConsumer | undefined) => Pick<StoredConsumer, 'handed' | 'confirmed'>) =>
    inTurn(async () => {
      // Another process may have stored something a moment ago.
      await config.caughtUp()
      const consumer: StoredConsumer = { ...who, ...to(find(who.segment, who.name)), updated_at: clock.now() }
      await config.put(consumerKey(who), consumer)
      return consumer
    })
  return {
    find,
    of: (segment) => config.consumers().filter((consumer) => consumer.segment === segment),
    async handed(who, from, end) {
      await change(who, (known) => ({
        handed: laterPlace(known?.handed ?? end, end),
        confirmed: known?.confirmed ?? from,
      }))
    },
    confirmed: (who, place) =>
      change(who, (known) => ({
        handed: laterPlace(known?.handed ?? place, place),
        confirmed: laterPlace(known?.confirmed ?? place, place),
      })),
    forget: (who) => inTurn(() => config.put(consumerKey(who), undefined)),
  }
}
