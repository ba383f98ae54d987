import { afterAll, beforeAll, expect, test } from 'vitest'
import { seededRandom, sharesOf } from '@weir/testkit'
import { ADMIN_KEY, startWeir } from '../support/embedded.ts'
import type { LocalWeir } from '../support/embedded.ts'
import { figuresOf, finalAnswer } from '../support/embedded-client.ts'
import type { Figures } from '../support/embedded-client.ts'
import { DIALECTS } from '../support/refusals.ts'

/**
 * Consent means the same in every number: whatever people say, in whatever dialect and order, who
 * is counted is who is listed, in every file, and whom SQL finds.
 */

const START = Date.UTC(2024, 6, 1)
const STEP_MS = 10_000
const PEOPLE = 40
const ROUNDS = 5
/** So many turns make other statements each. */
const TURNS = 4
const SAID_PER_ROUND = 30
const RULE = { event: { name: 'Purchase' }, within: 'all' }
const SEGMENTS: Record<string, { rule: object; purposes?: string[] }> = {
  buyers: { rule: RULE },
  open: { rule: RULE, purposes: [] },
  profiled: { rule: RULE, purposes: ['profiling'] },
  strict: { rule: RULE, purposes: ['storage', 'profiling', 'personalised_ads', 'measurement', 'modelling'] },
  referring: { rule: { any: [{ segment: 'profiled' }, { not: { segment: 'buyers' } }] }, purposes: ['measurement'] },
}
const PURPOSES = ['storage', 'profiling', 'personalised_ads', 'measurement', 'modelling']

let weir: LocalWeir
beforeAll(async () => {
  weir = await startWeir()
  await weir.client.setClock(START)
  await weir.client.put('/v1/sources/shop', { name: 'Shop', kind: 'pixel', consent_basis: 'assumed' })
  for (const [id, definition] of Object.entries(SEGMENTS))
    await weir.client.put(`/v1/segments/${id}`, { name: id, ...definition })
})
afterAll(() => weir[Symbol.asyncDispose]())

const userOf = (n: number) => ({ external_id: `p-${n}`, email: `p-${n}@example.com` })

/** What the numbers of a segment are that should be one number. */
async function numbersOf(
  segment: string,
  at: number,
): Promise<Figures & Record<'overlap' | 'before' | 'after' | 'history', number>> {
  const { client } = weir
  const { rule, purposes } = SEGMENTS[segment]!
  const other = segment === 'open' ? 'buyers' : 'open'
  const overlap = await client.post<{ segments: { size: number }[] }>('/v1/segments/overlap', { segments: [segment, other] })
  const diff = await client.post<{ size_before: number; size_after: number }>(`/v1/segments/${segment}/diff`, {
    rule,
    ...(purposes ? { purposes } : {}),
    as_of: at,
  })
  const range = `from=2024-07-01&to=2024-07-02&step=day`
  const history = await finalAnswer<{ rows: { total: number }[] }>(client, `/v1/segments/${segment}/history?${range}`)
  return {
    ...(await figuresOf(client, segment, at)),
    overlap: overlap.segments[0]!.size,
    before: diff.size_before,
    after: diff.size_after,
    history: history.rows.at(-1)!.total,
  }
}
const disagree = (numbers: object): boolean => new Set(Object.values(numbers)).size > 1

const NAME = `${ROUNDS * SAID_PER_ROUND} statements of ${PEOPLE} people in six dialects: ${ROUNDS * 5} times ten numbers that agree`

