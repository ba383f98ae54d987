import { randomUUID } from 'node:crypto'
import { clickhouseTime, TOPICS } from '@weir/contracts'
import { createMemoryLog } from '@weir/eventlog/memory'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createWorld, NOW } from '../../test/world.ts'
import type { World } from '../../test/world.ts'

interface Live {
  cursor: string
  events: Record<string, unknown>[]
  skipped: number
}

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

const bytes = (value: unknown): Buffer => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))

async function hit(name: string, at: number, more: object = {}, partition = 0): Promise<void> {
  const record = {
    source: 'shop',
    channel: 'pixel',
    name,
    event_id: `${name}-${at}`,
    id_from: 'sender',
    event_time: at - 5,
    received_at: at,
    ids: [{ type: 'email', value: 'f'.repeat(64) }],
    consent: { storage: { granted: true, by: 'signal' }, profiling: { granted: false, by: 'signal' } },
    body: { properties: { value: 5 }, traits: { city: 'Secretville' }, user: { locale: 'xx-SECRET' } },
    ...more,
  }
  await log.append(TOPICS.hits, [{ partition, key: name, value: bytes(record) }])
}

async function aside(code: string, at: number, more: object = {}): Promise<void> {
  const row = { id: randomUUID(), rejected_at: clickhouseTime(at), source: 'shop', channel: 'server', code, path: 'a.b' }
  const value = bytes({ ...row, message: 'no', body: '{"a":1}', ...more })
  await log.append(TOPICS.rejected, [{ partition: 0, key: 'shop', value }])
}

const live = async (query: Record<string, string> = {}, secret?: string): Promise<Live> => {
  const key = secret ?? (await world.key(['read']))
  const answer = await world.app.inject({ url: '/v1/live', query, headers: { authorization: `Bearer ${key}` } })
  expect([answer.statusCode, answer.body]).toEqual([200, answer.body])
  return answer.json()
}
const names = ({ events }: Live) => events.map(({ event, code }) => event ?? code)

describe('events as they arrive', () => {
  it('are shown in their order: taken, refused and sent as a test', async () => {
    await hit('Purchase', NOW + 3, {}, 1)
    await hit('ViewContent', NOW + 1, { sent_name: 'View', bot: 'user_agent' })
    await aside('invalid_field', NOW + 2)
    await aside('test_event', NOW + 4, { path: 'TEST1', message: 'AddToCart' })
    await aside('activity', NOW + 5)
    await aside('refused_credential', NOW + 5)
    await aside('audit_trail', NOW + 5)
    const { events } = await live()
    expect(events.map(({ outcome }) => outcome)).toEqual(['accepted', 'refused', 'accepted', 'test'])
    expect(events[0]).toEqual({
      outcome: 'accepted',
      received_at: new Date(NOW + 1).toISOString(),
      source: 'shop',
      channel: 'pixel',
      event: 'ViewContent',
      sent_name: 'View',
      event_id: `ViewContent-${NOW + 1}`,
      event_time: new Date(NOW - 4).toISOString(),
      identifiers: ['email'],
      traits: ['city'],
      consent: { storage: true, profiling: false },
      bot: 'user_agent',
      body: { properties: { value: 5 } },
    })
    expect(events[1]).toMatchObject({ code: 'invalid_field', path: 'a.b', message: 'no', raw: '{"a":1}' })
    expect(events[3]).toMatchObject({ test_event_code: 'TEST1', event: 'AddToCart' })
    // Values of people are for those who look people up.
    expect(JSON.stringify(events)).not.toMatch(/ffff|Secretville|SECRET/)
  })

  it('go on from a cursor, each once, and wait for the next', async () => {
    const key = await world.key(['read'])
    await hit('A', NOW)
    const first = await live({}, key)
    expect(names(first)).toEqual(['A'])
    expect(names(await live({ cursor: first.cursor }, key))).toEqual([])
    const waiting = live({ cursor: first.cursor, wait: '20' }, key)
    await hit('B', NOW + 1, {}, 1)
    const second = await waiting
    expect(names(second)).toEqual(['B'])
    await aside('too_large', NOW + 2)
    expect(names(await live({ cursor: second.cursor }, key))).toEqual(['too_large'])
  })

  it('are those that are asked for, and a wait is not ended by others', async () => {
    const key = await world.key(['read'])
    const { cursor } = await live({}, key)
    const waiting = live({ cursor, wait: '20', event: 'Wanted' }, key)
    await hit('Other', NOW)
    await new Promise((resolve) => setTimeout(resolve, 600))
    await hit('Wanted', NOW + 1)
    expect(names(await waiting)).toEqual(['Wanted'])
    await hit('Elsewhere', NOW + 2, { source: 'app' })
    await aside('test_event', NOW + 3, { path: 'T', message: 'Tried' })
    expect(names(await live({ source: 'app' }, key))).toEqual(['Elsewhere'])
    expect(names(await live({ outcome: 'test' }, key))).toEqual(['Tried'])
    expect(names(await live({ test_event_code: 'U' }, key))).toEqual([])
    expect(names(await live({ limit: '1' }, key))).toEqual(['Tried'])
  })

  it('of other sources stay hidden from a key that is limited to some', async () => {
    await hit('Mine', NOW, { source: 'app' })
    await hit('Theirs', NOW + 1)
    await aside('invalid_field', NOW + 2, { source: '' })
    expect(names(await live({}, await world.key(['read'], ['app'])))).toEqual(['Mine'])
  })

  it('that came faster than they can be looked at are counted', async () => {
    const key = await world.key(['read'])
    const { cursor } = await live({}, key)
    for (let n = 0; n < 1_200; n++) await hit('Many', NOW + n)
    const page = await live({ cursor, limit: '1000' }, key)
    expect([page.events.length, page.skipped]).toEqual([1_000, 200])
    expect((await live({ cursor: page.cursor }, key)).events).toEqual([])
  })

  it('leave out what nobody can read', async () => {
    for (const value of ['', '{', '[]', '{"source":1}', 'null'])
      await log.append(TOPICS.hits, [{ partition: 0, key: 'x', value: bytes(value) }])
    await hit('Good', NOW)
    expect(names(await live())).toEqual(['Good'])
  })

  it('refuse a cursor of another key', async () => {
    const { cursor } = await live()
    const headers = { authorization: `Bearer ${await world.key(['read'])}` }
    const answer = await world.app.inject({ url: '/v1/live', query: { cursor }, headers })
    expect(answer.json()).toMatchObject({ status: 400, errors: [{ path: 'cursor' }] })
  })
})
