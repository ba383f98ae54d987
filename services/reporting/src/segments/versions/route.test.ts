import { SEGMENT_VERSIONS_KEPT, segmentNumber, segmentVersionKey } from '@weir/contracts'
import { createMemoryLog } from '@weir/eventlog/memory'
import { openConfigView } from '@weir/runtime'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createWorld, NOW } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'

let world: World
let log: ReturnType<typeof createMemoryLog>
beforeEach(async () => {
  log = createMemoryLog({ partitions: 2 })
  world = await createWorld({ deps: { log } })
})
afterEach(async () => {
  await world[Symbol.asyncDispose]()
  await log.close()
})

interface Version {
  version: number
  state: string
  name: string
  rule: unknown
  purposes?: string[]
  from: string | null
  until: string | null
  by?: { key: string; name: string } | null
  deleted_by?: { key: string; name: string } | null
}

const within = (days: number) => ({ event: { name: 'Purchase' }, within: `${days}d` })
const at = (ms: number): string => new Date(NOW + ms).toISOString()

async function put(body: object, id = 'buyers'): Promise<number> {
  const answer = await world.ask('PUT', `/v1/segments/${id}`, { name: 'Buyers', ...body })
  expect([answer.statusCode, answer.body]).toEqual([200, answer.body])
  return answer.json<{ version: number }>().version
}
async function versions(query = '', id = 'buyers'): Promise<Version[]> {
  const answer = await world.ask('GET', `/v1/segments/${id}/versions${query}`)
  expect([answer.statusCode, answer.body]).toEqual([200, answer.body])
  return answer.json<{ versions: Version[] }>().versions
}
const rollback = (version: unknown, id = 'buyers') => world.ask('POST', `/v1/segments/${id}/rollback`, { version })
const told = (all: Version[]) => all.map(({ version, state, from, until }) => [version, state, from, until])
const forward = (ms: number): void => world.deps.clock.advance(NOW + ms)

describe('versions of a segment', () => {
  it('are kept with rule, time and key, newest first; saving the same makes none', async () => {
    await put({ rule: within(7) })
    forward(1_000)
    await put({ rule: within(7) })
    forward(2_000)
    await put({ rule: within(8), purposes: ['profiling'] })
    forward(3_000)
    await put({ name: 'Renamed', rule: within(8), purposes: ['profiling'] })
    const all = await versions()
    expect(told(all)).toEqual([
      [2, 'in_force', at(2_000), null],
      [1, 'replaced', at(0), at(2_000)],
    ])
    expect(all.map(({ rule, name, purposes }) => ({ rule, name, purposes }))).toEqual([
      { rule: within(8), name: 'Renamed', purposes: ['profiling'] },
      { rule: within(7), name: 'Buyers', purposes: undefined },
    ])
    expect(all[0]).toMatchObject({ saved_at: at(3_000), by: { key: expect.any(String), name: 'test' } })
    expect((await world.ask('GET', '/v1/segments/buyers/versions/1')).json()).toEqual(all[1])
  })

  it('are told to keys that only read, but not who made them', async () => {
    await put({ rule: within(7) })
    const headers = { authorization: `Bearer ${await world.key(['read'])}` }
    for (const url of ['/v1/segments/buyers/versions', '/v1/segments/buyers/versions/1'])
      expect((await world.app.inject({ url, headers })).body, url).not.toContain('"by"')
  })

  it('come page by page', async () => {
    for (let days = 1; days <= 5; days++) await put({ rule: within(days) })
    const seen: number[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const url: string = `/v1/segments/buyers/versions?limit=2${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`
      const page = (await world.ask('GET', url)).json<{ versions: Version[]; cursor: string | null }>()
      seen.push(...page.versions.map(({ version }) => version))
      cursor = page.cursor
    }
    expect(seen).toEqual([5, 4, 3, 2, 1])
  })

  it('are the same for every process, and after a restart', async () => {
    await put({ rule: within(7) })
    await put({ rule: within(8) })
    const kept = world.config.segmentVersions('buyers')
    // Another process reads the same log from its beginning.
    const copied = createMemoryLog({ partitions: 1 })
    const again = await openConfigView(copied)
    for (const version of kept) await again.put(segmentVersionKey(version.id, version.version), version)
    const restarted = await openConfigView(copied)
    expect(restarted.segmentVersions('buyers')).toEqual(kept)
    expect(kept).toHaveLength(2)
    await again.close()
    await restarted.close()
    await copied.close()
  })

  it('of a deleted segment stay, and its numbers go on when it comes back', async () => {
    await put({ rule: within(7) })
    forward(1_000)
    await world.ask('DELETE', '/v1/segments/buyers')
    expect((await world.ask('GET', '/v1/segments/buyers')).statusCode).toBe(404)
    const [gone] = await versions()
    expect(told([gone!])).toEqual([[1, 'deleted', at(0), at(1_000)]])
    expect(gone!.deleted_by).toMatchObject({ name: 'test' })
    forward(2_000)
    expect(await put({ rule: within(9) })).toBe(2)
    expect(told(await versions())).toEqual([
      [2, 'in_force', at(2_000), null],
      [1, 'deleted', at(0), at(1_000)],
    ])
  })

  it('begin with what was stored before versions were kept', async () => {
    const before = { id: 'old', number: segmentNumber('old'), version: 4, updated_at: NOW - 5, name: 'Old', rule: within(7) }
    await world.config.put('segment:old', before)
    expect(told(await versions('', 'old'))).toEqual([[4, 'in_force', null, null]])
    expect(await put({ rule: within(8) }, 'old')).toBe(5)
    expect(told(await versions('', 'old'))).toEqual([
      [5, 'in_force', at(0), null],
      [4, 'replaced', null, at(0)],
    ])
    expect((await versions('', 'old'))[1]).toMatchObject({ by: null, rule: within(7) })
  })

  it('are kept of the segments of journeys, too', async () => {
    const journey = { name: 'Cart', entry: { event: { name: 'AddToCart' } }, lasts: '7d', steps: [{ id: 'wait', wait: '1h' }] }
    await world.ask('PUT', '/v1/journeys/cart', journey)
    await world.ask('PUT', '/v1/journeys/cart', { ...journey, lasts: '8d' })
    expect(told(await versions('', 'journey.cart.wait'))).toHaveLength(2)
    expect((await rollback(1, 'journey.cart.wait')).statusCode).toBe(409)
    await world.ask('DELETE', '/v1/journeys/cart')
    expect((await versions('', 'journey.cart.wait'))[0]).toMatchObject({ state: 'deleted', by: { name: 'test' } })
  })

  it('are kept up to a number, the newest', async () => {
    const kept = { id: 'buyers', from: NOW, by: null, name: 'x', rule: within(1), saved_at: NOW, saved_by: null }
    const entries = Array.from({ length: SEGMENT_VERSIONS_KEPT }, (_, i) => ({
      key: segmentVersionKey('buyers', i + 1),
      value: { ...kept, version: i + 1 },
    }))
    await world.config.putAll(entries)
    expect(await put({ rule: within(7) })).toBe(SEGMENT_VERSIONS_KEPT + 1)
    const numbers = world.config.segmentVersions('buyers').map(({ version }) => version)
    expect([numbers.length, numbers[0], numbers.at(-1)]).toEqual([SEGMENT_VERSIONS_KEPT, 2, SEGMENT_VERSIONS_KEPT + 1])
  })

  it('that are not there are refused with those that are', async () => {
    await put({ rule: within(7) })
    const missing = await world.ask('GET', '/v1/segments/buyers/versions/9')
    expect(missing.json()).toMatchObject({ status: 404, detail: expect.stringContaining('there are 1 to 1') })
    expect((await world.ask('GET', '/v1/segments/nobody/versions')).statusCode).toBe(404)
    for (const version of ['x', '0', '1.5', '-1', '99999999999'])
      expect((await world.ask('GET', `/v1/segments/buyers/versions/${version}`)).json(), version).toMatchObject({
        status: 400,
        errors: [{ path: 'version' }],
      })
  })
})

