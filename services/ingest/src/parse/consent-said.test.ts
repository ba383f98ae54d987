import { identifierDigest, PURPOSES, TOPICS } from '@weir/contracts'
import type { ConsentMark, Purpose } from '@weir/contracts'
import { identifiersOf } from '@weir/identity'
import { describe, expect, test } from 'vitest'
import { BATCH_1, bodyFor, EVENTS_2, NATIVE, NOW, openIngest, PIXEL, post, TRACK_1 } from '../../test/harness.ts'
import type { Harness } from '../../test/harness.ts'
import { tcfString } from '../../test/consent-strings.ts'

/**
 * What every dialect makes of what senders say of consent. Nothing that is not understood is ever a
 * grant.
 */

const DIALECTS = [EVENTS_2, TRACK_1, BATCH_1, PIXEL, NATIVE]
const ADA = { email: 'ada@example.com', external_id: 'c9' }
const ADA_DIGESTS = identifiersOf(ADA).map(identifierDigest)

const TCF_ALL = tcfString({ purposes: [1, 3, 4, 7, 10] })
const TCF_NONE = tcfString({ purposes: [] })

type Decided = Record<Purpose, string>
const every = (said: string): Decided => Object.fromEntries(PURPOSES.map((purpose) => [purpose, said])) as Decided
const NOTHING_SAID = every('granted by basis')
const ALL_DENIED = every('denied by signal')
const but = (decided: Partial<Decided>, rest = NOTHING_SAID): Decided => ({ ...rest, ...decided })

const told = ({ granted, by }: ConsentMark): string => `${granted ? 'granted' : 'denied'} by ${by}`

/** What a hit with these fields decides; undefined when it is refused. */
async function decided(ingest: Harness, dialect: string, fields: object, headers = {}): Promise<Decided | undefined> {
  const event_id = `e${(await ingest.hits()).length}`
  await post(ingest, dialect, bodyFor(dialect, { event_id, user: ADA, ...fields }), headers)
  const hit = (await ingest.hits()).find((one) => one.event_id === event_id)
  return hit && (Object.fromEntries(PURPOSES.map((purpose) => [purpose, told(hit.consent[purpose])])) as Decided)
}

const denied = { ad_storage: 'denied', ad_user_data: 'denied', ad_personalization: 'denied', analytics_storage: 'denied' }
const granted = { ad_storage: 'granted', ad_user_data: 'granted', ad_personalization: 'granted', analytics_storage: 'granted' }
const STORAGE_DENIED = but({ storage: 'denied by signal' })
const ADS_DENIED = { profiling: 'denied by signal', personalised_ads: 'denied by signal' }

