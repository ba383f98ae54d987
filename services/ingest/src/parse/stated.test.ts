import { BROWSER_AGENT } from '@weir/testkit'
import { expect, test } from 'vitest'
import { BATCH_1, bodyFor, EVENTS_2, NATIVE, openIngest, PIXEL, post, TRACK_1 } from '../../test/harness.ts'
import { statedTraits, unreadStated } from './stated.ts'

test.each([
  [
    { country: ' de ', device: 'Android' },
    { $country: 'DE', $device: 'android' },
  ],
  [
    { country: 'UK', device: 'Chrome OS' },
    { $country: 'GB', $device: 'chrome os' },
  ],
  [{ country: 'Germany', device: 'unknown' }, {}],
  [{ country: 'zz', device: '' }, {}],
  [{ country: 49, device: { platform: 'ios' } }, {}],
  [{ country: ['de'], device: 'a1b2c3d4-0000-1111-2222-333344445555' }, {}],
  [{ country: 'a'.repeat(1e6), device: 'jo@example.org' }, {}],
  [undefined, {}],
])('%j states %j', (stated, traits) => {
  expect(statedTraits(stated)).toEqual(traits)
})

test.each([
  [{ country: 'Germany', device: 'iPhone15,2' }, ['country', 'device']],
  [{ country: 'DEU', device: { platform: 'ios' } }, ['country', 'device']],
  [{ country: 49, device: 'a'.repeat(1e6) }, ['country', 'device']],
  [{ country: ' de ', device: 'iOS' }, []],
  [{ country: 'zz', device: 'unknown' }, []],
  [{ country: '', device: null }, []],
  [undefined, []],
])('of %j what is not read is %j', (stated, fields) => {
  expect(unreadStated(stated)).toEqual(fields)
})

test.each([EVENTS_2, TRACK_1, BATCH_1, PIXEL, NATIVE])('%s: a country of another form is warned of', async (path) => {
  await using ingest = await openIngest()
  const user = { email: 'jo@example.org', country: 'Austria', user_agent: BROWSER_AGENT }
  await post(ingest, path, bodyFor(path, { event: 'Purchase', event_id: 'e-1', user }))
  const counted = 'weir_ingest_warnings_total{source="web-1",code="stated_unread"} 1'
  expect(await ingest.registry.metrics()).toContain(counted)
})

test('the answer names the field, and not what it has', async () => {
  await using ingest = await openIngest()
  const event = { event: 'Login', user: { external_id: 'u', country: 'Austria' }, traits: { device: 'iPhone15,2' } }
  const answer = await post(ingest, NATIVE, bodyFor(NATIVE, event))
  const { warnings } = answer.json<{ warnings: { code: string; path: string; message: string }[] }>()
  const told = warnings.filter(({ code }) => code === 'stated_unread')
  expect(told.map(({ path }) => path)).toEqual(['user.country', 'traits.device'])
  expect(JSON.stringify(told)).not.toMatch(/Austria|iPhone/)
})

test.each([EVENTS_2, TRACK_1, BATCH_1, PIXEL, NATIVE])('%s: the country and device that it states are traits', async (path) => {
  await using ingest = await openIngest()
  const user = { email: 'jo@example.org', country: 'at', user_agent: BROWSER_AGENT, locale: 'de-DE' }
  const event = { event: 'Purchase', event_id: 'e-1', user: path === NATIVE ? { ...user, device: 'iOS' } : user }
  const body = bodyFor(path, event)
  await post(ingest, path, path === NATIVE ? body : withDevice(body, { platform: 'iOS' }))
  expect((await ingest.hits()).map((hit) => hit.body.traits)).toEqual([{ $country: 'AT', $device: 'ios' }])
})

test('traits of our own form state them where the user does not, and a language or user agent never does', async () => {
  await using ingest = await openIngest()
  const user = { external_id: 'u', user_agent: BROWSER_AGENT, locale: 'de-DE' }
  await post(ingest, NATIVE, bodyFor(NATIVE, { event: 'Login', event_id: 'e-1', user }))
  const stated = { event: 'Login', event_id: 'e-2', user: { ...user, country: 'fr' }, traits: { country: 'ch', device: 'PC' } }
  await post(ingest, NATIVE, bodyFor(NATIVE, stated))
  const hits = await ingest.hits()
  const traits = Object.fromEntries(hits.map(({ event_id, body }) => [event_id, body.traits]))
  expect(traits).toEqual({ 'e-1': undefined, 'e-2': { country: 'ch', device: 'PC', $country: 'FR', $device: 'pc' } })
})

test('without consent to storage nothing of it is kept', async () => {
  await using ingest = await openIngest()
  const consent = { storage: false }
  await post(
    ingest,
    NATIVE,
    bodyFor(NATIVE, { event: 'Login', event_id: 'e-1', consent, user: { external_id: 'u', country: 'fr' } }),
  )
  expect((await ingest.hits()).map((hit) => hit.body.traits)).toEqual([undefined])
})

/** Puts what a device says of itself where each dialect of the platform has it. */
function withDevice(body: Record<string, unknown>, device: object): object {
  const one = (event: object): object =>
    'context' in event ? { ...event, context: { ...Object(event.context), device } } : { ...event, device }
  for (const key of ['data', 'batch']) {
    const list = body[key]
    if (Array.isArray(list)) return { ...body, [key]: list.map((item) => one(Object(item))) }
  }
  return one(body)
}
