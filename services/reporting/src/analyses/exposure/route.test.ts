import { seededRandom } from '@weir/testkit'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fact, store } from '../../../test/facts.ts'
import { askCsv, cellText, shareTexts } from '../../../test/read-csv.ts'
import type { ToldShare } from '../../../test/read-csv.ts'
import { histories, story } from '../../../test/stories.ts'
import type { Told } from '../../../test/stories.ts'
import { createToldWorld } from '../../../test/told-world.ts'
import type { World } from '../../../test/world.ts'

/** Exposures through the route and the real engine, beside an oracle in plain TypeScript. */

const opened = await openTestWarehouse()
let world: World
const HOUR = 3_600_000
const DAY = 24 * HOUR
const FROM = Date.UTC(2024, 1, 1)
const TO = Date.UTC(2024, 1, 15)
const INTO = new Map([['p1', 'p2']])
const random = seededRandom(21)
const TOLD = story(random, {
  people: 40,
  events: 1_800,
  names: ['AdImpression', 'AdImpression', 'AdImpression', 'AdClick', 'VideoView', 'Purchase', 'Lead', 'other'],
  at: () => FROM - 2 * DAY + random.int(18 * 24 * 2) * (HOUR / 2),
  fields: (name) => {
    const isAd = name.startsWith('Ad') || name === 'VideoView'
    return {
      ...(isAd && { campaign_id: random.pick(['c1', 'c2']), ad_id: random.pick(['a1', 'a2', 'a3']) }),
      ...(isAd && random.chance(0.6) && { cost: random.int(8) / 4, cost_currency: random.pick(['EUR', 'USD', '']) }),
      ...(name === 'VideoView' && { duration_ms: random.pick([null, 0, 1_000]), watched_ms: random.pick([null, 500, 1_000]) }),
    }
  },
})

interface Figures<S = ToldShare> {
  persons: number | null
  impressions: number | null
  clicks: number | null
  landings: number | null
  conversions: number | null
  ctr: S
  completion_rate: S
  cvr: S
  spend: Record<string, number> | null
  marginal_cpa: Record<string, number | null> | null
}
interface Answer {
  rows: (Figures & { n: number; and_more?: true })[]
  recency: (Figures & { since_last: string; before: string | null })[]
  fatigue: { n: number; p: number; low: number; high: number | null; found: number } | null
  cap: Record<string, unknown> | null
  exclusion: unknown
}
const ask = async (query: string): Promise<Answer> => {
  const answer = await world.ask('GET', `/v1/reports/exposure?${query}`)
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json()
}

beforeAll(async () => {
  world = await createToldWorld(opened.warehouse, { told: TOLD, into: INTO })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await opened[Symbol.asyncDispose]()
})

interface Shown {
  person: string
  event: Told
  n: number
  gap: number | undefined
  clicks: number
  plays: number
  completions: number
  conversions: number
  spend: Record<string, number>
}

/** What became of each impression. */
function shownTo(unitOf: (event: Told) => string, isMeant: (event: Told) => boolean, windowMs: number): Shown[] {
  const all: Shown[] = []
  for (const [person, told] of histories(TOLD, INTO)) {
    const events = told.filter(({ t }) => t >= FROM && t < TO + windowMs)
    const isAd = (event: Told): boolean => ['AdImpression', 'AdClick', 'VideoView'].includes(event.name) && isMeant(event)
    const ads = events.filter(isAd)
    const shown: Shown[] = []
    for (const event of ads.filter(({ name }) => name === 'AdImpression')) {
      const before = shown.filter((one) => unitOf(one.event) === unitOf(event))
      const gap = before.length === 0 ? undefined : event.t - before.at(-1)!.event.t
      shown.push({ person, event, n: before.length + 1, gap, clicks: 0, plays: 0, completions: 0, conversions: 0, spend: {} })
    }
    const newest = (t: number, of: readonly Shown[]): Shown | undefined => {
      const last = of.findLast((one) => one.event.t <= t)
      return last && t < last.event.t + windowMs ? last : undefined
    }
    for (const event of ads) {
      const own = shown.filter((one) => unitOf(one.event) === unitOf(event))
      const one = event.name === 'AdImpression' ? own.find((other) => other.event === event) : newest(event.t, own)
      if (!one) continue
      const { duration_ms: duration, watched_ms: watched, cost, cost_currency: currency } = event.row
      if (event.name === 'AdClick') one.clicks++
      if (event.name === 'VideoView' && (duration ?? 0) > 0) one.plays++
      if (event.name === 'VideoView' && (duration ?? 0) > 0 && (watched ?? 0) >= duration!) one.completions++
      if (cost !== null) one.spend[currency || 'XXX'] = (one.spend[currency || 'XXX'] ?? 0) + cost
    }
    // Of several at one instant the greatest key is the newest, and it is the last here.
    for (const { t } of events.filter(({ name }) => name === 'Purchase' || name === 'Lead')) {
      const one = newest(t, shown)
      if (one) one.conversions++
    }
    all.push(...shown.filter(({ event }) => event.t < TO))
  }
  return all
}

