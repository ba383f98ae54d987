import type { FactRow } from '@weir/contracts'
import { durationMs } from '@weir/contracts'
import type { Random } from '@weir/testkit'
import { seededRandom } from '@weir/testkit'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { clickTouches, meetingsSql } from '@weir/warehouse'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { absorb } from '../../../test/aliases.ts'
import { journeysOf, shapleyByDefinition, sharesOf, WHOLE } from '../../../test/attribution-oracle.ts'
import type { Journey } from '../../../test/attribution-oracle.ts'
import { fact, store } from '../../../test/facts.ts'
import type { World } from '../../../test/world.ts'
import { createWorld } from '../../../test/world.ts'
import { createReportReader } from '../../shared/reader.ts'
import type { Sql } from '../../shared/sql/sql.ts'
import { sql } from '../../shared/sql/sql.ts'
import { candidatesSql, conversionsSql } from './conversions-query.ts'
import type { Credit } from './models.ts'
import { MODELS } from './models.ts'

/** Random histories, through the real engine and by the oracle. */

const DAY = 86_400_000
const FROM = Date.UTC(2025, 2, 20)
const TO = Date.UTC(2025, 3, 10)
const NAMES = ['Purchase', 'Lead']
const PEOPLE = 300

const opened = await openTestWarehouse()
const reader = createReportReader(opened.warehouse)
const aliases = new Map<string, string>()
const facts: FactRow[] = []
let world: World

/** What one person does in six weeks; instants are few, so that many events share one. */
function history(random: Random, person: string): FactRow[] {
  const clicks = [`${person}-1`, `${person}-2`, `${person}-3`]
  return Array.from({ length: random.int(16) }).flatMap((): FactRow[] => {
    const name = random.pick(['AdClick', 'AdImpression', 'VideoView', 'Pageview', 'Purchase', 'Purchase', 'Lead'])
    const at = FROM - 20 * DAY + random.int(42 * 8) * (DAY / 8) + random.pick([0, 0, 0, 1, 600_000, 1_800_000, 1_800_001])
    const isAd = random.chance(0.8) && name !== 'Purchase' && name !== 'Lead'
    const isBuy = name === 'Purchase'
    const click_ids = random.chance(0.25) ? { click_ids: random.chance(0.2) ? clicks.slice(0, 2) : [random.pick(clicks)] } : {}
    const one = fact(at, name, {
      person: random.chance(0.3) && aliases.has(`${person}-x`) ? `${person}-x` : person,
      source: random.pick(['shop', 'shop', 'crm']),
      ...(random.chance(0.3) ? { event_id: `${person}-${random.int(3)}` } : {}),
      ...(isAd
        ? {
            campaign_id: random.pick(['c1', 'c2', 'c3']),
            adgroup_id: random.pick(['g1', 'g2']),
            ad_id: random.pick(['a1', 'a2', 'a3']),
          }
        : {}),
      ...(isBuy ? { value: random.int(10_000) / 100, currency: random.pick(['EUR', 'USD']) } : {}),
      ...click_ids,
      ...(random.chance(0.05) ? { consent_measurement: 3 } : {}),
      ...(random.chance(0.05) ? { bot: 'user_agent' as const } : {}),
      body: {
        ...(isBuy && random.chance(0.4) ? { properties: { order_id: random.pick([random.int(2), `${random.int(2)}`]) } } : {}),
        ...(random.chance(0.5)
          ? { page: { url: `https://shop.example/?utm_${random.pick(['id', 'campaign'])}=c%204+${random.int(2)}` } }
          : {}),
      },
    })
    const isTwice = (isBuy || name === 'Lead') && random.chance(0.4)
    return isTwice ? [one, twinOf(random, one, at)] : [one]
  })
}

