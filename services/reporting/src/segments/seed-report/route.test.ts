import { personId } from '@weir/contracts'
import type { FactRow } from '@weir/contracts'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fact, store } from '../../../test/facts.ts'
import { NOW, addPeople, createWorld } from '../../../test/world.ts'
import type { Somebody, World } from '../../../test/world.ts'

/** A seed of ten people of whom everything is known, through the route and the real engine. */

const DAY = 86_400_000
const opened = openTestWarehouse()
let world: World
const RULE = { event: { name: 'Purchase' }, within: '7d', count: { gte: 0 } }
const idOf = (i: number): string => personId(`external_id:p${i}`)

/** By person: what they bought, of what, where, through which source. The last two did nothing. */
const BOUGHT: { age: number; value?: number; currency?: string; category: string; country: string; source: string }[] = [
  { age: 1, value: 100, category: 'shoes', country: 'DE', source: 'shop' },
  { age: 2, value: 40, category: 'shoes', country: 'DE', source: 'shop' },
  { age: 3, value: 30, category: 'shoes', country: 'DE', source: 'shop' },
  { age: 4, value: 20, category: 'bags', country: 'AT', source: 'app' },
  { age: 5, value: 10, category: 'bags', country: 'FR', source: 'app' },
  { age: 10, value: 500, currency: 'USD', category: 'hats', country: 'FR', source: 'app' },
  { age: 20, category: 'ann@example.com', country: '', source: 'shop' },
  { age: 300, value: 9_999, category: 'shoes', country: 'DE', source: 'shop' },
]
const FACTS: FactRow[] = BOUGHT.map(({ age, value, currency = 'EUR', category, country, source }, i) =>
  fact(NOW - age * DAY, value === undefined ? 'ViewContent' : 'Purchase', {
    person: idOf(i),
    source,
    ...(value === undefined ? {} : { value, currency }),
    body: {
      properties: { contents: [{ content_category: category }] },
      ...(country === '' ? {} : { traits: { $country: country } }),
    },
  }),
)
const somebody = (i: number): Somebody => ({
  identifiers: [{ type: 'external_id', value: `p${i}` }, ...(i < 6 ? [{ type: 'email' as const, value: `m${i}` }] : [])],
  member: [...(i < 10 ? ['seed'] : []), ...(i >= 7 ? ['lapsed'] : []), ...(i < 3 ? ['best', 'guarded'] : [])],
  // Whoever denied personalised ads is in the bitmap, and in no list.
  ...(i === 9 ? { denied: ['personalised_ads'] } : {}),
})

beforeAll(async () => {
  world = await createWorld({ warehouse: (await opened).warehouse })
  for (const id of ['seed', 'lapsed', 'best']) await world.ask('PUT', `/v1/segments/${id}`, { name: id, rule: RULE })
  await world.ask('PUT', '/v1/segments/guarded', { name: 'Guarded', rule: RULE, min_size: 3 })
  await world.ask('PUT', '/v1/segments/tiny', { name: 'Tiny', rule: RULE, min_size: 3 })
  await addPeople(
    world.fold,
    Array.from({ length: 12 }, (_, i) => somebody(i)),
  )
  await store((await opened).warehouse, [
    ...FACTS,
    // Without consent to measurement, and of somebody else.
    fact(NOW - DAY, 'Purchase', { person: idOf(8), value: 700, currency: 'EUR', consent_measurement: 3 }),
    fact(NOW - DAY, 'Purchase', { person: idOf(11), value: 800, currency: 'EUR' }),
  ])
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await (await opened)[Symbol.asyncDispose]()
})

interface Seed {
  segment: string
  size: number
  converted: { value: number | null }
  value: unknown
  diversity: Record<string, unknown>
  measured: number | null
  advice: { code: string; message: string }[]
  overlap: unknown[]
}
const ask = async (query = '', segment = 'seed'): Promise<Seed[]> => {
  const answer = await world.ask('GET', `/v1/segments/${segment}/seed-report?${query}`)
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json<{ seeds: Seed[] }>().seeds
}

