import type { FactRow } from '@weir/contracts'
import { segmentNumber } from '@weir/contracts'
import { seededRandom, turn } from '@weir/testkit'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import {
  attributeDays,
  batchesOf,
  daysToAttribute,
  daysToRollUp,
  deleteAttributedRuns,
  deleteOldFacts,
  deleteRuns,
  erasePersons,
  oldAttributedRuns,
  oldRuns,
  rollUpDay,
} from '@weir/warehouse'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { absorb } from '../../../test/aliases.ts'
import { fact, store } from '../../../test/facts.ts'
import type { World } from '../../../test/world.ts'
import { addPeople, createWorld } from '../../../test/world.ts'

/**
 * Reports with rollups and without are the same to the last digit, whatever happened to the facts
 * and however far rolling up has come. `PROPERTY_RUNS` stories, the first with `PROPERTY_SEED`.
 */

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 1)
/** Each turn tells another. */
const SEED = Number(process.env['PROPERTY_SEED'] ?? 1 + (turn() % 1000))
const HOUR = 3_600_000
const DAYS = 12
const BEGIN = Date.UTC(2024, 2, 24)
const END = BEGIN + DAYS * 24 * HOUR
const SEGMENTS = ['one', 'two', 'three']
const METRICS = `impressions,clicks,landings,plays,plays_with_duration,p25,p50,p75,completions,watched_2s,watched_6s,watch_time_ms,likes,conversions,purchases,ctr,cvr,engagement_rate,completion_rate,spend,value,roas,cpa,cpm,reach,frequency`

type Random = ReturnType<typeof seededRandom>

const opened = await openTestWarehouse()
const { warehouse } = opened
let world: World
beforeAll(async () => {
  world = await createWorld({ warehouse })
  for (const id of SEGMENTS)
    await world.ask('PUT', `/v1/segments/${id}`, { name: id, rule: { event: { name: 'Purchase' }, within: '7d' } })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await opened[Symbol.asyncDispose]()
})
beforeEach(async () => {
  for (const table of [
    'facts',
    'person_aliases',
    'rollup_days',
    'rollup_cells',
    'attributed_days',
    'attributed_people',
    'attributed_facts',
  ])
    await warehouse.command(`TRUNCATE TABLE ${table}`)
})

const NAMES = [
  'AdImpression',
  'AdImpression',
  'AdImpression',
  'AdClick',
  'VideoView',
  'VideoView',
  'Like',
  'Purchase',
  'ViewContent',
]

function anyFact(random: Random): FactRow {
  const name = random.pick(NAMES)
  const watched = name === 'VideoView' && random.chance(0.8)
  const pays = random.chance(0.3)
  return fact(BEGIN + random.int(DAYS * 24 * HOUR), name, {
    person: random.chance(0.05) ? '' : `p${random.int(12)}`,
    source: random.pick(['shop', 'app']),
    segments: SEGMENTS.filter(() => random.chance(0.4)).map(segmentNumber),
    campaign_id: random.pick(['', 'spring', 'autumn']),
    ad_id: random.pick(['', 'a1', 'a2']),
    cost: pays ? (random.int(2_000_000) - 300_000) / 1_000_000 : null,
    cost_currency: pays ? random.pick(['EUR', 'USD', '']) : '',
    value: name === 'Purchase' ? random.int(10_000) / 100 : null,
    currency: name === 'Purchase' ? 'EUR' : '',
    duration_ms: watched ? random.int(20_000) : null,
    watched_ms: watched ? random.int(2_000_000) / 100 + 0.001 : null,
    consent_measurement: random.pick([4, 4, 4, 4, 3, 2]),
    click_ids: random.chance(0.05) ? [`click${random.int(20)}`] : [],
    // Told by both sources, now and then.
    ...(name === 'Purchase' && random.chance(0.5) && { event_id: `order${random.int(8)}` }),
    ...(random.chance(0.05) ? { bot: 'user_agent' } : {}),
  })
}

/** What may happen to facts, one thing at a time. */
const CHANGES: ((random: Random) => Promise<unknown>)[] = [
  (random) =>
    store(
      warehouse,
      Array.from({ length: 1 + random.int(40) }, () => anyFact(random)),
    ),
  (random) =>
    store(
      warehouse,
      Array.from({ length: 3 }, () => anyFact(random)),
    ),
  // Stamped anew, in part.
  (random) =>
    warehouse.command(
      `INSERT INTO facts SELECT * REPLACE (arraySort(arrayPushBack(segments, {number:UInt32})) AS segments, version + 1 AS version)
      FROM facts FINAL WHERE cityHash64(eid) % 7 = {rest:UInt32} AND NOT has(segments, {number:UInt32}) AND person != ''`,
      { number: segmentNumber(random.pick(SEGMENTS)), rest: random.int(7) },
    ),
  // Loaded twice.
  (random) =>
    warehouse.command(`INSERT INTO facts SELECT * FROM facts WHERE cityHash64(eid) % 9 = {rest:UInt32}`, {
      rest: random.int(9),
    }),
  (random) => absorb(warehouse, [[`p${random.int(6)}`, `p${6 + random.int(6)}`]]),
  () => warehouse.command('TRUNCATE TABLE person_aliases'),
  (random) => erasePersons(warehouse, { persons: [`p${random.int(12)}`], rejected: [], cuts: [{ part: 0, off: 1e9 }] }),
  (random) => deleteOldFacts(warehouse, { before: BEGIN + random.int(3) * 24 * HOUR, held: [] }),
  () => warehouse.command('OPTIMIZE TABLE facts FINAL'),
  () => oldRuns(warehouse).then((runs) => deleteRuns(warehouse, runs)),
  () => oldAttributedRuns(warehouse).then((runs) => deleteAttributedRuns(warehouse, runs)),
]

