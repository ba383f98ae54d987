import { createMemoryState } from '@weir/state/memory'
import { TOPICS } from '@weir/contracts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addPeople, createWorld } from '../../test/world.ts'
import type { World } from '../../test/world.ts'
import { ann, bob, cem, email, idOf, rule, sha256 } from '../../test/buyers.ts'
import { createModelledPeople } from '../models/people.ts'
import { createDestinationPeople } from '../destinations/people.ts'
import { createOptOuts } from '../shared/opt-outs/index.ts'
import type { OptOutReader } from '../shared/opt-outs/index.ts'

let world: World
beforeEach(async () => {
  let reader: OptOutReader | undefined
  const optOuts = new Proxy({} as OptOutReader, { get: (_, name) => Reflect.get(reader!, name) })
  world = await createWorld({ deps: { optOuts } })
  const erasures = { config: world.config, erased: world.deps.erased }
  reader = createOptOuts({ log: world.deps.log, state: createMemoryState({ partitions: 1 }), erasures })
  for (const id of ['buyers', 'staff']) await world.ask('PUT', `/v1/segments/${id}`, { name: id, rule })
  await addPeople(world.fold, [ann, bob, { ...cem, member: ['buyers', 'staff'] }])
})
afterEach(() => world[Symbol.asyncDispose]())

const ALL = [ann, bob, cem].map(idOf).toSorted()
const LIST = { name: 'Customers', reason: 'They have bought' }

async function asked<T>(method: 'GET' | 'PUT' | 'POST' | 'DELETE', url: string, body?: object): Promise<T> {
  const answer = await world.ask(method, url, body)
  expect(answer.statusCode, answer.body).toBeLessThan(300)
  return answer.body === '' ? (undefined as T) : answer.json<T>()
}
const entries = (body: object) => asked<object>('POST', '/v1/suppression-lists/customers/entries', body)
async function lines(type: string, payload: string) {
  const secret = await world.key(['admin'])
  const headers = { authorization: `Bearer ${secret}`, 'content-type': type }
  return world.app.inject({ method: 'POST', url: '/v1/suppression-lists/customers/entries', headers, payload })
}

/** Who leaves by each door, as sorted ids of persons. */
async function everywhere(): Promise<string[][]> {
  const { members } = await asked<{ members: { person: string }[] }>('GET', '/v1/segments/buyers/members')
  const ofLines = async (format: string): Promise<string[]> => {
    const { body } = await world.ask('GET', `/v1/segments/buyers/export?format=${format}`)
    return body.split('\n').flatMap((line) => /[0-9a-f]{32}/.exec(line)?.[0] ?? [])
  }
  const tiktok = (await world.ask('GET', '/v1/segments/buyers/export?format=tiktok_file&id_types=EMAIL_SHA256,PHONE_SHA256')).body
  const values = [ann, bob].filter((one) => tiktok.includes(one.identifiers.find(({ type }) => type !== 'idfa')!.value))
  const people = createDestinationPeople(world.deps)
  const looked = await people.look(
    'buyers',
    [],
    ALL.map((person) => ({ person, digests: [] })),
  )
  const given = ALL.filter((person) => looked.get(person)?.given !== undefined)
  const files = [await ofLines('csv'), await ofLines('ndjson')]
  // TikTok's file has addresses alone, and nothing of cem, who has none.
  const inFile = [...values.map(idOf), ...given.filter((id) => id === idOf(cem))]
  return [members.map(({ person }) => person), ...files, inFile, given].map((ids) => ids.toSorted())
}
const all = (ids: readonly string[]): string[][] => Array.from({ length: 5 }, () => [...ids].toSorted())
const withheld = async (): Promise<unknown> => (await asked<{ withheld: number }>('GET', '/v1/segments/buyers')).withheld