/** The same conversion as another source tells of it, up to and beyond 48 h later. */
function twinOf(random: Random, one: FactRow, at: number): FactRow {
  const { name, person, value, currency, event_id, body } = one
  const named = random.chance(0.5) ? { event_id } : {}
  const later = random.pick([0, 1, 1000, 2 * DAY - 1, 2 * DAY, 2 * DAY + 1])
  return fact(at + later, name, { person, value, currency, body, ...named, source: one.source === 'crm' ? 'shop' : 'crm' })
}

beforeAll(async () => {
  world = await createWorld({ warehouse: opened.warehouse })
  const random = seededRandom(Number(process.env['PROPERTY_SEED'] ?? 12))
  for (let n = 0; n < PEOPLE; n++) {
    if (random.chance(0.2)) aliases.set(`p${n}-x`, `p${n}`)
    facts.push(...history(random, `p${n}`))
  }
  await store(opened.warehouse, random.shuffle(facts))
  await absorb(opened.warehouse, [...aliases])
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await opened[Symbol.asyncDispose]()
})

const CREDITS: Credit[] = [
  { model: 'last_touch' },
  { model: 'first_touch' },
  { model: 'linear' },
  { model: 'time_decay', halfLifeMs: 7 * DAY },
  { model: 'time_decay', halfLifeMs: 1000 },
  { model: 'position_based', first: 40, middle: 20, last: 40 },
  { model: 'position_based', first: 0, middle: 100, last: 0 },
  { model: 'position_based', first: 33, middle: 33, last: 34 },
  { model: 'shapley', channel: 'campaign' },
  { model: 'shapley', channel: 'ad' },
]
const WINDOWS: [click: string | undefined, view: string | undefined][] = [
  ['7d', '1d'],
  ['28d', '7d'],
  ['1d', undefined],
  [undefined, '1d'],
]
const msOf = (span: string | undefined): number | undefined => (span === undefined ? undefined : durationMs(span))

function journeys(clickMs: number | undefined, viewMs: number | undefined, names = NAMES): Journey[] {
  return journeysOf({ facts, aliases, from: FROM, to: TO, names, clickMs, viewMs })
}

/** By conversion and campaign the units of credit. */
function expectedOf(all: readonly Journey[], credit: Credit): Map<string, bigint> {
  const units = new Map<string, bigint>()
  for (const { conversion, counted } of all) {
    const shares = sharesOf(counted, credit)
    counted.forEach(({ campaign }, i) => {
      const key = `${conversion.row.eid} ${campaign}`
      units.set(key, (units.get(key) ?? 0n) + shares[i]!)
    })
  }
  return new Map([...units].filter(([, share]) => share > 0n))
}

const Credited = z.object({ eid: z.string(), campaign: z.string(), units: z.string().transform(BigInt) })

describe.each(WINDOWS)('within %s of a click and %s of a view', (click, view) => {
  const [clickMs, viewMs] = [msOf(click), msOf(view)]
  it.each(CREDITS)('credit of $model is what the oracle says, and adds up to each conversion', async (credit) => {
    const scope = { from: FROM, to: TO, sources: undefined, anonymous: false }
    const rows = conversionsSql({ scope, names: NAMES, attribution: { clickMs, viewMs }, credit, isOnce: true })
    const statement = sql`SELECT eid, toString(campaign_id) AS campaign, toString(sum(toInt128(credit * 1000000000000))) AS units FROM (${rows}) GROUP BY eid, campaign`
    const found = await reader.rows(statement.render(), Credited)
    const sums = new Map<string, bigint>()
    for (const { eid, units } of found) sums.set(eid, (sums.get(eid) ?? 0n) + units)
    const all = journeys(clickMs, viewMs)
    const touched = all.filter(({ counted }) => counted.length > 0)
    expect(touched.length).toBeGreaterThan(20)
    expect(sums).toEqual(new Map(touched.map(({ conversion }) => [conversion.row.eid, WHOLE])))
    const expected = expectedOf(all, credit)
    // Powers of two are rounded by the engine's library and by ours.
    const slack = credit.model === 'time_decay' ? 8n : 0n
    const wrong = found.filter(({ eid, campaign, units }) => {
      const off = units - (expected.get(`${eid} ${campaign}`) ?? 0n)
      return off > slack || -off > slack
    })
    expect(wrong).toEqual([])
    expect(found.length).toBe(expected.size)
  })
})

