import { afterAll, beforeAll, expect, test } from 'vitest'
import { seededRandom } from '@weir/testkit'
import { ADMIN_KEY, startWeir } from '../support/embedded.ts'
import type { LocalWeir } from '../support/embedded.ts'
import { figuresOf } from '../support/embedded-client.ts'
import type { Figures } from '../support/embedded-client.ts'
import { DIALECTS } from '../support/refusals.ts'

/**
 * Consent means the same in every number: whatever people say, in whatever dialect and order, who
 * is counted is who is listed, in every file, and whom SQL finds.
 */

const START = Date.UTC(2024, 6, 1)
const STEP_MS = 10_000
const PEOPLE = 40
const ROUNDS = 8
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
  for (const [id, definition] of Object.entries(SEGMENTS)) await weir.client.put(`/v1/segments/${id}`, { name: id, ...definition })
})
afterAll(() => weir[Symbol.asyncDispose]())

const userOf = (n: number) => ({ external_id: `p-${n}`, email: `p-${n}@example.com` })

/** What the numbers of a segment are that should be one number. */
async function numbersOf(segment: string, at: number): Promise<Figures & Record<'overlap' | 'before' | 'after' | 'history', number>> {
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
  const history = await client.get<{ rows: { total: number }[] }>(`/v1/segments/${segment}/history?${range}`)
  return {
    ...(await figuresOf(client, segment, at)),
    overlap: overlap.segments[0]!.size,
    before: diff.size_before,
    after: diff.size_after,
    history: history.rows.at(-1)!.total,
  }
}
const disagree = (numbers: object): boolean => new Set(Object.values(numbers)).size > 1

test(`${ROUNDS * SAID_PER_ROUND} statements of ${PEOPLE} people in six dialects: ${ROUNDS * 5} times ten numbers that agree`, async () => {
  const { client } = weir
  const random = seededRandom(20_240_701)
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
    const now = START + round * STEP_MS
    await client.setClock(now)
    for (let i = 0; i < SAID_PER_ROUND; i++) {
      const send = DIALECTS[random.pick(Object.keys(DIALECTS))]!
      const about = random.chance(0.3) ? PURPOSES : [random.pick(PURPOSES)]
      const purposes = Object.fromEntries(about.map((purpose) => [purpose, random.chance(0.5)]))
      const hit = { event: 'Consent', event_id: `said-${round}-${i}`, user: userOf(random.int(PEOPLE)), consent: { purposes } }
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
  expect(seen.size).toBeGreaterThan(10)
})
