import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from '@weir/testkit'
import type { Client } from '../../support/embedded-client.ts'
import { nextEvent, toNative } from '../traffic.ts'
import type { Traffic } from '../traffic.ts'

/** Requests of one event at a fixed pace, as far as so many senders can keep it up. */
export interface PacedTraffic extends Traffic {
  /** Events that were sent, and how many of them had no acknowledgement at the first try. */
  firstTries: { sent: number; failed: number }
  /** How many requests were made per second, those among them that were made again. */
  perSecond(): number
}

const TICK_MS = 10
/** More senders than that would only find out what their own machine can do. */
const SENDERS_MAX = 300
const RETRY_MS_MIN = 150
const RETRY_MS_MAX = 600
/** So long a sender goes on trying after the end of the traffic. */
const LAST_TRIES_MS = 20_000

/** Senders who know nothing of each other. Each tries again until it is acknowledged. */
export function startPaced(random: Random, perSecond: number, target: () => Client): PacedTraffic {
  const history: Traffic['history'] = []
  const counts = { requests: 0, acknowledged: 0, unanswered: 0, repeated: 0 }
  const answers: Traffic['answers'] = []
  const firstTries = { sent: 0, failed: 0 }
  const underWay = new Set<Promise<void>>()
  const begun = performance.now()
  let ended: number | undefined

  const attempt = async (event: object): Promise<boolean> => {
    counts.requests++
    const asked = performance.now()
    const answer = await target()
      .call('POST', '/v1/events', [event])
      .catch(() => undefined)
    if (answer?.status === 202) {
      answers.push({ at: performance.now(), ms: performance.now() - asked })
      return true
    }
    counts.unanswered++
    return false
  }
  const deliver = async (): Promise<void> => {
    const sent = nextEvent(history, random)
    firstTries.sent++
    for (let tries = 0; !(await attempt(toNative(sent))); tries++) {
      if (tries === 0) firstTries.failed++
      if (ended !== undefined && performance.now() > ended + LAST_TRIES_MS) return
      await sleep(RETRY_MS_MIN + random.int(RETRY_MS_MAX - RETRY_MS_MIN))
    }
    sent.fate = 'ok'
    counts.acknowledged++
  }
  let last = begun
  let due = 0
  const timer = setInterval(() => {
    const now = performance.now()
    due += ((now - last) / 1000) * perSecond
    last = now
    for (; due >= 1; due--) {
      if (underWay.size >= SENDERS_MAX) continue
      const one = deliver().finally(() => underWay.delete(one))
      underWay.add(one)
    }
  }, TICK_MS)
  return {
    history,
    counts,
    answers,
    firstTries,
    perSecond: () => counts.requests / (((ended ?? performance.now()) - begun) / 1000),
    async stop() {
      clearInterval(timer)
      ended = performance.now()
      await Promise.all(underWay)
    },
  }
}