async function rollUp(random: Random, share: number): Promise<void> {
  for (const day of await daysToRollUp(warehouse)) if (random.chance(share)) await rollUpDay(warehouse, day)
  const days = (await daysToAttribute(warehouse)).filter(() => random.chance(share))
  for (const batch of batchesOf(days)) await attributeDays(warehouse, batch)
}

function anyQuestion(random: Random): string {
  const groups = ['segment', 'day', 'week', 'hour', 'source', 'campaign', 'adgroup', 'ad', 'placement'].filter((group) =>
    random.chance(group === 'placement' ? 0.05 : 0.25),
  )
  const edge = (ms: number): string =>
    random.chance(0.5)
      ? new Date(ms - (ms % (24 * HOUR))).toISOString().slice(0, 10)
      : new Date(random.chance(0.5) ? ms : ms - (ms % HOUR)).toISOString()
  const from = BEGIN + random.int((DAYS / 2) * 24 * HOUR)
  return new URLSearchParams({
    metrics: METRICS,
    from: edge(from),
    to: edge(from + (25 + random.int(DAYS * 24)) * HOUR),
    tz: random.pick(['UTC', 'UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata']),
    ...(groups.length > 0 && { group_by: groups.join() }),
    ...(random.chance(0.3) && { segments: random.pick(['one', 'one,two']) }),
    ...random.pick([{}, {}, {}, {}, {}, {}, {}, {}, {}, { attribution: 'none' }, { model: 'linear' }]),
    ...(random.chance(0.3) && {
      attribution: random.pick(['1d_click', '28d_click,7d_view', '1d_view', '3h_click,3h_view', '29d_click']),
    }),
    ...(random.chance(0.2) && { across_sources: 'each' }),
    ...(random.chance(0.05) && { totals: 'true' }),
    ...(random.chance(0.05) && { bots: 'include' }),
    ...(random.chance(0.05) && { min_group: '2' }),
    ...(groups.every((group) => !['day', 'week', 'hour'].includes(group)) && random.chance(0.2) && { compare: 'previous' }),
  }).toString()
}

interface Report {
  rollups?: { days: number; days_from_facts: number }
  conversion_rollups?: { days: number; days_from_facts: number }
  rows: Record<string, unknown>[]
  totals?: Record<string, unknown>[]
}
async function ask(question: string, key?: string): Promise<Report> {
  const answer = await world.app.inject({
    url: `/v1/reports/segments?${question}`,
    headers: { authorization: `Bearer ${key ?? (await admin())}` },
  })
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json()
}
let adminKey: string | undefined
const admin = async (): Promise<string> => (adminKey ??= await world.key(['admin']))

/** Counts in how many of the questions rollups had a part. */
async function compare(
  random: Random,
  questions: number,
  told: string,
  used = { cells: 0, conversions: 0 },
): Promise<typeof used> {
  for (let i = 0; i < questions; i++) {
    const question = anyQuestion(random)
    const key = random.chance(0.2) ? await world.key(['read'], ['shop']) : undefined
    const [fast, slow] = [await ask(question, key), await ask(`${question}&rollups=skip`, key)]
    expect([slow.rollups, slow.conversion_rollups]).toEqual([undefined, undefined])
    expect({ rows: fast.rows, totals: fast.totals }, `${told}: ${question}`).toEqual({ rows: slow.rows, totals: slow.totals })
    if (fast.rollups) used.cells++
    if (fast.conversion_rollups) used.conversions++
  }
  return used
}

