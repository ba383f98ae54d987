import { createPublicKey, verify } from 'node:crypto'
import type { Condition } from '@weir/contracts'
import { eventually } from '@weir/testkit'
import { expect, it } from 'vitest'
import { exportedRows, membersOf, previewOf } from '../support/embedded-client.ts'
import type { Client } from '../support/embedded-client.ts'
import { startWeir } from '../support/embedded.ts'

const NOW = Date.UTC(2024, 4, 2, 12)
const MINUTE = 60_000
const RULE: Condition = { event: { name: 'Purchase' }, within: '30d', count: { gte: 1 } }

interface Erasure {
  erasure: string
  status: string
  persons: number
  counts: Record<string, Record<string, number>>
}

async function prepare(client: Client): Promise<void> {
  await client.setClock(NOW)
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'pixel', consent_basis: 'assumed' })
  await client.put('/v1/segments/buyers', { name: 'Buyers', rule: RULE })
}

const purchase = (id: string, user: object, at = NOW - MINUTE): object => ({
  source: 'shop',
  event: 'Purchase',
  event_id: id,
  event_time: at / 1000,
  user,
  properties: { value: 10, currency: 'EUR' },
})

async function erase(client: Client, key: string): Promise<Erasure> {
  const { status, body } = await client.call<Erasure>('DELETE', `/v1/people/${encodeURIComponent(key)}`)
  expect(status, JSON.stringify(body)).toBe(202)
  return body
}

async function done(client: Client, { erasure }: Erasure): Promise<Erasure> {
  let last: Erasure | undefined
  await eventually(async () => {
    last = await client.get<Erasure>(`/v1/erasures/${erasure}`)
    return last.status === 'done'
  }, 60_000).catch((error: unknown) => {
    throw new Error(`the erasure is not done: ${JSON.stringify(last)}`, { cause: error })
  })
  return last!
}

/** Whether somebody is found. */
const isKnown = async (client: Client, key: string): Promise<boolean> =>
  (await client.call('GET', `/v1/people/${encodeURIComponent(key)}`)).status === 200

it('erases a person under every identifier they had, and nobody else', async () => {
  await using weir = await startWeir({ WEIR_PARTITIONS: '4' })
  const { client } = weir
  await prepare(client)
  await client.send([
    purchase('a1', { ttp: 'cookie-a' }),
    purchase('a2', { ttp: 'cookie-a', email: 'ann@example.org' }),
    purchase('a3', { external_id: 'ann', email: 'ann@example.org' }),
    purchase('b1', { email: 'bob@example.org' }),
  ])
  await weir.settled()
  expect(await membersOf(client, 'buyers')).toHaveLength(2)
  const bob = await client.get('/v1/people/email:bob@example.org')

  const asked = await erase(client, 'ttp:cookie-a')
  expect(asked.persons).toBe(1)
  expect(await exportedRows(client, 'buyers', 'csv', 'EMAIL_SHA256')).toHaveLength(1)
  expect(await membersOf(client, 'buyers')).toHaveLength(1)
  for (const key of ['ttp:cookie-a', 'email:ann@example.org', 'external_id:ann']) expect(await isKnown(client, key)).toBe(false)

  const erased = await done(client, asked)
  expect(erased.counts).toMatchObject({ state: { persons: 1, identifiers: 3 }, warehouse: { facts: 3 } })
  expect(await client.get('/v1/people/email:bob@example.org')).toEqual(bob)
  expect((await client.get<{ size: number }>('/v1/segments/buyers/size')).size).toBe(1)
  expect(await previewOf(client, RULE, NOW)).toBe(1)

  // What they did before does not come back; what they do from now on is somebody new's.
  await client.setClock(NOW + MINUTE)
  await client.send([purchase('a4', { email: 'ann@example.org' }, NOW - 2 * MINUTE)])
  await weir.settled()
  expect(await isKnown(client, 'email:ann@example.org')).toBe(false)
  await client.send([purchase('a5', { email: 'ann@example.org' }, NOW + MINUTE)])
  await weir.settled()
  expect(await client.get('/v1/people/email:ann@example.org')).toMatchObject({ first_seen: new Date(NOW + MINUTE).toISOString() })
  expect(await isKnown(client, 'ttp:cookie-a')).toBe(false)
  expect(await membersOf(client, 'buyers')).toHaveLength(2)
}, 120_000)

it('certifies an erasure that is done, and a forged certificate does not verify', async () => {
  await using weir = await startWeir()
  const { client } = weir
  await prepare(client)
  await client.send([purchase('a1', { email: 'ann@example.org' })])
  await weir.settled()
  const asked = await erase(client, 'email:ann@example.org')
  await done(client, asked)
  const { jws, statement } = await client.get<{ jws: string; statement: { erasure: string } }>(
    `/v1/erasures/${asked.erasure}/certificate`,
  )
  const key = createPublicKey({ key: await client.get<{ x: string }>('/v1/erasure-key'), format: 'jwk' })
  const verifies = (text: string): boolean => {
    const [head, body, signature = ''] = text.split('.')
    return verify(null, Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'))
  }
  expect(verifies(jws)).toBe(true)
  const [head, body = '', signature] = jws.split('.')
  expect(JSON.parse(Buffer.from(body, 'base64url').toString())).toEqual(statement)
  const forged = Buffer.from(JSON.stringify({ ...statement, erasure: 'another' })).toString('base64url')
  expect(verifies(`${head}.${forged}.${signature}`)).toBe(false)
}, 60_000)

it('answers clearly for somebody who is not known, and refuses their late hits all the same', async () => {
  await using weir = await startWeir()
  const { client } = weir
  await prepare(client)
  const asked = await erase(client, 'email:nobody@example.org')
  expect(asked.persons).toBe(0)
  await done(client, asked)
  await client.setClock(NOW + MINUTE)
  await client.send([purchase('n1', { email: 'nobody@example.org' }, NOW - MINUTE)])
  await weir.settled()
  expect(await isKnown(client, 'email:nobody@example.org')).toBe(false)
  for (const key of ['email:null', 'shoe:42', 'email'])
    expect((await client.call('DELETE', `/v1/people/${key}`)).status, key).toBe(400)
  expect((await client.call('GET', '/v1/erasures/none')).status).toBe(404)
}, 60_000)