describe('whoever is on a list', () => {
  it('is learnt from and scored all the same', async () => {
    const modelled = async (): Promise<string[]> => {
      const found = await createModelledPeople(world.deps).look(ALL, ['buyers'])
      return [...found].flatMap(([id, { may, segments }]) => (may && segments.has('buyers') ? [id] : [])).toSorted()
    }
    await asked('PUT', '/v1/suppression-lists/customers', { ...LIST, segments: ['staff'] })
    await entries({ add: [email('ann@work.example')] })
    expect(await everywhere()).toEqual(all([idOf(bob)]))
    expect(await modelled()).toEqual(ALL)
  })

  it('leaves by no door, until they are taken off it', async () => {
    expect(await everywhere()).toEqual(all(ALL))
    expect(await asked('PUT', '/v1/suppression-lists/customers', LIST)).toMatchObject({
      id: 'customers',
      entries: 0,
      segments: [],
    })
    expect(await everywhere()).toEqual(all(ALL))
    const added = { added: 2, removed: 0, unchanged: 0, entries: 2 }
    expect(
      await entries({
        add: [
          { type: 'email', value: ' Ann@Work.example' },
          { type: 'phone', value: '+49 151 1234567' },
        ],
      }),
    ).toEqual(added)
    expect(await everywhere()).toEqual(all([idOf(cem)]))
    expect(await withheld()).toBe(2)
    const page = await asked<{ memberships: object[] }>('GET', '/v1/people/email:ann@example.org').catch(() => undefined)
    expect(page?.memberships ?? []).toEqual([])
    expect(await entries({ add: [email('ann@work.example')] })).toMatchObject({ added: 0, unchanged: 1, entries: 2 })
    const removed = { added: 0, removed: 1, unchanged: 1, entries: 1 }
    expect(await entries({ remove: [email('ann@work.example'), email('nobody@example.org')] })).toEqual(removed)
    expect(await everywhere()).toEqual(all([ann, cem].map(idOf)))
    await asked('DELETE', '/v1/suppression-lists/customers')
    expect(await everywhere()).toEqual(all(ALL))
    expect((await world.ask('GET', '/v1/suppression-lists/customers')).statusCode).toBe(404)
    // A list of the same id has nobody of the one before.
    await asked('PUT', '/v1/suppression-lists/customers', LIST)
    expect(await everywhere()).toEqual(all(ALL))
  })

  it('is whoever is in one of its segments, which cannot be deleted', async () => {
    await asked('PUT', '/v1/suppression-lists/customers', { ...LIST, segments: ['staff'] })
    expect(await everywhere()).toEqual(all([ann, bob].map(idOf)))
    expect(await withheld()).toBe(1)
    expect((await world.ask('DELETE', '/v1/segments/staff')).statusCode).toBe(409)
    await asked('PUT', '/v1/suppression-lists/customers', LIST)
    expect(await everywhere()).toEqual(all(ALL))
    await asked('DELETE', '/v1/segments/staff')
  })

  it('is replaced by identifiers of a PUT, and kept by a PUT without', async () => {
    await asked('PUT', '/v1/suppression-lists/customers', { ...LIST, identifiers: [email('ann@example.org')] })
    expect(await everywhere()).toEqual(all([bob, cem].map(idOf)))
    await asked('PUT', '/v1/suppression-lists/customers', { ...LIST, name: 'Others' })
    expect(await everywhere()).toEqual(all([bob, cem].map(idOf)))
    const ids = [{ type: 'ttp', value: 'cookie' }]
    expect(await asked('PUT', '/v1/suppression-lists/customers', { ...LIST, identifiers: ids })).toMatchObject({ entries: 1 })
    expect(await everywhere()).toEqual(all([ann, bob].map(idOf)))
  })

  it('is told to destinations, and so is whoever is free again', async () => {
    const hook = {
      kind: 'webhook',
      name: 'Hook',
      segment: 'buyers',
      url: 'https://crm.example.com/',
      secret: { env: 'WEIR_WEBHOOK_X' },
    }
    await asked('PUT', '/v1/destinations/hook', hook)
    const people = createDestinationPeople(world.deps)
    await asked('PUT', '/v1/suppression-lists/customers', LIST)
    const begin = await people.optOutsEnd()
    await entries({ add: [email('ann@example.org')] })
    const told = await people.optedOut(begin)
    expect(told.named).toEqual([{ person: idOf(ann), reason: 'suppression' }])
    await entries({ remove: [email('ann@example.org')] })
    expect((await people.optedOut(told.next)).named).toEqual([{ person: idOf(ann), reason: 'sync' }])
    const before = world.config.suppression().changedAt
    await asked('PUT', '/v1/suppression-lists/customers', { ...LIST, segments: ['staff'] })
    expect(world.config.suppression().changedAt).toBeGreaterThan(before)
  })

  it('is kept as a digest: neither the address nor its hash is in the log', async () => {
    await asked('PUT', '/v1/suppression-lists/customers', { ...LIST, identifiers: [{ type: 'email', value: 'ann@example.org' }] })
    const { log } = world.deps
    for (const topic of [TOPICS.optOuts, TOPICS.config]) {
      const records = await log.read(topic, 0, 0, { records: 1_000, bytes: 1e7 })
      const text = records.map(({ value }) => Buffer.from(value).toString()).join('\n')
      expect(text).not.toContain('ann@example')
      expect(text).not.toContain(sha256('ann@example.org'))
    }
    expect(await log.end(TOPICS.optOuts, 0)).toBe(1)
  })
})