describe('a seed report', () => {
  it('says what is known of its people', async () => {
    const answer = await world.ask('GET', '/v1/segments/seed/seed-report?exclude=lapsed')
    const { as_of, conversion, lookback_days, seeds } = answer.json<{ seeds: Seed[] } & Record<string, unknown>>()
    expect([as_of, conversion, lookback_days, seeds.length]).toEqual([new Date(NOW).toISOString(), 'Purchase', 180, 1])
    const [seed] = seeds
    expect(seed).toMatchObject({
      segment: 'seed',
      size: 10,
      withheld: 1,
      looked_at: 9,
      // One bought long ago, one may not be measured, and one may not be handed out.
      measured: 7,
      recency_days: { p10: 1, p25: 2, p50: 4, p75: 10, p90: 20 },
      converted: { value: 6 / 9 },
      value: { currency: 'EUR', people: 5, mean: 40, p10: 10, p25: 20, p50: 30, p75: 40, p90: 100, top_tenth_share: 0.5 },
      overlap: [{ segment: 'lapsed', both: 3, share: 0.3 }],
      change: { since: new Date(NOW - 30 * DAY).toISOString(), before: 0, entered: 0, left: 0 },
    })
    expect(seed?.diversity).toEqual({
      source: { people: 7, kinds: 2, largest: 'shop', largest_share: 4 / 7, effective: 1 / ((4 / 7) ** 2 + (3 / 7) ** 2) },
      category: { people: 7, kinds: 4, largest: 'shoes', largest_share: 3 / 7, effective: 49 / (9 + 4 + 1 + 1) },
      country: { people: 6, kinds: 3, largest: 'DE', largest_share: 0.5, effective: expect.closeTo(36 / (9 + 4 + 1), 12) },
    })
    expect(seed?.advice.map(({ code }) => code)).toEqual(['too_small_to_create', 'overlaps_excluded'])
  })

  it('counts identifiers against the floors of the platform, which takes no external ids', async () => {
    const [seed] = await ask()
    const none = { can_create: false, can_target: false }
    expect(seed).toMatchObject({
      matchable_error_margin: 0,
      matchable: [
        { type: 'EMAIL_SHA256', members: 6, taken: true, ...none },
        { type: 'PHONE_SHA256', members: 0, taken: true, ...none },
        { type: 'EXTERNAL_ID_SHA256', members: 9, taken: false, ...none },
        { type: 'IDFA_SHA256', members: 0, taken: true, ...none },
        { type: 'GAID_SHA256', members: 0, taken: true, ...none },
      ],
    })
  })

  it('is about another conversion, currency or look-back on demand', async () => {
    expect((await ask('conversion=ViewContent'))[0]).toMatchObject({ converted: { value: 1 / 9 }, value: null })
    // By its other name it is the same event.
    expect((await ask('conversion=CompletePayment'))[0]?.converted.value).toBe(6 / 9)
    expect((await ask('currency=USD'))[0]?.value).toMatchObject({ currency: 'USD', people: 1, mean: 500, top_tenth_share: 1 })
    expect((await ask('lookback_days=400'))[0]).toMatchObject({ measured: 8, converted: { value: 7 / 9 } })
    expect((await ask('lookback_days=2'))[0]).toMatchObject({ measured: 2 })
  })

  it('has another segment beside it, and both beside what is excluded', async () => {
    const seeds = await ask('compare=best&exclude=lapsed,guarded')
    expect(seeds).toMatchObject([
      {
        segment: 'seed',
        size: 10,
        overlap: [
          { segment: 'lapsed', both: 3 },
          { segment: 'guarded', both: 3, share: 0.3 },
        ],
      },
      { segment: 'best', size: 3, value: { people: 3, mean: 170 / 3 }, overlap: [{ both: 0 }, { both: 3, share: 1 }] },
    ])
  })

  it('comes as a table, with the same figures, and empty where there are none', async () => {
    const answer = await world.ask(
      'GET',
      '/v1/segments/seed/seed-report?compare=guarded&lookback_days=2&exclude=lapsed&format=csv',
    )
    expect(answer.headers['content-type']).toMatch(/^text\/csv/)
    expect(answer.headers).toMatchObject({ 'x-weir-complete': 'true', 'x-weir-final': expect.any(String) })
    const [head, ...lines] = answer.body.trim().split(/\r?\n/)
    expect(head).toBe('segment,figure,about,value')
    for (const line of [
      'seed,size,,10',
      'seed,matchable,EMAIL_SHA256,6',
      'seed,measured,,2',
      'seed,value,p50,40',
      'seed,value,currency,EUR',
      'seed,source,largest,shop',
      'seed,overlap,lapsed,3',
      'guarded,size,,3',
      'guarded,value,,',
      'guarded,converted,share,',
    ])
      expect(lines).toContain(line)
    expect(lines.filter((line) => line.startsWith('seed,advice,too_small_to_create,'))).toHaveLength(1)
  })

  it('does not tell of groups below min_size', async () => {
    expect((await ask('', 'guarded'))[0]).toMatchObject({ size: 3, measured: 3, converted: { value: 1 } })
    // Two of three bought in the last two days: one did not, and all the rest could be worked out.
    const [seed] = await ask('lookback_days=2', 'guarded')
    expect(seed).toMatchObject({
      measured: null,
      recency_days: null,
      converted: { value: null },
      value: null,
      diversity: { source: null, category: null, country: null },
    })
    for (const path of ['tiny/seed-report', 'seed/seed-report?exclude=tiny', 'seed/seed-report?compare=tiny'])
      expect((await world.ask('GET', `/v1/segments/${path}`)).json()).toMatchObject({ status: 409, code: 'conflict' })
  })

  it('of nobody has no figures', async () => {
    await world.ask('PUT', '/v1/segments/empty', { name: 'Empty', rule: RULE })
    expect((await ask('', 'empty'))[0]).toMatchObject({
      size: 0,
      looked_at: 0,
      measured: 0,
      recency_days: null,
      converted: { value: null },
      value: null,
      advice: [{ code: 'too_small_to_create' }],
    })
  })

  it('of a rule that waits for a threshold says so', async () => {
    const rule = { percentile: { of: { event: { name: 'Purchase' } }, within: '30d' }, top: 0.1 }
    await world.ask('PUT', '/v1/segments/waiting', { name: 'Waiting', rule })
    const [seed] = await ask('', 'waiting')
    expect(seed).toMatchObject({
      size: 0,
      unresolved: [expect.stringMatching(/^percentile:/)],
      advice: [{ code: 'waits_for_threshold' }],
    })
  })

  it.each([
    ['exclude=nosuch,lapsed,gone', 404, ['exclude', 'exclude']],
    ['compare=nosuch', 404, ['compare']],
    ['compare=seed', 400, ['compare']],
    ['exclude=seed', 400, ['exclude']],
    ['currency=euro', 400, ['currency']],
    ['conversion=', 400, ['conversion']],
    ['lookback_days=0', 400, ['lookback_days']],
    ['since_days=400', 400, ['since_days']],
    ['format=xml', 400, ['format']],
  ])('is refused with %s', async (query, status, paths) => {
    const answer = await world.ask('GET', `/v1/segments/seed/seed-report?${query}`)
    expect(answer.statusCode, answer.body).toBe(status)
    expect(answer.json<{ errors: { path: string }[] }>().errors.map(({ path }) => path)).toEqual(paths)
  })
})
