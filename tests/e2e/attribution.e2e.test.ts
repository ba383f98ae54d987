import { seededRandom } from '@weir/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWeir } from '../support/embedded.ts'
import type { LocalWeir } from '../support/embedded.ts'

/**
 * Attribution of what came over HTTP, in any order: browsers that become persons, landings by
 * click id, orders that page and server both tell of. What each model has to say is worked out
 * from the story itself.
 */

const DAY = 86_400_000
const HOUR = 3_600_000
const NOW = Date.UTC(2024, 5, 20)
const PEOPLE = 60
const MODELS = ['last_touch', 'first_touch', 'linear', 'time_decay', 'position_based', 'shapley']

interface Touch {
  t: number
  isClick: boolean
  campaign: string
}
interface Story {
  hits: object[]
  touches: Touch[]
  buys: { t: number; value: number }[]
}

/** Six weeks of one person, who is a browser at first; no two events share an instant. */
function storyOf(n: number): Story {
  const random = seededRandom(n + 1)
  const story: Story = { hits: [], touches: [], buys: [] }
  let at = NOW - 40 * DAY + n
  const hit = (event: string, more: object, user: object = {}): void => {
    const known = { ttp: `cookie-${n}`, ...user }
    story.hits.push({ event, event_id: `${n}-${story.hits.length}`, source: 'web', event_time: at / 1000, user: known, ...more })
  }
  let clicks = 0
  for (let i = 0; i < 24; i++) {
    at += (1 + random.int(60)) * HOUR
    const campaign = random.pick(['spring', 'summer', 'autumn'])
    const kind = random.int(6)
    if (kind === 0) {
      hit('AdClick', { ad: { campaign_id: campaign, cost: 1, currency: 'EUR' } })
      story.touches.push({ t: at, isClick: true, campaign })
    } else if (kind === 1) {
      hit('AdImpression', { ad: { campaign_id: campaign } })
      story.touches.push({ t: at, isClick: false, campaign })
    } else if (kind === 2) {
      clicks++
      hit('PageView', { page: { url: `https://shop.example/?utm_id=${campaign}` } }, { ttclid: `E.C.P.${n}-${clicks}` })
      story.touches.push({ t: at, isClick: true, campaign })
    } else if (kind === 3 && clicks > 0) {
      // The browser still says by which click it came.
      hit('ViewContent', { page: { url: 'https://shop.example/?utm_id=winter' } }, { ttclid: `E.C.P.${n}-${clicks}` })
    } else {
      const value = 1 + random.int(100)
      const properties = { value, currency: 'EUR', order_id: `${n}/${i}` }
      hit('Purchase', { properties }, { external_id: `p${n}` })
      story.buys.push({ t: at, value })
      if (random.chance(0.5)) {
        at += 1000
        hit('Purchase', { properties, source: 'crm' }, { external_id: `p${n}` })
      }
    }
  }
  // So that the browser is theirs, however they bought.
  at += HOUR
  hit('Login', {}, { external_id: `p${n}` })
  return story
}

/** The shares of one conversion's touches, oldest first. */
function sharesOf(model: string, touches: readonly Touch[]): number[] {
  const n = touches.length
  const last = touches.at(-1)?.t ?? 0
  const weights = touches.map(({ t, campaign }, i): number => {
    if (model === 'last_touch') return Number(i === n - 1)
    if (model === 'first_touch') return Number(i === 0)
    if (model === 'time_decay') return 2 ** ((t - last) / (3 * DAY))
    if (model === 'position_based') return n < 3 || i === 0 || i === n - 1 ? 0.4 : 0.2 / (n - 2)
    return model === 'shapley' ? 1 / touches.filter((one) => one.campaign === campaign).length : 1
  })
  const sum = weights.reduce((all, weight) => all + weight, 0)
  return weights.map((weight) => weight / sum)
}

function expectedOf(stories: readonly Story[], model: string): Map<string, { conversions: number; value: number }> {
  const sums = new Map<string, { conversions: number; value: number }>()
  for (const { touches, buys } of stories)
    for (const { t, value } of buys.filter((buy) => buy.t >= NOW - 30 * DAY)) {
      const within = (isClick: boolean, ms: number) =>
        touches.filter((touch) => touch.isClick === isClick && touch.t <= t && touch.t > t - ms)
      const clicks = within(true, 14 * DAY)
      const counted = clicks.length > 0 ? clicks : within(false, 2 * DAY)
      const shares = sharesOf(model, counted)
      counted.forEach(({ campaign }, i) => {
        const sum = sums.get(campaign) ?? { conversions: 0, value: 0 }
        sums.set(campaign, { conversions: sum.conversions + shares[i]!, value: sum.value + shares[i]! * value })
      })
    }
  return sums
}

const WINDOW = 'from=2024-05-21&to=2024-06-20&attribution=14d_click,2d_view&wait=true'
const RANGE = `${WINDOW}&half_life=3d`
const stories = Array.from({ length: PEOPLE }, (_, n) => storyOf(n))
let weir: LocalWeir

