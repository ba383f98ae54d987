import { readdir } from 'node:fs/promises'
import { segmentNumber } from '@weir/contracts'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { writeSnapshot } from '@weir/warehouse/chdb'
import { jsonLine, sampleDelivery, sampleFact, sampleMembership } from '@weir/warehouse/contract'
import { tempFolder } from '@weir/testkit'
import { describe, expect, test } from 'vitest'
import { startWeir } from '../support/embedded.ts'
import { runCli } from '../support/programs.ts'
import { readText } from '../tidy/repository.ts'

const EXAMPLES = [...readText('docs/how-to/analyse.md').matchAll(/```sql\n([^`]+)```/g)].map(([, sql = '']) => sql)
/** What another program reads from files. */
async function fromFiles(sql: string): Promise<Record<string, unknown>[]> {
  await using opened = await openTestWarehouse()
  return await opened.warehouse.query(sql, {}, { maxSeconds: 20 })
}

const VIEWS = ['delivery', 'facts', 'memberships', 'rejected', 'segments'].map((name) => `analytics_${name}`)

describe('the views of analysts', () => {
  test('have a comment on each view and column, and nothing that names a person', async () => {
    await using opened = await openTestWarehouse()
    const { warehouse } = opened
    const ask = (sql: string): Promise<Record<string, unknown>[]> => warehouse.query(sql, {}, { maxSeconds: 20 })
    const views = await ask(`SELECT name, comment FROM system.tables WHERE name LIKE 'analytics%' ORDER BY name`)
    expect(views.map(({ name }) => name)).toEqual(VIEWS)
    expect(views.filter(({ comment }) => comment === '')).toEqual([])
    const columns = await ask(`SELECT table, name, comment FROM system.columns WHERE table LIKE 'analytics%'`)
    expect(columns.filter(({ comment }) => comment === '')).toEqual([])
    const forbidden = ['ordinal', 'event_id', 'eid', 'body', 'cause', 'message', 'path', 'part', 'off', 'n']
    expect(columns.filter(({ name }) => forbidden.includes(String(name)))).toEqual([])
    await warehouse.insertLines(
      'facts',
      [
        sampleFact({
          eid: 'a',
          person: 'f'.repeat(32),
          consent_measurement: 4,
          body: { traits: { $country: 'AT', $device: 'ios' } },
        }),
        sampleFact({ eid: 'b', event_id: 'e-2', person: 'e'.repeat(32), consent_measurement: 3 }),
      ].map(jsonLine),
    )
    await warehouse.insertLines('memberships', [jsonLine(sampleMembership({ person: 'f'.repeat(32) }))])
    const facts = await ask('SELECT * FROM analytics_facts ORDER BY person')
    const members = await ask('SELECT * FROM analytics_memberships')
    expect(facts.map(({ person }) => String(person).length)).toEqual([0, 32])
    expect(facts.map(({ country, device }) => [country, device])).toEqual([
      ['', ''],
      ['AT', 'ios'],
    ])
    expect(members[0]?.['person']).toBe(facts[1]?.['person'])
    expect(JSON.stringify([facts, members])).not.toMatch(/f{32}|e{32}|e-1|e-2/)
  })

  test('answer all examples of the documentation', async () => {
    await using opened = await openTestWarehouse()
    const { warehouse } = opened
    const ask = (sql: string): Promise<Record<string, unknown>[]> => warehouse.query(sql, {}, { maxSeconds: 20 })
    const number = segmentNumber('buyers')
    const buy = (eid: string, day: number, more: object = {}) =>
      sampleFact({
        eid,
        event_id: eid,
        name: 'Purchase',
        event_time: `2024-03-0${day} 12:00:00.000`,
        person: 'f'.repeat(32),
        consent_measurement: 4,
        segments: [number],
        value: 20,
        currency: 'EUR',
        ...more,
      })
    await warehouse.insertLines('facts', [buy('a', 1), buy('b', 4), buy('c', 5, { segments: [] })].map(jsonLine))
    const definition = { number, id: 'buyers', name: 'Buyers', version: 1, description: '', rule: '{}', purposes: [] }
    const stored = { ...definition, min_size: 0, updated_at: '2024-03-01 00:00:00.000', is_deleted: 0, written: 1 }
    await warehouse.insertLines('segment_definitions', [Buffer.from(JSON.stringify(stored))])
    const ads = { level: 'ad', grain: 'day', breakdown: '', currency: 'EUR' } as const
    const row = { ...sampleDelivery(), ...ads, ad_id: '1', impressions: 200, clicks: 5, conversions: 2, spend: '3' }
    await warehouse.insertLines('delivery', [jsonLine(row)])
    expect(EXAMPLES).toHaveLength(5)
    const answers = []
    for (const sql of EXAMPLES) answers.push(await ask(sql))
    expect(answers[0]).toEqual([{ segment: 'buyers', currency: 'EUR', purchases: 2, revenue: 40 }])
    expect(answers[2]).toEqual([{ ad_id: '1', currency: 'EUR', ctr: 0.025, cpa: 1.5 }])
    expect(answers[3]).toEqual([{ days: 3, people: 1 }])
  })
})

test('a snapshot has what the views have, a file per month, and no one by their id', { timeout: 240_000 }, async () => {
  await using opened = await openTestWarehouse()
  await using folder = await tempFolder('snapshot')
  const { warehouse } = opened
  const event = (eid: string, day: string) =>
    sampleFact({ eid, event_id: eid, event_time: `${day} 12:00:00.000`, person: 'f'.repeat(32), consent_measurement: 4 })
  await warehouse.insertLines(
    'facts',
    [event('a', '2024-02-29'), event('b', '2024-03-01'), event('c', '2024-03-02')].map(jsonLine),
  )
  const told: number[][] = []
  const rows = await writeSnapshot(warehouse, folder.path, (...progress) => told.push(progress))
  expect(rows.get('analytics_facts')).toBe(3)
  expect(told.at(-1)).toEqual([3, 3])
  expect((await readdir(`${folder.path}/analytics_facts`)).toSorted()).toEqual(['2024-02.parquet', '2024-03.parquet'])
  const columns = 'name, person, toString(event_time) AS at, segments, toFloat64(value) AS worth'
  const view = await warehouse.query(`SELECT ${columns} FROM analytics_facts ORDER BY at`, {}, { maxSeconds: 20 })
  const file = await fromFiles(`SELECT ${columns} FROM file('${folder.path}/analytics_facts/*.parquet') ORDER BY at`)
  expect(file).toEqual(view)
  expect(JSON.stringify(file)).not.toMatch(/f{32}/)
  const inFile = `${folder.path}/analytics_facts/2024-02.parquet`
  await expect(writeSnapshot(warehouse, inFile, () => undefined)).rejects.toThrow('ENOTDIR')
})

test('the command line asks in SQL, and changes nothing', { timeout: 240_000 }, async () => {
  await using folder = await tempFolder('sql')
  const ask = async (sql: string, ...options: string[]): Promise<{ code: number | null; out: string; err: string }> => {
    await using running = await runCli(['sql', sql, '--data', folder.path, ...options])
    const { code } = await running.ended
    return { code, out: running.stdout(), err: running.stderr() }
  }
  {
    await using weir = await startWeir({ WEIR_DATA: folder.path })
    const csv = 'day,ad_id,impressions,clicks\n2024-05-01,1,10,1\n2024-05-02,1,20,3\n'
    await weir.client.call('POST', '/v1/delivery?source=shop', csv, { 'content-type': 'text/csv' })
    await weir.client.get('/v1/reports/delivery?wait=true&from=2024-05-01&to=2024-06-01')
    expect(await ask('SELECT 1')).toMatchObject({ code: 1, err: expect.stringContaining('stop it first') })
  }
  const sums = 'SELECT ad_id, sum(impressions) AS shown, sum(clicks) AS clicks FROM analytics_delivery GROUP BY ad_id'
  expect(await ask(sums, '--format', 'csv')).toMatchObject({ code: 0, out: 'ad_id,shown,clicks\n1,30,4\n' })
  for (const sql of ['TRUNCATE TABLE delivery', `INSERT INTO analysis_salt VALUES ('x')`, 'DROP VIEW analytics_facts'])
    expect(await ask(sql), sql).toMatchObject({ code: 1, out: '' })
  expect(await ask(sums, '--format', 'ndjson')).toMatchObject({ code: 0, out: '{"ad_id":"1","shown":30,"clicks":4}\n' })
  const target = `${folder.path}/snapshot`
  const snap = async (...options: string[]): Promise<{ code: number | null; out: string; err: string }> => {
    await using running = await runCli(['snapshot', ...options, '--data', folder.path])
    const { code } = await running.ended
    return { code, out: running.stdout(), err: running.stderr() }
  }
  const written = await snap(target)
  expect(written, written.err).toMatchObject({ code: 0, out: expect.stringContaining('analytics_delivery/*.parquet  2 rows') })
  expect(written.err).toContain('snapshot 100 %')
  const read = `SELECT ad_id, sum(impressions) AS shown, sum(clicks) AS clicks FROM file('${target}/analytics_delivery/*.parquet') GROUP BY ad_id`
  expect(await fromFiles(read)).toEqual([{ ad_id: '1', shown: 30, clicks: 4 }])
  // Nothing happened, and its columns are there.
  expect(await fromFiles(`SELECT count() AS n, any(person) AS person FROM file('${target}/analytics_facts/*.parquet')`)).toEqual([
    { n: 0, person: null },
  ])
  expect(await snap(target)).toMatchObject({ code: 1, err: expect.stringContaining('is not empty') })
  const elsewhere = ['SELECT 1', '--data', `${folder.path}/none`] as const
  await using lost = await runCli(['sql', ...elsewhere])
  expect([(await lost.ended).code, lost.stderr()]).toEqual([1, expect.stringContaining('no data of Weir')])
  expect(await ask('SELECT nothing FROM nowhere')).toMatchObject({ code: 1, err: expect.stringMatching(/nowhere/) })
})
