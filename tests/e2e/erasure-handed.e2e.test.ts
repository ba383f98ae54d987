import { join } from 'node:path'
import { createHash } from 'node:crypto'
import { createLogger } from '@weir/runtime'
import { eventually, tempFolder } from '@weir/testkit'
import { openWarehouse } from '@weir/warehouse'
import { startChdb } from '@weir/warehouse/chdb'
import { expect, test } from 'vitest'
import type { Client } from '../support/embedded-client.ts'
import { startWeir } from '../support/embedded.ts'
import type { LocalWeir, Settings } from '../support/embedded.ts'
import { changesOf, createDestination } from '../support/ledger-client.ts'
import type { Destination, LedgerPage } from '../support/ledger-client.ts'
import { contentsIn, rowsIn } from '../support/personal/look.ts'

const START = Date.UTC(2024, 4, 1)
const DAY = 86_400_000
const IDS = 'id_types=EMAIL_SHA256'
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const emailOf = (name: string): string => `${name}@example.org`
const hashOf = (name: string): string => sha256(emailOf(name))

let sent = 0
/** What somebody does; a minute apart, so that nothing is a copy. */
async function tell(weir: LocalWeir, event: string, user: object, at = START): Promise<void> {
  await weir.client.send([{ event, event_id: `e-${sent++}`, event_time: at / 1000, source: 'shop', user }])
  await weir.settled()
}
const buy = (weir: LocalWeir, name: string, at = START) => tell(weir, 'Purchase', { email: emailOf(name) }, at)

async function prepare(client: Client): Promise<void> {
  await client.setClock(START)
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  await client.put('/v1/segments/buyers', { name: 'Buyers', rule: { event: { name: 'Purchase' }, within: '90d' } })
}

interface Erasure {
  erasure: string
  status: string
  destinations: { segment: string; consumer: string; removal: string }[]
}

async function erase(client: Client, key: string): Promise<Erasure> {
  const { status, body } = await client.call<Erasure>('DELETE', `/v1/people/${encodeURIComponent(key)}`)
  expect(status, JSON.stringify(body)).toBe(202)
  let last = body
  await eventually(async () => {
    last = await client.get<Erasure>(`/v1/erasures/${body.erasure}`)
    return last.status === 'done'
  }, 180_000)
  return last
}

/** One page, applied. */
async function read(client: Client, consumer: string, to: Destination): Promise<LedgerPage> {
  const named = consumer === '' ? '' : `&consumer=${consumer}`
  const page = await changesOf(client, 'buyers', to.cursor, `${IDS}${named}`)
  to.take(page.changes)
  to.cursor = page.cursor
  return page
}

const confirm = (client: Client, consumer: string, cursor: string | undefined): Promise<{ open_retractions: number }> =>
  client.post('/v1/segments/buyers/changes/confirm', { consumer, cursor })

const openAt = async (client: Client, name: string): Promise<number | undefined> => {
  const { consumers } = await client.get<{ consumers: { consumer: string; open_retractions: number }[] }>(
    '/v1/segments/buyers/consumers',
  )
  return consumers.find(({ consumer }) => consumer === name)?.open_retractions
}

const stateOf = async (client: Client, { erasure }: Erasure) => {
  const { statement } = await client.get<{ statement: { destinations: Erasure['destinations'] } }>(
    `/v1/erasures/${erasure}/certificate`,
  )
  const told = await client.get<Erasure>(`/v1/erasures/${erasure}`)
  expect(statement.destinations).toEqual(told.destinations)
  return told.destinations
}

/** The rows of all tables, once nobody has them open. */
async function warehouseRows(folder: string): Promise<string> {
  const chdb = await startChdb({ dir: join(folder, 'warehouse'), logger: createLogger('test', 'silent') })
  const warehouse = openWarehouse(chdb)
  try {
    return await rowsIn(warehouse)
  } finally {
    await warehouse.close()
    await chdb.close()
  }
}

