import { describe, expect, test } from 'vitest'
import { BATCH_1, bodyFor, EVENTS_2, NATIVE, openIngest, PIXEL, post, TRACK_1 } from '../../test/harness.ts'
import type { Harness } from '../../test/harness.ts'
import { tcfString } from '../../test/consent-strings.ts'

/** A hit that speaks of consent in two places, in two forms: the one that denies decides. */

const DIALECTS = [EVENTS_2, TRACK_1, BATCH_1, PIXEL, NATIVE]
const PLACES = ['user', 'context', 'context.user', 'properties']

const TCF = { yes: tcfString({ purposes: [1, 3, 4, 7, 10] }), no: tcfString({ purposes: [] }) }
/** Of each form what grants storage, and what denies it. */
const FORMS = {
  purposes: [{ purposes: { storage: true } }, { purposes: { storage: false } }],
  tcf: [{ tcf: TCF.yes }, { tcf: TCF.no }],
  gpp: [{ gpp: `DBABMA~${TCF.yes}` }, { gpp: `DBABMA~${TCF.no}` }],
  google: [{ ad_storage: 'granted' }, { ad_storage: 'denied' }],
  shopify: [{ marketingAllowed: true }, { marketingAllowed: false }],
} as const

const PAIRS = Object.entries(FORMS).flatMap(([one, [yes]]) =>
  Object.entries(FORMS).flatMap(([other, [, no]]) => [
    [`${one} there, ${other} at the top`, yes, no] as const,
    [`${other} there, ${one} at the top`, no, yes] as const,
  ]),
)

type Section = Record<string, unknown>

/** The event in a body of any dialect. */
function eventIn(body: Section): Section {
  return ((body['data'] ?? body['batch']) as Section[] | undefined)?.[0] ?? body
}

async function storageOf(ingest: Harness, dialect: string, body: Section, query = ''): Promise<string> {
  const event_id = `e${(await ingest.hits()).length}`
  eventIn(body)['event_id'] = event_id
  await post(ingest, dialect + query, body)
  const hit = (await ingest.hits()).find((one) => one.event_id === event_id)
  if (!hit) throw new Error('the hit was not taken')
  return hit.consent.storage.granted ? 'granted' : 'denied'
}

/** A body with a consent object at a place of its event, and another where it belongs. */
function bodyWith(dialect: string, place: string, there: object, top: object): Section {
  const body = bodyFor(dialect, { user: { email: 'ada@example.com' }, properties: {}, consent: top })
  put(eventIn(body), place, there)
  return body
}

function put(event: Section, place: string, consent: object): void {
  let at = event
  for (const key of place.split('.')) at = (at[key] ??= {}) as Section
  at['consent'] = consent
}

describe.each(DIALECTS)('%s', (dialect) => {
  test.each(PLACES)(`${PAIRS.length} pairs of forms, one in %s: the denial counts`, async (place) => {
    await using ingest = await openIngest()
    for (const [what, there, top] of PAIRS)
      expect(await storageOf(ingest, dialect, bodyWith(dialect, place, there, top)), what).toBe('denied')
    for (const [what, [yes]] of Object.entries(FORMS))
      expect(await storageOf(ingest, dialect, bodyWith(dialect, place, yes, yes)), what).toBe('granted')
  })

  test('where two words say whether a string applies, it applies', async () => {
    await using ingest = await openIngest()
    const [tcf, gpp] = [TCF.no, `DBABMA~${TCF.no}`]
    for (const [consent, storage] of [
      [{ tcf, gdpr: 0 }, 'granted'],
      [{ tcf, gdpr: 0, gdprApplies: false }, 'granted'],
      [{ tcf, gdpr: 0, gdprApplies: true }, 'denied'],
      [{ tcf, gdpr: 0, gdprApplies: 'perhaps' }, 'denied'],
      [{ gpp, gpp_sid: [-1] }, 'granted'],
      [{ gpp, gpp_sid: [-1], applicableSections: [2] }, 'denied'],
      [{ gpp, gpp_sid: [-1], applicableSections: 'all' }, 'denied'],
      [{ gpp, gpp_sid: [-1], applicableSections: [0] }, 'denied'],
    ] as const)
      expect(await storageOf(ingest, dialect, bodyFor(dialect, { user: {}, consent })), JSON.stringify(consent)).toBe(storage)
  })

  test('the same string in many places is one string', async () => {
    await using ingest = await openIngest()
    const body = bodyFor(dialect, { user: {}, properties: {}, consent: { tcf: TCF.yes } })
    for (const place of PLACES) put(eventIn(body), place, { tcf: TCF.yes })
    expect(await storageOf(ingest, dialect, body)).toBe('granted')
  })
})

describe('the query of the pixel', () => {
  const ask = async (query: string, consent?: object): Promise<string> => {
    await using ingest = await openIngest()
    return await storageOf(ingest, PIXEL, bodyFor(PIXEL, { user: {}, ...(consent ? { consent } : {}) }), `?${query}`)
  }
  test.each([
    [`gdpr=1&gdpr_consent=${TCF.yes}`, 'granted'],
    [`gdpr=1&gdpr_consent=${TCF.no}`, 'denied'],
    [`gdpr=0&gdpr_consent=${TCF.no}`, 'granted'],
    [`gpp=DBABMA~${TCF.no}&gpp_sid=2`, 'denied'],
    [`gpp=DBABMA~${TCF.no}&gpp_sid=-1`, 'granted'],
    [`gpp=DBABMA~${TCF.yes}&gpp=DBABMA~${TCF.no}`, 'denied'],
    ['gdpr_consent=%24%7BGDPR_CONSENT_755%7D', 'denied'],
    ['gdpr_consent=', 'granted'],
    ['utm_source=x', 'granted'],
  ])('%s', async (query, storage) => {
    expect(await ask(query)).toBe(storage)
  })
  test('grants nothing that the hit denies, and the other way round', async () => {
    expect(await ask(`gdpr_consent=${TCF.yes}`, { ad_storage: 'denied' })).toBe('denied')
    expect(await ask(`gdpr_consent=${TCF.no}`, { purposes: { storage: true } })).toBe('denied')
  })
})

test('the vendor that a source names is asked for', async () => {
  await using ingest = await openIngest()
  await ingest.config.put('source:web-1', { name: 'Shop', kind: 'pixel', consent_basis: 'assumed', tcf_vendor_id: 755 })
  const [other, its] = [[2], [755]].map((vendors) => tcfString({ purposes: [1, 3, 4, 7, 10], vendors }))
  const storage = (tcf: string | undefined) => storageOf(ingest, NATIVE, bodyFor(NATIVE, { user: {}, consent: { tcf } }))
  expect([await storage(other), await storage(its)]).toEqual(['denied', 'granted'])
})
