import { PURPOSES } from '@weir/contracts'
import type { Hit, Purpose } from '@weir/contracts'
import { inTurn } from '@weir/testkit'
import { describe, expect, test } from 'vitest'
import { BATCH_1, bodyFor, EVENTS_2, NATIVE, openIngest, PIXEL, post, TRACK_1 } from '../../test/harness.ts'
import type { Harness } from '../../test/harness.ts'

/**
 * Consent that is said in other places than `consent`: it is heard, and nothing is granted by what
 * is not understood.
 */

const DIALECTS = [EVENTS_2, TRACK_1, BATCH_1, PIXEL, NATIVE]
const ADA = { email: 'ada@example.com', external_id: 'c9' }
const PLACES = ['', 'user', 'context', 'context.user', 'properties']
const METRIC = (count: number): string => `weir_ingest_warnings_total{source="web-1",code="consent_misplaced"} ${count}`

type Decided = Record<Purpose, string>
const every = (said: string): Decided => Object.fromEntries(PURPOSES.map((purpose) => [purpose, said])) as Decided
const BASIS = every('granted by basis')
const DENIED = every('denied by signal')
const of = ({ consent }: Hit): Decided =>
  Object.fromEntries(
    PURPOSES.map((one) => [one, `${consent[one].granted ? 'granted' : 'denied'} by ${consent[one].by}`]),
  ) as Decided

type Json = Record<string, unknown>

/** A body of the dialect, with fields put in at a place of its event. */
function bodyWith(dialect: string, place: string, fields: object, top: Json = {}): Json {
  const body = bodyFor(dialect, { event_id: 'e', user: { ...ADA }, properties: { own: 1 }, ...top })
  let at = ((body['data'] ?? body['batch']) as Json[] | undefined)?.[0] ?? body
  for (const key of place === '' ? [] : place.split('.')) at = (at[key] ??= {}) as Json
  Object.assign(at, fields)
  return body
}

async function said(dialect: string, body: Json, ingest: Harness): Promise<Decided | undefined> {
  const before = (await ingest.hits()).length
  await post(ingest, dialect, body)
  const hits = await ingest.hits()
  return hits.length > before ? of(hits.find(({ event_id: id }) => id === 'e') ?? hits[0]!) : undefined
}

const grants = { purposes: Object.fromEntries(PURPOSES.map((purpose) => [purpose, true])) }
const GOOGLE_DENIED = { ad_storage: 'denied', ad_user_data: 'denied', ad_personalization: 'denied', analytics_storage: 'denied' }
const GOOGLE = { ...DENIED, modelling: 'granted by basis' }
const GPC: Decided = { ...BASIS, profiling: 'denied by signal', personalised_ads: 'denied by signal' }

/** [fields, what they decide where consent is assumed] */
const ALL_SAID: [Json, Decided][] = [
  ...['consentMode', 'consent_mode', 'google_consent', 'user_consent', 'gdpr_consent', 'Consents'].flatMap(
    (key): [Json, Decided][] => [
      [{ [key]: { purposes: { storage: false } } }, { ...BASIS, storage: 'denied by signal' }],
      [{ [key]: grants }, every('granted by signal')],
      [{ [key]: GOOGLE_DENIED }, GOOGLE],
      [{ [key]: { marketing: true } }, DENIED],
      [{ [key]: 'CPxyz' }, DENIED],
      [{ [key]: true }, DENIED],
    ],
  ),
  [GOOGLE_DENIED, GOOGLE],
  [{ ad_storage: false }, DENIED],
  [{ ad_storage: 'granted' }, { ...BASIS, storage: 'granted by signal' }],
  [{ gpc: true }, GPC],
  [{ globalPrivacyControl: '1' }, GPC],
  ...['tcf', 'tcf_string', 'tc_string', 'gpp', 'gpp_string', 'us_privacy', 'consent_string'].map((key): [Json, Decided] => [
    { [key]: 'CPxyz' },
    DENIED,
  ]),
  ...['opt_out', 'optOut', 'do_not_sell'].map((key): [Json, Decided] => [{ [key]: true }, DENIED]),
]

