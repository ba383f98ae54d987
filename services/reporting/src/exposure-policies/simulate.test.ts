import { drawOf } from '@weir/experiments'
import { seededRandom } from '@weir/testkit'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fact, store } from '../../test/facts.ts'
import { histories, story } from '../../test/stories.ts'
import type { Told } from '../../test/stories.ts'
import { createToldWorld } from '../../test/told-world.ts'
import { NOW } from '../../test/world.ts'
import type { World } from '../../test/world.ts'

/** What policies would have done, and do, beside an oracle that goes through the events. */

const HOUR = 3_600_000
const DAY = 24 * HOUR
const DAYS = 14
const WINDOW = 7 * DAY
const opened = await openTestWarehouse()
const random = seededRandom(5)
const TOLD = story(random, {
  people: 60,
  events: 3_000,
  names: ['AdImpression', 'AdImpression', 'AdImpression', 'AdClick', 'Purchase', 'AddToCart'],
  at: () => NOW - 20 * DAY + random.int(20 * 24 * 2) * (HOUR / 2),
  fields: (name) =>
    name.startsWith('Ad') && name !== 'AddToCart'
      ? { campaign_id: random.pick(['c1', 'c2', 'c3']), cost: random.int(8) / 4, cost_currency: 'EUR' }
      : {},
})
let world: World
beforeAll(async () => {
  world = await createToldWorld(opened.warehouse, { told: TOLD, into: new Map() })
  await world.ask('PUT', '/v1/segments/likely', { name: 'Likely', rule: { event: { name: 'AddToCart' }, within: '2d' } })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await opened[Symbol.asyncDispose]()
})

interface Shown {
  person: string
  t: number
  spared: boolean
  spend: number
  conversions: number
}

interface Policy {
  cap: number
  windowMs: number
  coolMs: number
  campaigns: readonly string[]
  higher?: number
}

/** In order: an impression is shown unless as many were shown before, or it is still to wait. */
function simulated({ cap, windowMs, coolMs, campaigns, higher }: Policy): Shown[] {
  const since = NOW - DAYS * DAY
  const all: Shown[] = []
  for (const [person, told] of histories(TOLD)) {
    const isLikely = told.some(({ name, t }) => name === 'AddToCart' && t > NOW - 2 * DAY && t <= NOW)
    const own = isLikely ? Math.max(cap, higher ?? 0) : cap
    const isAd = (event: Told): boolean => campaigns.includes(event.row.campaign_id) && event.name !== 'AddToCart'
    const events = told.filter(({ t }) => t >= since - windowMs - coolMs && t < NOW)
    const mine: Shown[] = []
    let coolUntil = -Infinity
    for (const { t } of events.filter((event) => event.name === 'AdImpression' && isAd(event))) {
      const recent = mine.filter((one) => !one.spared && one.t > t - windowMs)
      const spared = recent.length >= own || t < coolUntil
      if (!spared && recent.length + 1 === own) coolUntil = t + coolMs
      mine.push({ person, t, spared, spend: 0, conversions: 0 })
    }
    // Of impressions at one instant the last one has what follows; a cost of its own stays with it.
    let place = 0
    for (const event of events) {
      if (event.name === 'AdImpression' && isAd(event)) mine[place++]!.spend += event.row.cost ?? 0
    }
    const newest = (t: number): Shown | undefined => {
      const one = mine.findLast((shown) => shown.t <= t)
      return one && t < one.t + WINDOW ? one : undefined
    }
    for (const event of events) {
      const one = newest(event.t)
      if (!one) continue
      if (event.name === 'AdClick' && isAd(event)) one.spend += event.row.cost ?? 0
      if (event.name === 'Purchase') one.conversions++
    }
    all.push(...mine.filter(({ t }) => t >= since))
  }
  return all
}

