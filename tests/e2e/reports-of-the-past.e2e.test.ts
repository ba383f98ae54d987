import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Condition } from '@weir/contracts'
import type { PersonEvent, SegmentDefinition } from '@weir/contracts'
import { isMemberAt } from '@weir/segmentation'
import { eventually, seededRandom } from '@weir/testkit'
import { toPersonEvent } from '@weir/warehouse'
import type { PersonEventRow } from '@weir/warehouse'
import { exportedRows, finalAnswer, finalReport, membersOf } from '../support/embedded-client.ts'
import type { Client } from '../support/embedded-client.ts'
import { openClosedWarehouse } from '../support/embedded-warehouse.ts'
import { startWeir } from '../support/embedded.ts'
import type { LocalWeir } from '../support/embedded.ts'

/**
 * A report says of every event whether its person was a member immediately before it: also of
 * events that came late, and of segments that were defined after the events.
 */

const DAY = 86_400_000
const HOUR = 3_600_000
const NOW = Date.UTC(2024, 5, 1)
const PEOPLE = 30
const EVENTS = 1_500
const RULES: Record<string, object> = {
  viewed: { event: { name: 'VideoView' }, within: 'all' },
  buyers: { event: { name: 'Purchase' }, within: '7d' },
  regulars: { event: { name: 'VideoView' }, within: '14d', count: { gte: 3 } },
  waiting: {
    sequence: [{ event: { name: 'AddToCart' } }, { absent: { name: 'Purchase' }, for: '1h' }],
    span: '1h',
    within: '3d',
  },
  idle: { not: { event: { name: 'VideoView' }, within: '2d' } },
  gold: { trait: 'plan', eq: 'gold' },
  both: { all: [{ segment: 'regulars' }, { not: { segment: 'buyers' } }] },
}
const NAMES = ['VideoView', 'VideoView', 'AdImpression', 'AdClick', 'AddToCart', 'Purchase', 'Identify', 'Consent']

type Sent = Record<string, unknown> & { event_time: number }

/** Eighty days of what people did, in the order in which it happened. */
function story(seed: number): Sent[] {
  const random = seededRandom(seed)
  return Array.from({ length: EVENTS }, (_, n): Sent => {
    const who = random.int(PEOPLE)
    const event = random.pick(NAMES)
    // Some give their address, too, and some an address alone.
    const user = random.chance(0.1)
      ? { email: `p${who}@example.com` }
      : { external_id: `p${who}`, ...(random.chance(0.05) ? { email: `p${who}@example.com` } : {}) }
    const at = NOW - 80 * DAY + random.int(80 * 24) * HOUR + random.pick([0, 0, 1, 1_000, 1_800_000])
    return {
      event,
      event_id: `e${n}`,
      source: 'app',
      user,
      event_time: at / 1000,
      ...(event === 'Identify' ? { traits: { plan: random.pick(['gold', 'free']) } } : {}),
      ...(event === 'Consent' ? { consent: { purposes: { profiling: random.chance(0.5) } } } : {}),
      ...(event === 'Purchase' ? { properties: { value: random.int(100), currency: 'EUR' } } : {}),
      ...(event === 'VideoView'
        ? { video: { video_id: 'v', duration_ms: 10_000, watched_ms: random.pick([1_000, 10_000]) } }
        : {}),
      ...(event.startsWith('Ad') && event !== 'AddToCart' ? { ad: { campaign_id: random.pick(['c1', 'c2']), cost: 0.1 } } : {}),
    }
  }).sort((a, b) => a.event_time - b.event_time)
}

interface Report {
  rows: Record<string, unknown>[]
  final: boolean
  final_until: string | null
  reports_from?: Record<string, string | null>
}

const METRICS = 'impressions,clicks,plays,completions,conversions,reach,ctr,completion_rate,value,spend'
/** What everything that came, also of before the segments were defined, comes to for good. */
const final = (client: Client, segments: readonly string[]): Promise<Report> =>
  finalReport(client, `segments=${segments.join(',')}&group_by=segment,day&metrics=${METRICS}&from=2024-03-01&to=2024-06-02`)

