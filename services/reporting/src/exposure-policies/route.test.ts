import { seededRandom } from '@weir/testkit'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fact, store } from '../../test/facts.ts'
import { createWorld, NOW } from '../../test/world.ts'
import type { World } from '../../test/world.ts'

/** Exposure policies as they are kept, with what belongs to them. */

const HOUR = 3_600_000
const opened = await openTestWarehouse()
let world: World
beforeAll(async () => {
  world = await createWorld({ warehouse: opened.warehouse })
  await world.ask('PUT', '/v1/segments/likely', { name: 'Likely', rule: { event: { name: 'AddToCart' }, within: '1d' } })
  await world.ask('PUT', '/v1/destinations/tiktok', TIKTOK)
  await store(opened.warehouse, FATIGUED)
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await opened[Symbol.asyncDispose]()
})

const TIKTOK = {
  kind: 'tiktok_streaming',
  name: 'Buyers',
  segment: 'likely',
  advertiser_ids: ['7'],
  token: { env: 'TIKTOK_TOKEN' },
}
const POLICY = { name: 'Spring', campaigns: ['k1', 'k2'], cap: { impressions: 3, within: '7d' }, cool_down: '2d' }
const LIKELY = [{ segment: 'likely', impressions: 5 }]

/** Nobody clicks the fourth exposure or later; of those before it every third. */
const random = seededRandom(3)
const FATIGUED = Array.from({ length: 400 }, (_, person) =>
  Array.from({ length: 6 }, (__, n) => {
    const t = NOW - (6 - n) * 20 * HOUR - random.int(HOUR)
    const about = { person: `p${person}`, campaign_id: 'tired' }
    const shown = fact(t, 'AdImpression', about)
    return n < 3 && random.chance(0.3) ? [shown, fact(t + 1_000, 'AdClick', about)] : [shown]
  }).flat(),
).flat()

const put = (id: string, body: object) => world.ask('PUT', `/v1/exposure-policies/${id}`, body)
const get = async (url: string): Promise<unknown> => (await world.ask('GET', url)).json()
const refusalOf = async (...asked: Parameters<World['ask']>): Promise<[number, string]> => {
  const answer = await world.ask(...asked)
  return [answer.statusCode, answer.json<{ detail: string }>().detail]
}