/** [what is sent as `consent`, what it decides on a source that assumes consent] */
const UNDERSTOOD: [unknown, Decided][] = [
  // These say nothing.
  [undefined, NOTHING_SAID],
  [null, NOTHING_SAID],
  ['', NOTHING_SAID],
  [{}, NOTHING_SAID],
  [[], NOTHING_SAID],
  [{ purposes: null }, NOTHING_SAID],
  [{ purposes: {}, google: [], gpc: null, ad_storage: '' }, NOTHING_SAID],
  [{ gpc: false }, NOTHING_SAID],
  [{ gpc: 'false' }, NOTHING_SAID],
  [{ functionality_storage: 'denied', security_storage: 'granted', personalization_storage: 'denied' }, NOTHING_SAID],
  // Our own form.
  [{ purposes: { storage: false } }, STORAGE_DENIED],
  [{ purposes: { storage: 'false' } }, STORAGE_DENIED],
  [{ purposes: { storage: 0 } }, STORAGE_DENIED],
  [{ purposes: Object.fromEntries(PURPOSES.map((purpose) => [purpose, false])) }, ALL_DENIED],
  [{ purposes: { profiling: true, modelling: false } }, but({ profiling: 'granted by signal', modelling: 'denied by signal' })],
  // Google's fields, where senders put them.
  [{ ad_storage: 'denied' }, STORAGE_DENIED],
  [{ google: { ad_storage: 'denied' } }, STORAGE_DENIED],
  [{ ad_storage: ' DENIED ' }, STORAGE_DENIED],
  [{ ad_user_data: 'denied' }, but({ profiling: 'denied by signal' })],
  [{ ad_personalization: 'denied' }, but({ personalised_ads: 'denied by signal' })],
  [{ analytics_storage: 'denied' }, but({ measurement: 'denied by signal' })],
  [denied, { ...ALL_DENIED, modelling: 'granted by basis' }],
  [{ google: denied }, { ...ALL_DENIED, modelling: 'granted by basis' }],
  [granted, { ...every('granted by signal'), modelling: 'granted by basis' }],
  [{ google: { ad_storage: 'granted' }, ad_storage: 'denied' }, STORAGE_DENIED],
  [{ google: { ad_storage: 'denied' }, ad_storage: 'granted' }, STORAGE_DENIED],
  // Global Privacy Control.
  [{ gpc: true }, but(ADS_DENIED)],
  [{ gpc: 1 }, but(ADS_DENIED)],
  [{ gpc: '1' }, but(ADS_DENIED)],
  // Shopify's booleans.
  [{ marketingAllowed: false, analyticsProcessingAllowed: false }, but({ modelling: 'granted by basis' }, ALL_DENIED)],
  [{ marketingAllowed: true, analyticsAllowed: true }, but({ modelling: 'granted by basis' }, every('granted by signal'))],
  [{ saleOfDataAllowed: false, preferencesProcessingAllowed: false }, but(ADS_DENIED)],
  [{ saleOfDataAllowed: true }, NOTHING_SAID],
  [{ saleOfDataAllowed: false, marketingAllowed: true }, but({ ...ADS_DENIED, storage: 'granted by signal' })],
  // Strings of the IAB.
  [{ tcf: TCF_ALL }, every('granted by signal')],
  [{ tcString: TCF_NONE, gdprApplies: true }, ALL_DENIED],
  [{ gdpr: 0, gdpr_consent: TCF_NONE }, NOTHING_SAID],
  [{ gdpr: 1 }, NOTHING_SAID],
  [{ gpp: 'DBAA' }, NOTHING_SAID],
  [{ gppString: 'DBABTA~1YYN' }, but(ADS_DENIED)],
  [{ gpp: 'DBABTA~1YYN', gpp_sid: [-1] }, NOTHING_SAID],
  [{ gpp: 'DBABTA~1YNN', applicableSections: [6] }, NOTHING_SAID],
  [{ us_privacy: '1YYN' }, but(ADS_DENIED)],
  [{ us_privacy: '1---' }, NOTHING_SAID],
  // The strongest decides.
  [
    { purposes: { storage: true }, tcf: TCF_NONE },
    { ...ALL_DENIED, storage: 'granted by signal' },
  ],
  [{ tcf: TCF_NONE, ...granted }, ALL_DENIED],
  [{ tcf: 'CPxyz', ...granted }, ALL_DENIED],
  [{ tcf: TCF_ALL, tc_string: TCF_NONE }, ALL_DENIED],
  [
    { us_privacy: '1YYN', ...granted },
    { ...every('granted by signal'), ...ADS_DENIED, modelling: 'granted by basis' },
  ],
  [{ purposes: { storage: true }, ad_storage: 'denied' }, but({ storage: 'granted by signal' })],
  [{ gpc: true, ad_user_data: 'granted' }, but({ profiling: 'granted by signal', personalised_ads: 'denied by signal' })],
  [
    { gpc: true, purposes: { profiling: true, personalised_ads: true } },
    but({ profiling: 'granted by signal', personalised_ads: 'granted by signal' }),
  ],
]