describe('a rollback', () => {
  it('defines the rule and purposes of then as the newest version, and keeps the name of now', async () => {
    await put({ rule: within(7), purposes: ['profiling'] })
    await put({ rule: within(8), min_size: 5, name: 'Now' })
    const answer = await rollback(1)
    expect(answer.json()).toMatchObject({ version: 3, name: 'Now', min_size: 5, rule: within(7), purposes: ['profiling'] })
    expect((await versions()).map(({ version, rule }) => [version, rule])).toEqual([
      [3, within(7)],
      [2, within(8)],
      [1, within(7)],
    ])
  })

  it('to what is in force changes nothing', async () => {
    await put({ rule: within(7) })
    expect((await rollback(1)).json()).toMatchObject({ version: 1 })
    expect(await versions()).toHaveLength(1)
  })

  it('brings a deleted segment back as it was', async () => {
    await put({ rule: within(7), name: 'Then', min_size: 3 })
    await world.ask('DELETE', '/v1/segments/buyers')
    expect((await rollback(1)).json()).toMatchObject({ version: 2, name: 'Then', min_size: 3, rule: within(7), status: 'live' })
  })

  it('is refused as PUT would be: a rule of old that today nobody can save, and one that refers to what is gone', async () => {
    const kept = { id: 'buyers', version: 1, from: NOW, by: null, name: 'x', saved_at: NOW, saved_by: null }
    await world.config.put(segmentVersionKey('buyers', 1), { ...kept, rule: { sorcery: 1 } })
    expect((await rollback(1)).json()).toMatchObject({ status: 400, errors: [{ path: expect.stringMatching(/^rule/) }] })
    await put({ rule: within(1) }, 'other')
    await put({ rule: { segment: 'other' } })
    await put({ rule: within(3) })
    await world.ask('DELETE', '/v1/segments/other')
    const answer = await rollback(2)
    expect([answer.statusCode, answer.json<{ status: number }>().status]).toEqual([400, 400])
  })

  it('to nothing that is kept names the field', async () => {
    await put({ rule: within(7) })
    for (const version of [9, 0, 1.5, '1', null, undefined])
      expect((await rollback(version)).json(), String(version)).toMatchObject({ status: 400, errors: [{ path: 'version' }] })
    expect((await rollback(1, 'nobody')).statusCode).toBe(404)
  })
})
