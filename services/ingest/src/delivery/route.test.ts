import { gzipSync } from 'node:zlib'
import { OutageError, TOPICS } from '@weir/contracts'
import type { DeliveryRow } from '@weir/contracts'
import { createKey } from '@weir/runtime'
import { describe, expect, test } from 'vitest'
import { openIngest, post } from '../../test/harness.ts'
import type { Harness } from '../../test/harness.ts'

const CSV = 'day,campaign_id,impressions,clicks,spend,currency\n2024-05-01,1,100,5,1.10,EUR\n2024-05-02,1,50,0,0.20,EUR\n'

const send = (ingest: Harness, body: string | Buffer, query = 'format=csv', headers: Record<string, string> = {}) =>
  post(ingest, `/v1/delivery?${query}`, body, { 'content-type': 'text/csv', ...headers })

async function stored({ log }: Harness): Promise<DeliveryRow[]> {
  const records = await log.read(TOPICS.delivery, 0, 0, { records: 1e6, bytes: 1e9 })
  return records.map(({ value }) => JSON.parse(Buffer.from(value).toString()) as DeliveryRow)
}

describe('POST /v1/delivery', () => {
  test('takes rows and says what they add up to', async () => {
    await using ingest = await openIngest()
    const answer = await send(ingest, CSV)
    expect(answer.statusCode).toBe(202)
    expect(answer.json()).toMatchObject({
      source: 'generic',
      platform: 'generic',
      rows: 2,
      rows_by: { 'campaign by day': 2 },
      rejected: [],
      rejected_rows: 0,
      days: { from: '2024-05-01', to: '2024-05-02' },
      counts: { impressions: 150, clicks: 5 },
      money: { EUR: { spend: '1.3' } },
      columns: { spend: 'spend' },
    })
    expect(await stored(ingest)).toMatchObject([{ entity: '1', impressions: 100, spend: '1.10' }, { impressions: 50 }])
  })

  test('takes good rows, names bad ones, and answers 400 when there is no good one', async () => {
    await using ingest = await openIngest()
    const mixed = await send(ingest, `${CSV}2024-05-03,1,x,,,\n`)
    expect(mixed.statusCode).toBe(202)
    expect(mixed.json()).toMatchObject({ rows: 2, rejected_rows: 1, rejected: [{ line: 4, path: 'impressions' }] })
    const none = await send(ingest, 'day,campaign_id,impressions\n2024-05-03,1,x\n')
    expect(none.statusCode).toBe(400)
    expect(none.json()).toMatchObject({ code: 'invalid_field', status: 400, rows: 0, errors: [{ path: 'line 2 impressions' }] })
    expect(await stored(ingest)).toHaveLength(2)
  })

  test('previews without keeping anything', async () => {
    await using ingest = await openIngest()
    const answer = await send(ingest, CSV, 'format=csv&preview=true')
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toMatchObject({ preview: true, rows: 2, sample: [{ entity: '1' }, { entity: '1' }] })
    expect(await stored(ingest)).toEqual([])
  })

  test('reads a file as its source says, and the query before it', async () => {
    await using ingest = await openIngest()
    await ingest.config.put('delivery-source:agency', {
      platform: 'generic',
      columns: { day: 'Tag', campaign_id: 'Kampagne', impressions: 'Einblendungen', spend: 'Kosten' },
      decimal: ',',
      date: 'DD.MM.YYYY',
      currency: 'EUR',
      tz: 'Europe/Berlin',
    })
    const file = 'Tag;Kampagne;Einblendungen;Kosten\n01.05.2024;7;1.000;2,50\n'
    expect((await send(ingest, file, 'source=agency&currency=CHF')).json()).toMatchObject({ rows: 1 })
    expect(await stored(ingest)).toMatchObject([
      {
        source: 'agency',
        starts: '2024-05-01 00:00:00',
        time_zone: 'Europe/Berlin',
        impressions: 1000,
        spend: '2.50',
        currency: 'CHF',
      },
    ])
    const other = await send(ingest, file, 'source=agency&platform=meta')
    expect([other.statusCode, other.json().errors[0].path]).toEqual([400, 'platform'])
  })

  test('takes answers of the report API, compressed, and the newest of two imports has the greater version', async () => {
    await using ingest = await openIngest()
    const list = [
      {
        dimensions: { ad_id: '9007199254740993', stat_time_day: '2024-05-01 00:00:00' },
        metrics: { impressions: '3', spend: '-' },
      },
    ]
    const body = gzipSync(JSON.stringify({ code: 0, data: { list } }))
    for (let i = 0; i < 3; i++) {
      const answer = await send(ingest, body, '', { 'content-type': 'application/json', 'content-encoding': 'gzip' })
      expect(answer.json()).toMatchObject({ source: 'tiktok', rows: 1 })
    }
    const versions = (await stored(ingest)).map(({ version }) => version)
    expect(new Set(versions).size).toBe(3)
    expect(versions).toEqual([...versions].sort((a, b) => a - b))
  })

  test('refuses what it cannot use, and says what would do', async () => {
    await using ingest = await openIngest()
    const refused = async (body: string | Buffer, query: string, headers: Record<string, string> = {}): Promise<unknown> => {
      const answer = await send(ingest, body, query, headers)
      return [answer.statusCode, answer.json().code, answer.json().errors?.[0]?.path]
    }
    expect(await refused('', 'format=csv')).toEqual([400, 'invalid_field', undefined])
    expect(await refused(CSV, 'format=xml')).toEqual([400, 'invalid_field', 'format'])
    expect(await refused(CSV, 'format=csv&tz=Mars')).toEqual([400, 'invalid_field', 'tz'])
    expect(await refused(CSV, 'format=csv&colour=red')).toEqual([400, 'invalid_field', ''])
    expect(await refused(CSV, 'format=csv&currency=euro')).toEqual([400, 'invalid_field', 'currency'])
    expect(await refused(CSV, '', { 'content-type': 'text/plain' })).toEqual([400, 'invalid_field', 'format'])
    expect(await refused('a,b\n1,2\n', 'format=csv')).toEqual([400, 'invalid_field', 'columns'])
    expect(await refused('{', 'format=json')).toEqual([400, 'invalid_json', undefined])
    expect(await refused(CSV, 'format=csv', { 'content-encoding': 'zstd' })).toEqual([415, 'unsupported_media_type', undefined])
    expect(await refused('no gzip', 'format=csv', { 'content-encoding': 'gzip' })).toEqual([400, 'invalid_encoding', undefined])
    expect(await refused(gzipSync(CSV).subarray(0, 40), 'format=csv', { 'content-encoding': 'gzip' })).toEqual([
      400,
      'invalid_encoding',
      undefined,
    ])
    expect(await refused(gzipSync(Buffer.alloc(300 * 1024 * 1024, 'a')), 'format=csv', { 'content-encoding': 'gzip' })).toEqual([
      400,
      'invalid_field',
      'line 1',
    ])
    expect(await stored(ingest)).toEqual([])
  })

  test('says how far it came when a file stops being one', async () => {
    await using ingest = await openIngest()
    const rows = Array.from({ length: 6000 }, (_, i) => `2024-05-01,c${i},1,1,,\n`).join('')
    const answer = await send(ingest, `day,campaign_id,impressions,clicks,spend,currency\n${rows}2024-05-01,"open,1,1,,\n`)
    expect(answer.statusCode).toBe(400)
    expect(answer.json().detail).toMatch(/the 5000 rows before it were imported/)
    expect(await stored(ingest)).toHaveLength(5000)
  })

  test('asks for a key that may send for the source', async () => {
    await using ingest = await openIngest()
    const limited = createKey('agency', ['ingest'], 0, ['agency'])
    const reader = createKey('reader', ['read'], 0)
    for (const { stored: key } of [limited, reader]) await ingest.config.put(`key:${key.id}`, key)
    const as = async (authorization: string, query: string): Promise<number> =>
      (await send(ingest, CSV, query, { authorization })).statusCode
    expect(await as(`Bearer ${limited.secret}`, 'format=csv&source=agency')).toBe(202)
    expect(await as(`Bearer ${limited.secret}`, 'format=csv')).toBe(403)
    expect(await as(`Bearer ${reader.secret}`, 'format=csv')).toBe(403)
    expect(await as('', 'format=csv')).toBe(401)
  })

  test('acknowledges nothing that the log did not take', async () => {
    await using ingest = await openIngest({
      wrap: (log) => ({
        ...log,
        append: async (topic, entries) => {
          if (topic === TOPICS.delivery) throw new OutageError('away')
          return log.append(topic, entries)
        },
      }),
    })
    const answer = await send(ingest, CSV)
    expect([answer.statusCode, answer.json().code, answer.headers['retry-after']]).toEqual([503, 'unavailable', '5'])
  })
})