describe('an exposure policy', () => {
  it('is kept with its segment, which is an ordinary one, and ends with it', async () => {
    const saved = await put('spring', { ...POLICY, higher: LIKELY })
    expect(saved.statusCode, saved.body).toBe(200)
    expect(saved.json()).toMatchObject({
      id: 'spring',
      segment: 'exposure.spring',
      in_force: { impressions: 3, fatigue: null },
      destinations: [],
      exclusions: [],
    })
    expect(await get('/v1/exposure-policies/spring')).toEqual(saved.json())
    expect(await get('/v1/exposure-policies')).toEqual({ policies: [saved.json()] })
    const over = (n: number) => ({ exposure: { campaign: ['k1', 'k2'] }, within: '7d', count: { gte: n }, cool_down: '2d' })
    const likely = { segment: 'likely' }
    expect(await get('/v1/segments/exposure.spring')).toMatchObject({
      rule: { any: [{ all: [likely, over(5)] }, { all: [{ not: likely }, over(3)] }] },
      version: 1,
    })
    expect((await world.ask('DELETE', '/v1/exposure-policies/spring')).statusCode).toBe(204)
    for (const url of ['/v1/exposure-policies/spring', '/v1/segments/exposure.spring'])
      expect((await world.ask('GET', url)).statusCode, url).toBe(404)
    expect((await world.ask('DELETE', '/v1/exposure-policies/spring')).statusCode).toBe(404)
  })

  it('owns its segment: by hand it is neither changed nor deleted', async () => {
    await put('spring', POLICY)
    const owned = 'this segment belongs to the exposure policy "spring": change /v1/exposure-policies/spring'
    const rule = { event: { name: 'Purchase' }, within: '7d' }
    expect(await refusalOf('PUT', '/v1/segments/exposure.spring', { name: 'Mine', rule })).toEqual([409, owned])
    expect(await refusalOf('DELETE', '/v1/segments/exposure.spring')).toEqual([409, owned])
    const exclusion = { id: 'exposure.spring', cap: 2 }
    expect(await refusalOf('POST', '/v1/reports/exposure/segment', exclusion)).toEqual([409, owned])
    const rest = { name: 'Rest', rule: { not: { segment: 'exposure.spring' } } }
    expect((await world.ask('PUT', '/v1/segments/rest', rest)).statusCode).toBe(200)
    const used = 'another segment refers to "exposure.spring"; change or delete that one first'
    expect(await refusalOf('DELETE', '/v1/exposure-policies/spring')).toEqual([409, used])
    await world.ask('DELETE', '/v1/segments/rest')
    await world.ask('DELETE', '/v1/exposure-policies/spring')
  })

  it('keeps an audience beside each destination that it names, which follows that destination', async () => {
    const saved = await put('spring', { ...POLICY, destinations: ['tiktok'] })
    expect(saved.json()).toMatchObject({ exclusions: ['exposure.spring.tiktok'] })
    const audience = '/v1/destinations/exposure.spring.tiktok'
    expect(await get(audience)).toMatchObject({
      kind: 'tiktok_streaming',
      segment: 'exposure.spring',
      audience_name: 'Leave out: Spring',
      advertiser_ids: ['7'],
      token: { env: 'TIKTOK_TOKEN' },
      state: 'active',
    })
    await world.ask('PUT', '/v1/destinations/tiktok', { ...TIKTOK, token: { env: 'TIKTOK_OTHER' } })
    expect(await get(audience)).toMatchObject({ token: { env: 'TIKTOK_OTHER' }, segment: 'exposure.spring' })
    const owned = 'this destination belongs to the exposure policy "spring": change /v1/exposure-policies/spring'
    expect(await refusalOf('PUT', audience, TIKTOK)).toEqual([409, owned])
    expect(await refusalOf('DELETE', audience)).toEqual([409, owned])
    const named = 'the exposure policy "spring" names this destination: take it out of "destinations" first'
    expect(await refusalOf('DELETE', '/v1/destinations/tiktok')).toEqual([409, named])
    expect((await put('spring', POLICY)).statusCode).toBe(200)
    expect(await get(audience)).toMatchObject({ state: 'deleting' })
    const removing = 'the audience "exposure.spring.tiktok" of before is still being removed: try again when it is gone'
    expect(await refusalOf('PUT', '/v1/exposure-policies/spring', { ...POLICY, destinations: ['tiktok'] })).toEqual([
      409,
      removing,
    ])
    expect(await get('/v1/exposure-policies/spring')).toMatchObject({ destinations: [] })
    await world.ask('DELETE', '/v1/exposure-policies/spring')
  })

  it('takes its cap from fatigue, anew when it is asked to', async () => {
    const cap = { from: 'fatigue', metric: 'ctr', within: '7d' }
    const saved = await put('tired', { ...POLICY, campaigns: ['tired'], cap })
    expect(saved.statusCode, saved.body).toBe(200)
    const inForce = { impressions: 3, fatigue: { n: 4, from: expect.any(String), to: new Date(NOW).toISOString() } }
    expect(saved.json()).toMatchObject({ cap, in_force: inForce })
    expect(await get('/v1/segments/exposure.tired')).toMatchObject({
      rule: { count: { gte: 3 }, exposure: { campaign: 'tired' } },
    })
    const refreshed = await world.ask('POST', '/v1/exposure-policies/tired/refresh')
    expect(refreshed.json()).toMatchObject({ in_force: inForce })
    const none = await put('spring', { ...POLICY, cap })
    expect([none.statusCode, none.json<{ errors: { path: string }[] }>().errors.map(({ path }) => path)]).toEqual([
      400,
      ['cap.from'],
    ])
    expect((await world.ask('GET', '/v1/segments/exposure.spring')).statusCode).toBe(404)
    expect((await world.ask('POST', '/v1/exposure-policies/nosuch/refresh')).statusCode).toBe(404)
  })

  it('says where it is wrong', async () => {
    const faultsOf = async (body: object): Promise<string[]> => {
      const answer = await put('wrong', body)
      expect(answer.statusCode, answer.body).toBe(400)
      return answer.json<{ errors: { path: string }[] }>().errors.map(({ path }) => path)
    }
    expect(await faultsOf({ ...POLICY, cap: { within: '7d' } })).toEqual(['cap'])
    expect(await faultsOf({ ...POLICY, cap: { impressions: 2, from: 'fatigue', within: '7d' } })).toEqual(['cap'])
    expect(await faultsOf({ ...POLICY, cap: { impressions: 0, within: '0s' } })).toEqual(['cap.impressions', 'cap.within'])
    expect(await faultsOf({ ...POLICY, cap: { from: 'fatigue', metric: 'cvr', within: '7d' } })).toEqual(['cap.metric'])
    expect(await faultsOf({ ...POLICY, cool_down: '400d' })).toEqual(['cool_down'])
    expect(await faultsOf({ ...POLICY, higher: [{ segment: 'nosuch', impressions: 5 }] })).toEqual(['higher.0.segment'])
    expect(await faultsOf({ ...POLICY, destinations: ['nosuch'] })).toEqual(['destinations.0'])
    const circular = await put('wrong', { ...POLICY, higher: [{ segment: 'exposure.wrong', impressions: 5 }] })
    expect(circular.statusCode).toBe(400)
  })
})
