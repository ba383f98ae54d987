import { expect, test } from 'vitest'
import { ADMIN_KEY, startWeir } from '../support/embedded.ts'
import type { LocalWeir } from '../support/embedded.ts'
import { readShared, readSharedCsv } from './shared-data.ts'

/**
 * Whom real senders' hits are about. What is expected is told by name here, and by nothing that
 * links people itself.
 */

type User = Record<string, string | string[]>

/** The person whom each key finds; undefined for nobody. */
async function personsOf({ client }: LocalWeir, keys: readonly string[]): Promise<(string | undefined)[]> {
  return Promise.all(
    keys.map(async (key) => {
      const { status, body } = await client.call<{ person: string }>('GET', `/v1/people/${encodeURIComponent(key)}`)
      expect([200, 404]).toContain(status)
      return status === 200 ? body.person : undefined
    }),
  )
}

/** @returns the person whom all keys find. */
async function onePerson(weir: LocalWeir, keys: readonly string[]): Promise<string> {
  const found = await personsOf(weir, keys)
  const [first] = found
  expect(Object.fromEntries(keys.map((key, i) => [key, found[i]]))).toEqual(Object.fromEntries(keys.map((key) => [key, first])))
  expect(first).toBeDefined()
  return first!
}

interface Body {
  event_source_id: string
  data: { user: User }[]
}

/** What Segment's destinations and Google Tag Manager's server tag post to TikTok. */
function serverBodies(): Body[] {
  const bodies: Body[] = []
  for (const file of ['conversions', 'offline-conversions', 'app-events']) {
    const { tests } = JSON.parse(readShared(`data/tiktok-senders/tiktok-segment/tiktok-${file}.json`)) as {
      tests: { expects: { actual?: string; expected: Body }[] }[]
    }
    for (const { expects } of tests)
      for (const { actual, expected } of expects) if (actual === 'request_json') bodies.push(expected)
  }
  const { scenarios } = JSON.parse(readShared('data/tiktok-senders/tiktok-gtm/tiktok-gtm-template-eapi.json')) as {
    scenarios: { asserts: { expected?: Body }[] }[]
  }
  for (const { asserts } of scenarios)
    for (const { expected } of asserts) if (expected?.event_source_id && expected.data) bodies.push(expected)
  return bodies
}

const SENT = 1_704_721_970_000

test.each(['as they stand', 'the other way round'])(
  'hits of browser, server and Segment are one person where their hashes agree: %s',
  async (order) => {
    await using weir = await startWeir({ WEIR_PARTITIONS: '4' })
    const { client } = weir
    await client.setClock(SENT + 60_000)
    for (const source of ['test', 'test-event-set-id', 'appIdTest', '1234', 'pixel'])
      await client.put(`/v1/sources/${source}`, { name: source, kind: 'import', consent_basis: 'assumed' })
    const bodies = serverBodies()
    expect(bodies.length).toBeGreaterThan(12)
    if (order !== 'as they stand') bodies.reverse()
    for (const body of bodies)
      expect(await client.post('/open_api/v1.3/event/track/', body, { 'access-token': ADMIN_KEY })).toMatchObject({ code: 0 })
    // What the browser's tag says of the buyer whom Segment knows by the same e-mail.
    const [{ user }] = bodies.find(({ event_source_id }) => event_source_id === 'test')!.data as [{ user: User }]
    const email = [user['email']].flat()[0]!
    const context = { pixel: { code: 'pixel' }, user: { email, ttp: 'cookie-of-the-buyer' } }
    await client.post('/api/v2/pixel', { event: 'ViewContent', event_id: 'seen', context })
    await client.setClock(SENT + 120_000)

    const buyer = await onePerson(
      weir,
      [
        ...['test', 'appIdTest', '1234'].flatMap((source) => keysOf(bodies.filter((b) => b.event_source_id === source))),
        'ttp:cookie-of-the-buyer',
      ].filter((key) => !SHARED_PHONE.test(key)),
    )
    // Four logins of one source share addresses and numbers: they stay four people.
    const logins = keysOf(bodies.filter((b) => b.event_source_id === 'test-event-set-id')).filter((key) =>
      key.startsWith('external_id'),
    )
    const persons = await personsOf(weir, logins)
    expect(new Set(persons).size).toBe(4)
    expect(persons).not.toContain(undefined)
    // A click belongs to the login that came with it, whoever else has the login's address.
    for (const { event_source_id, data } of bodies) {
      const [{ user }] = data as [{ user: User }]
      if (event_source_id === 'test-event-set-id' && user['ttclid'])
        await onePerson(weir, [`ttclid:${[user['ttclid']].flat()[0]}`, `external_id:${[user['external_id']].flat()[0]}`])
    }
    // The number that all of them share makes at most one of the logins the buyer, who has one in
    // another source.
    expect(persons.filter((person) => person === buyer).length).toBeLessThanOrEqual(1)
  },
)

/** Segment's tests use one number for the web's buyer and for all logins of the shop. */
const SHARED_PHONE = /^phone:910a/

function keysOf(bodies: readonly Body[]): string[] {
  const keys = bodies.flatMap(({ data }) => data.flatMap(({ user }) => Object.entries(user)))
  const known = /^(email|phone|external_id|ttclid|idfa|idfv)$/
  return [...new Set(keys.flatMap(([type, value]) => (known.test(type) ? [value].flat().map((v) => `${type}:${v}`) : [])))]
}

test.each(['as they happened', 'the other way round'])('the named cases of a web tracker: %s', async (order) => {
  const rows = readSharedCsv('data/snowplow-web/snowplow_web_events.csv.gz')
  const at = (row: Record<string, string>): number => Date.parse(`${row['derived_tstamp']!.replace(' ', 'T')}Z`)
  rows.sort((a, b) => (order === 'as they happened' ? 1 : -1) * (at(a) - at(b)))
  await using weir = await startWeir({ WEIR_PARTITIONS: '4' })
  const { client } = weir
  await client.setClock(Math.max(...rows.map(at)) + 60_000)
  await client.put('/v1/sources/web', { name: 'Web', kind: 'import', consent_basis: 'assumed' })
  const names = [...new Set(rows.map((row) => row['user_id']!))]
  // Three of the names begin with NULL, which is nobody's id.
  const loginOf = (name: string): string => `case-${names.indexOf(name)}`
  const events = rows.map((row) => ({
    event: row['event_name'],
    event_id: row['event_id'],
    event_time: at(row) / 1000,
    source: 'web',
    user: {
      external_id: loginOf(row['user_id']!),
      ...(row['domain_userid'] ? { anonymous_id: row['domain_userid'] } : {}),
    },
  }))
  expect(await client.send(events)).toBe(rows.length)
  await client.setClock(Math.max(...rows.map(at)) + 120_000)

  const persons = await personsOf(
    weir,
    names.map((name) => `external_id:${loginOf(name)}`),
  )
  expect(new Set(persons).size).toBe(names.length)
  // A browser is whose login it was seen with last.
  const lastLogin = new Map<string, { name: string; at: number }>()
  for (const row of rows) {
    const [browser, name] = [row['domain_userid']!, row['user_id']!]
    if (browser && at(row) >= (lastLogin.get(browser)?.at ?? -Infinity)) lastLogin.set(browser, { name, at: at(row) })
  }
  const expected = [...lastLogin].map(([, { name }]) => persons[names.indexOf(name)])
  expect(
    await personsOf(
      weir,
      [...lastLogin.keys()].map((id) => `anonymous_id:${id}`),
    ),
  ).toEqual(expected)
})
