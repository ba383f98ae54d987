import { describe, expect, test } from 'vitest'
import { NATIVE, NOW, openIngest, post } from '../../../test/harness.ts'

describe('native', () => {
  const event = (fields: object = {}): object => ({ event: 'X', source: 'web-1', event_time: NOW / 1000, ...fields })

  test('every section', async () => {
    await using ingest = await openIngest()
    const fields = {
      ad: { campaign_id: 1, adgroup_id: '2', ad_id: 3, creative_id: 4, placement: 'feed', cost: '0.25', currency: 'usd' },
      video: { video_id: 9, duration_ms: 15_000, watched_ms: '7000' },
      experiment: { id: 'x1', arm: 'B' },
      traits: { country: 'DE', plan: null, age: 30 },
      tenant: 'evil',
      id: 1,
    }
    expect((await post(ingest, NATIVE, event(fields))).json()).toMatchObject({ accepted: 1, rejected: [] })
    expect((await ingest.hits())[0]?.body).toEqual({
      ad: { campaign_id: '1', adgroup_id: '2', ad_id: '3', creative_id: '4', placement: 'feed', cost: 0.25, currency: 'USD' },
      video: { video_id: '9', duration_ms: 15_000, watched_ms: 7_000 },
      experiment: { id: 'x1', arm: 'B' },
      traits: { country: 'DE', plan: null, age: 30, $country: 'DE' },
    })
  })

  test('traits that only we may set are refused, whatever else the event says', async () => {
    await using ingest = await openIngest()
    const forged = event({ traits: { country: 'DE', '$score.buys': 1 } })
    const answer = await post(ingest, NATIVE, [event(), forged, event({ properties: { $score: 1 } })])
    expect(answer.json()).toMatchObject({
      accepted: 2,
      rejected: [{ index: 1, code: 'forbidden_key', path: 'traits.$score.buys' }],
    })
    expect(await ingest.rejected()).toMatchObject([{ code: 'forbidden_key' }])
  })

  test('lines: good ones are taken, bad ones named by index', async () => {
    await using ingest = await openIngest()
    const lines = [
      '',
      JSON.stringify(event()),
      '{"event":',
      '  ',
      JSON.stringify(event({ source: 'nobody' })),
      JSON.stringify(event({ user: { email: {} } })),
      `${JSON.stringify(event())}\r`,
    ]
    for (const type of ['application/x-ndjson', 'text/plain']) {
      const answer = await post(ingest, NATIVE, lines.join('\n'), { 'content-type': type })
      expect(answer.statusCode).toBe(202)
      expect(answer.json()).toMatchObject({
        accepted: 2,
        rejected: [
          { index: 1, code: 'invalid_json', path: '' },
          { index: 2, code: 'unknown_source', path: 'source' },
          { index: 3, code: 'invalid_field', path: 'user.email' },
        ],
      })
    }
    expect(await ingest.hits()).toHaveLength(4)
    expect(await ingest.rejected()).toHaveLength(6)
  })

  test('nothing taken: 400, the same fields inside problem JSON', async () => {
    await using ingest = await openIngest()
    const answer = await post(ingest, NATIVE, [event({ event: '' }), event({ source: 'nobody' })])
    expect(answer.statusCode).toBe(400)
    expect(answer.headers['content-type']).toContain('application/problem+json')
    expect(answer.json()).toMatchObject({
      status: 400,
      code: 'invalid_field',
      accepted: 0,
      rejected: [
        { index: 0, path: 'event' },
        { index: 1, code: 'unknown_source' },
      ],
      errors: [{ path: '0.event' }, { path: '1.source' }],
    })
  })

  test('counters by dialect and outcome', async () => {
    await using ingest = await openIngest()
    await post(ingest, NATIVE, [event(), event({ source: 'nobody' })])
    const text = await ingest.registry.metrics()
    expect(text).toContain('weir_ingest_events_total{dialect="native",outcome="accepted"} 1')
    expect(text).toContain('weir_ingest_events_total{dialect="native",outcome="rejected"} 1')
    expect(text).toContain('weir_ingest_request_seconds_count{dialect="native"} 1')
  })
})
