import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { segmentNumber } from '@weir/contracts'
import { NOW, createWorld, follow } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'

/** Definitions of segments, without people and without the warehouse. */

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world[Symbol.asyncDispose]())

const rule = { event: { name: 'Purchase' }, within: '7d' }

describe('segments', () => {
  it('get a new version when who is a member changes, and only then', async () => {
    const put = async (body: object): Promise<unknown> =>
      (await world.ask('PUT', '/v1/segments/buyers', { name: 'Buyers', rule, ...body })).json<{ version: number }>().version
    expect(await put({})).toBe(1)
    expect(await put({ name: 'Renamed', description: 'x', min_size: 5 })).toBe(1)
    expect(await put({ purposes: ['personalised_ads', 'profiling'] })).toBe(1)
    expect(await put({ purposes: ['profiling'] })).toBe(2)
    expect(await put({ purposes: ['profiling'], rule: { within: '7d', event: { name: 'Purchase' } } })).toBe(2)
    expect(await put({ purposes: ['profiling'], rule: { ...rule, within: '8d' } })).toBe(3)
  })

  it('answer with number, size, matchable, status', async () => {
    const answer = await world.ask('PUT', '/v1/segments/buyers', { name: 'Buyers', rule })
    expect(answer.json()).toEqual({
      id: 'buyers',
      number: segmentNumber('buyers'),
      name: 'Buyers',
      rule,
      version: 1,
      updated_at: new Date(NOW).toISOString(),
      status: 'live',
      size: 0,
      matchable: { EMAIL_SHA256: 0, PHONE_SHA256: 0, EXTERNAL_ID_SHA256: 0, IDFA_SHA256: 0, GAID_SHA256: 0 },
      matchable_error_margin: 0,
      withheld: 0,
      // The warehouse is away.
      cost: {
        state_bytes_max: 61,
        conditions: [{ path: 'rule', exact: true, entries_max: 1, late_by_max_ms: 0 }],
        backfill_events: null,
      },
    })
    expect((await world.ask('GET', '/v1/segments?include=matchable,cost')).json()).toEqual({
      segments: [answer.json()],
      cursor: null,
    })
  })

  it('are refused with every fault and its path', async () => {
    const bad = {
      all: [{ event: { name: 'Purchase' }, within: '7 days' }, { event: {}, within: '1d', extra: 1 }, { nonsense: true }],
    }
    const answer = await world.ask('PUT', '/v1/segments/buyers', { rule: bad, owner: 'me' })
    expect(answer.statusCode).toBe(400)
    const paths = answer.json<{ errors: { path: string }[] }>().errors.map((fault) => fault.path)
    expect(paths).toEqual(expect.arrayContaining(['name', 'owner', 'rule.all.0.within', 'rule.all.1.event', 'rule.all.2']))
  })

  it('are refused when the rule makes no sense', async () => {
    const answer = await world.ask('PUT', '/v1/segments/buyers', {
      name: 'x',
      rule: { event: { name: 'A' }, within: { whole_days: 3, time_zone: 'Mars/Olympus' } },
    })
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toMatchObject({ code: 'invalid_field', errors: [{ path: 'rule' }] })
  })

  it('are refused when two ids have one number', async () => {
    const [a, b] = clash()
    expect((await world.ask('PUT', `/v1/segments/${a}`, { name: 'a', rule })).statusCode).toBe(200)
    const answer = await world.ask('PUT', `/v1/segments/${b}`, { name: 'b', rule })
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([409, 'conflict'])
  })

  it('take deep rules to a depth, and no further', async () => {
    const put = (depth: number) =>
      world.app.inject({
        method: 'PUT',
        url: '/v1/segments/buyers',
        headers: { authorization: auth, 'content-type': 'application/json' },
        payload: `{"name":"x","rule":${'{"not":'.repeat(depth)}${JSON.stringify(rule)}${'}'.repeat(depth)}}`,
      })
    const auth = `Bearer ${await world.key(['admin'])}`
    expect((await put(50)).statusCode).toBe(200)
    for (const depth of [70, 20_000, 100_000])
      expect((await put(depth)).json(), String(depth)).toMatchObject({ status: 400, code: 'too_deep' })
  })

  it('are gone when deleted', async () => {
    await world.ask('PUT', '/v1/segments/buyers', { name: 'Buyers', rule })
    expect((await world.ask('DELETE', '/v1/segments/buyers')).statusCode).toBe(204)
    for (const path of ['', '/size', '/members', '/export'])
      expect((await world.ask('GET', `/v1/segments/buyers${path}`)).statusCode, path).toBe(404)
  })

  it('are backfilling until the segmenter has taken them over', async () => {
    let release = (): void => undefined
    const taken = new Promise<void>((resolve) => (release = resolve))
    await using slow: World = await createWorld({
      deps: { awaitDefinitions: () => taken.then(() => follow(slow.fold, slow.config.segments())) },
    })
    const saving = slow
      .ask('PUT', '/v1/segments/buyers', { name: 'Buyers', rule })
      .then((answer) => answer.json<{ status: string }>())
    await expect
      .poll(async () => (await slow.ask('GET', '/v1/segments/buyers')).json<{ status: string }>().status)
      .toBe('backfilling')
    release()
    expect((await saving).status).toBe('live')
  })
})

/** Two ids of segments with the same 32-bit number: by the birthday bound some 80,000 tries. */
function clash(): [string, string] {
  const seen = new Map<number, string>()
  for (let i = 0; ; i++) {
    const id = `s${i}`
    const number = segmentNumber(id)
    const other = seen.get(number)
    if (other !== undefined) return [other, id]
    seen.set(number, id)
  }
}