describe('a simulation', () => {
  it.each<[string, Policy & { body: object }]>([
    [
      'a cap with a cool-down',
      {
        cap: 3,
        windowMs: 2 * DAY,
        coolMs: 3 * DAY,
        campaigns: ['c1', 'c2'],
        body: { campaigns: ['c1', 'c2'], cap: { impressions: 3, within: '2d' }, cool_down: '3d' },
      },
    ],
    [
      'a cap without one, of all campaigns',
      {
        cap: 1,
        windowMs: DAY,
        coolMs: 0,
        campaigns: ['c1', 'c2', 'c3'],
        body: { cap: { impressions: 1, within: '1d' }, cool_down: '0s' },
      },
    ],
    [
      'another cap for those who are likely to convert',
      {
        cap: 1,
        windowMs: 3 * DAY,
        coolMs: DAY,
        campaigns: ['c3'],
        higher: 4,
        body: {
          campaigns: ['c3'],
          cap: { impressions: 1, within: '3d' },
          cool_down: '1d',
          higher: [{ segment: 'likely', impressions: 4 }],
        },
      },
    ],
  ])('says what would have been spared: %s', async (_, { body, ...policy }) => {
    const answer = await world.ask('POST', '/v1/exposure-policies/simulate', { ...body, days: DAYS })
    expect(answer.statusCode, answer.body).toBe(200)
    const shown = simulated(policy)
    const spared = shown.filter((one) => one.spared)
    const sum = (list: readonly Shown[], of: 'spend' | 'conversions'): number => list.reduce((all, one) => all + one[of], 0)
    expect(spared.length).toBeGreaterThan(10)
    expect(answer.json()).toMatchObject({
      persons: new Set(shown.map(({ person }) => person)).size,
      persons_over: new Set(spared.map(({ person }) => person)).size,
      impressions: shown.length,
      impressions_spared: spared.length,
      spend: { EUR: sum(shown, 'spend') },
      spend_spared: { EUR: sum(spared, 'spend') },
      conversions: sum(shown, 'conversions'),
      conversions_at_stake: sum(spared, 'conversions'),
      converters_at_stake: new Set(spared.filter(({ conversions }) => conversions > 0).map(({ person }) => person)).size,
      in_force: { impressions: policy.cap, fatigue: null },
    })
  })

  it('tells nothing of few people, and says where it is wrong', async () => {
    const body = { cap: { impressions: 2, within: '1d' }, cool_down: '1d', days: DAYS }
    const hidden = await world.ask('POST', '/v1/exposure-policies/simulate', { ...body, min_group: 1_000 })
    expect(hidden.json()).toMatchObject({
      persons: null,
      impressions_spared: null,
      spend_spared: null,
      conversions_at_stake: null,
    })
    const wrong = await world.ask('POST', '/v1/exposure-policies/simulate', { ...body, days: 0, cap: { within: '1d' } })
    expect(
      wrong
        .json<{ errors: { path: string }[] }>()
        .errors.map(({ path }) => path)
        .toSorted(),
    ).toEqual(['cap', 'days'])
  })
})

describe('what is measured of a policy', () => {
  const POLICY = { name: 'Spring', campaigns: ['c1'], cap: { impressions: 2, within: '7d' }, cool_down: '0s' }
  beforeAll(async () => {
    await world.ask('PUT', '/v1/exposure-policies/spring', POLICY)
  })

  it('has bid hints: conversions per impression beside the average', async () => {
    interface Row {
      n: number
      impressions: number
      conversions: number
      multiplier: number
    }
    const answer = await world.ask('GET', `/v1/exposure-policies/spring/bid-hints?days=${DAYS}`)
    expect(answer.statusCode, answer.body).toBe(200)
    const { rows } = answer.json<{ rows: Row[] }>()
    expect(rows.map(({ n }) => n)).toEqual([1, 2, 3])
    const [impressions, conversions] = [
      rows.reduce((sum, row) => sum + row.impressions, 0),
      rows.reduce((sum, row) => sum + row.conversions, 0),
    ]
    for (const row of rows)
      expect(row.multiplier).toBeCloseTo(row.conversions / row.impressions / (conversions / impressions), 12)
    const csv = await world.ask('GET', `/v1/exposure-policies/spring/bid-hints?days=${DAYS}&format=csv`)
    expect(csv.headers['content-type']).toContain('text/csv')
    const [head, first] = csv.body.split(/\r?\n/)
    expect(head).toMatch(/^n,and_more,multiplier,persons,impressions,clicks,.*,marginal_cpa_EUR/)
    expect(first).toMatch(new RegExp(`^1,,${String(rows[0]!.multiplier).slice(0, 6)}`))
  })

  it('has an effect beside the holdout, and says where there is none', async () => {
    const url = '/v1/exposure-policies/spring/effect'
    const none = await world.ask('GET', url)
    expect(none.json()).toMatchObject({ holdout: 0, effect: null, text: expect.stringContaining('There is no holdout') })
    await world.ask('PUT', '/v1/holdout', { share: 0.3 })
    // The clock is set on, so that something lies after the policy was made.
    const held = Array.from({ length: 200 }, (_, i) => `e${i}`).filter((person) => drawOf('holdout', person) < 0.3)
    const shows = Array.from({ length: 200 }, (_, i) => `e${i}`).flatMap((person, i) =>
      Array.from({ length: held.includes(person) ? 6 + (i % 3) : 2 + (i % 2) }, (__, n) =>
        fact(NOW + (n + 1) * HOUR, 'AdImpression', { person, campaign_id: 'c1' }),
      ),
    )
    await store(opened.warehouse, shows)
    await world.ask('POST', '/v1/admin/clock', { now: new Date(NOW + DAY).toISOString() })
    const answer = await world.ask('GET', url)
    expect(answer.statusCode, answer.body).toBe(200)
    const shownTo = (isHeld: boolean): number => shows.filter(({ person }) => held.includes(person) === isHeld).length
    const { effect } = answer.json<{ effect: Record<string, Record<string, unknown>> }>()
    expect(effect).toMatchObject({
      held: { people: held.length, impressions: shownTo(true), converters: 0 },
      treated: { people: 200 - held.length, impressions: shownTo(false) },
      difference: { conversion_share: null },
    })
    const { value, low, high } = effect['difference']!['impressions_per_person'] as Record<'value' | 'low' | 'high', number>
    expect(value).toBeCloseTo(shownTo(false) / (200 - held.length) - shownTo(true) / held.length, 10)
    expect(low).toBeLessThan(value)
    expect(high).toBeLessThan(0)
  })
})