test('a destination is told of an erasure until it confirms; then nothing is left', async () => {
  await using folder = await tempFolder('handed')
  const settings: Settings = { WEIR_DATA: join(folder.path, 'data'), WEIR_PARTITIONS: '2' }
  const data = settings['WEIR_DATA']!
  const ads = createDestination()
  let asked: Erasure
  {
    await using weir = await startWeir(settings)
    const { client } = weir
    await prepare(client)
    // This one reads before Ann is there: it never has her.
    const early = createDestination()
    await buy(weir, 'bob')
    await read(client, 'early', early)
    // Ann is known by a cookie first: the destination has her by two ids.
    await tell(weir, 'Purchase', { ttp: 'cookie-of-ann-' })
    await buy(weir, 'ann')
    await read(client, 'ads', ads)
    expect([...ads.ids].toSorted()).toEqual([hashOf('ann'), hashOf('bob')].toSorted())
    await confirm(client, 'ads', ads.cursor)
    await buy(weir, 'cem')
    await tell(weir, 'Login', { ttp: 'cookie-of-ann-', email: emailOf('ann') })

    asked = await erase(client, 'ttp:cookie-of-ann-')
    expect(await stateOf(client, asked)).toEqual([{ segment: 'buyers', consumer: 'ads', removal: 'open' }])
    expect(await openAt(client, 'ads')).toBeGreaterThan(0)
    expect(await openAt(client, 'early')).toBe(0)
    const anybody = createDestination()
    anybody.cursor = ads.cursor
    for (const [name, who] of [
      ['', anybody],
      ['early', early],
    ] as const)
      expect(JSON.stringify((await read(client, name, who)).changes), name).not.toContain(hashOf('ann'))
    // Who begins anew never had her.
    expect(JSON.stringify((await read(client, 'new', createDestination())).changes)).not.toContain(hashOf('ann'))
    const had = new Set(ads.people)
    const { changes } = await read(client, 'ads', ads)
    const removals = changes.filter(({ reason }) => reason === 'erasure')
    expect(removals.every(({ op, person }) => op === 'remove' && had.has(person))).toBe(true)
    expect([...ads.ids].toSorted()).toEqual([hashOf('bob'), hashOf('cem')].toSorted())
    expect(ads.people.size).toBe(2)
  }
  // What waits is found by whoever looks into the files.
  expect((await contentsIn(data, /^data\.mdb$/)).includes(hashOf('ann'))).toBe(true)
  expect((await contentsIn(join(data, 'warehouse'))).includes(hashOf('ann'))).toBe(true)
  expect(await warehouseRows(data)).toContain(hashOf('ann'))
  {
    await using weir = await startWeir(settings)
    const { client } = weir
    expect((await confirm(client, 'ads', ads.cursor)).open_retractions).toBe(0)
    expect(await stateOf(client, asked)).toEqual([{ segment: 'buyers', consumer: 'ads', removal: 'closed' }])
    await eventually(async () => !(await contentsIn(join(data, 'warehouse'))).includes(hashOf('ann')), 180_000)
  }
  // The next start makes the files of the log anew.
  {
    await using weir = await startWeir(settings)
    expect((await read(weir.client, 'ads', ads)).changes).toEqual([])
  }
  const bytes = await contentsIn(data)
  expect(bytes.includes(hashOf('bob'))).toBe(true)
  expect(bytes.includes(hashOf('ann'))).toBe(false)
  expect(await warehouseRows(data)).not.toContain(hashOf('ann'))
}, 600_000)

test('an identifier that was lost before the erasure, and not told yet, is removed too', async () => {
  await using weir = await startWeir()
  const { client } = weir
  await prepare(client)
  await tell(weir, 'Purchase', { external_id: 'a', email: emailOf('shared') })
  const ads = createDestination()
  await read(client, 'ads', ads)
  expect([...ads.ids]).toEqual([hashOf('shared')])
  // A later login takes the address.
  await client.setClock(START + DAY)
  await tell(weir, 'Login', { external_id: 'b', email: emailOf('shared') }, START + DAY)
  await erase(client, 'external_id:a')
  await read(client, 'ads', ads)
  expect([...ads.ids]).toEqual([])
  expect([...ads.people]).toEqual([])
}, 300_000)

test('a removal that is not confirmed goes after so many days, and a newer person of the same address stays', async () => {
  await using weir = await startWeir({ WEIR_KEEP_REMOVALS: '2d' })
  const { client } = weir
  await prepare(client)
  for (const name of ['ann', 'bob']) await buy(weir, name)
  const ads = createDestination()
  await read(client, 'ads', ads)
  // A file hands people out, too.
  await client.get(`/v1/segments/buyers/export?format=csv&${IDS}&consumer=files`)
  const asked = await erase(client, `email:${emailOf('ann')}`)
  const consumers = async () => (await stateOf(client, asked)).map(({ consumer, removal }) => `${consumer} ${removal}`)
  expect(await consumers()).toEqual(['ads open', 'files open'])
  // She comes back as somebody new: the removal comes before the new add.
  await client.setClock(START + DAY)
  await buy(weir, 'ann', START + DAY)
  const kept = createDestination()
  kept.cursor = ads.cursor
  const { changes } = await read(client, 'ads', ads)
  expect(changes.map(({ op, reason }) => `${op} ${reason}`)).toEqual(['remove erasure', 'add event'])
  expect([...ads.ids].toSorted()).toEqual([hashOf('ann'), hashOf('bob')].toSorted())
  // Nobody has confirmed anything.
  await client.call('DELETE', '/v1/segments/buyers/consumers/files')
  expect(await consumers()).toEqual(['ads open', 'files closed'])
  await client.setClock(START + 4 * DAY)
  expect((await consumers()).every((one) => one.endsWith('closed'))).toBe(true)
  await eventually(async () => {
    const from = createDestination()
    from.cursor = kept.cursor
    return !(await read(client, 'ads', from)).changes.some(({ reason }) => reason === 'erasure')
  }, 180_000)
  expect(await openAt(client, 'ads')).toBe(0)
}, 300_000)
