import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { BATCH_1, bodyFor, EVENTS_2, NATIVE, NOW, openIngest, PIXEL, post, TRACK_1 } from '../../test/harness.ts'

const DIALECTS = [EVENTS_2, TRACK_1, BATCH_1, PIXEL, NATIVE]
const sha = (text: string): string => createHash('sha256').update(text).digest('hex')

const UNFILLED = [
  '{{customer.id}}',
  '${user_id}',
  '__CLICKID__',
  '%%USER_ID%%',
  '%user_id%',
  '[user_id]',
  '<user_id>',
  '{user_id}',
  '*|ID|*',
  '@@id@@',
  '<%= id %>',
  '#{id}',
  '"null"',
  "'undefined'",
  'undefined',
  'null',
  'NaN',
  '[object Object]',
  '(not set)',
  'undefined@undefined',
  '%7B%7Bid%7D%7D',
  '&#123;&#123;id&#125;&#125;',
  '\u200b\u200d',
  '\ufeff',
  sha(''),
  sha('{{user_id}}'),
  sha('null'),
  createHash('md5').update('').digest('hex'),
  createHash('sha1').update('').digest('hex'),
]
/** The identifiers that every dialect takes. */
const FIELDS = ['external_id', 'email', 'phone_number', 'ttp', 'ttclid', 'anonymous_id']

describe('what nobody filled in', () => {
  test.each(DIALECTS)(`%s: ${UNFILLED.length} texts in ${FIELDS.length} fields identify nobody`, async (path) => {
    await using ingest = await openIngest()
    for (const value of UNFILLED) {
      const user = Object.fromEntries(FIELDS.map((field) => [field, value]))
      expect((await post(ingest, path, bodyFor(path, { user }))).statusCode).toBeLessThan(300)
      await post(ingest, path, bodyFor(path, { user: { ttp: [value, 'T1'] } }))
    }
    const hits = await ingest.hits()
    expect(hits).toHaveLength(2 * UNFILLED.length)
    expect(
      hits.filter(({ ids }) => ids.length > 0).every(({ ids }) => JSON.stringify(ids) === '[{"type":"ttp","value":"T1"}]'),
    ).toBe(true)
    expect(hits.filter(({ ids }) => ids.length === 0)).toHaveLength(UNFILLED.length)
  })

  test('neither does a click id in the URL of the landing page, however encoded', async () => {
    await using ingest = await openIngest()
    const macros = ['__CLICKID__', '{{ttclid}}', '{ttclid}', 'undefined', '%%CLICKID%%']
    for (const macro of macros)
      for (const spelt of [macro, encodeURIComponent(macro), encodeURIComponent(encodeURIComponent(macro))])
        await post(ingest, PIXEL, bodyFor(PIXEL, { page: { url: `https://shop.example/?ttclid=${spelt}&a=1` } }))
    await post(ingest, EVENTS_2, {
      ...bodyFor(EVENTS_2, {}),
      data: [{ event: 'X', event_time: NOW / 1000, ad: { callback: '__CLICKID__' } }],
    })
    expect((await ingest.hits()).map(({ ids }) => ids)).toEqual(Array.from({ length: 16 }, () => []))
  })

  test('a real click id in the URL is taken where the field holds a macro', async () => {
    await using ingest = await openIngest()
    await post(
      ingest,
      PIXEL,
      bodyFor(PIXEL, { user: { ttclid: '__CLICKID__' }, page: { url: 'https://shop.example/?ttclid=E.C.P.1' } }),
    )
    expect((await ingest.hits())[0]?.ids).toEqual([{ type: 'ttclid', value: 'E.C.P.1' }])
  })

  test('a macro is no campaign, no film and no experiment', async () => {
    await using ingest = await openIngest()
    const ad = {
      campaign_id: '__CAMPAIGN_ID__',
      adgroup_id: '{{adset.id}}',
      ad_id: 7,
      creative_id: '',
      placement: '__PLACEMENT__',
    }
    await post(ingest, NATIVE, {
      ...bodyFor(NATIVE, {}),
      ad,
      video: { video_id: '{video}' },
      experiment: { id: 'x', arm: 'none' },
    })
    expect((await ingest.hits())[0]?.body).toEqual({ ad: { ad_id: '7' }, experiment: { id: 'x', arm: 'none' } })
  })
})