describe('entries', () => {
  beforeEach(() => asked('PUT', '/v1/suppression-lists/customers', LIST))

  it('come as CSV and as JSON lines', async () => {
    const csv = await lines('text/csv', 'type,value,op\r\nemail,"ann@example.org",add\r\n\r\nphone,+491511234567,\r\n')
    expect([csv.statusCode, csv.json()]).toEqual([200, { added: 2, removed: 0, unchanged: 0, entries: 2 }])
    expect(await everywhere()).toEqual(all([idOf(cem)]))
    const json = await lines(
      'application/x-ndjson',
      '{"type":"email","value":"ann@example.org","op":"remove"}\n{"type":"ttp","value":"cookie"}\n',
    )
    expect([json.statusCode, json.json()]).toEqual([200, { added: 1, removed: 1, unchanged: 0, entries: 2 }])
    expect(await everywhere()).toEqual(all([idOf(ann)]))
  })

  it.each([
    ['text/csv', 'email\nann@example.org\n', '', 'type,value'],
    ['text/csv', 'type,value\nemail,"ann@example.org\n', 'line 2', 'quotes'],
    ['text/csv', 'type,value,op\nemail,ann@example.org,drop\n', 'line 2', 'add or remove'],
    ['text/csv', 'type,value\nname,ann\n', 'add.0.type', ''],
    ['application/x-ndjson', '{"type":"email","value":"ann@example.org"}\nann@example.org\n', 'line 2', 'JSON'],
    ['application/x-ndjson', '[]\n', 'line 1', 'object'],
    ['application/json', '{"add":[{"type":"email","value":"ann at example"}]}', 'add.0.value', 'no email'],
    [
      'application/json',
      '{"add":[{"type":"ttp","value":"cookie"}],"remove":[{"type":"ttp","value":"cookie"}]}',
      'remove.0',
      'added',
    ],
  ])('with faults are refused, saying where and quoting nobody: %s %s', async (type, payload, path, message) => {
    const answer = await lines(type, payload)
    expect(answer.statusCode, answer.body).toBe(400)
    const [fault] = answer.json<{ errors: { path: string; message: string }[] }>().errors
    expect(fault?.path).toBe(path)
    expect(fault?.message).toContain(message)
    expect(answer.body).not.toContain('ann')
    expect(await everywhere()).toEqual(all(ALL))
  })

  it('of a list that is not there, or of segments that are not, are refused', async () => {
    expect((await world.ask('POST', '/v1/suppression-lists/none/entries', { add: [] })).statusCode).toBe(404)
    const answer = await world.ask('PUT', '/v1/suppression-lists/x', { ...LIST, segments: ['nobody'] })
    expect([answer.statusCode, answer.json<{ errors: { path: string }[] }>().errors[0]?.path]).toEqual([400, 'segments.0'])
  })
})