describe('the last touch', () => {
  it('is looked for once per touch, however many conversions and touches a person has', async () => {
    const [conversions, clicks] = [400, 2_000]
    const begin = Date.UTC(2026, 5, 1)
    const hot = { person: 'hot', campaign_id: 'h' }
    await store(opened.warehouse, [
      ...Array.from({ length: conversions }, (_, i) =>
        fact(begin + i * 5_000, 'Purchase', { person: 'hot', event_id: `hot-${i}` }),
      ),
      ...Array.from({ length: clicks }, (_, i) => fact(begin + i * 1_000, 'AdClick', hot)),
    ])
    const scope = { from: begin, to: begin + DAY, sources: undefined, anonymous: false }
    const query = {
      scope,
      names: NAMES,
      attribution: { clickMs: 7 * DAY, viewMs: DAY },
      credit: { model: 'last_touch' } as const,
    }
    const count = async (rows: Sql): Promise<number | undefined> =>
      (await reader.rows(sql`SELECT count() AS n FROM (${rows})`.render(), z.object({ n: z.coerce.number() })))[0]?.n
    const { conversions: all } = candidatesSql({ ...query, isOnce: false })
    // Each pair within the window would be 400,000.
    const met = await count(meetingsSql(clickTouches(scope, 7 * DAY), all))
    expect(met).toBeGreaterThan(clicks * 0.99)
    expect(met).toBeLessThanOrEqual(clicks)
    expect(await count(conversionsSql({ ...query, isOnce: false }))).toBe(conversions)
  })
})

describe('the report', () => {
  it('has what the oracle says, for every model, by day of a zone and campaign', async () => {
    const zone = 'Asia/Kolkata'
    const answer = await world.ask(
      'GET',
      `/v1/reports/segments?from=2025-03-20T00:00:00Z&to=2025-04-10T00:00:00Z&tz=${zone}&conversion=${NAMES.join(',')}&group_by=day,campaign&model=all&metrics=conversions,value`,
    )
    expect(answer.statusCode, answer.body).toBe(200)
    const rows = answer.json<{
      rows: { model: string; day: string; campaign: string | null; conversions: number; value: Record<string, number> }[]
    }>().rows
    const day = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' })
    for (const model of MODELS) {
      const credit = CREDITS.find((one) => one.model === model)!
      const sums = new Map<string, number>()
      const add = (key: string, amount: number) => sums.set(key, (sums.get(key) ?? 0) + amount)
      for (const { conversion, counted } of journeys(7 * DAY, DAY)) {
        const shares = sharesOf(counted, credit)
        counted.forEach(({ campaign }, i) => {
          const group = `${day.format(conversion.t)} ${campaign}`
          const share = Number(shares[i]) / 1e12
          if (share === 0) return
          add(group, share)
          if (conversion.row.value !== null) add(`${group} ${conversion.row.currency}`, share * conversion.row.value)
        })
      }
      const found = new Map<string, number>()
      for (const row of rows.filter((one) => one.model === model && one.conversions !== 0)) {
        found.set(`${row.day} ${row.campaign ?? ''}`, row.conversions)
        for (const [currency, amount] of Object.entries(row.value))
          if (amount !== 0) found.set(`${row.day} ${row.campaign ?? ''} ${currency}`, amount)
      }
      expect([...found.keys()].toSorted()).toEqual([...sums].flatMap(([key, sum]) => (sum === 0 ? [] : [key])).toSorted())
      for (const [key, sum] of found) expect(sum, `${model} ${key}`).toBeCloseTo(sums.get(key)!, 5)
    }
  })

  it('has the Shapley value by its definition, over all coalitions', async () => {
    const answer = await world.ask(
      'GET',
      `/v1/reports/segments?from=2025-03-20&to=2025-04-10&conversion=${NAMES.join(',')}&group_by=campaign&model=shapley&metrics=conversions`,
    )
    const rows = answer.json<{ rows: { campaign: string | null; conversions: number }[] }>().rows
    const values = shapleyByDefinition(
      journeys(7 * DAY, DAY).map(({ counted }) => new Set(counted.map(({ campaign }) => campaign))),
    )
    const found = rows.filter(({ conversions }) => conversions !== 0)
    expect(found.map(({ campaign }) => campaign ?? '').toSorted()).toEqual([...values.keys()].toSorted())
    for (const { campaign, conversions } of found) expect(conversions).toBeCloseTo(values.get(campaign ?? '')!, 5)
  })

  it('counts what each source tells of, when asked to', async () => {
    const count = async (more: string): Promise<number> => {
      const query = `from=2025-03-20&to=2025-04-10&conversion=${NAMES.join(',')}&metrics=conversions&attribution=none${more}`
      return (await world.ask('GET', `/v1/reports/segments?${query}`)).json<{ rows: { conversions: number }[] }>().rows[0]!
        .conversions
    }
    const once = journeys(7 * DAY, DAY).length
    expect(await count('')).toBe(once)
    const each = facts.filter(({ name, consent_measurement, bot, event_time }) => {
      const isIn = event_time >= '2025-03-20' && event_time < '2025-04-10'
      return isIn && NAMES.includes(name) && consent_measurement === 4 && bot === undefined
    }).length
    expect(each).toBeGreaterThan(once)
    expect(await count('&across_sources=each')).toBe(each)
  })
})