test.each(DIALECTS)('%s: what nobody filled in is no currency, and a currency is the same in any spelling', async (path) => {
  await using ingest = await openIngest()
  const spellings = ['EUR', 'eur', ' Eur\u200b', 'ｅｕｒ', '\ufeffEUR', 'EUR\u0000']
  const money = (currency: string) => ({ value: 5, currency })
  for (const [i, currency] of [...UNFILLED.slice(0, 24), ...spellings].entries())
    await post(ingest, path, bodyFor(path, { event_id: `c-${i}`, properties: money(currency) }))
  const kept = (await ingest.hits()).map(({ body }) => body.properties?.['currency'])
  expect(kept.filter((currency) => currency === 'EUR')).toHaveLength(spellings.length)
  expect(kept.filter((currency) => currency === undefined)).toHaveLength(24)
})

describe('event ids', () => {
  const ids = [...UNFILLED, '{{Event ID}}', 'true', 'none', '-', ' ', '0', '00']

  test.each(DIALECTS)(`%s: with ${ids.length} of them, three buyers each make three events`, async (path) => {
    await using ingest = await openIngest()
    for (const event_id of ids)
      for (const buyer of ['a', 'b', 'c'])
        await post(
          ingest,
          path,
          bodyFor(path, { event: 'Purchase', event_id, message_id: event_id, user: { external_id: buyer } }),
        )
    const hits = await ingest.hits()
    expect(hits).toHaveLength(3 * ids.length)
    expect(new Set(hits.map((hit) => hit.event_id)).size).toBe(3 * ids.length)
  })

  test.each(DIALECTS)('%s: blanks at its ends make no other id', async (path) => {
    await using ingest = await openIngest()
    for (const event_id of ['o-1', ' o-1', 'o-1 ', '\to-1\n', 'o-1\u200b', '\ufeffo-1', '\u00a0o-1\u2060'])
      await post(ingest, path, bodyFor(path, { event_id }))
    expect(new Set((await ingest.hits()).map((hit) => hit.event_id))).toEqual(new Set(['o-1']))
  })

  test('without one the message id counts, unless it is none either', async () => {
    await using ingest = await openIngest()
    await post(ingest, PIXEL, bodyFor(PIXEL, { event_id: 'undefined', message_id: 'm-1' }))
    await post(ingest, PIXEL, bodyFor(PIXEL, { event_id: '{{Event ID}}', message_id: 'null' }))
    const hits = await ingest.hits()
    expect(hits.map((hit) => hit.id_from).toSorted()).toEqual(['message', 'weir'])
  })

  test('the first event of a counter from 0 that is sent again is the same event', async () => {
    await using ingest = await openIngest()
    for (const buyer of ['a', 'b', 'a'])
      await post(ingest, NATIVE, bodyFor(NATIVE, { event_id: 0, user: { external_id: buyer } }))
    const [a, b, again] = (await ingest.hits()).map((hit) => hit.event_id).toSorted()
    expect(new Set([a, b, again]).size).toBe(2)
  })
})

test('a source may vouch for user 0, for itself only', async () => {
  const source = { name: 's', kind: 'import', consent_basis: 'assumed' } as const
  await using ingest = await openIngest({ sources: { 'web-1': { ...source, allowed_placeholders: ['0'] }, other: source } })
  const event = { event_id: '0', user: { external_id: 0, email: '0', ttp: '0' } }
  await post(ingest, NATIVE, [bodyFor(NATIVE, event), { ...bodyFor(NATIVE, event), source: 'other' }])
  const hits = await ingest.hits()
  expect(hits.find(({ source: code }) => code === 'web-1')).toMatchObject({
    event_id: '0',
    ids: [{ type: 'external_id', value: sha('0') }],
  })
  expect(hits.find(({ source: code }) => code === 'other')?.ids).toEqual([])
})