test.each(sharesOf('statements', TURNS))(`${NAME} (%i)`, async (share) => {
  const { client } = weir
  const random = seededRandom(20_240_701 + share)
  await client.send(
    Array.from({ length: PEOPLE }, (_, n) => ({
      event: 'Purchase',
      event_id: `bought-${n}`,
      event_time: START / 1000,
      source: 'shop',
      user: userOf(n),
    })),
  )
  const seen = new Set<number>()
  for (let round = 1; round <= ROUNDS; round++) {
    const now = START + (share * ROUNDS + round) * STEP_MS
    await client.setClock(now)
    for (let i = 0; i < SAID_PER_ROUND; i++) {
      const send = DIALECTS[random.pick(Object.keys(DIALECTS))]!
      const about = random.chance(0.3) ? PURPOSES : [random.pick(PURPOSES)]
      const purposes = Object.fromEntries(about.map((purpose) => [purpose, random.chance(0.5)]))
      const hit = {
        event: 'Consent',
        event_id: `said-${share}-${round}-${i}`,
        user: userOf(random.int(PEOPLE)),
        consent: { purposes },
      }
      // Some come late.
      const { status } = await send(client, ADMIN_KEY, now - 1000 * random.int(25), hit)
      expect(status).toBeLessThan(300)
    }
    await weir.settled()
    for (const segment of Object.keys(SEGMENTS)) {
      const numbers = await numbersOf(segment, now)
      expect(disagree(numbers), `${segment} after round ${round}: ${JSON.stringify(numbers)}`).toBe(false)
      seen.add(numbers.size)
    }
  }
  // They were not all of everybody, or of nobody.
  expect(seen.size).toBeGreaterThan(6)
})

test('who is counted and not listed, since somebody denied under their address, is told as withheld', async () => {
  const { client } = weir
  const now = START + (TURNS * ROUNDS + 1) * STEP_MS
  await client.setClock(now)
  const event = (n: number, name: string, user: object, more: object = {}) => ({
    event: name,
    event_id: `${name}-late-${n}`,
    event_time: now / 1000,
    source: 'shop',
    user,
    ...more,
  })
  const phone = '+4915112345679'
  // A number that so many customers give links nobody: it is known of each who gives it.
  const visitors = Array.from({ length: 25 }, (_, n) => 2_000 + n)
  for (const n of visitors) await client.send([event(n, 'Visit', { external_id: `p-${n}`, phone })])
  await weir.settled()
  const mine = Array.from({ length: 12 }, (_, n) => 1_000 + n)
  await client.send(mine.map((n) => event(n, 'Purchase', { ...userOf(n), ...(n < 1_005 ? { phone } : {}) })))
  await weir.settled()
  const before = await numbersOf('profiled', now)
  const no = { consent: { purposes: { profiling: false } } }
  await client.send([event(3_000, 'Consent', { phone }, no)])
  await weir.settled()

  const numbers = await numbersOf('profiled', now)
  expect(numbers).toMatchObject({ size: before.size, members: before.size - 5, csv: before.size - 5 })
  // The canary: numbers that disagree are noticed.
  expect(disagree(numbers)).toBe(true)
  const withheld = async (path: string) => (await client.get<{ withheld: number | null }>(path)).withheld
  expect(await withheld('/v1/segments/profiled/size')).toBe(5)
  expect(await withheld('/v1/segments/profiled')).toBe(5)
  expect(await withheld('/v1/segments/open/size')).toBe(0)
  const list = await client.get<{ segments: { id: string; withheld?: number }[] }>('/v1/segments?include=matchable')
  expect(list.segments.map(({ id, withheld }) => [id, withheld])).toContainEqual(['profiled', 5])
  const asked = { rule: RULE, purposes: ['profiling'], as_of: now }
  expect(await client.post('/v1/segments/preview', asked)).toMatchObject({ size: before.size, withheld: 5 })

  // Of fewer than min_size who are listed, nothing is told.
  await client.put('/v1/segments/profiled', { name: 'P', ...SEGMENTS['profiled'], min_size: before.size - 4 })
  expect((await client.call('GET', '/v1/segments/profiled/size')).status).toBe(409)
  expect(await client.get('/v1/segments/profiled')).toMatchObject({ size: null, withheld: null, below_min_size: true })
})
