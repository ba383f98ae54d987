import { createHash } from 'node:crypto'
import { dedupKey, partitionOf, TOPICS } from '@weir/contracts'
import { createKey } from '@weir/runtime'
import { describe, expect, test } from 'vitest'
import { BATCH_1, bodyFor, EVENTS_2, NATIVE, NOW, openIngest, PARTITIONS, post, TRACK_1 } from '../../test/harness.ts'

const sha = (text: string): string => createHash('sha256').update(text).digest('hex')

describe('Events API', () => {
  test('ad_id is the ad group, creative_id the ad, callback the click id', async () => {
    await using ingest = await openIngest()
    const body = bodyFor(EVENTS_2, {
      ad: { callback: 'E.C.P.9', campaign_id: 1, ad_id: 2, creative_id: '3', attributed: 'true' },
    })
    await post(ingest, EVENTS_2, { ...body, event_source: 'app' })
    expect(await ingest.hits()).toMatchObject([
      {
        ids: [{ type: 'ttclid', value: 'E.C.P.9' }],
        body: { ad: { campaign_id: '1', adgroup_id: '2', ad_id: '3', attributed: true } },
      },
    ])
    expect((await ingest.hits())[0]?.body.ad).not.toHaveProperty('creative_id')
  })

  test('1.0: the click id is context.ad.callback, ip and user agent are beside the user', async () => {
    await using ingest = await openIngest()
    await post(ingest, TRACK_1, {
      pixel_code: 'web-1',
      event: 'X',
      context: { ad: { callback: 'E.C.P.1' }, user: { ttp: 't' }, user_agent: 'UA', ip: '9.9.9.9' },
    })
    expect(await ingest.hits()).toMatchObject([
      { ids: [{ type: 'ttp' }, { type: 'ttclid', value: 'E.C.P.1' }], body: { user: { user_agent: 'UA' } }, event_time: NOW },
    ])
  })

  test('one bad event refuses all, names the path, and is kept redacted', async () => {
    await using ingest = await openIngest()
    const good = { event: 'A', event_time: NOW / 1000 }
    const bad = {
      event: 'B',
      event_time: NOW / 1000,
      user: { email: 'jo@example.org' },
      properties: { contents: [{ content_id: {} }], value: 'abc' },
    }
    const answer = await post(ingest, EVENTS_2, { event_source: 'web', event_source_id: 'web-1', data: [good, bad] })
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toEqual({
      code: 40002,
      message: 'data.1.properties.value: Not a valid number.; data.1.properties.contents.0.content_id: Not a valid string.',
      request_id: expect.any(String),
      data: {},
    })
    expect(await ingest.hits()).toEqual([])
    const [row] = await ingest.rejected()
    expect(row).toMatchObject({
      source: 'web-1',
      code: 'invalid_field',
      path: 'data.1.properties.value',
      channel: 'server',
      rejected_at: '2024-01-08 13:52:50.000',
    })
    expect(JSON.parse(row?.body ?? '')).toMatchObject({ event: 'B', user: { email: sha('jo@example.org') } })
  })

  test.each([
    ['/open_api/v1.3/event/track', 200],
    ['/open_api/v1.2/event/track/', 200],
    ['/open_api/v1.1/event/track/', 404],
  ])('%s answers %i', async (path, status) => {
    await using ingest = await openIngest()
    expect((await post(ingest, path, bodyFor(EVENTS_2, {}))).statusCode).toBe(status)
  })

  const event = { event: 'A', event_time: NOW / 1000 }
  test.each<[string, string, object]>([
    ['a kind of source that there is none of', EVENTS_2, { event_source: 'tv', event_source_id: 'web-1', data: [event] }],
    ['no list', EVENTS_2, { event_source: 'web', event_source_id: 'web-1' }],
    ['no events', EVENTS_2, { event_source: 'web', event_source_id: 'web-1', data: [] }],
    ['a consent that is a text', EVENTS_2, { event_source: 'web', event_source_id: 'web-1', data: [event], consent: 'no' }],
    ['no batch', BATCH_1, { pixel_code: 'web-1' }],
    ['too many', BATCH_1, { pixel_code: 'web-1', batch: Array.from({ length: 1_001 }, () => event) }],
    ['no name', TRACK_1, { pixel_code: 'web-1' }],
  ])('the owner of the source finds what was wrong with the envelope: %s', async (_what, path, body) => {
    await using ingest = await openIngest()
    expect((await post(ingest, path, body)).json()).toMatchObject({ code: 40002 })
    expect((await ingest.rejected()).map(({ source }) => source)).toEqual(['web-1'])
  })

  test('1,000 events in one request, each on the partition of its key', async () => {
    await using ingest = await openIngest()
    const data = Array.from({ length: 1_000 }, (_, i) => ({ event: 'X', event_id: `e${i}`, event_time: NOW / 1000 }))
    expect((await post(ingest, EVENTS_2, { event_source: 'web', event_source_id: 'web-1', data })).json()).toMatchObject({
      code: 0,
      message: 'OK',
      data: {},
    })
    expect(await ingest.hits()).toHaveLength(1_000)
    for (let p = 0; p < PARTITIONS; p++) {
      for (const record of await ingest.log.read(TOPICS.hits, p, 0, { records: 1_000, bytes: 1e9 })) {
        expect(partitionOf(record.key, PARTITIONS)).toBe(p)
        expect(record.key).toBe(dedupKey(JSON.parse(Buffer.from(record.value).toString())))
      }
    }
  })
})

describe('keys', () => {
  test('a missing, wrong, unscoped or limited key', async () => {
    await using ingest = await openIngest({ assumed: ['web-1', 'web-2'] })
    const reader = createKey('reader', ['read'], 0)
    const limited = createKey('limited', ['ingest'], 0, ['web-2'])
    for (const { stored } of [reader, limited]) await ingest.config.put(`key:${stored.id}`, stored)
    const tiktok = async (token: string): Promise<unknown> =>
      (await post(ingest, EVENTS_2, bodyFor(EVENTS_2, {}), { 'access-token': token })).json()
    expect(await tiktok('')).toMatchObject({ code: 40105 })
    expect(await tiktok(`${ingest.secret}x`)).toMatchObject({ code: 40105 })
    expect(await tiktok(reader.secret)).toMatchObject({ code: 40001 })
    expect(await tiktok(limited.secret)).toMatchObject({
      code: 40001,
      message: expect.stringMatching(/^event_source_id: No permission/),
    })
    const native = async (secret: string): Promise<number> =>
      (await post(ingest, NATIVE, bodyFor(NATIVE, {}), { authorization: `Bearer ${secret}` })).statusCode
    expect(await native('x')).toBe(401)
    expect(await native(reader.secret)).toBe(403)
    expect(
      (
        await post(ingest, NATIVE, [bodyFor(NATIVE, {}), { ...bodyFor(NATIVE, {}), source: 'web-2' }], {
          authorization: `Bearer ${limited.secret}`,
        })
      ).json(),
    ).toMatchObject({
      accepted: 1,
      rejected: [{ index: 0, code: 'missing_scope', path: 'source' }],
    })
    expect(await ingest.hits()).toHaveLength(1)
  })
})
