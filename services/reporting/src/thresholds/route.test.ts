import { thresholdIdsIn } from '@weir/contracts'
import type { Condition } from '@weir/contracts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { NOW, createWorld } from '../../test/world.ts'
import type { World } from '../../test/world.ts'

let world: World
let awaited: number[]
beforeEach(async () => {
  awaited = []
  world = await createWorld({ deps: { awaitDefinitions: async (version) => void awaited.push(version) } })
})
afterEach(() => world[Symbol.asyncDispose]())

const best: Condition = { percentile: { of: { event: { name: 'Purchase' } }, within: '30d' }, top: 0.1 }
const [bestId] = thresholdIdsIn(best) as [string]
const percentiles = Array.from({ length: 99 }, (_, i) => i / 100)
const put = (id: string, rule: Condition) => world.ask('PUT', `/v1/segments/${id}`, { name: id, rule })

describe('thresholds', () => {
  it('are published, shown, counted up when they change, and deleted', async () => {
    const answer = await world.ask('PUT', `/v1/thresholds/${bestId}`, { value: 3 })
    const shown = { id: bestId, version: 1, published_at: new Date(NOW).toISOString(), value: 3, used_by: [] }
    expect([answer.statusCode, answer.json()]).toEqual([200, shown])
    expect((await world.ask('PUT', `/v1/thresholds/${bestId}`, { value: 3 })).json()).toEqual(shown)
    expect((await world.ask('PUT', `/v1/thresholds/${bestId}`, { value: 4 })).json()).toMatchObject({ version: 2, value: 4 })
    await world.ask('PUT', '/v1/thresholds/model:buys', { percentiles })
    const list = (await world.ask('GET', '/v1/thresholds')).json<{ thresholds: unknown[]; missing: unknown[] }>()
    expect([list.thresholds.length, list.missing]).toEqual([2, []])
    expect((await world.ask('DELETE', `/v1/thresholds/${bestId}`)).statusCode).toBe(204)
    expect((await world.ask('GET', `/v1/thresholds/${bestId}`)).statusCode).toBe(404)
  })

  it('are named where a segment waits for them, with the condition to compute', async () => {
    expect((await put('best', best)).json()).toMatchObject({ unresolved: [bestId] })
    await put('others', { all: [{ not: { segment: 'best' } }, { score: 'buys', percentile: { gte: 90 } }] })
    expect((await world.ask('GET', '/v1/segments/others')).json()).toMatchObject({ unresolved: [bestId, 'model:buys'] })
    expect((await world.ask('GET', '/v1/thresholds')).json()).toEqual({
      thresholds: [],
      missing: [
        { id: bestId, condition: best, segments: ['best', 'others'] },
        { id: 'model:buys', condition: { score: 'buys', percentile: { gte: 90 } }, segments: ['others'] },
      ],
    })
    const version = world.config.segmentsVersion()
    const published = await world.ask('PUT', `/v1/thresholds/${bestId}`, { value: 2 })
    expect(published.json()).toMatchObject({ used_by: ['best'] })
    expect(awaited.at(-1)).toBeGreaterThan(version)
    expect((await world.ask('GET', '/v1/segments/best')).json()).not.toHaveProperty('unresolved')
    expect((await world.ask('DELETE', `/v1/thresholds/${bestId}`)).json()).toMatchObject({ code: 'conflict' })
  })

  it('of a lookalike need its segment, and the size that is asked for', async () => {
    const id = '/v1/thresholds/lookalike:seed'
    expect((await world.ask('PUT', id, { sizes: [{ size: 0.01, value: 0.9 }] })).statusCode).toBe(404)
    await put('seed', { event: { name: 'Purchase' }, within: '7d' })
    expect((await world.ask('PUT', id, { sizes: [{ size: 0.01, value: 0.9 }] })).statusCode).toBe(200)
    expect((await put('near', { lookalike: 'seed', size: 0.01 })).json()).not.toHaveProperty('unresolved')
    expect((await put('far', { lookalike: 'seed', size: 0.2 })).json()).toMatchObject({ unresolved: ['lookalike:seed'] })
  })

  it.each([
    [bestId, { percentiles }, 'value'],
    ['model:buys', { value: 3 }, 'percentiles'],
    ['model:buys', { percentiles: percentiles.toReversed() }, ''],
    ['nonsense', { value: 3 }, 'id'],
    ['percentile:xyz', { value: 3 }, 'id'],
  ])('are refused as %s with %o', async (id, body, path) => {
    const answer = await world.ask('PUT', `/v1/thresholds/${id}`, body)
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([400, 'invalid_field'])
    expect(answer.json<{ errors: { path: string }[] }>().errors.map((fault) => fault.path)).toContain(path)
  })

  it('are published by administrators only', async () => {
    const secret = await world.key(['read', 'export', 'ingest', 'erase'])
    const headers = { authorization: `Bearer ${secret}` }
    const answer = await world.app.inject({ method: 'PUT', url: '/v1/thresholds/model:buys', headers, payload: { percentiles } })
    expect(answer.statusCode).toBe(403)
  })

  it('that are missing do not excuse a rule that makes no sense', async () => {
    const within = { whole_days: 7, time_zone: 'Mars/Olympus' }
    const rule: Condition = { percentile: { of: { event: { name: 'Purchase' } }, within }, top: 0.1 }
    expect((await put('nowhere', rule)).json()).toMatchObject({ code: 'invalid_field' })
  })
})
