import { eventually } from '@weir/testkit'
import { expect, it } from 'vitest'
import { membersOf, previewOf } from '../support/embedded-client.ts'
import type { Client } from '../support/embedded-client.ts'
import { catchUp, createDestination } from '../support/ledger-client.ts'
import { startWeir } from '../support/embedded.ts'

const NOW = Date.UTC(2024, 4, 2, 12)
const HOUR = 3_600_000
const CARTS = {
  all: [
    { event: { name: 'AddToCart' }, within: '7d', count: { gte: 1 } },
    { not: { event: { name: 'Purchase' }, within: '7d', count: { gte: 1 } } },
  ],
}

interface Split {
  split: string
  status: string
  stays: { person: string; events: number } | null
  left: { person: string; events: number } | null
  history_from: string | null
}
interface Person {
  person: string
  identifiers: { type: string; value: string }[]
  apart_from: { person: string; split: string; since: string; history_from: string | null }[]
  memberships: { segment: string; since: string }[]
}

const hit = (event: string, id: string, user: object, at: number): object => ({
  source: 'shop',
  event,
  event_id: id,
  event_time: at / 1000,
  user,
  properties: { value: 10, currency: 'EUR' },
})

async function prepare(client: Client): Promise<void> {
  await client.setClock(NOW)
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'pixel', consent_basis: 'assumed' })
  await client.put('/v1/segments/carts', { name: 'Carts', rule: CARTS })
}

async function done(client: Client, { split }: Split): Promise<Split> {
  let last: Split | undefined
  await eventually(async () => {
    last = await client.get<Split>(`/v1/splits/${split}`)
    return last.status !== 'accepted'
  }, 60_000)
  return last!
}

const person = (client: Client, key: string): Promise<Person> => client.get<Person>(`/v1/people/${encodeURIComponent(key)}`)

const splitOff = async (client: Client, key: string, body: object): Promise<{ status: number; body: Split }> =>
  client.call<Split>('POST', `/v1/people/${encodeURIComponent(key)}/split`, body)

const COOKIE = { type: 'ttp', value: 'cookie-1' }

it.each(['1', '4'])('takes a wrong link back, and every surface says so (%s partitions)', async (partitions) => {
  await using weir = await startWeir({ WEIR_PARTITIONS: partitions })
  const { client } = weir
  await prepare(client)
  await client.send([
    hit('AddToCart', 'cart', { ttp: 'cookie-1' }, NOW - 3 * HOUR),
    hit('ViewContent', 'seen', { email: 'ada@example.com' }, NOW - 2 * HOUR),
    hit('Purchase', 'order', { email: 'ada@example.com', ttp: 'cookie-1' }, NOW - HOUR),
  ])
  await weir.settled()
  const one = await person(client, 'ttp:cookie-1')
  expect(one.identifiers).toHaveLength(2)
  expect(await membersOf(client, 'carts')).toEqual([])

  const asked = await splitOff(client, 'email:ada@example.com', { identifiers: [COOKIE], reason: 'a shared tablet' })
  expect(asked.status, JSON.stringify(asked.body)).toBe(202)
  const split = await done(client, asked.body)
  expect(split).toMatchObject({ status: 'done', stays: { events: 2 }, left: { events: 1 }, history_from: null })
  await weir.settled()

  const [ada, visitor] = [await person(client, 'email:ada@example.com'), await person(client, 'ttp:cookie-1')]
  expect([ada.person, visitor.person]).toEqual([split.stays!.person, split.left!.person])
  expect(ada.identifiers.map(({ type }) => type)).toEqual(['email'])
  expect(visitor).toMatchObject({ identifiers: [COOKIE], apart_from: [{ person: ada.person, split: split.split }] })
  expect(visitor.memberships).toMatchObject([{ segment: 'carts', since: new Date(NOW - 3 * HOUR).toISOString() }])
  // The stream, SQL, an explanation, and the report say the same.
  expect(await membersOf(client, 'carts')).toHaveLength(1)
  expect(await previewOf(client, CARTS, NOW)).toBe(1)
  const why = await client.get<{ member: boolean }>('/v1/people/ttp:cookie-1/why?segment=carts')
  expect(why.member).toBe(true)
  expect(await client.get('/v1/people/email:ada@example.com/why?segment=carts')).toMatchObject({ member: false })
  const report = await client.get<{ rows: Record<string, unknown>[] }>(
    `/v1/reports/segments?from=2024-01-01&to=2025-01-01&group_by=segment`,
  )
  expect(report.rows.length).toBeGreaterThan(0)
  const audit = await client.call<{ mismatches: unknown[]; checked: number }>('POST', '/v1/admin/audit', {})
  expect(audit.body).toMatchObject({ mismatches: [] })
  expect(audit.body.checked).toBeGreaterThan(0)
  // A segment of later counts what each has done.
  await client.put('/v1/segments/buyers', {
    name: 'Buyers',
    rule: { event: { name: 'Purchase' }, within: 'all', count: { gte: 1 } },
  })
  await weir.settled()
  expect(await membersOf(client, 'buyers')).toMatchObject([{ person: ada.person }])
  // The request again is the same split, also by who has left; a hit with both links nobody.
  expect((await splitOff(client, 'email:ada@example.com', { identifiers: [COOKIE] })).body.split).toBe(split.split)
  expect((await splitOff(client, 'ttp:cookie-1', { identifiers: [COOKIE] })).body.split).toBe(split.split)
  await client.send([hit('Purchase', 'later', { email: 'ada@example.com', ttp: 'cookie-1' }, NOW)])
  await weir.settled()
  expect((await person(client, 'ttp:cookie-1')).person).toBe(visitor.person)
  expect(await membersOf(client, 'carts')).toHaveLength(1)
})

