import { setTimeout as sleep } from 'node:timers/promises'
import { createHash } from 'node:crypto'
import { eventually, tempFolder } from '@weir/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { spawnReadyWeir, startWeir } from '../support/embedded.ts'
import type { LocalWeir } from '../support/embedded.ts'
import type { Client } from '../support/embedded-client.ts'
import { catchUp, changesOf, createDestination } from '../support/ledger-client.ts'
import type { LedgerPage } from '../support/ledger-client.ts'

const START = Date.UTC(2024, 4, 1)
const SEGMENT = '/v1/segments/buyers'
const RULE = { event: { name: 'Purchase' }, within: '7d' }
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

let weir: LocalWeir
let client: Client
let sent = 0
beforeAll(async () => {
  weir = await startWeir({ WEIR_PARTITIONS: '3' })
  client = weir.client
  await client.setClock(START)
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  for (const id of ['buyers', 'others']) await client.put(`/v1/segments/${id}`, { name: id, rule: RULE })
})
afterAll(() => weir[Symbol.asyncDispose]())

async function tell(event: string, user: object, more: object = {}): Promise<void> {
  await client.send([{ event, event_id: `e-${sent++}`, event_time: START / 1000, source: 'shop', user, ...more }])
}
const buy = (n: number) => tell('Purchase', { email: `p${n}@example.org` })
const deny = (user: object) => tell('Consent', user, { consent: { purposes: { profiling: false } } })
const read = (cursor?: string, asked = ''): Promise<LedgerPage> => changesOf(client, 'buyers', cursor, asked)

test('the documented example', async () => {
  await tell('Purchase', { email: ['ada@example.org', 'ada@work.example'] })
  await weir.settled()
  const first = await read(undefined, 'id_types=EMAIL_SHA256,PHONE_SHA256')
  expect(first.more).toBe(false)
  expect(first.changes).toEqual([
    {
      op: 'add',
      person: expect.stringMatching(/^[0-9a-f]{32}$/),
      at: '2024-05-01T00:00:00.000Z',
      reason: 'event',
      ids: [
        [{ id: sha256('ada@example.org') }, {}],
        [{ id: sha256('ada@work.example') }, {}],
      ],
    },
  ])
  await deny({ email: 'ada@example.org' })
  await weir.settled()
  const second = await read(first.cursor, 'id_types=EMAIL_SHA256,PHONE_SHA256')
  expect(second.changes.map(({ op }) => op)).toContain('remove')
  for (const change of second.changes) expect(change).toMatchObject({ op: 'remove', ids: first.changes[0]!.ids })
  // Whoever begins now never had her.
  expect((await read()).changes.filter(({ op }) => op === 'add')).toEqual([])
})

test('the same two cursors give the same bytes again, whatever came since', async () => {
  for (let n = 0; n < 30; n++) await buy(n)
  await weir.settled()
  const destination = createDestination()
  const pages = await catchUp(client, 'buyers', destination, 'limit=4&id_types=EMAIL_SHA256')
  expect(pages.length).toBeGreaterThan(5)
  for (let n = 30; n < 50; n++) await buy(n)
  await weir.settled()
  for (const { from, page } of pages.slice(1)) {
    const asked = `limit=4&id_types=EMAIL_SHA256&until=${encodeURIComponent(page.cursor)}`
    expect(JSON.stringify((await read(from, asked)).changes)).toBe(JSON.stringify(page.changes))
  }
  const anew = createDestination()
  await catchUp(client, 'buyers', anew, 'limit=3')
  await catchUp(client, 'buyers', destination, 'limit=50')
  expect([...anew.people].toSorted()).toEqual([...destination.people].toSorted())
})

