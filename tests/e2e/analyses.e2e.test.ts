import { seededRandom } from '@weir/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { finalAnswer, finalReport, membersOf, personOf } from '../support/embedded-client.ts'
import { startWeir } from '../support/embedded.ts'
import type { LocalWeir } from '../support/embedded.ts'

/**
 * Funnels, retention, exposure, growth and the leaderboard of a deployment, after events that came
 * in no order and persons who turned out to be one, beside counts in plain TypeScript.
 */

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = Date.UTC(2024, 5, 1)
const FROM = Date.UTC(2024, 3, 1)
const PEOPLE = 60
const RANGE = { from: '2024-04-01', to: '2024-05-01' }
const WINDOW = 2 * DAY

interface Did {
  who: number
  name: string
  at: number
}

/** No two events of a person are at one instant. */
function story(): Did[] {
  const random = seededRandom(17)
  const taken = new Set<string>()
  return Array.from({ length: 2_400 }, (): Did => {
    const who = random.int(PEOPLE)
    const name = random.pick(['ViewContent', 'ViewContent', 'AddToCart', 'Purchase', 'AdImpression', 'AdImpression', 'AdClick'])
    let at = FROM + random.int(35 * 24) * HOUR
    while (taken.has(`${who} ${at}`)) at += 1_000
    taken.add(`${who} ${at}`)
    return { who, name, at }
  })
}

const DID = story()
/** Everybody's events in order; those of 0 and 1, and of 2 and 3, are one person's. */
const HISTORIES = new Map<number, Did[]>()
for (const one of DID.toSorted((a, b) => a.at - b.at)) {
  const person = one.who < 4 ? one.who - (one.who % 2) : one.who
  HISTORIES.set(person, [...(HISTORIES.get(person) ?? []), one])
}
const inRange = ({ at }: Did): boolean => at >= FROM && at < Date.UTC(2024, 4, 1)
const isBuyer = (events: readonly Did[], at: number): boolean =>
  events.some((event) => event.name === 'Purchase' && event.at < at && event.at > at - 7 * DAY)

/** Visitors 1 and 3 are known by a cookie until a login has it, too. */
const userOf = (who: number): object => (who === 1 || who === 3 ? { ttp: `cookie-${who}` } : { external_id: `p${who}` })

let weir: LocalWeir

beforeAll(async () => {
  weir = await startWeir({ WEIR_RETENTION: '400d' })
  await weir.client.setClock(NOW)
  await weir.client.put('/v1/sources/app', { name: 'App', kind: 'import', consent_basis: 'assumed' })
  const rule = { event: { name: 'Purchase' }, within: '7d' }
  await weir.client.put('/v1/segments/buyers', { name: 'Buyers', rule })
  const random = seededRandom(18)
  const shuffled = DID.map((one) => ({ one, place: random.int(1_000_000) })).toSorted((a, b) => a.place - b.place)
  await weir.client.send(
    shuffled.map(({ one: { who, name, at } }, n) => ({
      source: 'app',
      event: name,
      event_id: `e${n}`,
      event_time: at / 1_000,
      user: userOf(who),
      ...(name.startsWith('AdI') || name === 'AdClick' ? { ad: { campaign_id: 'c1', cost: 0.5, currency: 'EUR' } } : {}),
    })),
  )
  const link = (who: number) => ({ external_id: `p${who}`, ttp: `cookie-${who + 1}` })
  await weir.client.send(
    [0, 2].map((who) => ({ source: 'app', event: 'Login', event_id: `l${who}`, event_time: NOW / 1_000 - 60, user: link(who) })),
  )
  await weir.settled()
  await finalReport(weir.client, 'group_by=segment&from=2024-03-01&to=2024-06-02')
}, 120_000)
afterAll(() => weir?.[Symbol.asyncDispose]())

test('a funnel by segment is what people did, whatever came late and whoever was merged', async () => {
  interface Answer {
    final: boolean
    rows: { group: string | null; steps: { reached: number }[] }[]
  }
  const names = ['ViewContent', 'AddToCart', 'Purchase']
  const body = { ...RANGE, steps: names.map((name) => ({ event: { name } })), window: '48h', count: 'persons' }
  const all = await weir.client.post<Answer>('/v1/reports/funnel', body)
  const buyers = await weir.client.post<Answer>('/v1/reports/funnel', { ...body, group_by: 'segment' })
  const right = { all: [0, 0, 0], buyers: [0, 0, 0] }
  for (const events of HISTORIES.values()) {
    const attempts = events
      .filter((event) => event.name === names[0] && inRange(event))
      .map((start) => {
        const cart = events.find((event) => event.name === names[1] && event.at > start.at)
        const order = cart && events.find((event) => event.name === names[2] && event.at > cart.at)
        const isIn = (event: Did | undefined): boolean => event !== undefined && event.at - start.at <= WINDOW
        return { start, level: isIn(cart) ? (isIn(order) ? 3 : 2) : 1 }
      })
    const best = attempts.toSorted((a, b) => b.level - a.level || a.start.at - b.start.at)[0]
    if (!best) continue
    for (let step = 0; step < best.level; step++) {
      right.all[step]! += 1
      if (isBuyer(events, best.start.at)) right.buyers[step]! += 1
    }
  }
  const reached = ({ rows }: Answer) => rows[0]?.steps.map((step) => step.reached)
  expect([reached(all), reached(buyers)]).toEqual([right.all, right.buyers])
  expect(right.buyers[2]).toBeGreaterThan(3)
  expect(buyers.final).toBe(true)
})

