import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FactRow, MembershipRow, RejectedRow } from '@weir/contracts'
import { openWarehouse } from './client.ts'
import type { WarehouseOptions } from './client.ts'
import { WarehouseError } from './errors.ts'
import { migrate } from './migrate.ts'
import type { Warehouse } from './port.ts'

/** A fact with every column set, `change` applied. */
export function sampleFact(change: Partial<FactRow> = {}): FactRow {
  return {
    event_time: '2024-05-06 07:08:09.123',
    received_at: '2024-05-06 07:08:10.456',
    source: 'PX1',
    channel: 'pixel',
    name: 'Purchase',
    event_id: 'e-1',
    eid: '0123456789abcdef',
    person: '0123456789abcdef0123456789abcdef',
    ordinal: 4_294_967_295,
    segments: [1, 42, 4_294_967_295],
    value: 49.99,
    currency: 'EUR',
    campaign_id: '17',
    adgroup_id: '18',
    ad_id: '19',
    creative_id: '20',
    placement: 'feed',
    cost: 0.012345,
    cost_currency: 'USD',
    video_id: 'v-1',
    duration_ms: 15_000,
    watched_ms: 1_500.5,
    experiment_id: 'x',
    arm: 'b',
    consent_storage: 4,
    consent_profiling: 3,
    consent_personalised_ads: 2,
    consent_measurement: 1,
    consent_modelling: 0,
    body: {
      properties: { value: 49.99, contents: [{ content_id: 'a"\\\n\u{1F600}' }] },
      page: { url: 'https://shop.example/?a=1&b=2' },
    },
    part: 3,
    off: 9_007_199_254_740_991,
    n: 7,
    version: 9_007_199_254_740_991,
    ...change,
  }
}

/** A JSON line as bytes, as it is the value of a record. */
export function jsonLine(row: object): Uint8Array {
  return Buffer.from(JSON.stringify(row))
}

const LIMITS = { maxSeconds: 20 }

