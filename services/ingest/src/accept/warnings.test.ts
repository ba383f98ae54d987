import { describe, expect, test } from 'vitest'
import { BATCH_1, bodyFor, EVENTS_2, NATIVE, NOW, openIngest, PIXEL, post, TRACK_1 } from '../../test/harness.ts'
import type { Harness } from '../../test/harness.ts'
import type { Warning } from '../parse/notes.ts'

/**
 * What is taken although it is probably not what the sender meant: said in the native answer, and
 * counted for every dialect.
 */

const granted = { purposes: { storage: true, profiling: true, personalised_ads: true, measurement: true, modelling: true } }
const clean = { event: 'Purchase', source: 'web-1', event_time: NOW / 1000, user: { external_id: 'c1' }, consent: granted }

async function warningsFor(ingest: Harness, events: unknown): Promise<Warning[]> {
  const answer = await post(ingest, NATIVE, events)
  expect(answer.statusCode).toBe(202)
  return (answer.json() as { warnings: Warning[] }).warnings
}

describe('the native answer', () => {
  test('nothing to say about what is complete', async () => {
    await using ingest = await openIngest()
    expect(
      await warningsFor(ingest, [clean, { ...clean, properties: { own: 1 }, traits: { mine: 2 }, page: { path: '/' } }]),
    ).toEqual([])
  })

  test.each<[string, object, string, RegExp]>([
    ['user.mail', { user: { external_id: 'c1', mail: 'x' } }, 'user.mail', /did you mean "email"/],
    ['user.Email', { user: { external_id: 'c1', Email: 'x' } }, 'user.Email', /did you mean "email"/],
    ['user.externalId', { user: { ttp: 'c1', externalId: 'x' } }, 'user.externalId', /did you mean "external_id"/],
    ['user.phoneNumber', { user: { ttp: 'c1', phoneNumber: 'x' } }, 'user.phoneNumber', /did you mean "phone_number"/],
    ['user.customer_id', { user: { ttp: 'c1', customer_id: 'x' } }, 'user.customer_id', /did you mean "external_id"/],
    ['value at the top', { value: 5 }, 'value', /did you mean "properties"/],
    ['propertes', { propertes: { value: 5 } }, 'propertes', /did you mean "properties"/],
    ['timestamp', { timestamp: 5 }, 'timestamp', /did you mean "event_time"/],
    ['eventId', { eventId: 'x' }, 'eventId', /did you mean "event_id"/],
    ['ad.campaign', { ad: { campaign: 'x' } }, 'ad.campaign', /did you mean "campaign_id"/],
    ['ad.spend', { ad: { spend: 1 } }, 'ad.spend', /did you mean "cost"/],
    ['something of their own', { tenant: 'x' }, 'tenant', /properties or traits/],
  ])('%s is not read', async (_what, fields, path, words) => {
    await using ingest = await openIngest()
    expect(await warningsFor(ingest, { ...clean, ...fields })).toEqual([
      { code: 'unknown_field', path, message: expect.stringMatching(words), count: 1 },
    ])
  })

  test('a key that is somebody’s address is not repeated', async () => {
    await using ingest = await openIngest()
    const [warning] = await warningsFor(ingest, { ...clean, 'ada@example.com': 1 })
    expect(JSON.stringify(warning)).not.toContain('ada@')
  })

  test('a name that is nearly a standard one', async () => {
    await using ingest = await openIngest()
    const warnings = await warningsFor(ingest, [
      { ...clean, event: 'Purchse' },
      { ...clean, event: 'Purchse' },
      { ...clean, event: 'Refund' },
    ])
    expect(warnings).toEqual([
      { code: 'unknown_event_name', path: 'event', message: expect.stringContaining('did you mean "Purchase"'), count: 2 },
    ])
  })

  test('nobody to count it for, and consent left unsaid', async () => {
    await using ingest = await openIngest({ sources: { strict: { name: 'Strict', kind: 'pixel', consent_basis: 'required' } } })
    const { consent: _unsaid, ...unsaid } = clean
    expect(await warningsFor(ingest, [{ ...clean, user: {} }, unsaid, { ...unsaid, source: 'strict' }])).toEqual([
      { code: 'without_person', path: 'user', message: expect.stringContaining('No identifier'), count: 1 },
      { code: 'no_consent_stated', path: 'consent', message: expect.stringContaining('"assumed"'), count: 1 },
      { code: 'no_consent_stated', path: 'consent', message: expect.stringContaining('"required"'), count: 1 },
      { code: 'without_person', path: 'user', message: expect.stringContaining('Without consent to storage'), count: 1 },
    ])
  })

  test('at most 20 kinds are named, the others counted', async () => {
    await using ingest = await openIngest()
    const odd = Array.from({ length: 30 }, (_, i) => ({ ...clean, [`own_${i}_${'x'.repeat(i)}`]: 1 }))
    const warnings = await warningsFor(ingest, odd)
    expect(warnings).toHaveLength(21)
    expect(warnings.at(-1)).toMatchObject({ code: 'unknown_field', path: '', count: 10 })
  })
})