/** What nobody can know the meaning of: what is not stated beside it in a known form is refused. */
const UNREAD: [unknown, Decided?][] = [
  [{ marketingAllowed: 'maybe' }],
  [{ marketing_allowed: true }],
  [{ ad_storage: false }],
  [{ ad_storage: true }],
  [{ ad_storage: 'no' }],
  [{ ad_storage: 'granted ?' }],
  [{ ad_storage: ['granted'] }],
  [{ ad_storage: { granted: true } }],
  [{ ad_storage: 1 }],
  [{ AD_STORAGE: 'granted' }],
  [{ google: 'granted' }],
  [{ google: true }],
  [{ google: ['granted'] }],
  [{ google: { ad_storage: true } }],
  [{ google: { adStorage: 'granted' } }],
  [{ google: { ad_storage: 'granted', region: ['DE'] } }, { ...ALL_DENIED, storage: 'granted by signal' }],
  [{ tcf: 'CPxyz' }],
  [{ gpp: 'DBAA', gpp_sid: 7 }],
  [{ us_privacy: '1YXN' }],
  [{ gdpr: 'maybe' }],
  [{ tcf: TCF_ALL.slice(0, -12) }],
  [{ gpp: 'DBABLA~BVVqAAAAA' }],
  [{ tcf: true }],
  [{ gcs: 'G111' }],
  [{ gpc: 'maybe' }],
  [{ gpc: { x: 1 } }],
  [{ gpc: 2 }],
  [{ GPC: true }],
  [{ storage: true }],
  [{ storage: false }],
  [{ marketing: 'granted' }],
  [{ marketing: false }],
  [{ status: 'granted' }],
  [{ granted: true }],
  [{ version: 2 }],
  [{ consent: { purposes: { storage: true } } }],
  [{ categories: ['ads', 'analytics'] }],
  [
    { purposes: { storage: true, profiling: true }, timestamp: 1 },
    { ...ALL_DENIED, storage: 'granted by signal', profiling: 'granted by signal' },
  ],
  [{ purposes: { storage: false }, marketing: true }],
]

/** What a sender with a key is told of, and what a page cannot be told. */
const FAULTY: unknown[] = [
  'denied',
  'granted',
  true,
  false,
  0,
  1,
  ['denied'],
  [{ purposes: { storage: true } }],
  { purposes: 'all' },
  { purposes: true },
  { purposes: ['storage'] },
  { purposes: { personalized_ads: false } },
  { purposes: { Storage: true } },
  { purposes: { storage: 'granted' } },
  { purposes: { storage: [true] } },
  { purposes: { storage: true, ads: true } },
]

describe.each(DIALECTS)('%s', (dialect) => {
  test(`${UNDERSTOOD.length} forms that are understood, or say nothing`, async () => {
    await using ingest = await openIngest()
    for (const [consent, expected] of UNDERSTOOD) {
      expect(await decided(ingest, dialect, { consent }), JSON.stringify(consent)).toEqual(expected)
    }
  })

  test(`${UNREAD.length} forms that are not: nothing of them is granted`, async () => {
    await using ingest = await openIngest()
    for (const [consent, expected = ALL_DENIED] of UNREAD) {
      expect(await decided(ingest, dialect, { consent }), JSON.stringify(consent)).toEqual(expected)
    }
  })

  test(`${FAULTY.length} that are no consent object: refused by name with a key, refusals of a page`, async () => {
    await using ingest = await openIngest()
    for (const consent of FAULTY) {
      const decision = await decided(ingest, dialect, { consent })
      if (dialect === PIXEL) {
        for (const said of Object.values(decision ?? {})) expect(said, JSON.stringify(consent)).not.toBe('granted by basis')
        expect(decision?.modelling, JSON.stringify(consent)).toBe('denied by signal')
      } else {
        expect(decision, JSON.stringify(consent)).toBeUndefined()
        expect((await ingest.rejected()).at(-1)).toMatchObject({
          code: 'invalid_field',
          path: expect.stringContaining('consent'),
        })
      }
    }
  })

  test('the header Sec-GPC, limited data use, and what outranks them', async () => {
    await using ingest = await openIngest()
    const gpc = { 'sec-gpc': '1' }
    expect(await decided(ingest, dialect, {}, gpc)).toEqual(but(ADS_DENIED))
    expect(await decided(ingest, dialect, {}, { 'sec-gpc': '0' })).toEqual(NOTHING_SAID)
    expect(await decided(ingest, dialect, { limited_data_use: true })).toEqual(but({ personalised_ads: 'denied by signal' }))
    expect(await decided(ingest, dialect, { consent: { ad_user_data: 'granted' } }, gpc)).toEqual(
      but({ profiling: 'granted by signal', personalised_ads: 'denied by signal' }),
    )
    expect(
      await decided(ingest, dialect, { consent: { purposes: { personalised_ads: true } }, limited_data_use: true }, gpc),
    ).toEqual(but({ profiling: 'denied by signal', personalised_ads: 'granted by signal' }))
  })

  test('a refusal of storage says whom it is about by digests only; nothing said names nobody', async () => {
    await using ingest = await openIngest({ sources: { 'web-1': { name: 'w', kind: 'pixel', consent_basis: 'required' } } })
    const traits = { plan: 'gold' }
    for (const consent of [
      { purposes: { storage: false } },
      { ad_storage: 'denied' },
      { tcf: 'CPxyz' },
      { purposes: { profiling: false } },
    ]) {
      await post(ingest, dialect, bodyFor(dialect, { user: ADA, traits, consent }))
      const hit = (await ingest.hits()).at(-1)!
      expect(hit).toMatchObject({ ids: [], id_digests: ADA_DIGESTS })
      expect(hit.body).not.toHaveProperty('traits')
    }
    await post(ingest, dialect, bodyFor(dialect, { event: 'Said nothing', user: ADA }))
    expect((await ingest.hits()).find(({ name }) => name === 'Said nothing')).not.toHaveProperty('id_digests')
    const log = await ingest.appended()
    for (const { value } of identifiersOf(ADA)) expect(log).not.toContain(value)
  })
})

