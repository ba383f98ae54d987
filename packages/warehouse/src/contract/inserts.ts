import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import type { FactRow, RejectedRow } from '@weir/contracts'
import { jsonLine, sampleFact, sampleMembership } from './samples.ts'
import { LIMITS, failure } from './setting.ts'
import type { Setting } from './setting.ts'

/** What an insert promises, and what the tables make of the rows. */
export function insertPromises(at: Setting): void {
  it('returns every column of a fact as it was inserted', async () => {
    const body = { properties: { order_id: 42 }, traits: { $country: 'AT', $device: 'ios' } }
    const fact = sampleFact({ bot: 'data_centre', click_ids: ['c1', 'c2'], body })
    await at.warehouse.insertLines('facts', [jsonLine(fact)])
    const stored = await at.one<FactRow & { body: string }>('SELECT * FROM facts WHERE eid = {eid:String}', { eid: fact.eid })
    expect(stored).toEqual({ ...fact, body: JSON.stringify(fact.body), order_id: '42', country: 'AT', device: 'ios' })
  })

  it('fills what a row leaves out as the table says, and lets nothing go before its time', async () => {
    const row = { segment_number: 1, person: 'p', recorded_at: '2024-05-01 00:00:00.000', lost: '[["ttp","x"]]' }
    await at.warehouse.insertLines('identifier_changes', [jsonLine({ ...row, part: 0, off: 1, n: 0 })])
    await at.warehouse.command('OPTIMIZE TABLE identifier_changes FINAL')
    const sql = 'SELECT lost, abs(now() - stored_at) < 600 AS is_new FROM identifier_changes'
    expect(await at.one(sql)).toEqual({ lost: row.lost, is_new: 1 })
  })

  it('keeps nulls', async () => {
    await at.warehouse.insertLines('facts', [
      jsonLine(sampleFact({ eid: 'nulls', value: null, cost: null, duration_ms: null, watched_ms: null, body: {} })),
    ])
    const stored = await at.one("SELECT value, cost, duration_ms, watched_ms, body FROM facts WHERE eid = 'nulls'")
    expect(stored).toEqual({ value: null, cost: null, duration_ms: null, watched_ms: null, body: '{}' })
  })

  it('returns every column of a membership and of a rejected row', async () => {
    const membership = sampleMembership()
    const rejected: RejectedRow = {
      id: 'r1',
      rejected_at: '2024-05-06 07:08:10.000',
      source: 'PX1',
      channel: 'server',
      code: 'invalid_field',
      path: 'event',
      message: 'no',
      body: '{"a":"\\u0000"}',
    }
    await at.warehouse.insertLines('memberships', [jsonLine(membership)])
    await at.warehouse.insertLines('rejected', [jsonLine(rejected)])
    expect(await at.one("SELECT * FROM memberships WHERE segment = 'buyers'")).toEqual(membership)
    expect(await at.one('SELECT * FROM rejected')).toEqual(rejected)
  })

  it('tells errors of rows from errors of statements', async () => {
    const refused = (change: object) =>
      failure(
        at.warehouse.insertLines('facts', [jsonLine(sampleFact()), jsonLine({ ...sampleFact({ eid: 'refused' }), ...change })]),
      )
    for (const change of [
      { nope: 1 },
      { event_time: 'yesterday' },
      { value: 1e30 },
      { source: null },
      { part: -1 },
      { segments: ['x'] },
    ]) {
      expect(await refused(change), JSON.stringify(change)).toMatchObject({ fault: 'data' })
    }
    expect(await failure(at.warehouse.insertLines('facts', [Buffer.from('{"event_time":')]))).toMatchObject({ fault: 'data' })
    expect(await at.one("SELECT count() AS n FROM facts WHERE eid = 'refused'")).toEqual({ n: 0 })
    expect(await failure(at.warehouse.insertLines('nowhere', [jsonLine({})]))).toMatchObject({
      fault: 'statement',
      code: 'UNKNOWN_TABLE',
    })
    expect(await failure(at.warehouse.insertLines('facts; DROP TABLE facts', [jsonLine({})]))).toMatchObject({
      code: 'BAD_IDENTIFIER',
    })
    expect(await failure(at.warehouse.query('SELEC 1', {}, LIMITS))).toMatchObject({ fault: 'statement', code: 'SYNTAX_ERROR' })
  })

  it('answers queries while it inserts', async () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => jsonLine(sampleFact({ eid: `busy-${i}`, off: i })))
    const inserting = at.warehouse.insertLines('facts', lines).then(() => 'inserted')
    const answering = (): Promise<string> => at.one('SELECT 1 AS x').then(() => 'answered')
    let answers = 0
    while ((await Promise.race([inserting, answering()])) === 'answered') answers++
    expect(answers).toBeGreaterThan(0)
    expect(await at.one("SELECT count() AS n FROM facts WHERE startsWith(eid, 'busy-')")).toEqual({ n: 20_000 })
  })

  it('takes events of many years in one insert', async () => {
    const lines = Array.from({ length: 180 }, (_, i) => {
      const month = `${2010 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, '0')}`
      return jsonLine(sampleFact({ eid: `month-${i}`, event_time: `${month}-02 00:00:00.000` }))
    })
    // Its own table: every later mutation would look at 180 months.
    await at.warehouse.command('CREATE TABLE years AS facts')
    await at.warehouse.insertLines('years', lines)
    expect(await at.one('SELECT count() AS n, uniqExact(toYYYYMM(event_time)) AS months FROM years')).toEqual({
      n: 180,
      months: 180,
    })
    await at.warehouse.command('DROP TABLE years')
  })

  it('collapses copies and older versions in the final views', async () => {
    const copy = jsonLine(sampleFact({ eid: 'copy', version: 5, currency: 'EUR' }))
    await at.warehouse.insertLines('facts', [copy, copy])
    await at.warehouse.insertLines('facts', [copy])
    await at.warehouse.insertLines('facts', [jsonLine(sampleFact({ eid: 'copy', version: 4, currency: 'USD' }))])
    expect(await at.warehouse.query("SELECT currency, version FROM facts_final WHERE eid = 'copy'", {}, LIMITS)).toEqual([
      { currency: 'EUR', version: 5 },
    ])
  })

  it('stops an insert that is over without ado', async () => {
    const queryId = randomUUID()
    await at.warehouse.insertLines('facts', [jsonLine(sampleFact({ eid: 'stopped' }))], { queryId })
    await at.warehouse.stopInsert(queryId)
    await at.warehouse.stopInserts(queryId.slice(0, 8))
    expect(await at.one("SELECT count() AS n FROM facts WHERE eid = 'stopped'")).toEqual({ n: 1 })
  })
}
