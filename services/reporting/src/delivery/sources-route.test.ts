import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { World } from '../../test/world.ts'
import { createWorld } from '../../test/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const PULL = { advertiser_id: '7012345678901234567', token: { env: 'TIKTOK_ACCESS_TOKEN' } }
const SOURCE = { platform: 'tiktok', currency: 'EUR', tz: 'Europe/Berlin', pull: PULL }

async function faultsOf(body: object): Promise<string[]> {
  const answer = await world.ask('PUT', '/v1/delivery-sources/faulty', body)
  expect(answer.statusCode, answer.body).toBe(400)
  return answer.json<{ errors: { path: string; message: string }[] }>().errors.map(({ path, message }) => `${path}: ${message}`)
}

describe('a source whose reports are fetched', () => {
  it('has defaults, and waits for its first fetch', async () => {
    const answer = await world.ask('PUT', '/v1/delivery-sources/main', SOURCE)
    expect(answer.statusCode, answer.body).toBe(200)
    expect(answer.json()).toMatchObject({
      id: 'main',
      pull: { ...PULL, every: '6h', look_back_days: 28, reports: [{ level: 'ad', by: 'day' }] },
      pulls: { state: 'waiting', last_run: null, error: null, next_run_at: null },
    })
  })

  it('shows how the last fetch went and when the next one is', async () => {
    const started = Date.parse('2024-05-31T13:00:00Z')
    const last = { ended_at: started, rows: 12, rejected: 0, from: '2024-05-03', to: '2024-05-31' }
    const source = world.deps.config.deliverySource('main')!
    const { pullSettings } = await import('@weir/contracts')
    await world.deps.config.put('delivery-pull:main', {
      owner: 'o',
      settings: pullSettings(source),
      state: 'failed',
      started_at: started,
      seen_at: started,
      failures: 1,
      error: { code: 'refused', message: 'TikTok answered 40001' },
      rows: 0,
      rejected: 0,
      last,
    })
    const { pulls } = (await world.ask('GET', '/v1/delivery-sources/main')).json()
    expect(pulls).toEqual({
      state: 'failed',
      started_at: '2024-05-31T13:00:00.000Z',
      rows: 0,
      rejected_rows: 0,
      error: { code: 'refused', message: 'TikTok answered 40001' },
      failures: 1,
      last_run: { ended_at: '2024-05-31T13:00:00.000Z', rows: 12, rejected_rows: 0, from: '2024-05-03', to: '2024-05-31' },
      next_run_at: '2024-05-31T18:30:00.000Z',
    })
    await world.ask('PUT', '/v1/delivery-sources/main', { ...SOURCE, pull: { ...PULL, look_back_days: 7 } })
    const { sources } = (await world.ask('GET', '/v1/delivery-sources')).json()
    expect(sources).toMatchObject([{ id: 'main', pulls: { state: 'failed', next_run_at: null } }])
  })

  it('is forgotten with its state', async () => {
    expect((await world.ask('DELETE', '/v1/delivery-sources/main')).statusCode).toBe(204)
    expect(world.deps.config.deliveryPull('main')).toBeUndefined()
  })

  it('names what is missing or wrong', async () => {
    expect(await faultsOf({ platform: 'meta', pull: PULL })).toEqual([
      'pull: only reports of the platform "tiktok" can be fetched: import files of others',
      'currency: is needed with "pull": answers of the API name no currency',
      'tz: is needed with "pull": answers of the API name no time zone',
    ])
    const withPull = (change: object) => faultsOf({ ...SOURCE, pull: { ...PULL, ...change } })
    for (const token of [
      'abcdef0123456789',
      { env: 'PATH' },
      { file: 'token' },
      { value: 'abc' },
      { env: 'TIKTOK_A', file: '/b' },
    ])
      expect(await withPull({ token }), JSON.stringify(token)).toEqual([expect.stringContaining('pull.token')])
    expect(await withPull({ advertiser_id: 7012345678901234 })).toEqual([expect.stringContaining('pull.advertiser_id')])
    expect(await withPull({ every: '5h' })).toEqual([expect.stringContaining('pull.every')])
    expect(await withPull({ reports: [{ level: 'ad', breakdown: ['age', 'country'] }] })).toEqual([
      expect.stringContaining('only "age" and "gender" can be asked for together'),
    ])
    expect(await withPull({ reports: [] })).toEqual([expect.stringContaining('pull.reports')])
  })
})
