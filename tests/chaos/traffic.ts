import { setTimeout as sleep } from 'node:timers/promises'
import type { Hit, PersonEvent, Purpose } from '@weir/contracts'
import { eidOf, PURPOSES } from '@weir/contracts'
import type { Random } from '@weir/testkit'
import type { Client } from '../support/embedded-client.ts'
import { personOf } from '../support/embedded-client.ts'

export const SOURCE = 'shop'
export const START = Date.UTC(2024, 2, 1)
/** Event time between two events, ms: with the event clock an hour of traffic takes seconds. */
const STEP_MS = 1_500
const PEOPLE = 300
const BATCH = 10
/** How often a sender that got no answer gives up: nobody knows then whether the events are in. */
const GIVES_UP = 0.15
/** How often a sender hangs up before the answer: the events may be in. */
const HANGS_UP = 0.03
const HANG_UP_MS_MAX = 25
/** How often an acknowledged request is sent once more, as an impatient sender would. */
const REPEATS = 0.05

/** `ok`: acknowledged, must be there once. `unknown`: no answer, may be there once. */
export type Fate = 'ok' | 'unknown'

export interface Sent {
  event: string
  event_id: string
  /** Unix ms. */
  at: number
  person: string
  value: number
  item: string
  fate: Fate
}

/** Load with retries, and a record of what was promised. */
export interface Traffic {
  /** Every event that was ever sent, in order of event time. */
  history: Sent[]
  counts: { requests: number; acknowledged: number; unanswered: number; repeated: number }
  /** When each acknowledgement came (`performance.now()`), and how long its request took, ms. */
  answers: { at: number; ms: number }[]
  /** Ends when the requests in hand have their answers. */
  stop(): Promise<void>
}

/** @param target the present client; undefined while nobody listens. */
export function startTraffic(random: Random, workers: number, pauseMs: number, target: () => Client | undefined): Traffic {
  const history: Sent[] = []
  const counts = { requests: 0, acknowledged: 0, unanswered: 0, repeated: 0 }
  const answers: Traffic['answers'] = []
  const stop = new AbortController()

  const send = async (batch: Sent[], chance: Random): Promise<boolean> => {
    const client = target()
    if (!client) return false
    counts.requests++
    const begun = performance.now()
    const signal = chance.chance(HANGS_UP) ? AbortSignal.timeout(1 + chance.int(HANG_UP_MS_MAX)) : undefined
    const answer = await client
      .call<{ accepted: number }>('POST', '/v1/events', batch.map(toNative), {}, signal)
      .catch(() => undefined)
    if (answer !== undefined && answer.status < 500) {
      answers.push({ at: performance.now(), ms: performance.now() - begun })
      if (answer.status === 202 && answer.body.accepted === batch.length) return true
      throw new Error(`a good request was refused: ${answer.status} ${JSON.stringify(answer.body)}`)
    }
    counts.unanswered++
    return false
  }
  const deliver = async (batch: Sent[], chance: Random): Promise<void> => {
    while (!(await send(batch, chance))) {
      if (stop.signal.aborted || (target() && chance.chance(GIVES_UP))) return
      await sleep(20)
    }
    for (const sent of batch) sent.fate = 'ok'
    counts.acknowledged += batch.length
    if (chance.chance(REPEATS) && (await send(batch, chance))) counts.repeated += batch.length
  }
  const loops = Array.from({ length: workers }, async () => {
    const chance = random.fork()
    while (!stop.signal.aborted) {
      await deliver(nextBatch(history, chance), chance)
      await sleep(pauseMs)
    }
  })
  const failed = Promise.all(loops)
  failed.catch(() => stop.abort())
  return {
    history,
    counts,
    answers,
    async stop() {
      stop.abort()
      await failed
    },
  }
}

function nextBatch(history: Sent[], random: Random): Sent[] {
  return Array.from({ length: BATCH }, () => nextEvent(history, random))
}

/**
 * The next event of the story; its sender has no answer yet.
 * @param person somebody at random unless told.
 */
export function nextEvent(history: Sent[], random: Random, person = `person-${random.int(PEOPLE)}`): Sent {
  const number = history.length
  const sent: Sent = {
    event: random.pick(['Purchase', 'ViewContent', 'AddToCart']),
    event_id: `e${number}`,
    at: START + number * STEP_MS,
    person,
    value: random.int(1_000) / 100,
    item: `item-${random.int(30)}`,
    fate: 'unknown',
  }
  history.push(sent)
  return sent
}

/** As it is sent. */
export function toNative({ event, event_id, at, person, value, item }: Sent): object {
  return {
    event,
    event_id,
    event_time: at / 1000,
    source: SOURCE,
    user: { external_id: person },
    properties: { value, contents: [{ content_id: item }] },
  }
}

/** The event as the naive oracle wants it. */
export function toPersonEvent({ event, event_id, at, person, value, item }: Sent): PersonEvent {
  const granted = { granted: true, by: 'basis' } as const
  const consent = Object.fromEntries(PURPOSES.map((purpose) => [purpose, granted])) as Record<Purpose, typeof granted>
  const body = { properties: { value, contents: [{ content_id: item }] } }
  const hit: Hit = {
    source: SOURCE,
    channel: 'server',
    name: event,
    event_id,
    id_from: 'sender',
    event_time: at,
    received_at: at,
    ids: [],
    consent,
    body,
  }
  const id = personOf(person)
  return { kind: 'event', person: id, eid: eidOf(hit, id), rev: 0, hit }
}
