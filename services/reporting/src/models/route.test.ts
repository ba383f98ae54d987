import type { ModelCard, ModelRun } from '@weir/contracts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createWorld, NOW } from '../../test/world.ts'
import type { World } from '../../test/world.ts'

/** What is asked of models; how it is done is held by tests/e2e/models.e2e.test.ts. */

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world[Symbol.asyncDispose]())

const BUYS = { conversion: { name: 'Purchase' }, horizon: '7d' }
const train = (body: object, id = 'buys') => world.ask('POST', `/v1/models/${id}/train`, body)
const faultsOf = (answer: Awaited<ReturnType<World['ask']>>): string[] =>
  answer.json<{ errors: { path: string }[] }>().errors.map(({ path }) => path)

/** Has a run end as it does where models are trained. */
async function end(key: string, run: Partial<ModelRun>, change: object = {}): Promise<void> {
  const [kind, id = ''] = key.split(':')
  const stored = kind === 'model' ? world.config.models().get(id) : world.config.lookalikes().get(id)
  await world.config.put(key, { ...stored, ...change, run: { ...stored?.run, ...run } })
}

const CARD: ModelCard = {
  version: 1,
  trained_at: NOW,
  kind: 'boosted',
  calibrated_by: 'platt',
  from: NOW - 1,
  to: NOW,
  cuts: [NOW - 1],
  people: { share: 1, fitted: 60, calibrated: 20, judged: 20, positives: 9, cold: 0 },
  auc: 0.8,
  average_precision: 0.5,
  brier: 0.1,
  calibration_error: 0.01,
  curve: [{ size: 20, said: 0.4, happened: 0.45 }],
  lift: [2, 1],
  importance: [{ feature: 'count', value: 0.2 }],
  stability: { score: 0.01, features: [{ feature: 'count', value: 0.02 }] },
  leak: { alarm: false, reasons: [] },
}

describe('a model', () => {
  it('is asked for, waits for its turn, and is kept with what came of it', async () => {
    const asked = await train(BUYS)
    expect([asked.statusCode, asked.headers['location']]).toEqual([202, '/v1/models/buys'])
    expect(asked.json()).toMatchObject({
      id: 'buys',
      ...BUYS,
      lookback: '90d',
      state: 'asked',
      version: 0,
      card: null,
      published: null,
    })
    expect((await world.ask('GET', '/v1/models/buys')).json()).toEqual(asked.json())
    for (const path of ['train', 'score']) {
      const refused = await world.ask('POST', `/v1/models/buys/${path}`, path === 'train' ? BUYS : undefined)
      expect([refused.statusCode, refused.json<{ detail: string }>().detail]).toEqual([
        409,
        'it is waiting for its turn: ask again when that is done',
      ])
    }
    const published = { version: 1, at: NOW, people: 100, retracted: 0 }
    await end('model:buys', { state: 'done', progress: 1, ended_at: NOW }, { version: 1, card: CARD, published })
    const known = (await world.ask('GET', '/v1/models')).json<{ models: object[] }>()
    const at = new Date(NOW).toISOString()
    expect(known.models).toMatchObject([{ state: 'done', card: { auc: 0.8, trained_at: at }, published: { at, people: 100 } }])
    // Trained anew, it keeps what it has until then.
    const again = await train({ ...BUYS, horizon: '14d', as_of: '2024-04-01' })
    expect(again.json()).toMatchObject({
      horizon: '14d',
      state: 'asked',
      as_of: '2024-04-01T00:00:00.000Z',
      version: 1,
      card: { auc: 0.8 },
    })
    await end('model:buys', { state: 'failed', reason: 'too little' })
    expect((await world.ask('POST', '/v1/models/buys/score')).json()).toMatchObject({
      task: 'score',
      state: 'asked',
      reason: null,
    })
  })

  it('says what is wrong with what is asked', async () => {
    expect(faultsOf(await train({ ...BUYS, horizon: '1m', lookback: '4000d' }))).toEqual(['horizon', 'lookback'])
    expect(faultsOf(await train({ horizon: '7d' }))).toEqual(['conversion'])
    const where = [{ path: 'nowhere.x', op: 'exists' }]
    expect(faultsOf(await train({ ...BUYS, conversion: { name: 'Purchase', where } }))).toEqual(['conversion.where.0.path'])
    expect(faultsOf(await train({ ...BUYS, as_of: '2124-01-01' }))).toEqual(['as_of'])
    expect((await train(BUYS, 'a.b')).statusCode).toBe(400)
    expect((await world.ask('GET', '/v1/models/nosuch')).statusCode).toBe(404)
    expect((await world.ask('POST', '/v1/models/nosuch/score')).statusCode).toBe(404)
    await train(BUYS)
    await end('model:buys', { state: 'failed', reason: 'too little' })
    expect((await world.ask('POST', '/v1/models/buys/score')).json()).toMatchObject({
      status: 409,
      detail: 'nothing was learnt yet: train it first',
    })
  })

  it('is refused where models are not trained', async () => {
    await using other = await createWorld({ deps: { hasModelling: false } })
    expect((await other.ask('POST', '/v1/models/buys/train', BUYS)).statusCode).toBe(503)
    expect((await other.ask('GET', '/v1/models')).json()).toEqual({ models: [] })
  })
})

