import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ADMIN_KEY, startWeir } from '../support/embedded.ts'
import type { LocalWeir } from '../support/embedded.ts'
import { exportedRows, membersOf, personOf } from '../support/embedded-client.ts'

/**
 * An opt-out follows the identifier: whoever has it is given out to nobody, under whatever name
 * they are known.
 */

const NOW = Date.UTC(2024, 6, 1)
const ALL_DENIED = { storage: false, profiling: false, personalised_ads: false, measurement: false, modelling: false }

let weir: LocalWeir
let second = 0
beforeAll(async () => {
  weir = await startWeir()
  await weir.client.setClock(NOW)
  await weir.client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  await weir.client.put('/v1/segments/buyers', { name: 'Buyers', rule: { event: { name: 'Purchase' }, within: 'all' } })
})
afterAll(() => weir[Symbol.asyncDispose]())

type User = Record<string, string>
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const sent = async (event: string, user: User, more: object = {}): Promise<void> => {
  const at = NOW / 1000 + ++second
  await weir.client.setClock(at * 1000)
  await weir.client.send([{ event, event_id: `e-${second}`, event_time: at, source: 'shop', user, ...more }])
}
const bought = (user: User) => sent('Purchase', user)
const said = (user: User, purposes: object) => sent('Consent', user, { consent: { purposes } })

/** Every way in which members leave, as texts. */
async function surfaces(): Promise<Record<string, string>> {
  const file = async (format: 'csv' | 'ndjson' | 'tiktok_file', idTypes = ''): Promise<string> =>
    (await exportedRows(weir.client, 'buyers', format, idTypes)).join('\n')
  return {
    csv: await file('csv'),
    ndjson: await file('ndjson'),
    'csv with ids': await file('csv', 'EMAIL_SHA256,EXTERNAL_ID_SHA256'),
    'ndjson with ids': await file('ndjson', 'EMAIL_SHA256,EXTERNAL_ID_SHA256'),
    'file of one type': await file('tiktok_file', 'EMAIL_SHA256'),
    'file of several types': await file('tiktok_file', 'EMAIL_SHA256,PHONE_SHA256,MAID_SHA256'),
    members: JSON.stringify(await membersOf(weir.client, 'buyers')),
  }
}
/** By surface, how many of these people are in it under any name. */
async function found(users: readonly User[]): Promise<Record<string, number>> {
  const names = users.map((user) => [personOf(user['external_id']!), sha256(user['email']!)])
  const counts = Object.entries(await surfaces()).map(([surface, text]): [string, number] => [
    surface,
    names.filter((own) => own.some((name) => text.includes(name))).length,
  ])
  let memberships = 0
  for (const [person] of names) {
    const answer = await weir.client.get<{ memberships: object[] }>(`/v1/people/person:${person}`)
    memberships += answer.memberships.length
  }
  return { ...Object.fromEntries(counts), memberships }
}
const nowhere = async (...users: User[]): Promise<void> =>
  expect(new Set(Object.values(await found(users)))).toEqual(new Set([0]))
const everywhere = async (user: User): Promise<void> => expect(new Set(Object.values(await found([user])))).toEqual(new Set([1]))

/**
 * What says no, by dialect: a request that denies for somebody of whom only the address is sent.
 */
type Dialect = (email: string, saying: object) => Promise<number>
const TOKEN = { 'access-token': ADMIN_KEY }
const statusOf = async (path: string, body: object, headers = {}): Promise<number> =>
  (await weir.client.call('POST', path, body, headers)).status
const time = (): number => NOW / 1000 + second
const DIALECTS: Record<string, Dialect> = {
  native: (email, saying) =>
    statusOf('/v1/events', { source: 'shop', event: 'Consent', event_id: email, event_time: time(), user: { email }, ...saying }),
  'Events API 2.0': (email, saying) =>
    statusOf(
      '/open_api/v1.3/event/track/',
      {
        event_source: 'web',
        event_source_id: 'shop',
        data: [
          {
            event: 'Consent',
            event_id: email,
            event_time: time(),
            user: { email },
            page: { url: 'https://shop.example/' },
            ...saying,
          },
        ],
      },
      TOKEN,
    ),
  'Events API 1.0': (email, saying) =>
    statusOf(
      '/open_api/v1.2/pixel/track/',
      {
        pixel_code: 'shop',
        event: 'Consent',
        event_id: email,
        timestamp: new Date(time() * 1000).toISOString(),
        context: { user: { email }, page: { url: 'https://shop.example/' } },
        ...saying,
      },
      TOKEN,
    ),
  pixel: (email, saying) =>
    statusOf('/api/v2/pixel', {
      event: 'Consent',
      event_id: email,
      timestamp: new Date(time() * 1000).toISOString(),
      context: { pixel: { code: 'shop' }, user: { email }, page: { url: 'https://shop.example/' } },
      ...saying,
    }),
}
const SAYINGS: Record<string, object> = {
  'all purposes': { consent: { purposes: ALL_DENIED } },
  'storage alone': { consent: { purposes: { storage: false } } },
  profiling: { consent: { purposes: { profiling: false } } },
  'personalised ads': { consent: { purposes: { personalised_ads: false } } },
  'limited data use': { limited_data_use: true },
}

