import { describe, expect, test } from 'vitest'
import { BATCH_1, bodyFor, EVENTS_2, NATIVE, NOW, openIngest, PIXEL, post, TRACK_1 } from '../../test/harness.ts'

/**
 * What real senders write where they mean nothing, or something simple: taken as meant, in every
 * dialect, and nothing is lost.
 */

const ENDPOINTS = [EVENTS_2, TRACK_1, BATCH_1, PIXEL, NATIVE]
const NOTHING: [string, unknown][] = [
  ['null', null],
  ['an empty text', ''],
  ['an empty list', []],
  ['false', false],
]
const ID_FIELDS = ['external_id', 'email', 'phone', 'idfa', 'gaid', 'idfv', 'ttp', 'ttclid']

describe.each(ENDPOINTS)('%s', (endpoint) => {
  const sections =
    endpoint === NATIVE ? ['user', 'properties', 'page', 'ad', 'video', 'experiment', 'traits'] : ['user', 'properties', 'page']

  test.each(sections.flatMap((name) => NOTHING.map(([what, value]) => [name, what, value] as const)))(
    '%s is %s',
    async (name, _what, value) => {
      await using ingest = await openIngest()
      const answer = await post(ingest, endpoint, bodyFor(endpoint, { event_id: 'e', [name]: value }))
      expect(answer.statusCode).toBeLessThan(300)
      expect(await ingest.hits()).toHaveLength(1)
    },
  )

  test.each(ID_FIELDS.flatMap((field) => NOTHING.map(([what, value]) => [field, what, value] as const)))(
    'user.%s is %s',
    async (field, _what, value) => {
      await using ingest = await openIngest()
      await post(ingest, endpoint, bodyFor(endpoint, { user: { [field]: value, anonymous_id: ['a-1', value] } }))
      expect((await ingest.hits()).map(({ ids }) => ids)).toEqual([[{ type: 'anonymous_id', value: 'a-1' }]])
    },
  )

  const scalars = ['currency', 'value', 'price', 'order_id', 'content_id', 'content_ids', 'quantity', 'query', 'description']
  test.each(scalars.flatMap((field) => [false, [], ' '].map((value) => [field, value] as const)))(
    'properties.%s is %j',
    async (field, value) => {
      await using ingest = await openIngest()
      const cart = field === 'content_id' || field === 'price' ? { contents: [{ [field]: value, own: 1 }] } : {}
      await post(ingest, endpoint, bodyFor(endpoint, { properties: { [field]: value, own: 1, ...cart } }))
      const kept = (await ingest.hits()).map(({ body }) => body.properties)
      expect(kept).toEqual([{ own: 1, ...(cart.contents ? { contents: [{ own: 1 }] } : {}) }])
    },
  )

  test.each(['event_id', 'event_time', 'message_id', 'limited_data_use', 'test_event_code', 'sent_at'])(
    '%s is nothing',
    async (field) => {
      await using ingest = await openIngest()
      for (const value of [[], ' ']) {
        await post(ingest, endpoint, { ...bodyFor(endpoint, {}), [field]: value })
      }
      expect(await ingest.hits()).toHaveLength(2)
    },
  )

  const item = { content_id: 'a', price: 1 }
  test.each<[string, unknown, unknown]>([
    ['an empty text', '', undefined],
    ['an empty object', {}, undefined],
    ['an empty list', [], []],
    ['false', false, undefined],
    ['one item', item, [item]],
    ['a list with gaps, as PHP writes it', { 0: item, 2: { content_id: 'b' } }, [item, { content_id: 'b' }]],
    ['a list with empty places', [[], item, null, false, ''], [item]],
  ])('contents is %s', async (_what, contents, kept) => {
    await using ingest = await openIngest()
    await post(ingest, endpoint, bodyFor(endpoint, { properties: { own: 1, contents } }))
    const [hit] = await ingest.hits()
    expect(hit?.body.properties).toEqual({ own: 1, ...(kept === undefined ? {} : { contents: kept }) })
  })

  test.each<[unknown, number]>([
    ['.50', 0.5],
    ['-.5', -0.5],
    ['5.', 5],
    [' 12.50 ', 12.5],
    ['1e3', 1000],
    ['007', 7],
  ])('an amount of %j', async (value, amount) => {
    await using ingest = await openIngest()
    await post(ingest, endpoint, bodyFor(endpoint, { properties: { value, contents: [{ content_id: 'a', price: value }] } }))
    expect((await ingest.hits())[0]?.body.properties).toEqual({ value: amount, contents: [{ content_id: 'a', price: amount }] })
  })

  test.each<[unknown, boolean]>([
    ['True', true],
    ['TRUE', true],
    ['1', true],
    [1, true],
    [' true ', true],
    ['yes', true],
    ['on', true],
    ['False', false],
    ['0', false],
    [0, false],
    [false, false],
    ['no', false],
    ['off', false],
  ])('limited_data_use: %j', async (given, limited) => {
    await using ingest = await openIngest()
    await post(ingest, endpoint, bodyFor(endpoint, { user: { external_id: 'x' }, limited_data_use: given }))
    const [hit] = await ingest.hits()
    expect(hit?.consent.personalised_ads).toMatchObject(
      limited ? { granted: false, by: 'signal' } : { granted: true, by: 'basis' },
    )
  })
})

test('one sloppy event of a batch takes none of the others with it', async () => {
  await using ingest = await openIngest()
  const sloppy = {
    event: 'Purchase',
    event_time: NOW / 1000,
    user: [],
    page: '',
    ad: [],
    properties: { value: '.50', contents: {} },
  }
  const data = Array.from({ length: 50 }, (_, i) =>
    i === 7 ? sloppy : { event: 'Purchase', event_id: `o-${i}`, event_time: NOW / 1000 },
  )
  const answer = await post(ingest, EVENTS_2, { event_source: 'web', event_source_id: 'web-1', data })
  expect(answer.json()).toMatchObject({ code: 0 })
  expect(await ingest.hits()).toHaveLength(50)
})

test.each([EVENTS_2, BATCH_1])('%s with one object in place of the list takes it as a list of one', async (endpoint) => {
  await using ingest = await openIngest()
  const field = endpoint === EVENTS_2 ? 'data' : 'batch'
  const body = bodyFor(endpoint, { event_id: 'single' }) as Record<string, unknown[]>
  const answer = await post(ingest, endpoint, { ...body, [field]: body[field]![0] })
  expect(answer.json()).toMatchObject({ code: 0 })
  expect(await ingest.hits()).toHaveLength(1)
})