async function begin(segments: readonly string[]): Promise<LocalWeir> {
  const weir = await startWeir({ WEIR_RETENTION: '400d' })
  await weir.client.setClock(NOW)
  await weir.client.put('/v1/sources/app', { name: 'App', kind: 'import', consent_basis: 'assumed' })
  for (const id of segments) await weir.client.put(`/v1/segments/${id}`, { name: id, rule: RULES[id] })
  return weir
}

interface History {
  rows: { at: string; total: number }[]
}

const DEFINITIONS = Object.entries(RULES).map(([id, rule], i): SegmentDefinition => ({
  id,
  number: i + 1,
  version: 1,
  name: id,
  rule: Condition.parse(rule),
}))

/** What everybody did, with how it is stamped, from the tables of a deployment that was closed. */
async function historiesIn(folder: string): Promise<Map<string, { event: PersonEvent; segments: number[] }[]>> {
  await using warehouse = await openClosedWarehouse(folder)
  const rows = await warehouse.rows<PersonEventRow & { person: string; segments: number[] }>(
    `SELECT person, toInt64(toUnixTimestamp64Milli(event_time)) AS t, toInt64(toUnixTimestamp64Milli(received_at)) AS r, source, channel, name, event_id, eid,
      body, segments, consent_storage, consent_profiling, consent_personalised_ads, consent_measurement, consent_modelling FROM facts_final`,
  )
  const histories = new Map<string, { event: PersonEvent; segments: number[] }[]>()
  for (const { person, segments, ...row } of rows) {
    const event = toPersonEvent(person, row)
    histories.set(person, [...(histories.get(person) ?? []), { event, segments }])
  }
  return histories
}

const bySegment = ({ rows }: Report, id: string): unknown[] =>
  rows.filter((row) => row['segment'] === id).map((row) => ({ ...row, segment: '' }))

describe('what came out of order', () => {
  test('counts as if it had come in its time; every stamp is what the oracle says', async () => {
    const ids = Object.keys(RULES)
    await using weir = await begin(ids)
    const events = story(1)
    const random = seededRandom(2)
    const shuffled = events.map((event) => ({ event, at: random.int(1_000_000) })).sort((a, b) => a.at - b.at)
    for (let i = 0; i < shuffled.length; i += 500) {
      await weir.client.send(shuffled.slice(i, i + 500).map(({ event }) => event))
      await weir.settled()
    }
    await final(weir.client, ids)
    const segments = await weir.client.get<{ segments: { id: string; number: number }[] }>('/v1/segments')
    await weir.close()
    const histories = await historiesIn(weir.folder)
    const numbers = new Map(segments.segments.map(({ id, number }) => [number, id]))
    let stamped = 0
    for (const [person, facts] of histories) {
      const history = facts.map(({ event }) => event)
      for (const {
        event: { hit, eid },
        segments,
      } of facts) {
        const before = history.filter(
          (other) => other.hit.event_time < hit.event_time || (other.hit.event_time === hit.event_time && other.eid < eid),
        )
        const right = DEFINITIONS.filter((one) => isMemberAt(one, before, hit.event_time, DEFINITIONS)).map(({ id }) => id)
        const told = segments.map((number) => numbers.get(number) ?? `${number}`)
        expect(told.sort(), `${person} ${eid}`).toEqual(right.sort())
        stamped += told.length
      }
    }
    expect(stamped).toBeGreaterThan(EVENTS / 2)
  })
})