const RECENCIES = [
  ['first', -1],
  ['0h', 0],
  ['1h', HOUR],
  ['6h', 6 * HOUR],
  ['1d', DAY],
  ['3d', 3 * DAY],
  ['7d', 7 * DAY],
] as const

function figures(shown: readonly Shown[]): Partial<Figures<{ value: number | null }>> {
  const sum = (of: (one: Shown) => number): number => shown.reduce((all, one) => all + of(one), 0)
  const share = (part: number, whole: number): { value: number | null } => ({ value: whole === 0 ? null : part / whole })
  const [clicks, conversions] = [sum((one) => one.clicks), sum((one) => one.conversions)]
  const spend: Record<string, number> = {}
  for (const one of shown)
    for (const [currency, amount] of Object.entries(one.spend)) spend[currency] = (spend[currency] ?? 0) + amount
  return {
    persons: new Set(shown.map(({ person }) => person)).size,
    impressions: shown.length,
    clicks,
    conversions,
    ctr: share(
      sum((one) => Number(one.clicks > 0)),
      shown.length,
    ),
    completion_rate: share(
      sum((one) => one.completions),
      sum((one) => one.plays),
    ),
    cvr: share(conversions, clicks),
    spend,
    marginal_cpa: Object.fromEntries(
      Object.entries(spend).map(([key, amount]) => [key, conversions === 0 ? null : amount / conversions]),
    ),
  }
}

describe('random histories', () => {
  it.each([
    ['per=campaign&window=1d&max_n=6', DAY, (one: Told) => one.row.campaign_id, () => true],
    ['per=all&window=90m&max_n=9', 1.5 * HOUR, () => '', () => true],
    ['per=ad&window=7d&max_n=4', 7 * DAY, (one: Told) => one.row.ad_id, () => true],
    [
      'per=campaign&campaign=c1&window=1d&max_n=5',
      DAY,
      (one: Told) => one.row.campaign_id,
      (one: Told) => one.row.campaign_id === 'c1',
    ],
  ] as const)('%s is what an oracle counts', async (query, windowMs, unitOf, isMeant) => {
    const answer = await ask(`from=2024-02-01&to=2024-02-15&${query}`)
    const shown = shownTo(unitOf, isMeant, windowMs)
    const maxN = Number(/max_n=(\d+)/.exec(query)![1])
    const short = (row: Figures): object => ({
      ...Object.fromEntries(
        ['persons', 'impressions', 'clicks', 'conversions', 'spend', 'marginal_cpa'].map((key) => [key, row[key as 'spend']]),
      ),
      ...Object.fromEntries(['ctr', 'completion_rate', 'cvr'].map((key) => [key, { value: row[key as 'ctr'].value }])),
    })
    const byNumber = Array.from({ length: maxN }, (_, i) => shown.filter(({ n }) => Math.min(n, maxN) === i + 1))
    expect(answer.rows.map((row) => [row.n, short(row)])).toEqual(
      byNumber.flatMap((one, i) => (one.length === 0 ? [] : [[i + 1, figures(one)]])),
    )
    const byRecency = RECENCIES.map(([name, from], i) => {
      const until = RECENCIES[i + 1]?.[1] ?? Infinity
      return [name, shown.filter(({ gap }) => (gap === undefined ? from < 0 : from >= 0 && gap >= from && gap < until))] as const
    })
    expect(answer.recency.map((row) => [row.since_last, short(row)])).toEqual(
      byRecency.flatMap(([name, one]) => (one.length === 0 ? [] : [[name, figures(one)]])),
    )
    expect(shown.length).toBeGreaterThan(200)
    expect(answer.rows.some(({ conversions }) => (conversions ?? 0) > 3)).toBe(true)
  })
})

