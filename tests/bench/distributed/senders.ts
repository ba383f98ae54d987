import { setTimeout as sleep } from 'node:timers/promises'
import { identifierKey, partitionOf, personId } from '@weir/contracts'
import { normalise } from '@weir/identity'
import { decodePerson, isMember } from '@weir/segmentation'
import type { StateStore } from '@weir/state'
import { openRedisState } from '@weir/state/redis'
import { seededRandom } from '@weir/testkit'
import { EVENT_ID, run, USER } from '../ingest/load.ts'
import type { LoadResult } from '../ingest/load.ts'
import { answerParent } from '../parts/worker.ts'
import { drawPerson, eventName, nativeEvent, segmentsOf } from '../traffic.ts'
import { BATCH, PEOPLE, SHAPE } from './shape.ts'

const CONNECTIONS = 8

export interface SendOptions {
  seconds: number
  /** Evenly over the time; without it, as fast as answers come. */
  eventsPerS?: number
  /**
   * How many newcomers a second are followed until their membership can be read; none unless told.
   */
  followedPerS?: number
}

export interface Sent extends LoadResult {
  events: number
  /** From when the request was sent until the membership was there, ms. */
  memberMs: number[]
}

export type Senders = {
  open(address: { ingest: string; key: string; redis: string; partitions: number }): Promise<void>
  send(options: SendOptions): Promise<Sent>
}

interface Followed {
  person: string
  sentAt: number
}

const LOOK_MS = 5
/** Whoever is no member by then never will be. */
const MEMBER_MS_MAX = 60_000
/** Numbers from here on are drawn once only. */
const FIRST_NEWCOMER = 10_000_000

const random = seededRandom(1)
const numbers = segmentsOf(SHAPE).map(({ number }) => number)
let newcomers = FIRST_NEWCOMER
let address: Parameters<Senders['open']>[0] | undefined
let state: StateStore | undefined

const handlers: Senders = {
  async open(where) {
    address = where
    state = await openRedisState({ url: where.redis, prefix: 'weir:fold', partitions: where.partitions })
  },
  async send({ seconds, eventsPerS, followedPerS = 0 }) {
    if (!address) throw new Error('not open')
    const now = Date.now()
    const waiting: Followed[] = []
    let nextAt = performance.now()
    const user = (): number => {
      if (followedPerS === 0 || performance.now() < nextAt) return drawPerson(random, PEOPLE)
      nextAt += 1000 / followedPerS
      const number = newcomers++
      waiting.push({ person: personOf(number), sentAt: performance.now() })
      return number
    }
    const events = (i: number): object[] => Array.from({ length: BATCH }, () => nativeEvent(eventName(i), USER, EVENT_ID, now))
    const sending = run({
      url: address.ingest,
      path: '/v1/events',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${address.key}` },
      bodies: Array.from({ length: SHAPE.names }, (_, i) => JSON.stringify(events(i))),
      connections: CONNECTIONS,
      seconds,
      user,
      ...(eventsPerS === undefined ? {} : { requestsPerS: eventsPerS / BATCH }),
    })
    const over = new AbortController()
    const following = follow(waiting, over.signal)
    const result = await sending.finally(() => over.abort())
    return { ...result, events: result.requests * BATCH, memberMs: await following }
  },
}

function personOf(number: number): string {
  const value = normalise('external_id', USER.slice(0, 4) + String(number).padStart(USER.length - 4, '0'))
  if (value === undefined) throw new Error('not an id')
  return personId(identifierKey({ type: 'external_id', value }))
}

/**
 * Reads the states of those who wait every few milliseconds. One script writes them with the bits
 * of the memberships.
 */
async function follow(waiting: Followed[], over: AbortSignal): Promise<number[]> {
  const found: number[] = []
  while (waiting.length > 0 || !over.aborted) {
    await sleep(LOOK_MS)
    const there = new Set<string>()
    await Promise.all(
      Array.from({ length: state?.partitions ?? 0 }, async (_, partition) => {
        const here = waiting.filter(({ person }) => partitionOf(person, state?.partitions ?? 1) === partition)
        if (here.length === 0) return
        const blobs = await state?.view(partition).load(here.map(({ person }) => person))
        here.forEach(({ person }, i) => {
          const blob = blobs?.[i]
          if (blob && numbers.some((number) => isMember(decodePerson(blob), number))) there.add(person)
        })
      }),
    )
    const now = performance.now()
    for (let i = waiting.length - 1; i >= 0; i--) {
      const { person, sentAt } = waiting[i]!
      if (now - sentAt > MEMBER_MS_MAX) throw new Error('somebody did not become a member within a minute')
      if (!there.has(person)) continue
      found.push(now - sentAt)
      waiting.splice(i, 1)
    }
  }
  return found
}

answerParent(handlers, async () => {
  await state?.close()
})
