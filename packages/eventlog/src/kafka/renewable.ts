import { setTimeout as sleep } from 'node:timers/promises'
import type { Trouble } from './client.ts'
import { isFinal, KafkaUnavailableError } from './errors.ts'

/** What kafkajs gives us to work with: a producer or an admin. */
interface Connectable {
  connect(): Promise<void>
  disconnect(): Promise<void>
}

/**
 * A connection that is discarded after any failure and made again: kafkajs keeps state from before
 * a failure that cannot be trusted.
 */
export interface Renewable<T> {
  /**
   * Runs the work and repeats it until it succeeds.
   * @param deadline on the scale of performance.now; asked before each new try, so it may move.
   * @throws KafkaUnavailableError after the deadline; what Kafka said when it will not do it at
   *   all.
   */
  use<R>(work: (client: T) => Promise<R>, deadline: () => number): Promise<R>
  close(): Promise<void>
}

const PAUSE_MS = 100
/**
 * How long a failed client may take to end its requests, ms: none of them may arrive after a newer
 * one.
 */
const DISCARD_MS = 4_000

/** What is to be said in messages. */
export interface ClientUse {
  /** Addresses of the brokers. */
  servers: string
  /** What the connection is for. */
  what: string
}

export function createRenewable<T extends Connectable>(
  make: () => T,
  { servers, what }: ClientUse,
  onTrouble?: Trouble,
): Renewable<T> {
  let current: Promise<T> | undefined
  let closed = false
  const connect = async (): Promise<T> => {
    const client = make()
    try {
      await client.connect()
      return client
    } catch (error) {
      await discard(client)
      throw error
    }
  }
  const renew = async (failed: Promise<T>): Promise<void> => {
    // Several users may notice the same failure; the first of them discards.
    if (current !== failed) return
    current = undefined
    // It never connected: its user has the failure, and nothing is left to discard.
    const client = await failed.catch(() => undefined)
    if (client) await discard(client)
  }

  return {
    async use(work, deadline) {
      for (;;) {
        if (closed) throw new Error('the log is closed')
        const client = (current ??= connect())
        try {
          return await work(await client)
        } catch (error) {
          await renew(client)
          if (isFinal(error)) throw error
          const reason = error instanceof Error ? error.message : String(error)
          if (performance.now() + PAUSE_MS > deadline()) {
            const text = `Kafka at ${servers} gave no ${what} in time (${reason}): is it running, and in reach of this process there?`
            throw new KafkaUnavailableError(text, { cause: error })
          }
          onTrouble?.(`Kafka at ${servers} gave no ${what}; it is tried again`, { reason })
          await sleep(PAUSE_MS)
        }
      }
    },
    async close() {
      closed = true
      // A connection that failed has nothing to close.
      const client = await current?.catch(() => undefined)
      current = undefined
      if (client) await discard(client)
    },
  }
}

async function discard(client: Connectable): Promise<void> {
  const patience = new AbortController()
  await Promise.race([
    // It is given up whether or not it says goodbye.
    client.disconnect().catch(() => undefined),
    // Cut short once the race is over.
    sleep(DISCARD_MS, undefined, { signal: patience.signal }).catch(() => undefined),
  ])
  patience.abort()
}