/** Those of this turn. */
const SAID = inTurn('ways to say it', ALL_SAID, 3)

/** What says nothing, or is no word about consent. */
const NOTHING: Json[] = [
  { consent_mode: {} },
  { consent_mode: null },
  { gdpr_consent: '' },
  { tcf: [] },
  { opt_out: false },
  { opt_out: 'false' },
  { gdpr: 1 },
  { consent_version: 3 },
  { consented_at: '2024-01-01' },
]

describe.each(DIALECTS)('%s', (dialect) => {
  test.each(PLACES)(`${SAID.length} ways to say it in "%s", and ${NOTHING.length} to say nothing`, async (place) => {
    for (const [fields, expected] of SAID) {
      await using ingest = await openIngest()
      expect(await said(dialect, bodyWith(dialect, place, fields), ingest), JSON.stringify(fields)).toEqual(expected)
      expect(await ingest.registry.metrics()).toContain(METRIC(Object.keys(fields).length))
    }
    for (const fields of NOTHING) {
      await using ingest = await openIngest()
      expect(await said(dialect, bodyWith(dialect, place, fields), ingest), JSON.stringify(fields)).toEqual(BASIS)
      expect(await ingest.registry.metrics()).not.toContain('consent_misplaced')
    }
  })

  test.each(PLACES.slice(1))('a consent object in %s is read; where the top says otherwise, the denial counts', async (place) => {
    const no = { purposes: { storage: false } }
    const yes = { purposes: { storage: true, profiling: true } }
    for (const [there, top, storage] of [
      [no, undefined, 'denied by signal'],
      [yes, undefined, 'granted by signal'],
      [no, yes, 'denied by signal'],
      [yes, no, 'denied by signal'],
    ] as const) {
      await using ingest = await openIngest()
      const body = bodyWith(dialect, place, { consent: there }, top ? { consent: top } : {})
      expect((await said(dialect, body, ingest))?.storage, JSON.stringify([there, top])).toBe(storage)
    }
  })

  test('and what belongs there is no word about it', async () => {
    await using ingest = await openIngest()
    const body = bodyWith(dialect, '', { consent: { purposes: { storage: true } } })
    await post(ingest, dialect, body)
    expect(await ingest.registry.metrics()).not.toContain('consent_misplaced')
  })
})

test.each([
  [EVENTS_2, 'consent_mode'],
  [BATCH_1, 'gdpr_consent'],
])('%s: said in the envelope (%s) it counts for each event', async (dialect, key) => {
  await using ingest = await openIngest()
  await post(ingest, dialect, { ...bodyWith(dialect, '', {}), [key]: { ad_storage: 'denied' } })
  expect((await ingest.hits()).map((hit) => of(hit).storage)).toEqual(['denied by signal'])
})

test.each(PLACES)('a page whose hit is refused is heard in "%s", too', async (place) => {
  await using ingest = await openIngest()
  const body = bodyWith(PIXEL, place, { consent_mode: GOOGLE_DENIED }, { event_time: 'yesterday' })
  expect((await post(ingest, PIXEL, body)).statusCode).toBe(400)
  expect((await ingest.hits()).map((hit) => [hit.name, of(hit).storage])).toEqual([['Consent', 'denied by signal']])
})

test('the native answer names the place', async () => {
  await using ingest = await openIngest()
  const answer = await post(ingest, NATIVE, bodyWith(NATIVE, 'user', { consent: { ad_storage: 'denied' } }))
  expect((answer.json() as { warnings: object[] }).warnings).toContainEqual({
    code: 'consent_misplaced',
    path: 'user.consent',
    message: expect.stringContaining('belongs into "consent"'),
    count: 1,
  })
})