describe('a report is the same with rollups and without', () => {
  test.each(Array.from({ length: RUNS }, (_, i) => SEED + i))(
    'whatever happened to the facts, story %i',
    async (seed) => {
      const random = seededRandom(seed)
      await store(
        warehouse,
        Array.from({ length: 400 }, () => anyFact(random)),
      )
      const used = { cells: 0, conversions: 0 }
      for (let step = 0; step < 8; step++) {
        await rollUp(random, random.pick([0, 0.5, 1, 1]))
        await compare(random, 1, `seed ${seed}, step ${step}, rolled up`, used)
        await random.pick(CHANGES)(random)
        await compare(random, 1, `seed ${seed}, step ${step}, changed`, used)
      }
      expect(
        [used.cells, used.conversions].every((n) => n > 1),
        JSON.stringify(used),
      ).toBe(true)
    },
    300_000,
  )

  test('which would be noticed if a cell were not what its facts are', async () => {
    const random = seededRandom(7)
    await store(
      warehouse,
      Array.from({ length: 200 }, () => anyFact(random)),
    )
    await rollUp(random, 1)
    const question = `from=2024-03-24&to=2024-04-05&metrics=impressions&group_by=day`
    expect((await ask(question)).rollups).toEqual({ days: DAYS, days_from_facts: 0 })
    expect((await ask(question)).rows).toEqual((await ask(`${question}&rollups=skip`)).rows)
    await warehouse.command(
      'ALTER TABLE rollup_cells UPDATE impressions = impressions + 1 WHERE everybody = 1 SETTINGS mutations_sync = 1',
    )
    expect((await ask(question)).rows).not.toEqual((await ask(`${question}&rollups=skip`)).rows)
  })

  test('whatever is left of a day that was not rolled up to its end', async () => {
    const random = seededRandom(8)
    await store(
      warehouse,
      Array.from({ length: 200 }, () => anyFact(random)),
    )
    await rollUp(random, 1)
    // Killed after its cells and before its row: nobody reads them, and they go.
    await warehouse.command('INSERT INTO rollup_cells SELECT * REPLACE (run + 5 AS run) FROM rollup_cells')
    await compare(random, 3, 'half done')
    await deleteRuns(warehouse, await oldRuns(warehouse))
    expect(await oldRuns(warehouse)).toEqual([])
    expect((await compare(random, 3, 'cleaned')).cells).toBeGreaterThan(0)
  })

  test('of segments that show no figures of few persons', async () => {
    const guarded = { name: 'guarded', rule: { event: { name: 'Purchase' }, within: '7d' }, min_size: 2 }
    expect((await world.ask('PUT', '/v1/segments/guarded', guarded)).statusCode).toBe(200)
    const [ann, bob] = await addPeople(
      world.fold,
      ['ann', 'bob', 'cem'].map((value) => ({ identifiers: [{ type: 'external_id', value }], member: ['guarded'] })),
    )
    const seen = (person: string, campaign_id: string) =>
      fact(BEGIN, 'AdImpression', { person, campaign_id, segments: [segmentNumber('guarded')] })
    await store(warehouse, [seen(ann!, 'one'), seen(bob!, 'one'), seen(ann!, 'two'), seen(ann!, 'two')])
    await rollUp(seededRandom(1), 1)
    const question = 'from=2024-03-24&to=2024-04-05&metrics=impressions&group_by=campaign'
    const { rollups, rows } = await ask(`${question},segment&segments=guarded`)
    expect(rollups).toEqual({ days: 1, days_from_facts: 0 })
    expect(rows).toEqual((await ask(`${question},segment&segments=guarded&rollups=skip`)).rows)
    expect(rows).toMatchObject([
      { campaign: 'one', impressions: 2 },
      { campaign: 'two', impressions: null, suppressed: true },
    ])
    expect((await ask(question)).rollups).toEqual({ days: 1, days_from_facts: 0 })
    expect((await world.ask('DELETE', '/v1/segments/guarded')).statusCode).toBeLessThan(300)
  })

  test('and a day without facts has no cells any more', async () => {
    await store(warehouse, [fact(BEGIN, 'AdImpression'), fact(END - HOUR, 'AdImpression')])
    await rollUp(seededRandom(1), 1)
    await erasePersons(warehouse, { persons: ['ann'], rejected: [], cuts: [{ part: 0, off: 1e9 }] })
    expect((await ask('from=2024-03-24&to=2024-04-05&metrics=impressions')).rows).toEqual([{ impressions: 0 }])
    await deleteRuns(warehouse, await oldRuns(warehouse))
    const [row] = await warehouse.query<{ cells: number }>(
      'SELECT toUInt32(count()) AS cells FROM rollup_cells',
      {},
      { maxSeconds: 10 },
    )
    expect(row).toEqual({ cells: 0 })
    expect(await daysToRollUp(warehouse)).toEqual([])
  })

  test('and it can be read how far it has come', async () => {
    await store(warehouse, [fact(BEGIN, 'AdImpression'), fact(BEGIN + 48 * HOUR, 'AdImpression')])
    const state = async (): Promise<unknown> => (await world.ask('GET', '/v1/reports/rollups')).json()
    expect(await state()).toMatchObject({
      days: 2,
      rolled_up: 0,
      waiting: 2,
      from: null,
      until: null,
      last_made_at: null,
      cells: 0,
    })
    await rollUp(seededRandom(1), 1)
    await store(warehouse, [fact(BEGIN + 49 * HOUR, 'AdImpression')])
    expect(await state()).toMatchObject({
      days: 2,
      rolled_up: 1,
      waiting: 1,
      from: '2024-03-24T00:00:00.000Z',
      until: '2024-03-25T00:00:00.000Z',
      waiting_from: '2024-03-26T00:00:00.000Z',
      cells: 2,
      conversion_days_waiting: 1,
    })
  })
})
