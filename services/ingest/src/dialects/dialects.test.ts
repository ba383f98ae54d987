import { BROWSER_AGENT } from '@weir/testkit'
import { createHash } from 'node:crypto'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { TOPICS } from '@weir/contracts'
import { expect, describe, test } from 'vitest'
import { BATCH_1, bodyFor, EVENTS_2, NATIVE, NOW, openIngest, PIXEL, post, TRACK_1 } from '../../test/harness.ts'

const sha = (text: string): string => createHash('sha256').update(text).digest('hex')
const granted = { granted: true, by: 'basis' }
const ALL_GRANTED = { storage: granted, profiling: granted, personalised_ads: granted, measurement: granted, modelling: granted }
const DIALECTS = [EVENTS_2, TRACK_1, BATCH_1, PIXEL, NATIVE]

const denied = (path: string) => ({ granted: false, by: 'signal', ...(path === PIXEL ? { keyless: true } : {}) })

describe('every dialect', () => {
  test.each(DIALECTS)('%s: one event becomes one hit, the same everywhere', async (path) => {
    await using ingest = await openIngest()
    const event = {
      event: 'CompletePayment',
      event_id: 'e-1',
      user: {
        email: ' Jo@Example.org',
        [path === EVENTS_2 || path === NATIVE ? 'phone' : 'phone_number']: '+1 555-555-5555',
        external_id: 7,
        ttp: '2F7',
        user_agent: BROWSER_AGENT,
        ip: '9.9.9.9',
      },
      properties: {
        value: '99.95',
        currency: 'eur',
        query: 'shoes',
        contents: [{ content_id: 119, price: '1.5', quantity: '2', own: true }],
        num_items: null,
        custom: 'x',
      },
      page: { url: 'https://shop.example/?a=b', referrer: '' },
    }
    const answer = await post(ingest, path, bodyFor(path, event))
    expect(answer.statusCode).toBe(path === NATIVE ? 202 : path === PIXEL ? 204 : 200)
    expect(await ingest.hits()).toEqual([
      {
        source: 'web-1',
        channel: path === PIXEL ? 'pixel' : 'server',
        name: 'Purchase',
        sent_name: 'CompletePayment',
        event_id: 'e-1',
        id_from: 'sender',
        event_time: NOW,
        received_at: NOW,
        ids: [
          { type: 'external_id', value: sha('7') },
          { type: 'email', value: sha('jo@example.org') },
          { type: 'phone', value: sha('+15555555555') },
          { type: 'ttp', value: '2F7' },
        ],
        consent: ALL_GRANTED,
        body: {
          properties: {
            value: 99.95,
            currency: 'EUR',
            query: 'shoes',
            search_string: 'shoes',
            contents: [{ content_id: '119', price: 1.5, quantity: 2, own: true }],
            custom: 'x',
            ...(path === NATIVE ? {} : {}),
          },
          page: { url: 'https://shop.example/?a=b' },
          user: { user_agent: path === PIXEL ? expect.any(String) : BROWSER_AGENT },
        },
      },
    ])
    expect(await ingest.appended()).not.toContain('9.9.9.9')
  })

  test.each(DIALECTS)('%s: without consent to storage nobody is stored', async (path) => {
    await using ingest = await openIngest({
      assumed: [],
      sources: { 'web-1': { name: 'w', kind: 'pixel', consent_basis: 'required' } },
    })
    const event = {
      user: { email: 'jo@example.org', ttp: 'T1', user_agent: 'UA-1' },
      page: { url: 'https://shop.example/p?ttclid=E.C.P.1#x' },
      properties: { value: 1 },
      traits: { plan: 'gold' },
    }
    await post(ingest, path, bodyFor(path, event))
    const [hit] = await ingest.hits()
    expect(hit?.ids).toEqual([])
    expect(hit?.body).toEqual({ properties: { value: 1 }, page: { url: 'https://shop.example/p' } })
  })

  test.each(DIALECTS)('%s: an explicit entry outranks the basis, limited data use denies ads', async (path) => {
    await using ingest = await openIngest()
    await post(ingest, path, bodyFor(path, { consent: { purposes: { modelling: false } }, limited_data_use: true }))
    expect((await ingest.hits())[0]?.consent).toEqual({
      ...ALL_GRANTED,
      modelling: denied(path),
      personalised_ads: denied(path),
    })
  })

  test.each(DIALECTS)('%s: a signal in a form that is not read never counts as consent', async (path) => {
    await using ingest = await openIngest()
    await post(ingest, path, bodyFor(path, { consent: { tcf: 'CPxyz' } }))
    expect((await ingest.hits())[0]?.consent.storage).toEqual(denied(path))
  })

  test.each(DIALECTS)('%s: an empty event id is none', async (path) => {
    await using ingest = await openIngest()
    await post(ingest, path, bodyFor(path, { event_id: '' }))
    await post(ingest, path, bodyFor(path, { event_id: null }))
    const [a, b] = await ingest.hits()
    expect(a?.id_from).toBe('weir')
    expect(a?.event_id).toMatch(/^[0-9a-f-]{36}$/)
    expect(a?.event_id).not.toBe(b?.event_id)
  })

  test.each(DIALECTS)('%s: personal data in any field is gone', async (path) => {
    await using ingest = await openIngest()
    const dirt = 'mail canary.person@example.org or +49 151 2345-6789'
    const event = {
      event: 'ViewContent',
      event_id: 'canary.person@example.org',
      user: {
        email: 'canary.person@example.org',
        anonymous_id: 'canary.person@example.org',
        ttp: '+4915123456789',
        user_agent: dirt,
        locale: dirt,
      },
      properties: {
        description: dirt,
        order_id: dirt,
        content_ids: [dirt],
        contents: [{ content_id: dirt, content_name: dirt, [dirt]: dirt }],
        nested: { email: 'canary.person@example.org', deep: [dirt] },
      },
      page: { url: 'https://x.example/?email=canary.person%40example.org&phone=%2B4915123456789', referrer: dirt, title: dirt },
      traits: { email: 'canary.person@example.org', note: dirt },
      video: { video_id: dirt },
      ad: { campaign_id: dirt, placement: dirt },
      experiment: { arm: dirt },
    }
    await post(ingest, path, bodyFor(path, event))
    expect(await ingest.hits()).toHaveLength(1)
    await post(ingest, path, bodyFor(path, { ...event, properties: { ...event.properties, value: { broken: dirt } } }))
    expect(await ingest.rejected()).toHaveLength(1)
    const appended = await ingest.appended()
    for (const trace of ['canary.person', 'canary', '15123456789', '151 2345']) expect(appended).not.toContain(trace)
  })

  test.each(DIALECTS)('%s: large campaign ids keep their digits', async (path) => {
    await using ingest = await openIngest()
    const text = JSON.stringify(bodyFor(path, { properties: { content_ids: ['BIG'], own: 'BIG' }, event_id: 'BIG' })).replaceAll(
      '"BIG"',
      '1701890979375105123',
    )
    await post(ingest, path, text)
    expect(await ingest.hits()).toMatchObject([
      {
        event_id: '1701890979375105123',
        body: {
          properties: { own: '1701890979375105123', content_ids: ['1701890979375105123'] },
        },
      },
    ])
  })

  test.each(DIALECTS)('%s: when the log fails nothing is acknowledged', async (path) => {
    await using ingest = await openIngest({
      wrap: (log) => ({
        ...log,
        append: (topic, entries) => (topic === TOPICS.hits ? Promise.reject(new Error('disk full')) : log.append(topic, entries)),
      }),
    })
    const answer = await post(ingest, path, bodyFor(path, {}))
    expect(answer.statusCode).toBe(503)
    expect(answer.headers['retry-after']).toBe('1')
    expect(answer.body).not.toContain('disk full')
    if (path.startsWith('/open_api')) expect(answer.json()).toMatchObject({ code: 50000, data: {} })
    expect(await ingest.registry.metrics()).toContain('outcome="unavailable"} 1')
  })

  test.each([EVENTS_2, NATIVE])('%s: gzip and br', async (path) => {
    await using ingest = await openIngest()
    const body = Buffer.from(JSON.stringify(bodyFor(path, {})))
    expect((await post(ingest, path, gzipSync(body), { 'content-encoding': 'gzip' })).statusCode).toBeLessThan(300)
    expect((await post(ingest, path, brotliCompressSync(body), { 'content-encoding': 'br' })).statusCode).toBeLessThan(300)
    expect(await ingest.hits()).toHaveLength(2)
  })
})