describe('a landing', () => {
  it('is a click that conversions are divided by, as in the report', async () => {
    const at = Date.UTC(2024, 5, 10)
    const own = { person: 'lander', campaign_id: 'landed' }
    await store(opened.warehouse, [
      fact(at, 'AdImpression', own),
      fact(at + HOUR, 'Pageview', { ...own, click_ids: ['k1'] }),
      // The same click again, and one that arrives: neither is a landing.
      fact(at + 2 * HOUR, 'Pageview', { ...own, click_ids: ['k1'] }),
      fact(at + 3 * HOUR, 'AdClick', own),
      fact(at + 3 * HOUR + 60_000, 'Pageview', { ...own, click_ids: ['k2'] }),
      // Another campaign's, and one that came too late.
      fact(at + 4 * HOUR, 'Pageview', { person: 'lander', campaign_id: 'else', click_ids: ['k3'] }),
      fact(at + 8 * DAY, 'Pageview', { ...own, click_ids: ['k4'] }),
      fact(at + 5 * HOUR, 'Purchase', { person: 'lander' }),
    ])
    const { rows } = await ask('from=2024-06-10&to=2024-06-12&campaign=landed&window=7d')
    expect(rows).toMatchObject([
      { impressions: 1, clicks: 1, landings: 1, conversions: 1, ctr: { value: 1 }, cvr: { value: 0.5 } },
    ])
    const query = 'from=2024-06-10&to=2024-06-12&group_by=campaign&metrics=clicks,landings,ctr'
    const report = (await world.ask('GET', `/v1/reports/segments?${query}`)).json<{ rows: { campaign: string }[] }>()
    expect(report.rows.find(({ campaign }) => campaign === 'landed')).toMatchObject({ clicks: 1, landings: 1, ctr: 1 })
  })
})

describe('a conversion', () => {
  it('that page and server tell of counts once', async () => {
    const at = Date.UTC(2024, 4, 10)
    const order = (source: string, t: number, order_id: string) =>
      fact(t, 'Purchase', { person: 'twice', source, body: { properties: { order_id } } })
    await store(opened.warehouse, [
      fact(at, 'AdImpression', { person: 'twice', campaign_id: 'once' }),
      order('web', at + HOUR, '17'),
      order('server', at + HOUR + 5_000, '17'),
      order('server', at + 2 * HOUR, '18'),
    ])
    const { rows } = await ask('from=2024-05-10&to=2024-05-11&campaign=once')
    expect(rows.map(({ conversions }) => conversions)).toEqual([2])
  })
})

