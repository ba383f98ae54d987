import { join } from 'node:path'
import { TOPICS, wellFormed } from '@weir/contracts'
import type { FactRow, Hit, PersonEvent, SegmentDefinition } from '@weir/contracts'
import { openLmdbLog } from '@weir/eventlog/lmdb'
import { explain, toSql } from '@weir/segmentation'
import { eventually, seededRandom, tempFolder } from '@weir/testkit'
import type { Random } from '@weir/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createReportReader } from '../../services/reporting/src/shared/reader.ts'
import { queryHistory } from '../../services/reporting/src/shared/sql/person-history.ts'
import { membersOf, previewOf } from '../support/embedded-client.ts'
import type { Client } from '../support/embedded-client.ts'
import { openClosedWarehouse } from '../support/embedded-warehouse.ts'
import type { ClosedWarehouse } from '../support/embedded-warehouse.ts'
import { startWeir } from '../support/embedded.ts'
import { extremes } from '../support/extremes.ts'
import { jsonOf, literal } from '../support/hostile-values.ts'
import { hostileEvent, hostileRule, ruleOf, sentAgain } from '../support/hostile.ts'
import type { Sent } from '../support/hostile.ts'
import { createReference, definition } from '../support/reference.ts'
import type { Reference } from '../support/reference.ts'

/**
 * Hostile values through the real doors: half characters, controls, numbers that no double or
 * column holds, impossible dates, odd keys, events that come again with other content, consent that
 * comes late. The stream, previews, SQL, why, the history that new segments are filled from, and
 * the oracle say the same of everybody. `HOSTILE_EVENTS=20000` for the long run.
 */
const EVENTS = Number(process.env['HOSTILE_EVENTS'] ?? 2_000)
const SEED = Number(process.env['SEED'] ?? 20_260_230)
const PEOPLE = Math.max(40, Math.ceil(EVENTS / 30))
const SEGMENTS = EVENTS > 2_000 ? 40 : 14
const ASKED = EVENTS > 2_000 ? 100 : 20
const HOUR = 3_600_000
const START = Date.UTC(2024, 2, 25, 6)
const STEPS = 6

/** Some rules keep much of everybody, and some events are as old as a birthday. */
const SETTINGS = { WEIR_AUDIT_INTERVAL: '0', WEIR_SEGMENT_STATE_BYTES_MAX: '10000000', WEIR_RETENTION: '43000d' }

interface Snapshot {
  at: number
  members: Map<string, string[]>
}

let folder: Awaited<ReturnType<typeof tempFolder>>
let warehouse: ClosedWarehouse
let hits: Hit[]
let reference: Reference
const rules = new Map<string, unknown>()
const snapshots: Snapshot[] = []
const previews = new Map<string, number>()
let accepted = 0
let compared = 0

const end = (): number => snapshots.at(-1)!.at
const segmentOf = (id: string): SegmentDefinition => definition(id, ruleOf(wellFormed(structuredClone(rules.get(id)))))

beforeAll(async () => {
  folder = await tempFolder('hostile')
  const random = seededRandom(SEED)
  for (let i = 0; i < SEGMENTS; i++) rules.set(`s${i}`, hostileRule(random))
  await using weir = await startWeir({ WEIR_DATA: folder.path, ...SETTINGS })
  await tell(weir.client, () => weir.settled(), random)
  for (const id of rules.keys()) previews.set(id, await previewOf(weir.client, segmentOf(id).rule, end()))
  await weir.close()
  hits = await hitsOf(folder.path)
  reference = createReference(hits)
  warehouse = await openClosedWarehouse(folder.path)
}, 600_000)