test('every dialect counts per source', async () => {
  await using ingest = await openIngest()
  const endpoints = [EVENTS_2, TRACK_1, BATCH_1, PIXEL, NATIVE]
  for (const endpoint of endpoints) await post(ingest, endpoint, bodyFor(endpoint, { event: 'add_to_cart' }))
  const text = await ingest.registry.metrics()
  for (const code of ['unknown_event_name', 'no_consent_stated', 'without_person'])
    expect(text).toContain(`weir_ingest_warnings_total{source="web-1",code="${code}"} ${endpoints.length}`)
})

describe.each([EVENTS_2, TRACK_1, BATCH_1, PIXEL, NATIVE])('large carts: %s', (endpoint) => {
  const item = (i: number): object => ({ content_id: `sku-${i}`, content_name: `Chair no. ${i}`, price: i, quantity: 1 })
  const items = (count: number): object[] => Array.from({ length: count }, (_, i) => item(i))

  test.each([
    ['contents', 330],
    ['items', 330],
    ['products', 400],
    ['line_items', 330],
  ])('%s with %i items', async (list, count) => {
    await using ingest = await openIngest()
    await post(ingest, endpoint, bodyFor(endpoint, { event_id: 'o', properties: { value: 5, [list]: items(count) } }))
    const [hit] = await ingest.hits()
    expect(hit?.body.properties?.[list]).toEqual(items(count))
  })

  test.each([
    ['more items', items(5_000), 450],
    ['ids alone', Array.from({ length: 3_000 }, (_, i) => `id-${i}`), 500],
    ['large items', items(400).map((one) => ({ ...one, description: 'x'.repeat(300) })), 80],
  ])('%s than are kept: the first ones, and it is said', async (_what, contents, atLeast) => {
    await using ingest = await openIngest()
    const list = typeof contents[0] === 'string' ? 'content_ids' : 'contents'
    const answer = await post(ingest, endpoint, bodyFor(endpoint, { properties: { value: 5, [list]: contents } }))
    const kept = (await ingest.hits())[0]?.body.properties?.[list] as unknown[]
    expect(kept.length).toBeGreaterThanOrEqual(atLeast)
    expect(kept).toEqual(contents.slice(0, kept.length))
    expect(await ingest.registry.metrics()).toContain('weir_ingest_warnings_total{source="web-1",code="items_left_out"} 1')
    if (endpoint === NATIVE)
      expect(answer.json()).toMatchObject({
        warnings: [
          { code: 'items_left_out', path: `properties.${list}`, message: expect.stringContaining(`first ${kept.length} items`) },
          {},
          {},
        ],
      })
  })

  test('the rest of an event has its own limits still', async () => {
    await using ingest = await openIngest()
    const crowd = Object.fromEntries(Array.from({ length: 2_001 }, (_, i) => [`k${i}`, 1]))
    await post(ingest, endpoint, bodyFor(endpoint, { properties: { ...crowd, contents: items(330) } }))
    expect(await ingest.hits()).toEqual([])
  })
})
