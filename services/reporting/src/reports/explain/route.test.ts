import { readFileSync } from 'node:fs'
import type { FactRow } from '@weir/contracts'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fact, store } from '../../../test/facts.ts'
import type { World } from '../../../test/world.ts'
import { createWorld } from '../../../test/world.ts'

/** The sale of docs/how-to/attribution.md, and what else can happen to a touch. */

const PAGE = readFileSync(new URL('../../../../../docs/how-to/attribution.md', import.meta.url), 'utf8')
const PERSON = 'a'.repeat(32)
const opened = await openTestWarehouse()
let world: World

interface Touch {
  kind: string
  event_time: string
  campaign: string | null
  counts: boolean
  why_not: string | null
  age_ms: number
  credit: Record<string, number>
}
interface Explained {
  conversions: { event_id: string; eid: string; repeats: string | null; touches: Touch[]; touches_left_out: number }[]
  cursor: string | null
  withheld: number
}

/** The cells of the table of the page that has this heading, without its head. */
function table(heading: string): string[][] {
  const [, rows = ''] = PAGE.split(`\n${heading}\n`)
  const lines = rows.split('\n').slice(1)
  const end = lines.findIndex((line) => !line.startsWith('|'))
  return lines.slice(0, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

const SALE = table('| time | event | campaign | counts |')
const ANSWERS = table('| model | brand | search | video | brand in EUR | by hand |')

function factOf([time = '', event = '', campaign = '']: string[]): FactRow {
  const t = Date.parse(time)
  if (event === 'Purchase') return fact(t, event, { person: PERSON, value: 90, currency: 'EUR', event_id: 'sale' })
  if (event !== 'landing') return fact(t, event, { person: PERSON, campaign_id: campaign })
  const body = { page: { url: `https://shop.example/?utm_campaign=${campaign}&ttclid=E.C.P.1` } }
  return fact(t, 'Pageview', { person: PERSON, click_ids: ['c1'], body })
}

const explain = async (query: string): Promise<Explained> => {
  const answer = await world.ask('GET', `/v1/reports/attribution?from=2024-05-01&to=2024-05-25&${query}`)
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json()
}
const of = (person: string, at: string, name: string, fields: Partial<FactRow> = {}): FactRow =>
  fact(Date.parse(at), name, { person: person.repeat(32), ...fields })

beforeAll(async () => {
  world = await createWorld({ warehouse: opened.warehouse })
  await store(opened.warehouse, [
    ...SALE.map(factOf),
    // An AdClick whose page comes at once, and the same click id again an hour later.
    of('b', '2024-05-02T10:00:00Z', 'AdClick', { campaign_id: 'x' }),
    of('b', '2024-05-02T10:00:05Z', 'Pageview', { click_ids: ['c2'] }),
    of('b', '2024-05-02T11:00:00Z', 'Pageview', { click_ids: ['c2'] }),
    of('b', '2024-05-02T11:10:00Z', 'AdClick', { bot: 'user_agent', campaign_id: 'x' }),
    of('b', '2024-05-02T11:20:00Z', 'AdClick', { consent_measurement: 3, campaign_id: 'x' }),
    of('b', '2024-05-02T12:00:00Z', 'Purchase', { event_id: 'order-1', body: { properties: { order_id: 17 } } }),
    of('b', '2024-05-02T12:00:01Z', 'Purchase', { source: 'server', body: { properties: { order_id: '17' } } }),
    // Seen, and by that very event led here.
    of('c', '2024-05-03T10:00:00Z', 'VideoView', { campaign_id: 'x', click_ids: ['c3'] }),
    of('c', '2024-05-03T10:00:00Z', 'Purchase'),
    // Nothing before it.
    of('d', '2024-05-03T10:00:00Z', 'Purchase', { event_id: 'alone' }),
  ])
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await opened[Symbol.asyncDispose]()
})

describe('the example', () => {
  it('is credited by each model as it says', async () => {
    const query = `from=2024-05-22&to=2024-05-23&group_by=campaign&metrics=conversions,value&attribution=28d_click,1d_view&model=all`
    const answer = await world.ask('GET', `/v1/reports/segments?${query}`)
    const rows = answer.json<{
      rows: { model: string; campaign: string; conversions: number; value: Record<string, number> }[]
    }>().rows
    expect(ANSWERS.map(([model]) => model)).toEqual([
      'last_touch',
      'first_touch',
      'linear',
      'time_decay',
      'position_based',
      'shapley',
    ])
    for (const [model, brand, search, video, inEur] of ANSWERS) {
      const credited = (campaign: string) => rows.find((row) => row.model === model && row.campaign === campaign)
      expect(
        ['brand', 'search', 'video'].map((campaign) => credited(campaign)?.conversions ?? 0),
        model,
      ).toEqual([brand, search, video].map(Number))
      expect(credited('brand')?.value['EUR'] ?? 0, model).toBe(Number(inEur))
    }
  })

  it('is explained touch by touch as it says', async () => {
    const { conversions } = await explain('attribution=28d_click,1d_view&event_id=sale')
    const touches = SALE.filter(([, event]) => event !== 'Purchase')
    expect(
      conversions[0]?.touches.map((one) => [one.event_time, one.campaign, one.counts ? 'yes' : `no: ${one.why_not}`]),
    ).toEqual(touches.map(([time = '', , campaign, counts]) => [new Date(time).toISOString(), campaign, counts]))
    for (const [model = '', brand] of ANSWERS) {
      const credits = conversions[0]!.touches.map(({ credit }) => credit[model]!)
      expect(credits.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12)
      const ofBrand = conversions[0]!.touches.flatMap(({ campaign, credit }) => (campaign === 'brand' ? [credit[model]!] : []))
      expect(ofBrand.reduce((sum, one) => sum + one, 0)).toBeCloseTo(Number(brand), 6)
    }
  })

  it('names every reason that there is', () => {
    const reasons = table('| why | the touch has no credit since |').map(([why]) => why)
    expect(reasons.map((why) => why?.replaceAll('`', ''))).toEqual(
      expect.arrayContaining(['outside_window', 'after_conversion', 'outranked_by_click', 'same_click', 'machine', 'no_consent']),
    )
  })
})

describe('a landing', () => {
  it('is a click of its campaign in reports, too', async () => {
    const answer = await world.ask(
      'GET',
      '/v1/reports/segments?from=2024-05-01&to=2024-05-25&metrics=clicks,landings,conversions,cvr&group_by=campaign',
    )
    const rows = answer.json<{ rows: Record<string, unknown>[] }>().rows
    expect(rows.find(({ campaign }) => campaign === 'video')).toEqual({
      campaign: 'video',
      clicks: 0,
      landings: 1,
      conversions: 1,
      cvr: 1,
    })
    // That of a click that had come just before is no second one.
    expect(rows.find(({ campaign }) => campaign === 'x')).toEqual({
      campaign: 'x',
      clicks: 1,
      landings: 1,
      conversions: 2,
      cvr: 1,
    })
    expect(rows.find(({ campaign }) => campaign === null)?.['landings'] ?? 0).toBe(0)
  })
})

describe('a touch', () => {
  it('that a machine did, that may not be measured, or that is another one arriving has nothing', async () => {
    const { conversions } = await explain('event_id=order-1')
    expect(
      conversions[0]?.touches.map(({ kind, why_not, age_ms, campaign, credit }) => [
        kind,
        why_not,
        age_ms,
        campaign,
        credit['linear'],
      ]),
    ).toEqual([
      ['click', null, 7_200_000, 'x', 1],
      ['landing', 'same_click', 7_195_000, null, 0],
      ['click', 'machine', 3_000_000, 'x', 0],
      ['click', 'no_consent', 2_400_000, null, 0],
    ])
  })
  it('can be a view and a landing, of which the landing counts', async () => {
    const { conversions } = await explain('conversion=Purchase')
    const both = conversions.find(
      ({ touches }) =>
        touches.some(({ kind }) => kind === 'landing') && touches.some(({ kind }) => kind === 'view') && touches.length === 2,
    )
    const seen = both?.touches.map(({ kind, counts, why_not, credit }) => [kind, counts, why_not, credit['last_touch']])
    expect(seen).toEqual(
      expect.arrayContaining([
        ['landing', true, null, 1],
        ['view', false, 'outranked_by_click', 0],
      ]),
    )
  })
})

describe('conversions', () => {
  it('that another source had told of are shown as such, and count on demand', async () => {
    const first = (await explain('event_id=order-1')).conversions[0]!
    const told = async (more: string) =>
      (await explain(`conversion=Purchase${more}`)).conversions.filter(({ repeats }) => repeats !== null)
    const [again, ...others] = await told('')
    expect([again?.repeats, again?.touches.filter(({ counts }) => counts), others]).toEqual([first.eid, [], []])
    expect(await told('&across_sources=each')).toEqual([])
  })
  it('without a touch are listed, too', async () => {
    expect((await explain('event_id=alone')).conversions).toMatchObject([{ event_id: 'alone', touches: [], repeats: null }])
  })
  it('come page by page, each once', async () => {
    const all = (await explain('')).conversions.map(({ eid }) => eid)
    const paged: string[] = []
    let cursor: string | null = ''
    for (let pages = 0; cursor !== null && pages < 10; pages++) {
      const page: Explained = await explain(`limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`)
      paged.push(...page.conversions.map(({ eid }) => eid))
      cursor = page.cursor
    }
    expect(paged).toEqual(all)
    expect(all.length).toBe(5)
  })
  it('are compared with hostile ids as they are', async () => {
    const hostile = ["' OR 1=1 --", "sale'", '{p0:String}', '\\', '/*', "') UNION ALL SELECT 1 --"]
    for (const id of hostile) expect((await explain(`event_id=${encodeURIComponent(id)}`)).conversions, id).toEqual([])
    for (const id of hostile) {
      const answer = await world.ask(
        'GET',
        `/v1/reports/attribution?conversion=${encodeURIComponent(id)}&cursor=${encodeURIComponent(id)}`,
      )
      expect(answer.statusCode, id).toBe(400)
    }
  })
  it('of what cannot be asked are refused by the field', async () => {
    for (const [query, path] of [
      ['attribution=none', 'attribution'],
      ['half_life=0d', 'half_life'],
      ['position_weights=50,50,50', 'position_weights'],
      ['channel=source', 'channel'],
      ['cursor=x', 'cursor'],
    ] as const) {
      const answer = await world.ask('GET', `/v1/reports/attribution?${query}`)
      expect([answer.statusCode, answer.body], query).toEqual([400, expect.stringContaining(`"${path}"`)])
    }
    for (const [query, path] of [
      ['attribution=none&model=linear', 'model'],
      ['half_life=7d', 'half_life'],
      ['model=linear&channel=ad', 'channel'],
      ['model=markov', 'model'],
    ] as const) {
      const answer = await world.ask('GET', `/v1/reports/segments?${query}`)
      expect([answer.statusCode, answer.body], query).toEqual([400, expect.stringContaining(`"${path}"`)])
    }
  })
})