/** What every warehouse must do. `open` starts or finds an empty one and says how to connect. */
export function describeWarehouse(
  name: string,
  open: () => Promise<{ options: WarehouseOptions; close(): Promise<void> }>,
): void {
  describe(`warehouse: ${name}`, () => {
    let opened: Awaited<ReturnType<typeof open>>
    let warehouse: Warehouse
    beforeAll(async () => {
      opened = await open()
      warehouse = openWarehouse(opened.options)
      await migrate(warehouse)
    })
    afterAll(async () => {
      await warehouse.close()
      await opened.close()
    })
    const one = async <T>(sql: string, params = {}): Promise<T | undefined> => (await warehouse.query<T>(sql, params, LIMITS))[0]
    const failure = async (call: Promise<unknown>): Promise<WarehouseError> => {
      const error = await call.then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      expect(error).toBeInstanceOf(WarehouseError)
      return error as WarehouseError
    }

    it('migrates once, however often it is asked', async () => {
      expect(await migrate(warehouse)).toEqual([])
      const tables = await warehouse.query<{ name: string }>(
        'SELECT name FROM system.tables WHERE database = currentDatabase() ORDER BY name',
        {},
        LIMITS,
      )
      expect(tables.map((row) => row.name)).toEqual(expect.arrayContaining(['facts', 'facts_final', 'memberships', 'rejected']))
    })

    it('returns every column of a fact as it was inserted', async () => {
      const fact = sampleFact()
      await warehouse.insertLines('facts', [jsonLine(fact)])
      const stored = await one<FactRow & { body: string }>('SELECT * FROM facts WHERE eid = {eid:String}', { eid: fact.eid })
      expect(stored).toEqual({ ...fact, body: JSON.stringify(fact.body) })
    })

    it('keeps nulls', async () => {
      await warehouse.insertLines('facts', [
        jsonLine(sampleFact({ eid: 'nulls', value: null, cost: null, duration_ms: null, watched_ms: null, body: {} })),
      ])
      const stored = await one("SELECT value, cost, duration_ms, watched_ms, body FROM facts WHERE eid = 'nulls'")
      expect(stored).toEqual({ value: null, cost: null, duration_ms: null, watched_ms: null, body: '{}' })
    })

    it('returns every column of a membership and of a rejected row', async () => {
      const membership: MembershipRow = {
        at: '2024-05-06 07:08:09.123',
        recorded_at: '2024-05-06 07:08:10.000',
        person: 'p',
        ordinal: 5,
        segment: 'buyers',
        segment_number: 4_000_000_000,
        version: 2,
        op: 'entered',
        reason: 'event',
        cause: 'c',
        part: 1,
        off: 2,
        n: 3,
      }
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
      await warehouse.insertLines('memberships', [jsonLine(membership)])
      await warehouse.insertLines('rejected', [jsonLine(rejected)])
      expect(await one('SELECT * FROM memberships')).toEqual(membership)
      expect(await one('SELECT * FROM rejected')).toEqual(rejected)
    })

    it('takes any value as a parameter and never as SQL', async () => {
      const hostile = [
        "'; DROP TABLE facts; --",
        String.raw`\'`,
        String.raw`\\`,
        'a\tb\nc\rd',
        '\u0000x',
        '{p:String}',
        '\u{1F600}é',
        '',
        'NULL',
        String.raw`\N`,
      ]
      for (const text of hostile) {
        expect(await one('SELECT {text:String} AS text, length({text:String}) AS bytes', { text })).toEqual({
          text,
          bytes: Buffer.byteLength(text),
        })
      }
      const list = hostile.filter((text) => text !== '')
      expect(await one('SELECT {list:Array(String)} AS list', { list })).toEqual({ list })
      expect(
        await one('SELECT {a:UInt32} AS a, {b:Array(UInt32)} AS b, {c:Nullable(String)} AS c', { a: 7, b: [1, 2], c: null }),
      ).toEqual({ a: 7, b: [1, 2], c: null })
      expect((await failure(warehouse.query('SELECT {a:UInt32}', { a: '1) OR (1' }, LIMITS))).fault).toBe('statement')
    })

    it('keeps the parameters of concurrent and of successive queries apart', async () => {
      const ask = async (text: string) =>
        (await one<{ text: string }>('SELECT {text:String} AS text FROM numbers(1)', { text }))?.text
      const texts = Array.from({ length: 60 }, (_, i) => `text ${i}`)
      expect(await Promise.all(texts.map(ask))).toEqual(texts)
      expect((await failure(warehouse.query('SELECT {text:String}', {}, LIMITS))).code).toBe('UNKNOWN_QUERY_PARAMETER')
    })

    it('enforces the limits of time, rows and memory, and forgets them after', async () => {
      const slow = 'SELECT sum(cityHash64(number)) AS s FROM numbers(20000000000)'
      const begun = performance.now()
      expect(await failure(warehouse.query(slow, {}, { maxSeconds: 1 }))).toMatchObject({
        code: 'TIMEOUT_EXCEEDED',
        fault: 'limit',
        outcomeUnknown: false,
      })
      expect(performance.now() - begun).toBeLessThan(6_000)
      const rows = 'SELECT number FROM numbers(100)'
      expect(await failure(warehouse.query(rows, {}, { maxSeconds: 5, maxRows: 99 }))).toMatchObject({ fault: 'limit' })
      expect(await warehouse.query(rows, {}, { maxSeconds: 5, maxRows: 100 })).toHaveLength(100)
      const big = 'SELECT length(groupArray(number)) AS n FROM numbers(10000000)'
      expect(await failure(warehouse.query(big, {}, { maxSeconds: 20, maxMemoryBytes: 20_000_000 }))).toMatchObject({
        code: 'MEMORY_LIMIT_EXCEEDED',
        fault: 'limit',
      })
      expect(await one(big)).toEqual({ n: 10_000_000 })
    })

    it('tells errors of rows from errors of statements', async () => {
      const refused = (change: object) =>
        failure(
          warehouse.insertLines('facts', [jsonLine(sampleFact()), jsonLine({ ...sampleFact({ eid: 'refused' }), ...change })]),
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
      expect(await failure(warehouse.insertLines('facts', [Buffer.from('{"event_time":')]))).toMatchObject({ fault: 'data' })
      expect(await one("SELECT count() AS n FROM facts WHERE eid = 'refused'")).toEqual({ n: 0 })
      expect(await failure(warehouse.insertLines('nowhere', [jsonLine({})]))).toMatchObject({
        fault: 'statement',
        code: 'UNKNOWN_TABLE',
      })
      expect(await failure(warehouse.insertLines('facts; DROP TABLE facts', [jsonLine({})]))).toMatchObject({
        code: 'BAD_IDENTIFIER',
      })
      expect(await failure(warehouse.query('SELEC 1', {}, LIMITS))).toMatchObject({ fault: 'statement', code: 'SYNTAX_ERROR' })
    })

    it('fails a query that breaks after rows were made or sent, and keeps them out of the next answers', async () => {
      const broken = (at: number): string => `SELECT number, throwIf(number = ${at}) AS t FROM numbers(${at * 2})`
      const early = await failure(warehouse.query(broken(80_000), {}, LIMITS))
      expect(early).toMatchObject({ code: 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO', fault: 'statement' })
      // Here the rows are already on their way; whether the client can still read the code depends on how the bytes are cut.
      await failure(warehouse.query(broken(1_500_000), {}, { ...LIMITS, maxRows: 0 }))
      for (let i = 0; i < 4; i++) expect(await warehouse.query('SELECT 1 AS x', {}, LIMITS)).toEqual([{ x: 1 }])
    })

    it('streams a million rows without holding them', async () => {
      let sum = 0
      let rows = 0
      let largest = 0
      for await (const batch of warehouse.stream<{ number: number }>(
        'SELECT number, repeat(toString(number), 20) AS pad FROM numbers(1000000)',
        {},
        { maxSeconds: 60 },
      )) {
        rows += batch.length
        largest = Math.max(largest, batch.length)
        for (const row of batch) sum += row.number
      }
      expect({ rows, sum }).toEqual({ rows: 1_000_000, sum: 499_999_500_000 })
      expect(largest).toBeLessThan(100_000)
    })

    it('lets go of a stream that is left early', async () => {
      for (let i = 0; i < 5; i++) {
        for await (const batch of warehouse.stream<{ number: number }>(
          'SELECT number FROM numbers(1000000000)',
          {},
          { maxSeconds: 60 },
        )) {
          expect(batch.length).toBeGreaterThan(0)
          break
        }
      }
      expect(await one('SELECT 1 AS x')).toEqual({ x: 1 })
    })

    it('answers queries while it inserts', async () => {
      const lines = Array.from({ length: 20_000 }, (_, i) => jsonLine(sampleFact({ eid: `busy-${i}`, off: i })))
      const inserting = warehouse.insertLines('facts', lines).then(() => 'inserted')
      const answering = (): Promise<string> => one('SELECT 1 AS x').then(() => 'answered')
      let answers = 0
      while ((await Promise.race([inserting, answering()])) === 'answered') answers++
      expect(answers).toBeGreaterThan(2)
      expect(await one("SELECT count() AS n FROM facts WHERE startsWith(eid, 'busy-')")).toEqual({ n: 20_000 })
    })

    it('takes events of many years in one insert', async () => {
      const lines = Array.from({ length: 180 }, (_, i) => {
        const month = `${2010 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, '0')}`
        return jsonLine(sampleFact({ eid: `month-${i}`, event_time: `${month}-02 00:00:00.000` }))
      })
      await warehouse.insertLines('facts', lines)
      expect(
        await one("SELECT count() AS n, uniqExact(toYYYYMM(event_time)) AS months FROM facts WHERE startsWith(eid, 'month-')"),
      ).toEqual({ n: 180, months: 180 })
    })

    it('collapses copies and older versions in the final views', async () => {
      const copy = jsonLine(sampleFact({ eid: 'copy', version: 5, currency: 'EUR' }))
      await warehouse.insertLines('facts', [copy, copy])
      await warehouse.insertLines('facts', [copy])
      await warehouse.insertLines('facts', [jsonLine(sampleFact({ eid: 'copy', version: 4, currency: 'USD' }))])
      expect(await warehouse.query("SELECT currency, version FROM facts_final WHERE eid = 'copy'", {}, LIMITS)).toEqual([
        { currency: 'EUR', version: 5 },
      ])
    })

    it('stops an insert that is over without ado', async () => {
      const queryId = randomUUID()
      await warehouse.insertLines('facts', [jsonLine(sampleFact({ eid: 'stopped' }))], { queryId })
      await warehouse.stopInsert(queryId)
      await warehouse.stopInserts(queryId.slice(0, 8))
      expect(await one("SELECT count() AS n FROM facts WHERE eid = 'stopped'")).toEqual({ n: 1 })
    })

    it('refuses a wrong password, and says so when nobody answers', async () => {
      await warehouse.ping()
      const stranger = openWarehouse({ ...opened.options, password: 'wrong' })
      expect(await failure(stranger.ping())).toMatchObject({ fault: 'statement' })
      expect(await failure(stranger.insertLines('facts', [jsonLine(sampleFact())]))).toMatchObject({ fault: 'statement' })
      await stranger.close()
      const nobody = openWarehouse({ ...opened.options, url: 'http://127.0.0.1:9' })
      expect(await failure(nobody.insertLines('facts', [jsonLine(sampleFact())]))).toMatchObject({
        fault: 'outage',
        retryable: true,
        outcomeUnknown: false,
      })
      await nobody.close()
    })
  })
}