test('a stream has what the pages have, and ends with the cursor', async () => {
  const text = await client.get<string>(`${SEGMENT}/changes?format=ndjson&id_types=EMAIL_SHA256`)
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line): { cursor?: string; op?: 'add' | 'remove' } => JSON.parse(line))
  const changes = lines.filter(({ op }) => op !== undefined)
  const destination = createDestination()
  const pages = await catchUp(client, 'buyers', destination, 'limit=7&id_types=EMAIL_SHA256')
  expect(changes).toEqual(pages.flatMap(({ page }) => page.changes))
  const { cursor } = lines.at(-1)!
  expect((await read(cursor)).changes).toEqual([])
  const limited = await client.get<string>(`${SEGMENT}/changes?format=ndjson&limit=5`)
  expect(limited.split('\n').filter((line) => line.includes('"op"'))).toHaveLength(5)
})

test('a long poll is answered when something comes, and not before', async () => {
  const { cursor } = await read(undefined, 'limit=2000')
  const begun = performance.now()
  expect((await read(cursor, 'wait=1')).changes).toEqual([])
  expect(performance.now() - begun).toBeGreaterThanOrEqual(1_000)
  const waiting = read(cursor, 'wait=30')
  await sleep(300)
  await buy(99)
  expect((await waiting).changes).toMatchObject([{ op: 'add', reason: 'event' }])
})

describe('is refused by name', () => {
  test('a cursor that is forged, cut, foreign or of another list', async () => {
    const { cursor } = await read()
    const members = await client.get<{ cursor: string }>(`${SEGMENT}/members?limit=1`)
    const foreign = await changesOf(client, 'others', undefined)
    const forged = Array.from({ length: cursor.length }, (_, i) => cursor.charAt(i)).map(
      (char, i) => cursor.slice(0, i) + (char === 'A' ? 'B' : 'A') + cursor.slice(i + 1),
    )
    const bad = [
      ...forged.filter((text) => text !== cursor),
      cursor.slice(0, -1),
      `${cursor}x`,
      'x',
      '.',
      members.cursor,
      foreign.cursor,
    ]
    for (const text of bad) {
      const answer = await client.call<{ errors: { path: string; message: string }[] }>(
        'GET',
        `${SEGMENT}/changes?cursor=${encodeURIComponent(text)}`,
      )
      expect([answer.status, answer.body.errors[0]?.path], text).toEqual([400, 'cursor'])
      expect(answer.body.errors[0]?.message).toMatch(/begin anew/)
    }
  })

  test.each([
    ['limit=0', 'limit'],
    ['limit=2001', 'limit'],
    ['wait=31', 'wait'],
    ['wait=true', 'wait'],
    ['format=csv', 'format'],
    ['id_types=NOBODY', 'id_types'],
    ['consumer=TikTok!', 'consumer'],
    ['until=x', 'until'],
    ['unknown=1', 'unknown'],
  ])('%s', async (asked, path) => {
    const answer = await client.call<{ errors: { path: string }[] }>('GET', `${SEGMENT}/changes?${asked}`)
    expect(answer.status).toBe(400)
    expect(JSON.stringify(answer.body.errors)).toContain(path)
  })

  test('until before the cursor; a segment that nobody knows', async () => {
    const early = await read(undefined, 'limit=1')
    const late = await read(early.cursor, 'limit=5')
    const asked = `until=${encodeURIComponent(early.cursor)}`
    const answer = await client.call('GET', `${SEGMENT}/changes?${asked}&cursor=${encodeURIComponent(late.cursor)}`)
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'until' }] } })
    expect((await client.call('GET', '/v1/segments/nobody/changes')).status).toBe(404)
  })
})

interface Consumer {
  consumer: string
  open_retractions: number
  oldest_retraction: string | null
}
const consumersOf = async (): Promise<Consumer[]> =>
  (await client.get<{ consumers: Consumer[] }>(`${SEGMENT}/consumers`)).consumers

