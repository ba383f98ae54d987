import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { bodyFor, EVENTS_2, NATIVE, openIngest, PIXEL, post } from '../../test/harness.ts'

/**
 * One person who is sent about as fast as a script can: bounded with a reason, at nobody else's
 * cost.
 */

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => void vi.useRealTimers())

const event = (person: string, id: string): object => bodyFor(NATIVE, { event_id: id, user: { external_id: person } })

test('events beyond the rate are refused by name, those of others are taken', async () => {
  await using ingest = await openIngest({ personRate: 5 })
  const events = [
    ...Array.from({ length: 60 }, (_, i) => event('hot', `h${i}`)),
    event('ann', 'a'),
    bodyFor(NATIVE, { event_id: 'n' }),
  ]
  const answer = await post(ingest, NATIVE, events)
  const { accepted, rejected } = answer.json() as { accepted: number; rejected: object[] }
  expect(accepted).toBe(50 + 2)
  expect(rejected).toHaveLength(10)
  expect(rejected[0]).toMatchObject({
    index: 50,
    code: 'rate_limited',
    path: 'user',
    message: expect.stringContaining('5 events a second'),
  })
  vi.advanceTimersByTime(1_000)
  expect(
    (
      await post(
        ingest,
        NATIVE,
        Array.from({ length: 10 }, (_, i) => event('hot', `l${i}`)),
      )
    ).json(),
  ).toMatchObject({ accepted: 5 })
})

test('a refusal of consent is taken, however many events came', async () => {
  await using ingest = await openIngest({ personRate: 1 })
  for (let i = 0; i < 20; i++) await post(ingest, NATIVE, event('hot', `h${i}`))
  const consent = { purposes: { personalised_ads: false } }
  const answer = await post(ingest, NATIVE, { ...event('hot', 'no'), event: 'Consent', consent })
  expect(answer.json()).toMatchObject({ accepted: 1 })
})

test('the other dialects say so in their own way', async () => {
  await using ingest = await openIngest({ personRate: 1 })
  const user = { external_id: 'hot' }
  for (let i = 0; i < 10; i++) await post(ingest, NATIVE, event('hot', `h${i}`))
  // A request that is taken as a whole is not limited by one person: it may hold somebody's refusal
  // of consent.
  expect((await post(ingest, EVENTS_2, bodyFor(EVENTS_2, { user }))).json()).toMatchObject({ code: 0 })
  expect((await post(ingest, PIXEL, bodyFor(PIXEL, { user }))).statusCode).toBe(429)
})