describe('a segment that is defined today', () => {
  const ids = Object.keys(RULES)
  let twin: LocalWeir
  let late: LocalWeir
  let expected: Report
  beforeAll(async () => {
    const events = story(3)
    twin = await begin(ids)
    late = await begin([])
    for (const weir of [twin, late]) {
      for (let i = 0; i < events.length; i += 1000) await weir.client.send(events.slice(i, i + 1000))
      await weir.settled()
    }
    for (const id of ids) await late.client.put(`/v1/segments/${id}`, { name: id, rule: RULES[id] })
    expected = await final(twin.client, ids)
  }, 120_000)
  afterAll(async () => {
    await twin?.[Symbol.asyncDispose]()
    await late?.[Symbol.asyncDispose]()
  })

  test('reports what a twin reports that existed all along, to the last digit', async () => {
    const answer = await final(late.client, ids)
    for (const id of ids) {
      expect(bySegment(answer, id), id).toEqual(bySegment(expected, id))
      expect(bySegment(expected, id).length, id).toBeGreaterThan(10)
    }
  })

  /** What is told of the end of each day, and what the oracle says. */
  async function expectHistories(): Promise<void> {
    const ask = (id: string) =>
      finalAnswer<History>(late.client, `/v1/segments/${id}/history?from=2024-03-10&to=2024-06-01&step=day`)
    const told = await Promise.all(ids.map(ask))
    await late.close()
    const histories = [...(await historiesIn(late.folder)).values()].map((facts) => facts.map(({ event }) => event))
    for (const [i, definition] of DEFINITIONS.entries()) {
      const right = told[i]!.rows.map(({ at }) => {
        const end = Date.parse(at) + DAY - 1
        return histories.filter((history) => isMemberAt(definition, history, end, DEFINITIONS)).length
      })
      expect(
        told[i]!.rows.map(({ total }) => total),
        definition.id,
      ).toEqual(right)
      expect(Math.max(...right)).toBeGreaterThan(3)
    }
  }

  test('its members are in it since when they are in the twin, in every list', async () => {
    const sinceIn = async ({ client }: LocalWeir, id: string) =>
      new Map((await membersOf(client, id)).map(({ person, since }) => [person, since]))
    const path = (who: number) => `/v1/people/external_id:p${who}`
    type Shown = { person: string; absorbed: string[]; memberships: { segment: string; since: string }[] }
    // Of persons who were two the twin has what it wrote down before it knew.
    await final(late.client, ids)
    const people = await Promise.all(Array.from({ length: PEOPLE }, (_, who) => late.client.get<Shown>(path(who))))
    const single = new Set(people.flatMap(({ person, absorbed }) => (absorbed.length === 0 ? [person] : [])))
    let before = 0
    for (const id of ids) {
      const of = (all: Map<string, string>) => Object.fromEntries([...all].filter(([person]) => single.has(person)))
      const [told, right] = [of(await sinceIn(late, id)), of(await sinceIn(twin, id))]
      expect(told, id).toEqual(right)
      before += Object.values(right).filter((since) => Date.parse(since) < NOW - HOUR).length
      const shown = people.flatMap(({ person, memberships }) =>
        memberships.flatMap(({ segment, since }) => (segment === id && single.has(person) ? [[person, since] as const] : [])),
      )
      expect(Object.fromEntries(shown), id).toEqual(right)
      const rows = await exportedRows(late.client, id, 'ndjson')
      const lines = rows.map((line) => JSON.parse(line) as { person: string; since: string })
      expect(of(new Map(lines.map(({ person, since }) => [person, since]))), id).toEqual(right)
    }
    expect(before).toBeGreaterThan(5)
  })

  test('and has the history that the oracle tells', expectHistories)

  test('also of persons who turn out to be two, or one, and of what comes later still', async () => {
    late = { ...late, ...(await startWeir({ WEIR_DATA: late.folder, WEIR_RETENTION: '400d' })) }
    await late.client.setClock(NOW)
    for (const who of ['p1', 'p2', 'p3']) {
      const identifiers = [{ type: 'email', value: `${who}@example.com` }]
      const { split } = await late.client.post<{ split: string }>(`/v1/people/external_id:${who}/split`, { identifiers })
      const isDone = async () => (await late.client.get<{ status: string }>(`/v1/splits/${split}`)).status === 'done'
      await eventually(isDone, 60_000)
    }
    await late.settled()
    const more = story(4).filter((_, n) => n % 5 === 0)
    await late.client.send(more.map((event) => ({ ...event, event_id: `late-${String(event['event_id'])}` })))
    await late.settled()
    await final(late.client, ids)
    await expectHistories()
  })
})
