import { describe, expect, it } from 'vitest'
import type { DeliveryRow } from '@weir/contracts'
import { readDelivery } from './read.ts'
import type { OpenDelivery, ReadOptions } from './read.ts'
import type { ReadSettings, RowFault } from './settings.ts'

const SETTINGS: ReadSettings = {
  source: 's',
  platform: 'generic',
  decimal: '.',
  date: 'YYYY-MM-DD',
  importedAt: '2024-05-01 12:00:00.000',
  version: 7,
}

async function* bytesOf(text: string, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

interface All {
  open: OpenDelivery
  rows: DeliveryRow[]
  faults: RowFault[]
  totals: number
}

async function read(text: string, settings: Partial<ReadSettings> = {}, options: Partial<ReadOptions> = {}): Promise<All> {
  const open = await readDelivery(bytesOf(text), { ...SETTINGS, ...settings }, { format: 'csv', rowsMax: 1000, ...options })
  const all: All = { open, rows: [], faults: [], totals: 0 }
  for await (const { rows, faults, totals } of open.batches) {
    all.rows.push(...rows)
    all.faults.push(...faults)
    all.totals += totals
  }
  return all
}

const json = (value: unknown, settings: Partial<ReadSettings> = {}): Promise<All> =>
  read(typeof value === 'string' ? value : JSON.stringify(value), { platform: 'tiktok', ...settings }, { format: 'json' })

const answer = (...list: unknown[]): unknown => ({ code: 0, message: 'OK', data: { list } })

describe('CSV', () => {
  it('reads days of ads with a byte order mark, quoted names and empty cells', async () => {
    const { rows, faults, open } = await read(
      '\uFEFFday,ad_id,ad_name,impressions,clicks,spend,currency,note\r\n2024-05-01,1,"Ad, ""one""\nof two",10,,1.25,EUR,x\r\n2024-05-02,1,a,0,0,0,EUR,\r\n',
    )
    expect(faults).toEqual([])
    expect(rows).toMatchObject([
      { level: 'ad', entity: '1', ad_name: 'Ad, "one"\nof two', grain: 'day', starts: '2024-05-01 00:00:00', impressions: 10 },
      { entity: '1', starts: '2024-05-02 00:00:00', impressions: 0, clicks: 0, spend: '0' },
    ])
    // What is not stated is not 0.
    expect(rows[0]).not.toHaveProperty('clicks')
    expect([...open.ignored]).toEqual(['note'])
  })

  it('names the line of a row that cannot be used, and takes the others', async () => {
    const { rows, faults } = await read(
      'day,campaign_id,impressions,spend\n2024-05-01,1,ten,1\n2024-02-30,2,1,0\n2024-05-01,3,5,\n2024-05-01,,5,\n2024-05-01,4,-3,\n2024-05-01,1.7E+15,3,\n',
    )
    expect(rows).toMatchObject([{ entity: '3', impressions: 5 }])
    expect(faults.map(({ line, path }) => `${line} ${path}`)).toEqual([
      '2 impressions',
      '2 currency',
      '3 day',
      '3 currency',
      '6 impressions',
      '7 campaign_id',
    ])
    expect(JSON.stringify(faults)).not.toContain('ten')
  })

  it('leaves lines of totals out and counts them', async () => {
    const { rows, totals } = await read(
      'Campaign ID,Campaign name,By Day,Cost,Currency,Impressions\n1,a,2024-05-01,2.5,EUR,10\nTotal of 1 results,-,-,2.5,EUR,10\n',
      { platform: 'tiktok' },
    )
    expect([rows.length, totals]).toEqual([1, 1])
    expect(rows[0]).toMatchObject({ campaign_id: '1', spend: '2.5', currency: 'EUR' })
  })

  it('reads semicolons, decimal commas and other dates when it is told of them', async () => {
    const settings = { decimal: ',', date: 'DD.MM.YYYY', currency: 'EUR' } as const
    const { rows, faults } = await read('day;campaign_id;impressions;spend\n1.5.2024;1;1.234;1.234,56\n', settings)
    expect(faults).toEqual([])
    expect(rows).toMatchObject([{ starts: '2024-05-01 00:00:00', impressions: 1234, spend: '1234.56', currency: 'EUR' }])
  })

  it('uses the map of the source, and says what a file lacks', async () => {
    const columns = { day: 'Tag', campaign_id: 'Kampagne', impressions: 'Einblendungen' }
    const { rows } = await read('Tag,Kampagne,Einblendungen,clicks\n2024-05-01,1,10,2\n', { columns })
    expect(rows).toMatchObject([{ campaign_id: '1', impressions: 10, clicks: 2 }])
    await expect(read('Tag,Kampagne\n2024-05-01,1\n', { columns })).rejects.toMatchObject({
      code: 'invalid_field',
      faults: [
        { path: 'columns.impressions', message: 'the file has no column "Einblendungen"; it has "Tag", "Kampagne"' },
        { path: 'columns' },
      ],
    })
    await expect(read('a,b\n1,2\n')).rejects.toMatchObject({
      faults: [{ path: 'columns' }, { path: 'columns.day' }, { path: 'columns' }],
    })
    await expect(read('')).rejects.toMatchObject({ code: 'invalid_field' })
  })

  it('asks which of two columns is meant', async () => {
    const text = 'day,campaign_id,cost,spend,currency\n2024-05-01,1,2,3,EUR\n'
    await expect(read(text)).rejects.toMatchObject({ faults: [{ path: 'spend' }] })
    expect((await read(text, { columns: { spend: 'cost' } })).rows).toMatchObject([{ spend: '2' }])
  })

  it('refuses the second of two rows about the same', async () => {
    const text = 'day,ad_id,age,impressions\n2024-05-01,1,18-24,1\n2024-05-01,1,25-34,2\n2024-05-01,1,18-24,3\n'
    const { rows, faults } = await read(text)
    expect(rows.map(({ breakdown }) => breakdown)).toEqual(['{"age":"18-24"}', '{"age":"25-34"}'])
    expect(faults).toEqual([{ line: 4, path: '', message: expect.stringContaining('as line 2') }])
  })

  it('counts lines from where its part of a file begins', async () => {
    const { faults } = await read('day,ad_id,impressions\n2024-05-01,1,x\n', {}, { firstLine: 5001 })
    expect(faults).toMatchObject([{ line: 5001 }])
  })

  it('says what is wrong with a file that is none', async () => {
    await expect(read('day,ad_id,impressions\n2024-05-01,1,"3\n')).rejects.toMatchObject({ code: 'invalid_field' })
    const utf16 = Buffer.from('day,ad_id\n', 'utf16le')
    const bad = readDelivery(bytesOf(utf16.toString('latin1') + '\u00ff'), SETTINGS, { format: 'csv', rowsMax: 9 })
    await expect(bad).rejects.toMatchObject({ code: 'invalid_field' })
    await expect(read('day,ad_id,impressions\n2024-05-01,1,3\n2024-05-02,1,3\n', {}, { rowsMax: 1 })).rejects.toMatchObject({
      code: 'too_large',
    })
  })

  it('reads hours, ranges, and a file without a time column of a row', async () => {
    const hours = await read('day,hour,ad_id,impressions\n2024-05-01,7,1,3\n2024-05-01,2024-05-01 13:00:00,1,3\n')
    expect(hours.rows.map(({ grain, starts }) => `${grain} ${starts}`)).toEqual([
      'hour 2024-05-01 07:00:00',
      'hour 2024-05-01 13:00:00',
    ])
    const ranges = await read('starts_on,ends_on,ad_id,impressions\n2024-05-01,2024-05-07,1,3\n2024-05-01,2024-05-01,1,3\n')
    expect(ranges.rows.map(({ grain, ends }) => `${grain} ${ends}`)).toEqual(['range 2024-05-07', 'day 2024-05-01'])
  })
})

describe('answers of report/integrated/get', () => {
  it('reads texts and numbers, and keeps ids of 64 bits exact', async () => {
    const text = `{"code":0,"data":{"list":[{"dimensions":{"ad_id":9007199254740993,"stat_time_hour":"2024-01-01 09:00:00","age":"AGE_18_24"},
      "metrics":{"spend":"20.000","impressions":5830,"clicks":"-","conversion":"<5","ctr":"1.18","campaign_id":1714125042508817123,"video_views_p100":"92"}}]}}`
    const { rows, open } = await json(text, { currency: 'USD' })
    expect(rows).toMatchObject([
      {
        level: 'ad',
        entity: '9007199254740993',
        campaign_id: '1714125042508817123',
        grain: 'hour',
        starts: '2024-01-01 09:00:00',
        breakdown: '{"age":"AGE_18_24"}',
        spend: '20.000',
        impressions: 5830,
        completions: 92,
        currency: 'USD',
      },
    ])
    expect(rows[0]).not.toHaveProperty('clicks')
    expect(rows[0]).not.toHaveProperty('conversions')
    expect([...open.ignored]).toEqual(['ctr'])
  })

  it('keeps dimensions that are no field of ours apart', async () => {
    const row = (network: string): unknown => ({
      dimensions: { ad_id: '1', stat_time_day: '2024-01-01 00:00:00', ac: network },
      metrics: { impressions: '1' },
    })
    const { rows, faults } = await json(answer(row('4G'), row('WIFI')))
    expect(faults).toEqual([])
    expect(rows.map(({ breakdown }) => breakdown)).toEqual(['{"ac":"4G"}', '{"ac":"WIFI"}'])
  })

  it('takes currency and time zone of an answer about several advertisers', async () => {
    const row = {
      dimensions: { advertiser_id: '5', stat_time_day: '2024-01-01 00:00:00' },
      metrics: { spend: '7' },
      currency: 'JPY',
      timezone: 'Asia/Tokyo',
    }
    expect((await json(answer(row))).rows).toMatchObject([
      { level: 'account', entity: '5', currency: 'JPY', time_zone: 'Asia/Tokyo' },
    ])
  })

  it('knows a failure by its code, and reads answers line by line', async () => {
    const good = answer({ dimensions: { ad_id: '1' }, metrics: { impressions: '3' } })
    const lines = [JSON.stringify(good), JSON.stringify({ code: 40100, message: 'slow', data: {} }), 'no json'].join('\n')
    const { rows, faults } = await json(lines)
    expect(rows).toMatchObject([{ grain: 'lifetime', impressions: 3 }])
    expect(faults).toEqual([
      { line: 2, path: 'code', message: expect.stringContaining('40100') },
      { line: 3, path: '', message: 'is no JSON' },
    ])
    expect(await json(answer())).toMatchObject({ rows: [], faults: [] })
    await expect(json('{"code":0,\n"data"')).rejects.toMatchObject({ code: 'invalid_json' })
  })

  it('says where a value stands that it cannot use', async () => {
    const { faults } = await json(
      answer({ dimensions: { ad_id: '1' }, metrics: { impressions: '1.18%' } }, { dimensions: { age: 'NONE' }, metrics: {} }, 5),
    )
    expect(faults.map(({ path }) => path)).toEqual(['data.list[0].impressions', 'data.list[1].dimensions', 'data.list[2]'])
  })

  it('reads plain objects by the names of our fields', async () => {
    const { rows } = await json([{ day: '2024-05-01', campaign_id: '1', impressions: 3, adgroup_id: null }], {
      platform: 'generic',
    })
    expect(rows).toMatchObject([{ level: 'campaign', impressions: 3 }])
  })
})