describe('a lookalike', () => {
  const put = (segment: string, body: object) => world.ask('PUT', `/v1/lookalikes/${segment}`, body)

  it('is of a segment that there is, and leaves out members of others', async () => {
    const rule = { event: { name: 'Purchase' }, within: '30d' }
    for (const id of ['best', 'staff']) await world.ask('PUT', `/v1/segments/${id}`, { name: id, rule })
    expect((await put('nosuch', {})).statusCode).toBe(404)
    expect((await world.ask('GET', '/v1/lookalikes/best')).statusCode).toBe(404)
    expect(faultsOf(await put('best', { exclude: ['staff', 'nosuch'] }))).toEqual(['exclude.1'])
    expect(faultsOf(await put('best', { sizes: [0.1, 0.1] }))).toEqual(['sizes'])
    expect(faultsOf(await put('best', { sizes: [0.2, 0.5, 0.001, 0.01] }))).toEqual(['sizes.1', 'sizes.2'])
    expect((await put('best', { sizes: [0.5] })).body).toContain('expected 0.01 to 0.2')
    expect(faultsOf(await put('best', { exclude: ['staff', 'best'] }))).toEqual(['exclude.1'])
    const asked = await put('best', { sizes: [0.05], exclude: ['staff'] })
    expect([asked.statusCode, asked.headers['location']]).toEqual([202, '/v1/lookalikes/best'])
    expect(asked.json()).toMatchObject({ segment: 'best', sizes: [0.05], exclude: ['staff'], lookback: '90d', state: 'asked' })
    expect((await world.ask('GET', '/v1/lookalikes/best')).json()).toEqual(asked.json())
    expect((await put('best', {})).statusCode).toBe(409)
  })

  it('is deleted with its thresholds once no rule uses it, and its seed after it', async () => {
    const rule = { event: { name: 'Purchase' }, within: '30d' }
    await world.ask('PUT', '/v1/segments/best', { name: 'best', rule })
    await put('best', { sizes: [0.05] })
    const remove = async (path: string) => {
      const answer = await world.ask('DELETE', path)
      return [answer.statusCode, answer.body === '' ? '' : answer.json<{ detail: string }>().detail]
    }
    expect(await remove('/v1/lookalikes/best')).toEqual([409, 'it is waiting for its turn: ask again when that is done'])
    await end('lookalike:best', { state: 'done' }, { version: 1 })
    await world.ask('PUT', '/v1/thresholds/lookalike:best', { sizes: [{ size: 0.05, value: 0.5 }] })
    await world.ask('PUT', '/v1/segments/alike', { name: 'alike', rule: { lookalike: 'best', size: 0.05 } })
    expect(await remove('/v1/lookalikes/best')).toEqual([409, 'segments compare with it: alike'])
    await world.ask('DELETE', '/v1/segments/alike')
    expect(await remove('/v1/segments/best')).toEqual([409, 'a lookalike is made of it: DELETE /v1/lookalikes/best first'])
    expect(await remove('/v1/lookalikes/best')).toEqual([204, ''])
    expect((await remove('/v1/lookalikes/best'))[0]).toBe(404)
    expect((await world.ask('GET', '/v1/thresholds/lookalike:best')).statusCode).toBe(404)
    expect((await remove('/v1/segments/best'))[0]).toBe(204)
  })
})

it('a model is deleted once no rule uses it', async () => {
  await train(BUYS)
  await end('model:buys', { state: 'done' }, { version: 1 })
  await world.ask('PUT', '/v1/segments/likely', { name: 'likely', rule: { score: 'buys', probability: { gte: 0.5 } } })
  const refused = await world.ask('DELETE', '/v1/models/buys')
  expect(refused.json()).toMatchObject({ status: 409, detail: 'segments compare with it: likely' })
  await world.ask('DELETE', '/v1/segments/likely')
  expect((await world.ask('DELETE', '/v1/models/buys')).statusCode).toBe(204)
  expect((await world.ask('GET', '/v1/models/buys')).statusCode).toBe(404)
})