afterAll(async () => {
  await warehouse[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

/**
 * Days of events. Half of the segments are there from the beginning, the others are filled from
 * history.
 */
async function tell(client: Client, settled: () => Promise<void>, random: Random): Promise<void> {
  await client.setClock(START)
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  const put = async (from: number, to: number): Promise<void> => {
    for (const [id, rule] of [...rules].slice(from, to)) await client.put(`/v1/segments/${id}`, jsonOf({ name: id, rule }))
  }
  await put(0, SEGMENTS / 2)
  await send(client, [CANARY, ...extremes(START)])
  const sent: Sent[] = []
  for (let step = 1; step <= STEPS; step++) {
    const now = START + step * 20 * HOUR
    await client.setClock(now)
    const wanted = Math.ceil((EVENTS * step) / STEPS) - accepted
    const events = Array.from({ length: wanted }, (_, i) => {
      const old = sent.length > 0 && random.chance(0.1) ? sent[random.int(sent.length)] : undefined
      return old ? sentAgain(random, old) : hostileEvent(random, accepted + i, PEOPLE, now)
    })
    sent.push(...events)
    await send(client, events)
    await settled()
    if (step === STEPS - 1) {
      await put(SEGMENTS / 2, SEGMENTS)
      await settled()
      await allLive(client)
    }
    snapshots.push({
      at: now,
      members: await allMembers(client, [...rules.keys()].slice(0, step < STEPS - 1 ? SEGMENTS / 2 : SEGMENTS)),
    })
  }
}

async function send(client: Client, events: readonly Sent[]): Promise<void> {
  for (let i = 0; i < events.length; i += 500) {
    const body = events.slice(i, i + 500).map((event) => jsonOf(event.body))
    const answer = await client.call<{ accepted: number; rejected: unknown[] }>('POST', '/v1/events', body.join('\n'), {
      'content-type': 'application/x-ndjson',
    })
    expect(answer.body.rejected).toEqual([])
    accepted += answer.body.accepted
  }
}

async function allLive(client: Client): Promise<void> {
  await eventually(async () => {
    const { segments } = await client.get<{ segments: { status: string }[] }>('/v1/segments?limit=100')
    return segments.length === SEGMENTS && segments.every(({ status }) => status === 'live')
  })
}

async function allMembers(client: Client, ids: readonly string[]): Promise<Map<string, string[]>> {
  const members = new Map<string, string[]>()
  for (const id of ids) members.set(id, (await membersOf(client, id)).map(({ person }) => person).sort())
  return members
}

async function hitsOf(path: string): Promise<Hit[]> {
  const log = await openLmdbLog({ path: join(path, 'log'), partitions: 1 })
  try {
    const records = await log.read(TOPICS.hits, 0, 0, { records: 1e6, bytes: 1e10 })
    return records.map(({ value }) => JSON.parse(Buffer.from(value).toString()) as Hit)
  } finally {
    await log.close()
  }
}

/** People of whom the two say different things. */
function differences(found: readonly string[], expected: readonly string[]): string[] {
  compared += reference.people.length
  const [a, b] = [new Set(found), new Set(expected)]
  return [...found.filter((person) => !b.has(person)), ...expected.filter((person) => !a.has(person))]
}

async function bySql(segment: SegmentDefinition, at: number): Promise<string[]> {
  const { sql, params } = toSql(segment, at)
  return (await warehouse.rows<{ person: string }>(sql, params)).map(({ person }) => person).sort()
}

test('what was accepted is there: every event is one fact, and nothing was put aside', async () => {
  expect(hits).toHaveLength(accepted)
  // What the doors counted of each hour, and who changed what, is kept there, too.
  expect(await warehouse.rows("SELECT code, path, message FROM rejected WHERE code NOT IN ('activity', 'audit_trail')")).toEqual(
    [],
  )
  // A refusal in a copy that is dropped takes effect all the same, as a fact without a name.
  const [row] = await warehouse.rows<{ facts: number; unreadable: number }>(
    `SELECT (SELECT count() FROM facts_final WHERE name != '') AS facts, (SELECT countIf(NOT isValidJSON(body)) FROM facts) AS unreadable`,
  )
  expect(row).toEqual({ facts: new Set(reference.events.map(({ eid }) => eid)).size, unreadable: 0 })
})

test('every column holds the extremes of its field, or null', async () => {
  const rows = await warehouse.rows<FactRow & { url: string }>(
    "SELECT *, JSONExtractString(body, 'page', 'url') AS url FROM facts_final WHERE url LIKE 'https://x.example/%'",
  )
  const byEvent = new Map(rows.map((row) => [row.url.slice('https://x.example/'.length), row]))
  const all = extremes(START)
  const found = all.map(({ event_id, column }) => [event_id, byEvent.get(event_id)?.[column]])
  expect(found).toEqual(all.map(({ event_id, expected }) => [event_id, expected]))
  expect(all.length).toBeGreaterThan(200)
})

test('the stream, live and filled from history, is what the oracle says of the hits received by then', () => {
  const wrong: unknown[] = []
  for (const { at, members } of snapshots) {
    const known = createReference(hits.filter(({ received_at }) => received_at <= at))
    for (const [id, found] of members) {
      const off = differences(found, known.membersAt(segmentOf(id), at))
      if (off.length > 0) wrong.push({ id, at: new Date(at).toISOString(), off: off.length, rule: rules.get(id) })
    }
  }
  expect(wrong).toEqual([])
  const last = [...snapshots.at(-1)!.members]
  const sizes = last.map(([, members]) => members.length)
  expect(sizes).toHaveLength(SEGMENTS)
  expect([...previews]).toEqual(last.map(([id, members]) => [id, members.length]))
  expect(sizes.filter((size) => size > 0 && size < reference.people.length).length).toBeGreaterThan(SEGMENTS / 3)
})

test('so say SQL and why, of these rules and of others, at instants of the past', async () => {
  const random = seededRandom(SEED + 1)
  const others = Array.from({ length: ASKED }, () => hostileRule(random))
  const asked = [
    ...[...rules.keys()].map(segmentOf),
    ...others.map((rule, i) => definition(`o${i}`, ruleOf(wellFormed(structuredClone(rule))))),
  ]
  const reader = createReportReader(warehouse.warehouse)
  const histories = new Map<string, PersonEvent[]>()
  for (const person of reference.people) histories.set(person, await queryHistory(reader, person))
  const explained = random.shuffle(reference.people).slice(0, 40)
  const wrong: unknown[] = []
  for (const segment of asked) {
    const at = random.pick([end(), START + random.int(end() - START), START + random.int(STEPS * 20) * HOUR])
    const expected = reference.membersAt(segment, at)
    const sql = differences(await bySql(segment, at), expected)
    const why = explained.filter((person) => explain(segment, histories.get(person)!, at).member !== expected.includes(person))
    compared += explained.length
    if (sql.length + why.length > 0)
      wrong.push({ sql: sql.length, why: why.length, at: new Date(at).toISOString(), rule: segment.rule })
  }
  expect(wrong).toEqual([])
})

/** Somebody whose event shows each fault; only she has this name. */
const CANARY: Sent = {
  event_id: 'canary',
  body: {
    event: 'Canary',
    event_id: 'canary',
    event_time: START / 1000,
    source: 'shop',
    user: { external_id: 'canary' },
    properties: { note: 'order-\ud83d', when: '2026-02-30', big: literal('1e20'), value: literal('1e12') },
  },
}
const FAULTS: [fault: string, where: object, spoil: [string, string]][] = [
  ['half characters are told apart', { path: 'note', op: 'eq', value: 'order-\udc00' }, ['order-\ufffd', 'order-?']],
  ['a day that does not exist is moved', { path: 'when', op: 'after', value: '2026-03-01' }, ['2026-02-30', '2026-03-02']],
  ['a large number is rounded', { path: 'big', op: 'eq', value: `1${'0'.repeat(20)}` }, [`1${'0'.repeat(20)}`, '1e20']],
  ['an amount that is too large stays', { path: 'value', op: 'exists' }, ['"note"', '"value":1e12,"note"']],
]

test.each(FAULTS)('it would be noticed if %s', async (_fault, { path, ...test }: { path?: string }, [right, wrong]) => {
  const where = [{ path: `properties.${path}`, ...test }]
  const segment = definition('canary', ruleOf(wellFormed({ event: { name: 'Canary', where }, within: 'all' })))
  const found = await bySql(segment, end())
  const spoilt = createReference(hits.map((hit) => JSON.parse(JSON.stringify(hit).replaceAll(right, wrong)) as Hit))
  expect(differences(found, reference.membersAt(segment, end()))).toEqual([])
  expect(differences(found, spoilt.membersAt(segment, end()))).toHaveLength(1)
})

test('enough was compared', () => {
  expect(compared).toBeGreaterThan(reference.people.length * (SEGMENTS + ASKED))
  process.stdout.write(
    `hostile values: ${accepted} events of ${reference.people.length} people, ${compared} memberships compared\n`,
  )
})