it('the changes of a segment tell who left and who came', async () => {
  await using weir = await startWeir({ WEIR_PARTITIONS: '2' })
  const { client } = weir
  await prepare(client)
  await client.put('/v1/segments/buyers', {
    name: 'Buyers',
    rule: { event: { name: 'Purchase' }, within: '7d', count: { gte: 1 } },
  })
  await client.send([
    hit('Purchase', 'p', { email: 'ada@example.com' }, NOW - 2 * HOUR),
    hit('Login', 'l', { email: 'ada@example.com', phone: '+447700900123' }, NOW - HOUR),
  ])
  await weir.settled()
  const destination = createDestination()
  const read = () => catchUp(client, 'buyers', destination, 'id_types=EMAIL_SHA256,PHONE_SHA256')
  await read()
  const { identifiers } = await person(client, 'email:ada@example.com')
  const phone = identifiers.find(({ type }) => type === 'phone')!
  expect(destination.ids).toContain(phone.value)
  const leaving = [{ type: phone.type, value: phone.value }]
  const asked = await splitOff(client, 'email:ada@example.com', { identifiers: leaving })
  const { stays } = await done(client, asked.body)
  await weir.settled()
  await read()
  // Whoever follows the changes has the address, and the number no more.
  expect([...destination.people]).toEqual([stays!.person])
  expect([...destination.ids]).toEqual([identifiers.find(({ type }) => type === 'email')!.value])
})

it('says what is wrong with a request', async () => {
  await using weir = await startWeir({})
  const { client } = weir
  await prepare(client)
  await client.send([hit('Purchase', 'p', { email: 'ada@example.com', ttp: 'cookie-1' }, NOW)])
  await weir.settled()
  const fault = async (key: string, body: object): Promise<string> => {
    const answer = await splitOff(client, key, body)
    return `${answer.status} ${JSON.stringify(answer.body)}`
  }
  expect(await fault('email:nobody@example.com', { identifiers: [COOKIE] })).toMatch(/^404 /)
  expect(await fault('ttp:cookie-1', { identifiers: [] })).toMatch(/^400 .*identifiers/)
  expect(await fault('ttp:cookie-1', { identifiers: [{ type: 'ttp', value: 'other' }] })).toMatch(/^400 .*identifiers\[0\]/)
  expect(await fault('ttp:cookie-1', { identifiers: [{ type: 'ttp', value: 'null' }] })).toMatch(/^400 .*identifiers\[0\]/)
  const { identifiers } = await person(client, 'ttp:cookie-1')
  const all = identifiers.map(({ type, value }) => ({ type, value }))
  expect(await fault('ttp:cookie-1', { identifiers: all })).toMatch(/^400 .*leave out those that stay/)
  expect((await client.call('GET', '/v1/splits/nosuch')).status).toBe(404)
})