test('said for a whole batch, or in the context, it counts for each event', async () => {
  await using ingest = await openIngest()
  const consent = { purposes: { storage: false } }
  const bodies: [string, object][] = [
    [EVENTS_2, { ...bodyFor(EVENTS_2, { event_id: 'a', user: ADA }), consent }],
    [BATCH_1, { ...bodyFor(BATCH_1, { event_id: 'b', user: ADA }), consent }],
    [TRACK_1, { ...bodyFor(TRACK_1, { event_id: 'c' }), context: { user: ADA, consent } }],
    [PIXEL, { ...bodyFor(PIXEL, { event_id: 'd' }), context: { pixel: { code: 'web-1' }, user: ADA, consent } }],
  ]
  for (const [dialect, body] of bodies) await post(ingest, dialect, body)
  const hits = await ingest.hits()
  expect(hits.map((hit) => told(hit.consent.storage))).toEqual(Array.from({ length: 4 }, () => 'denied by signal'))
})

test('the GET form of the pixel reads the header, too', async () => {
  await using ingest = await openIngest()
  const message = Buffer.from(JSON.stringify(bodyFor(PIXEL, { user: ADA }))).toString('base64')
  await ingest.app.inject({ url: `${PIXEL}?analytics_message=${encodeURIComponent(message)}`, headers: { 'sec-gpc': '1' } })
  expect((await ingest.hits())[0]?.consent.profiling).toEqual({ granted: false, by: 'signal', keyless: true })
})

test('what is not understood is said in the answer, and counted per source', async () => {
  await using ingest = await openIngest()
  const answer = await post(ingest, NATIVE, [
    bodyFor(NATIVE, { event: 'Purchase', user: ADA, consent: { marketing: true } }),
    bodyFor(NATIVE, { event: 'Purchase', user: ADA, consent: { tcf: 'CPxyz' } }),
  ])
  expect(answer.json()).toMatchObject({
    accepted: 2,
    warnings: [
      { code: 'consent_unread', path: 'consent', message: expect.stringContaining('purposes'), count: 1 },
      { code: 'without_person', count: 2 },
      { code: 'consent_unread', path: 'consent', message: expect.stringContaining('(tcf) cannot be read'), count: 1 },
    ],
  })
  expect(await ingest.registry.metrics()).toContain('weir_ingest_warnings_total{source="web-1",code="consent_unread"} 2')
})