test('a removal is open at a destination that has the person, until it is confirmed', async () => {
  await buy(200)
  await buy(201)
  await weir.settled()
  const destination = createDestination()
  await catchUp(client, 'buyers', destination, 'consumer=tiktok')
  await client.post(`${SEGMENT}/changes/confirm`, { consumer: 'tiktok', cursor: destination.cursor })
  expect(await consumersOf()).toMatchObject([{ consumer: 'tiktok', open_retractions: 0, oldest_retraction: null }])
  await buy(202)
  await weir.settled()
  // Of somebody whom it never had, and of somebody whom it has.
  await deny({ email: 'p202@example.org' })
  await deny({ email: 'p200@example.org' })
  await weir.settled()
  const [open] = await consumersOf()
  expect(open!.open_retractions).toBeGreaterThan(0)
  expect(open!.oldest_retraction).not.toBeNull()
  const people = destination.people.size
  await catchUp(client, 'buyers', destination, 'consumer=tiktok')
  expect(destination.people.size).toBe(people - 1)
  expect((await consumersOf())[0]!.open_retractions).toBeGreaterThan(0)
  const confirmed = await client.post(`${SEGMENT}/changes/confirm`, { consumer: 'tiktok', cursor: destination.cursor })
  expect(confirmed).toMatchObject({ consumer: 'tiktok', open_retractions: 0 })
  expect((await client.call('DELETE', `${SEGMENT}/consumers/tiktok`)).status).toBe(204)
  expect((await client.call('DELETE', `${SEGMENT}/consumers/tiktok`)).status).toBe(404)
  expect(await consumersOf()).toEqual([])
})

test('a file is a delivery, and its changes go on from its cursor', async () => {
  const file = await client.call<string>('GET', `${SEGMENT}/export?format=ndjson&consumer=files`)
  const cursor = file.headers.get('x-weir-changes-cursor')!
  const members = file.body.trimEnd().split('\n')
  expect(members.length).toBeGreaterThan(10)
  await deny({ email: 'p201@example.org' })
  await weir.settled()
  expect(await consumersOf()).toMatchObject([{ consumer: 'files' }])
  expect((await consumersOf())[0]!.open_retractions).toBeGreaterThan(0)
  expect((await read(cursor)).changes).toMatchObject([
    { op: 'remove', reason: 'opt_out' },
    { op: 'remove', reason: 'consent' },
  ])
})

test('a deleted segment removes everybody, for those who have a cursor of it', async () => {
  for (let n = 300; n < 312; n++) await buy(n)
  await weir.settled()
  const destination = createDestination()
  await catchUp(client, 'others', destination, 'limit=100')
  expect(destination.people.size).toBeGreaterThan(10)
  expect((await client.call('DELETE', '/v1/segments/others')).status).toBe(204)
  await eventually(async () => {
    await catchUp(client, 'others', destination, 'limit=100')
    return destination.people.size === 0
  }, 60_000)
  expect((await client.call('GET', '/v1/segments/others/changes')).status).toBe(404)
})

test('nothing is lost or told otherwise when the process is killed', async () => {
  await using folder = await tempFolder('changes')
  const destination = createDestination()
  const told: { from: string | undefined; page: LedgerPage }[] = []
  for (let round = 0; round < 3; round++) {
    await using process = await spawnReadyWeir(folder.path, { WEIR_PARTITIONS: '2' })
    const there = process.client
    await there.setClock(START + round)
    if (round === 0) {
      await there.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
      await there.put('/v1/segments/buyers', { name: 'Buyers', rule: RULE })
    }
    for (const { from, page } of told.slice(1)) {
      const until = encodeURIComponent(page.cursor)
      expect((await changesOf(there, 'buyers', from, `limit=5&until=${until}`)).changes).toEqual(page.changes)
    }
    const events = Array.from({ length: 40 }, (_, i) => ({
      event: 'Purchase',
      event_id: `k-${round}-${i}`,
      event_time: START / 1000,
      source: 'shop',
      user: { email: `k${round}-${i}@example.org` },
    }))
    await there.send(events)
    await eventually(async () => {
      told.push(...(await catchUp(there, 'buyers', destination, 'limit=5')))
      return destination.people.size > round * 40 + 10
    }, 60_000)
    await process.process.kill('SIGKILL')
  }
  await using last = await spawnReadyWeir(folder.path, { WEIR_PARTITIONS: '2' })
  await eventually(async () => {
    told.push(...(await catchUp(last.client, 'buyers', destination, 'limit=5')))
    return destination.people.size === 120
  }, 60_000)
  // Each person was added once.
  expect(told.flatMap(({ page }) => page.changes)).toHaveLength(120)
}, 300_000)
