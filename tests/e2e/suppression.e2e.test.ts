import { hash } from 'node:crypto'
import { eventually, startTiktokAudiences } from '@weir/testkit'
import type { TiktokAudienceServer } from '@weir/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWeir } from '../support/embedded.ts'
import type { LocalWeir } from '../support/embedded.ts'

const TOKEN = 'token-of-the-advertiser'
let platform: TiktokAudienceServer
let weir: LocalWeir
let sent = 0
beforeAll(async () => {
  process.env['TIKTOK_E2E_TOKEN'] = TOKEN
  platform = await startTiktokAudiences({ advertisers: ['7'], token: TOKEN })
  weir = await startWeir({ WEIR_PARTITIONS: '2', WEIR_CLOCK: 'system' }, { tiktokUrl: platform.url })
  await weir.client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  await weir.client.put('/v1/segments/viewers', { name: 'Viewers', rule: { event: { name: 'ViewContent' }, within: '7d' } })
  await weir.client.put('/v1/segments/buyers', { name: 'Buyers', rule: { event: { name: 'Purchase' }, within: '7d' } })
})
afterAll(async () => {
  await weir[Symbol.asyncDispose]()
  await platform[Symbol.asyncDispose]()
})

const emailOf = (n: number): string => `p${n}@example.org`
const hit = (event: string, n: number): object => ({
  event,
  event_id: `e-${sent++}`,
  event_time: Date.now() / 1000,
  source: 'shop',
  user: { email: emailOf(n) },
})
const hashes = (list: readonly number[]): string[] => list.map((n) => hash('sha256', emailOf(n))).toSorted()
const atTiktok = (): string[] =>
  [...platform.platform.audiences.values()]
    .flatMap(({ ids }) => [...ids].map((id) => id.slice('EMAIL_SHA256:'.length)))
    .toSorted()

/** Follows the ledger: what a destination that reads it has. */
const followed = new Set<string>()
let cursor: string | undefined
async function follow(): Promise<string[]> {
  for (let more = true; more;) {
    const from = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const page = await weir.client.get<{
      cursor: string
      more: boolean
      changes: { op: string; ids: { id?: string }[][] }[]
    }>(`/v1/segments/viewers/changes?id_types=EMAIL_SHA256${from}`)
    for (const { op, ids } of page.changes)
      for (const [cell] of ids) if (cell?.id !== undefined) followed[op === 'add' ? 'add' : 'delete'](cell.id)
    cursor = page.cursor
    more = page.more
  }
  return [...followed].toSorted()
}
async function inFile(): Promise<string[]> {
  const text = await weir.client.get<string>('/v1/segments/viewers/export?format=csv&id_types=EMAIL_SHA256')
  return (text.match(/[0-9a-f]{64}/g) ?? []).toSorted()
}
/** The file at once; the others when they have caught up. */
async function everywhere(list: readonly number[]): Promise<void> {
  expect(await inFile()).toEqual(hashes(list))
  await eventually(async () => (await follow()).join() === hashes(list).join(), 30_000)
  await eventually(() => atTiktok().join() === hashes(list).join(), 30_000)
}
const entries = (body: object) => weir.client.post<object>('/v1/suppression-lists/staff/entries', body)

test('whoever is put on a list leaves files, the ledger and destinations, and comes back when taken off it', async () => {
  await weir.client.send([1, 2, 3, 4].map((n) => hit('ViewContent', n)))
  await weir.settled()
  await weir.client.put('/v1/destinations/tiktok', {
    kind: 'tiktok_streaming',
    name: 'Viewers',
    segment: 'viewers',
    advertiser_ids: ['7'],
    token: { env: 'TIKTOK_E2E_TOKEN' },
  })
  await everywhere([1, 2, 3, 4])
  await weir.client.put('/v1/suppression-lists/staff', { name: 'Staff' })
  await entries({ add: [{ type: 'email', value: emailOf(1) }] })
  await everywhere([2, 3, 4])
  const removals = async (): Promise<{ reason: string }[]> =>
    (await weir.client.get<{ removals: { reason: string }[] }>('/v1/destinations/tiktok/certificate')).removals
  await eventually(async () => (await removals()).length === 1, 10_000)
  expect(await removals()).toMatchObject([{ reason: 'suppression' }])
  // Somebody who is on a list before anything is known of them.
  await entries({ add: [{ type: 'email', value: emailOf(5) }] })
  await weir.client.send([hit('ViewContent', 5)])
  await weir.settled()
  await everywhere([2, 3, 4])
  expect(await weir.client.get('/v1/segments/viewers')).toMatchObject({ size: 5, withheld: 2 })
  await entries({ remove: [1, 5].map((n) => ({ type: 'email', value: emailOf(n) })) })
  await everywhere([1, 2, 3, 4, 5])
})

test('whoever comes to be in a listed segment leaves, and comes back when the list lets go of it', async () => {
  await weir.client.send([hit('Purchase', 2)])
  await weir.settled()
  await everywhere([1, 2, 3, 4, 5])
  await weir.client.put('/v1/suppression-lists/customers', { name: 'Customers', segments: ['buyers'] })
  await everywhere([1, 3, 4, 5])
  await weir.client.send([hit('Purchase', 3)])
  await weir.settled()
  await everywhere([1, 4, 5])
  await weir.client.put('/v1/suppression-lists/customers', { name: 'Customers' })
  await everywhere([1, 2, 3, 4, 5])
  expect(platform.platform.refused).toEqual([])
})

test('a list that is deleted keeps nobody', async () => {
  await entries({ add: [{ type: 'email', value: emailOf(4) }] })
  await everywhere([1, 2, 3, 5])
  await weir.client.call('DELETE', '/v1/suppression-lists/staff')
  await everywhere([1, 2, 3, 4, 5])
})