test('retention is who came back', async () => {
  interface Answer {
    rows: { cohorts: { cohort: string | null; persons: number; periods: { persons: number }[] }[] }[]
  }
  const body = {
    ...RANGE,
    first: { name: 'ViewContent' },
    returning: { name: 'Purchase' },
    unit: 'week',
    periods: 4,
    tz: 'Europe/Berlin',
  }
  const { rows } = await weir.client.post<Answer>('/v1/reports/retention', body)
  const dayOf = (ms: number): number =>
    Date.parse(new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin' }).format(ms)) / DAY
  const weekOf = (ms: number): number => Math.floor((dayOf(ms) + 3) / 7)
  const range = (at: number): boolean => dayOf(at) >= Date.parse(RANGE.from) / DAY && dayOf(at) < Date.parse(RANGE.to) / DAY
  const right = new Map<string, { persons: number; returned: number[] }>()
  for (const events of HISTORIES.values()) {
    const first = events.find(({ name, at }) => name === 'ViewContent' && range(at))
    if (!first) continue
    const cohort = new Date((weekOf(first.at) * 7 - 3) * DAY).toISOString().slice(0, 10)
    const row = right.get(cohort) ?? { persons: 0, returned: [0, 0, 0, 0, 0] }
    const weeks = new Set(
      events.filter(({ name, at }) => name === 'Purchase' && at > first.at).map(({ at }) => weekOf(at) - weekOf(first.at)),
    )
    right.set(cohort, {
      persons: row.persons + 1,
      returned: row.returned.map((count, period) => count + Number(weeks.has(period))),
    })
  }
  const told = rows[0]?.cohorts
    .slice(1)
    .map(({ cohort, persons, periods }) => [cohort, { persons, returned: periods.map((one) => one.persons) }])
  expect(new Map(told as never)).toEqual(right)
})

test('exposures are counted per person, and a cap becomes a segment of those who have seen as many', async () => {
  interface Answer {
    rows: { n: number; impressions: number; clicks: number }[]
  }
  const { rows } = await weir.client.get<Answer>('/v1/reports/exposure?from=2024-04-01&to=2024-05-01&window=2d&max_n=50')
  const right = Array.from({ length: 50 }, (_, i) => ({ n: i + 1, impressions: 0, clicks: 0 }))
  for (const events of HISTORIES.values()) {
    const shown = events.filter(({ name, at }) => name === 'AdImpression' && at >= FROM)
    for (const [i, { at }] of shown.entries()) {
      if (!inRange(shown[i]!)) continue
      const next = Math.min(shown[i + 1]?.at ?? Infinity, at + WINDOW)
      right[i]!.impressions++
      right[i]!.clicks += events.filter((event) => event.name === 'AdClick' && event.at > at && event.at < next).length
    }
  }
  expect(rows.map(({ n, impressions, clicks }) => ({ n, impressions, clicks }))).toEqual(
    right.filter(({ impressions }) => impressions > 0),
  )
  await weir.client.post('/v1/reports/exposure/segment', { id: 'seen-enough', campaign: 'c1', cap: 12, within: '60d' })
  await weir.settled()
  const seen = [...HISTORIES].filter(
    ([, events]) => events.filter(({ name, at }) => name === 'AdImpression' && at > NOW - 60 * DAY).length >= 12,
  )
  const alone = seen.filter(([who]) => who >= 4).map(([who]) => personOf(`p${who}`))
  const members = (await membersOf(weir.client, 'seen-enough')).map(({ person }) => person)
  expect(members).toHaveLength(seen.length)
  expect(members).toEqual(expect.arrayContaining(alone))
  expect(alone.length).toBeGreaterThan(5)
})

test('the leaderboard and growth agree with the other reports', async () => {
  const board = await weir.client.get<{ currency: string; rows: { segment: string; value: number; others: number }[] }>(
    '/v1/reports/leaderboard?from=2024-04-01&to=2024-05-01&attribution=none&segments=buyers',
  )
  const of = (events: readonly Did[], isIn: boolean) =>
    events.filter((event) => inRange(event) && isBuyer(events, event.at) === isIn)
  const cpa = (isIn: boolean): number => {
    const own = [...HISTORIES.values()].flatMap((events) => of(events, isIn))
    return (
      (own.filter(({ name }) => name.startsWith('Ad') && name !== 'AddToCart').length * 0.5) /
      own.filter(({ name }) => name === 'Purchase').length
    )
  }
  expect(board.currency).toBe('EUR')
  expect(board.rows[0]?.value).toBeCloseTo(cpa(true), 9)
  expect(board.rows[0]?.others).toBeCloseTo(cpa(false), 9)
  const range = 'from=2024-04-01&to=2024-05-01&tz=Europe/Berlin'
  const growth = await finalAnswer<{ rows: { days: { size: number; joined: number; left: number }[] }[] }>(
    weir.client,
    `/v1/reports/growth?segments=buyers&${range}`,
  )
  const history = await finalAnswer<{ rows: { total: number; entered: number; left: number }[] }>(
    weir.client,
    `/v1/segments/buyers/history?${range}`,
  )
  expect(growth.rows[0]?.days.map(({ size, joined, left }) => [size, joined, left])).toEqual(
    history.rows.map(({ total, entered, left }) => [total, entered, left]),
  )
})