describe('the explanation', () => {
  interface Explained {
    conversions: {
      eid: string
      repeats: string | null
      touches: { eid: string; kind: string; credit: Record<string, number> }[]
    }[]
    cursor: string | null
  }
  it('has every conversion with the credit that the oracle gives each touch', async () => {
    const shown = new Map<string, Explained['conversions'][number]>()
    let more = ''
    do {
      const query = `from=2025-03-20&to=2025-04-10&conversion=${NAMES.join(',')}&limit=200${more}`
      const answer = await world.ask('GET', `/v1/reports/attribution?${query}`)
      expect(answer.statusCode, answer.body).toBe(200)
      const { conversions, cursor } = answer.json<Explained>()
      for (const one of conversions) shown.set(one.eid, one)
      more = cursor === null ? '' : `&cursor=${cursor}`
    } while (more !== '')
    const all = journeys(7 * DAY, DAY)
    for (const { conversion, counted } of all) {
      const found = shown.get(conversion.row.eid)
      for (const model of MODELS) {
        const shares = sharesOf(
          counted,
          CREDITS.find((one) => one.model === model)!,
        )
        const expected = counted.flatMap(({ row }, i) => (shares[i] === 0n ? [] : [[row.eid, Number(shares[i]) / 1e12] as const]))
        const given =
          found?.touches.flatMap(({ eid, credit }) => (credit[model] === 0 ? [] : [[eid, credit[model]!] as const])) ?? []
        expect(
          given.map(([eid]) => eid),
          `${conversion.row.eid} ${model}`,
        ).toEqual(expected.map(([eid]) => eid))
        given.forEach(([, credit], i) => expect(credit).toBeCloseTo(expected[i]![1], 10))
      }
    }
    const counting = [...shown.values()].filter(({ repeats }) => repeats === null).map(({ eid }) => eid)
    expect(counting.toSorted()).toEqual(all.map(({ conversion }) => conversion.row.eid).toSorted())
    expect(shown.size).toBeGreaterThan(counting.length)
  })
})