test('who says no with an address leaves under every name, at once: 4 dialects x 5 forms', async () => {
  const variants = Object.entries(DIALECTS).flatMap(([dialect, send], d) =>
    Object.entries(SAYINGS).map(([form, saying], f) => ({
      name: `${dialect}: ${form}`,
      send,
      saying,
      user: userOf(`v${d}${f}`),
    })),
  )
  for (const { user } of variants) await bought(user)
  await weir.settled()
  expect(await membersOf(weir.client, 'buyers')).toHaveLength(variants.length)
  second++
  await weir.client.setClock(time() * 1000)
  for (const { send, saying, user } of variants) expect(await send(user['email']!, saying)).toBeLessThan(300)
  // Nothing is waited for: the answer is the promise.
  expect(await membersOf(weir.client, 'buyers')).toEqual([])
  await nowhere(...variants.map(({ user }) => user))
  await weir.settled()
  await nowhere(...variants.map(({ user }) => user))
  const segment = await weir.client.get<{ matchable: Record<string, number> }>('/v1/segments/buyers')
  expect(segment.matchable).toMatchObject({ EMAIL_SHA256: 0, EXTERNAL_ID_SHA256: 0 })
  const preview = { rule: { event: { name: 'Purchase' }, within: 'all' } }
  expect(await weir.client.post('/v1/segments/preview', preview)).toMatchObject({ matchable: { EMAIL_SHA256: 0 } })
})

test('purposes that the segment does not need may be denied', async () => {
  const user = userOf('measured')
  await bought(user)
  await said({ email: user['email']! }, { measurement: false, modelling: false })
  await weir.settled()
  await everywhere(user)
})

test('a newer signal brings them back, by the address or by the person; a basis does not', async () => {
  for (const by of ['email', 'external_id']) {
    const user = userOf(`back-${by}`)
    await bought(user)
    await said({ email: user['email']! }, { profiling: false })
    await bought(user)
    await weir.settled()
    await nowhere(user)
    await said({ [by]: user[by]! }, { profiling: true })
    await weir.settled()
    await everywhere(user)
  }
})

test('at the same instant no wins, and an older no changes nothing', async () => {
  const user = userOf('tie')
  await bought(user)
  const at = NOW / 1000 + second + 5
  await weir.client.setClock(at * 1000)
  const consent = (id: string, time: number, profiling: boolean, who: User) => ({
    event: 'Consent',
    event_id: id,
    event_time: time,
    source: 'shop',
    user: who,
    consent: { purposes: { profiling } },
  })
  await weir.client.send([consent('tie-1', at, true, user), consent('tie-2', at - 3, false, { email: user['email']! })])
  await weir.settled()
  await everywhere(user)
  await weir.client.send([consent('tie-3', at, false, { email: user['email']! })])
  await nowhere(user)
  second += 5
})

test('an address that somebody is known by leaves no file through somebody else, who stays', async () => {
  const shared = 'family@example.org'
  await bought({ external_id: 'parent', email: shared })
  await bought({ external_id: 'child', email: shared, phone: '+4915112345678' })
  await said({ external_id: 'parent' }, { personalised_ads: false })
  await weir.settled()
  const file = (types: string) => exportedRows(weir.client, 'buyers', 'tiktok_file', types)
  expect(await file('EMAIL_SHA256')).not.toContain(sha256(shared))
  expect(await file('PHONE_SHA256')).toContain(sha256('+4915112345678'))
  const members = (await membersOf(weir.client, 'buyers')).map(({ person }) => person)
  expect(members).toContain(personOf('child'))
  expect(members).not.toContain(personOf('parent'))
  // Another address of theirs, learnt afterwards, neither.
  await bought({ external_id: 'other', email: 'second@example.org' })
  await bought({ external_id: 'parent', email: 'second@example.org' })
  await weir.settled()
  expect(await file('EMAIL_SHA256')).not.toContain(sha256('second@example.org'))
})

test('an address that several persons share stands once in a file', async () => {
  const email = 'office@example.org'
  for (const id of ['desk-1', 'desk-2', 'desk-3']) await bought({ external_id: id, email })
  await weir.settled()
  const count = async (format: 'csv' | 'ndjson' | 'tiktok_file', types: string): Promise<number> =>
    (await exportedRows(weir.client, 'buyers', format, types)).filter((row) => row.includes(sha256(email))).length
  expect({
    file: await count('tiktok_file', 'EMAIL_SHA256'),
    'file of several types': await count('tiktok_file', 'EMAIL_SHA256,PHONE_SHA256'),
    csv: await count('csv', 'EMAIL_SHA256'),
    ndjson: await count('ndjson', 'EMAIL_SHA256'),
  }).toEqual({ file: 1, 'file of several types': 1, csv: 1, ndjson: 1 })
  // A list of persons has all three.
  const rows = (await exportedRows(weir.client, 'buyers', 'csv')).join('\n')
  expect(['desk-1', 'desk-2', 'desk-3'].filter((id) => rows.includes(personOf(id)))).toHaveLength(3)
})

function userOf(name: string): User {
  return { external_id: name, email: `${name}@example.org` }
}