describe('people who tire of an ad', () => {
  const t = Date.UTC(2024, 3, 1)
  const query = 'from=2024-04-01&to=2024-04-15'
  /** Of each person which exposures were clicked, and which bought after. */
  const clicked: number[][] = []
  const bought: number[][] = []
  beforeAll(async () => {
    const draws = seededRandom(4)
    const facts = Array.from({ length: 600 }, (_, i) => {
      const person = `tired${i}`
      clicked.push([])
      bought.push([])
      return Array.from({ length: 8 }, (_, n) => {
        const at = t + n * DAY + draws.int(1_000)
        const isClicked = draws.chance(n < 3 ? 0.2 : 0.05)
        const isBought = isClicked && draws.chance(0.3)
        if (isClicked) clicked.at(-1)!.push(n + 1)
        if (isBought) bought.at(-1)!.push(n + 1)
        return [
          fact(at, 'AdImpression', { person, campaign_id: 'long', cost: 0.01, cost_currency: 'EUR' }),
          ...(isClicked ? [fact(at + 1_000, 'AdClick', { person, campaign_id: 'long' })] : []),
          ...(isBought ? [fact(at + 2_000, 'Purchase', { person })] : []),
        ]
      }).flat()
    }).flat()
    await store(opened.warehouse, facts)
  }, 60_000)

  it('have a point from which on they do, a cap, what it costs, and a rule', async () => {
    const { fatigue, cap, exclusion, rows } = await ask(`${query}&campaign=long&max_n=10`)
    expect(fatigue).toMatchObject({ n: 4, high: 4, found: 1 })
    expect(fatigue?.low).toBeGreaterThanOrEqual(3)
    expect(fatigue?.p).toBeLessThan(1e-6)
    expect(rows).toHaveLength(8)
    expect(cap).toMatchObject({ exposures: 3, persons: 600, persons_beyond: 600, impressions_beyond: 3_000 })
    const lost = (did: number[][]): number =>
      did.filter((numbers) => numbers.length > 0 && numbers.every((n) => n > 3)).length /
      did.filter((numbers) => numbers.length > 0).length
    expect(cap).toMatchObject({ clickers_lost: { value: lost(clicked) }, converters_lost: { value: lost(bought) } })
    expect(lost(clicked)).toBeGreaterThan(0.1)
    expect(exclusion).toEqual({ exposure: { campaign: 'long' }, within: '14d', count: { gte: 3 } })
    // The same question has the same answer.
    expect((await ask(`${query}&campaign=long&max_n=10`)).fatigue).toEqual(fatigue)
  })

  it('have none where nothing changes, and no rule where several campaigns would need one each', async () => {
    const even = await ask(`${query.replace('04-15', '04-04')}&campaign=long`)
    expect([even.fatigue, even.cap, even.exclusion]).toEqual([null, null, null])
    const several = await ask(`${query}&per=ad`)
    expect([several.fatigue?.n, several.exclusion]).toEqual([4, null])
    expect((await ask(`${query}&per=all`)).exclusion).toEqual({ exposure: {}, within: '14d', count: { gte: 3 } })
  })

  it('hide what few did', async () => {
    const { rows, cap } = await ask(`${query}&campaign=long&min_group=601`)
    expect(rows.every(({ persons, ctr, spend }) => persons === null && ctr.value === null && spend === null)).toBe(true)
    expect(cap).toMatchObject({ persons: null, clickers_lost: { value: null } })
  })

  it('come as CSV, by number or by recency', async () => {
    const asked = `${query}&campaign=long&max_n=4`
    const { rows, recency } = await ask(asked)
    const figures = (one: Figures): string[] => [
      ...[one.persons, one.impressions, one.clicks, one.landings, one.conversions].map(cellText),
      ...[one.ctr, one.completion_rate, one.cvr].flatMap(shareTexts),
      ...[one.spend?.['EUR'], one.marginal_cpa?.['EUR'], null].map(cellText),
    ]
    const columns =
      'persons,impressions,clicks,landings,conversions,ctr,ctr_low,ctr_high,completion_rate,completion_rate_low,' +
      'completion_rate_high,cvr,cvr_low,cvr_high,spend_EUR,marginal_cpa_EUR,suppressed'
    const numbered = await askCsv(world, 'GET', `/v1/reports/exposure?${asked}&format=csv`)
    expect(numbered.headings).toBe(`n,and_more,${columns}`)
    expect(numbered.lines).toEqual(rows.map((one) => [cellText(one.n), one.n === 4 ? 'true' : '', ...figures(one)]))
    const recent = await askCsv(world, 'GET', `/v1/reports/exposure?${asked}&format=csv&table=recency`)
    expect(recent.headings).toBe(`since_last,before,${columns}`)
    expect(recent.lines).toEqual(recency.map((one) => [one.since_last, cellText(one.before), ...figures(one)]))
    const hidden = await askCsv(world, 'GET', `/v1/reports/exposure?${asked}&format=csv&min_group=601`)
    expect(hidden.lines[0]).toEqual(['1', ...Array<string>(17).fill(''), 'true'])
    expect(hidden.lines.every((line) => line.at(-1) === 'true')).toBe(true)
  })

  it('become a segment by one call, through the door of all segments', async () => {
    const save = (body: object) => world.ask('POST', '/v1/reports/exposure/segment', body)
    const saved = await save({ id: 'tired', campaign: 'long', cap: 3, within: '14d', min_size: 5 })
    expect(saved.statusCode, saved.body).toBe(200)
    const rule = { exposure: { campaign: 'long' }, within: '14d', count: { gte: 3 } }
    expect(saved.json()).toMatchObject({ id: 'tired', version: 1, min_size: 5, rule })
    expect((await world.ask('GET', '/v1/segments/tired')).json()).toMatchObject({ rule })
    const preview = await world.ask('POST', '/v1/segments/preview', { rule, as_of: '2024-04-09' })
    expect(preview.json()).toMatchObject({ known_people: expect.any(Number) as number })
    const faults = async (body: object): Promise<unknown> => {
      const answer = await save(body)
      return [answer.statusCode, answer.json<{ errors?: { path: string }[] }>().errors?.map(({ path }) => path)]
    }
    expect(await faults({ id: 'No Id', cap: 3 })).toEqual([400, ['id']])
    expect(await faults({ id: 'tired', cap: 0 })).toEqual([400, ['cap']])
    expect(await faults({ id: 'tired', cap: 3, within: 'long' })).toEqual([400, ['within']])
  })

  it('are asked for in a way that is told when it is wrong', async () => {
    const faults = async (query: string): Promise<unknown> => {
      const answer = await world.ask('GET', `/v1/reports/exposure?${query}`)
      return [answer.statusCode, answer.json<{ errors?: { path: string }[] }>().errors?.map(({ path }) => path)]
    }
    expect(await faults('per=day')).toEqual([400, ['per']])
    expect(await faults('window=91d')).toEqual([400, ['window']])
    expect(await faults('max_n=1')).toEqual([400, ['max_n']])
    expect(await faults('from=2024-05-01&to=2024-04-01')).toEqual([400, ['from']])
  })
})