/** What a page may send besides, and what is wrong with it. */
const SPOILT: [what: string, fields: object][] = [
  ['no object where one belongs', { properties: 5 }],
  ['an amount that is an object', { properties: { value: { amount: 1 } } }],
  ['a cart that is a number', { properties: { contents: 5 } }],
  ['a page that is a text', { page: 'https://shop.example' }],
  ['no name', { event: '' }],
  ['a name that is an address', { event: 'ada@example.com' }],
  ['no time', { event_time: 'yesterday' }],
  ['an impossible day', { event_time: '2024-02-30' }],
  ['a clock that is fast', { event_time: new Date(NOW + 10 * 60_000).toISOString() }],
  ['a clock that is days ahead', { event_time: new Date(NOW + 3 * 86_400_000).toISOString() }],
  ['a clock that was never set', { event_time: '1970-01-01T00:10:00Z' }],
  ['too many values', { properties: { list: Array.from({ length: 2_500 }, (_, i) => i) } }],
  ['too long a text', { properties: { text: 'x'.repeat(40_000) } }],
  ['too deep', { properties: JSON.parse(`${'{"a":'.repeat(15)}1${'}'.repeat(15)}`) as object }],
]
const REFUSALS: [what: string, said: object, denied: Purpose][] = [
  ['all purposes', { consent: { purposes: Object.fromEntries(PURPOSES.map((purpose) => [purpose, false])) } }, 'storage'],
  ['storage', { consent: { ad_storage: 'denied' } }, 'storage'],
  ['advertising', { consent: { purposes: { personalised_ads: false } } }, 'personalised_ads'],
  ['what nobody can read', { consent: { tcf: 'CPxyz' } }, 'modelling'],
  ['a text', { consent: 'denied' }, 'profiling'],
  ['limited data use', { limited_data_use: true }, 'personalised_ads'],
]

/** What became of events, as counted. */
async function outcomes({ registry }: Harness): Promise<[string, number][]> {
  const lines = (await registry.metrics()).matchAll(/^weir_ingest_events_total\{.*outcome="(\w+)"\} (\d+)$/gm)
  return [...lines].map(([, outcome = '', count]) => [outcome, Number(count)])
}

describe('what a page refuses is heard, whatever is wrong with the rest of its hit', () => {
  test.each(SPOILT)(`%s, with ${REFUSALS.length} refusals`, async (_what, fields) => {
    for (const [what, said, denied] of REFUSALS) {
      await using ingest = await openIngest()
      const body = bodyFor(PIXEL, { event_id: 'e', user: ADA, ...fields, ...said })
      expect((await post(ingest, PIXEL, body)).statusCode, what).toBeGreaterThanOrEqual(400)
      expect(
        (await ingest.hits()).map(({ name, consent, body: kept }) => [name, told(consent[denied]), kept]),
        what,
      ).toEqual([['Consent', 'denied by signal', {}]])
      expect(await ingest.log.end(TOPICS.optOuts, 0), what).toBe(1)
      expect(await ingest.rejected(), what).toHaveLength(1)
      expect(await outcomes(ingest), what).toEqual([['rejected', 1]])
    }
  })

  test.each(SPOILT)('%s, and nothing is refused: nothing is taken', async (_what, fields) => {
    await using ingest = await openIngest()
    for (const said of [{}, { consent: { purposes: { profiling: true } } }, { limited_data_use: false }])
      await post(ingest, PIXEL, bodyFor(PIXEL, { event_id: 'e', user: ADA, ...fields, ...said }))
    expect(await ingest.hits()).toEqual([])
    expect(await ingest.rejected()).toHaveLength(3)
  })

  const UNCLEAR = ['LDU', 'maybe', 2, ['LDU'], { enabled: true }, { LDU: 1 }]
  test(`${UNCLEAR.length} forms of limited data use that nobody can read grant nothing`, async () => {
    await using ingest = await openIngest()
    for (const limited_data_use of UNCLEAR)
      expect(await decided(ingest, PIXEL, { limited_data_use }), JSON.stringify(limited_data_use)).toEqual(ALL_DENIED)
  })
})