beforeAll(async () => {
  weir = await startWeir({ WEIR_RETENTION: '400d' })
  const { client } = weir
  await client.setClock(NOW)
  for (const source of ['web', 'crm'])
    await client.put(`/v1/sources/${source}`, { name: source, kind: 'import', consent_basis: 'assumed' })
  const all = seededRandom(9).shuffle(stories.flatMap(({ hits }) => hits))
  await client.send(all)
  await weir.settled()
})
afterAll(() => weir[Symbol.asyncDispose]())

describe('a report', () => {
  test('has by every model what the story says, the parts of conversions adding up to them', async () => {
    interface Row {
      model: string
      campaign: string | null
      conversions: number
      value: { EUR?: number }
    }
    const query = `${RANGE}&group_by=campaign&model=all&metrics=conversions,value&sort=model,-conversions`
    const { rows } = await weir.client.get<{ rows: Row[] }>(`/v1/reports/segments?${query}`)
    for (const model of MODELS) {
      const expected = expectedOf(stories, model)
      const found = rows.filter((row) => row.model === model && row.conversions !== 0)
      expect(new Set(found.map(({ campaign }) => campaign)), model).toEqual(new Set(expected.keys()))
      for (const { campaign, conversions, value } of found) {
        expect(conversions, `${model} ${campaign}`).toBeCloseTo(expected.get(campaign ?? '')!.conversions, 5)
        expect(value.EUR, `${model} ${campaign}`).toBeCloseTo(expected.get(campaign ?? '')!.value, 4)
      }
      expect(found.map(({ conversions }) => conversions)).toEqual(
        found.map(({ conversions }) => conversions).toSorted((a, b) => b - a),
      )
    }
  })

  test('has totals, intervals and the period before of shared conversions', async () => {
    interface Row {
      conversions: number
      previous_conversions: number
      cvr_low: number | null
      cpa_low: { EUR?: number }
    }
    const query = `${WINDOW}&group_by=campaign&model=linear&metrics=conversions,cpa,cvr&totals=true&intervals=95&compare=previous`
    const { rows, totals } = await weir.client.get<{ rows: Row[]; totals: [Row] }>(`/v1/reports/segments?${query}`)
    const sum = (of: (row: Row) => number): number => rows.reduce((all, row) => all + of(row), 0)
    expect(Number.isInteger(totals[0].conversions)).toBe(true)
    expect(sum((row) => row.conversions)).toBeCloseTo(totals[0].conversions, 5)
    expect(sum((row) => row.previous_conversions)).toBeCloseTo(totals[0].previous_conversions, 5)
    expect(totals[0].previous_conversions).toBeGreaterThan(0)
    // Wilson's interval counts units, the delta method's persons.
    for (const row of rows.filter(({ conversions }) => conversions !== 0)) {
      expect(row.cvr_low).toBeNull()
      expect(row.cpa_low.EUR).toBeGreaterThan(0)
    }
  })
})

describe('the explanation', () => {
  interface Explained {
    conversions: { person: string; repeats: string | null; touches: { counts: boolean; credit: Record<string, number> }[] }[]
    withheld: number
  }
  const of = (): Promise<Explained> => weir.client.get(`/v1/reports/attribution?${RANGE}&conversion=Purchase&limit=200`)

  test('credits whole conversions, and none twice', async () => {
    const { conversions } = await of()
    expect(conversions.length).toBeGreaterThan(100)
    expect(conversions.some(({ repeats }) => repeats !== null)).toBe(true)
    for (const { touches, repeats } of conversions)
      for (const model of MODELS) {
        const sum = touches.reduce((all, { credit }) => all + credit[model]!, 0)
        expect(sum).toBeCloseTo(repeats === null && touches.some(({ counts }) => counts) ? 1 : 0, 11)
      }
  })

  test('leaves out who denies measurement afterwards, and says how many', async () => {
    const before = await of()
    // Found by what they are called now, whatever of them was seen first.
    const { person } = await weir.client.get<{ person: string }>('/v1/people/external_id:p1')
    const theirs = before.conversions.filter((one) => one.person === person).length
    expect(theirs).toBeGreaterThan(0)
    const consent = { purposes: { measurement: false } }
    await weir.client.send([
      { event: 'Consent', event_id: 'no', source: 'web', event_time: NOW / 1000, user: { external_id: 'p1' }, consent },
    ])
    await weir.settled()
    const after = await of()
    expect(after.conversions.filter((one) => one.person === person)).toEqual([])
    expect(after.withheld).toBe(theirs)
  })

  test('is for keys of all sources only', async () => {
    const { secret } = await weir.client.post<{ secret: string }>('/v1/keys', { name: 'web', scopes: ['read'], sources: ['web'] })
    const answer = await weir.client.call('GET', `/v1/reports/attribution?${RANGE}`, undefined, {
      authorization: `Bearer ${secret}`,
    })
    expect(answer.status).toBe(403)
  })
})
