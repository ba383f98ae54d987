import { createHash } from 'node:crypto'
import { eventually } from '@weir/testkit'
import { expect, test } from 'vitest'
import { exportedRows, membersOf } from '../support/embedded-client.ts'
import type { Client } from '../support/embedded-client.ts'
import { startWeir } from '../support/embedded.ts'
import type { LocalWeir, Settings } from '../support/embedded.ts'
import { changesOf } from '../support/ledger-client.ts'

const START = Date.UTC(2024, 2, 10)
const DAY = 86_400_000
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

let sent = 0
async function tell(weir: LocalWeir, event: string, user: object, at: number, more: object = {}): Promise<void> {
  await weir.client.send([{ event, event_id: `e-${sent++}`, event_time: at / 1000, source: 'shop', user, ...more }])
  await weir.settled()
}

async function prepare(client: Client): Promise<void> {
  await client.setClock(START)
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  const within = (name: string, days: number) => ({ event: { name }, within: `${days}d` })
  await client.put('/v1/segments/buyers', { name: 'Buyers', rule: within('Purchase', 7) })
  await client.put('/v1/segments/subscribers', { name: 'Subscribers', rule: within('Subscribe', 365) })
}

interface Run {
  before: string
  deleted: number
  bytes: number
  remaining: number
  held_by: string
}
interface Retention {
  classes: { class: string; keep_days: number | null; runs: Run[] }[]
  warnings: { code: string; segments: string[] }[]
}

/** The look of a class that deleted something up to an instant; waits until there is one. */
async function deletedBy(client: Client, name: string, before: number): Promise<Run> {
  let found: Run | undefined
  await eventually(async () => {
    const { classes } = await client.get<Retention>('/v1/retention')
    const runs = classes.find((one) => one.class === name)?.runs ?? []
    found = runs.find((run) => run.before === new Date(before).toISOString() && run.deleted > 0)
    return found !== undefined
  }, 180_000)
  return found!
}

/** How many events the warehouse has of a name. */
async function previewed(client: Client, name: string): Promise<number> {
  const rule = { event: { name }, within: 'all' }
  return (await client.post<{ size: number }>('/v1/segments/preview', { rule })).size
}

const KEEP: Settings = {
  WEIR_KEEP_LOG: '30d',
  WEIR_KEEP_FACTS: '30d',
  WEIR_KEEP_MEMBERSHIPS: '30d',
  WEIR_KEEP_REJECTED: '30d',
  WEIR_KEEP_INTERVAL: '1s',
}

test('what is old goes, class by class, and what a segment looks at stays', async () => {
  await using weir = await startWeir(KEEP)
  const { client } = weir
  await prepare(client)
  await tell(weir, 'Purchase', { email: 'ann@example.org' }, START)
  await tell(weir, 'ViewContent', { email: 'ann@example.org' }, START)
  await tell(weir, 'Subscribe', { email: 'bob@example.org' }, START)
  await client.call('POST', '/v1/events', [{ source: 'shop', event: 'Purchase', event_id: 'bad', event_time: 'never', user: {} }])
  const handed = await changesOf(client, 'buyers', undefined, 'consumer=ads')
  expect(handed.changes).toHaveLength(1)
  // Ann leaves the buyers after a week.
  await client.setClock(START + 10 * DAY)
  await weir.settled()
  const rejected = async (): Promise<number> =>
    (await client.get<{ rejected: object[] }>('/v1/rejected?source=shop')).rejected.length
  expect(await rejected()).toBe(1)

  await client.setClock(START + 45 * DAY)
  await tell(weir, 'Purchase', { email: 'cem@example.org' }, START + 45 * DAY)
  const before = START + 15 * DAY
  expect(await deletedBy(client, 'facts', before)).toMatchObject({ deleted: 2, remaining: 0, held_by: 'subscribers' })
  expect(await deletedBy(client, 'rejected', before)).toMatchObject({ remaining: 0 })
  expect((await deletedBy(client, 'log', before)).deleted).toBeGreaterThanOrEqual(3)
  expect(await rejected()).toBe(0)
  expect([await previewed(client, 'ViewContent'), await previewed(client, 'Subscribe')]).toEqual([0, 1])
  expect(await previewed(client, 'Purchase')).toBe(1)
  // Members are who they were.
  expect(await membersOf(client, 'subscribers')).toHaveLength(1)
  expect(await membersOf(client, 'buyers')).toHaveLength(1)

  // What the destination has not confirmed is told however old it is.
  const open = await changesOf(client, 'buyers', handed.cursor, 'consumer=ads')
  const { classes, warnings } = await client.get<Retention>('/v1/retention')
  expect(classes.find((one) => one.class === 'memberships')?.runs.reduce((sum, { deleted }) => sum + deleted, 0)).toBe(0)
  expect(classes.map(({ keep_days }) => keep_days)).toEqual([30, 30, 30, null, 30, null, 30])
  expect(warnings.map(({ code, segments }) => [code, segments])).toEqual([
    ['log_too_short', ['subscribers']],
    ['facts_held', ['subscribers']],
  ])
  await client.post('/v1/segments/buyers/changes/confirm', { consumer: 'ads', cursor: open.cursor })
  expect(await deletedBy(client, 'memberships', before)).toMatchObject({ deleted: 2, remaining: 0 })
  const anew = await changesOf(client, 'buyers', undefined)
  expect(anew.changes.map(({ op }) => op)).toEqual(['add'])
  const subscribers = await changesOf(client, 'subscribers', undefined)
  expect(subscribers.changes.map(({ op }) => op)).toEqual(['add'])
}, 600_000)

test('people who are not seen for long are erased: destinations hear of it, and no denial is lifted', async () => {
  const settings = { ...KEEP, WEIR_KEEP_FACTS: '400d', WEIR_KEEP_PEOPLE: '60d', WEIR_KEEP_CONSENT: '30d', WEIR_PARTITIONS: '2' }
  await using weir = await startWeir(settings)
  const { client } = weir
  await prepare(client)
  const subscribe = (name: string, at: number) => tell(weir, 'Subscribe', { email: `${name}@example.org`, external_id: name }, at)
  for (const name of ['ann', 'bob', 'dan']) await subscribe(name, START)
  const handed = await changesOf(client, 'subscribers', undefined, 'consumer=ads&id_types=EMAIL_SHA256')
  expect(handed.changes).toHaveLength(3)
  const denied = { consent: { purposes: { storage: true, profiling: false } } }
  await tell(weir, 'Consent', { external_id: 'dan' }, START, denied)
  // Bob comes again.
  await client.setClock(START + 50 * DAY)
  await tell(weir, 'ViewContent', { external_id: 'bob' }, START + 50 * DAY)
  expect(await membersOf(client, 'subscribers')).toHaveLength(2)

  await client.setClock(START + 70 * DAY)
  let runs: Run[] = []
  await eventually(async () => {
    const { classes } = await client.get<Retention>('/v1/retention')
    runs = classes.find((one) => one.class === 'people')?.runs.filter(({ remaining }) => remaining === 0) ?? []
    return runs.reduce((sum, { deleted }) => sum + deleted, 0) >= 2
  }, 180_000)
  expect(runs.reduce((sum, { deleted }) => sum + deleted, 0)).toBe(2)
  for (const { before } of runs) expect(before).toBe(new Date(START + 10 * DAY).toISOString())
  const isKnown = async (key: string): Promise<boolean> => (await client.call('GET', `/v1/people/${key}`)).status === 200
  for (const name of ['ann', 'dan']) expect(await isKnown(`external_id:${name}`), name).toBe(false)
  expect(await isKnown('email:bob@example.org')).toBe(true)
  expect(await previewed(client, 'Subscribe')).toBe(1)
  const { changes } = await changesOf(client, 'subscribers', handed.cursor, 'consumer=ads&id_types=EMAIL_SHA256')
  const removed = changes.flatMap(({ op, ids = [] }) => (op === 'remove' ? ids.flat().map(({ id }) => id) : []))
  expect(removed).toContain(sha256('ann@example.org'))

  // Both come again, as somebody new: what Dan denied under another identifier still counts.
  await client.setClock(START + 71 * DAY)
  for (const name of ['ann', 'dan']) await tell(weir, 'Subscribe', { email: `${name}@example.org` }, START + 71 * DAY)
  const files = (await exportedRows(client, 'subscribers', 'csv', 'EMAIL_SHA256')).join('\n')
  expect(files).toContain(sha256('ann@example.org'))
  expect(files).not.toContain(sha256('dan@example.org'))
  expect(await membersOf(client, 'subscribers')).toHaveLength(2)
  // A grant of his own lifts it.
  const granted = { consent: { purposes: { storage: true, profiling: true, personalised_ads: true } } }
  await tell(weir, 'Consent', { email: 'dan@example.org' }, START + 71 * DAY, granted)
  expect(await membersOf(client, 'subscribers')).toHaveLength(3)

  // After another 30 days the proof of who is gone is emptied; the chain can still be followed.
  await client.setClock(START + 102 * DAY)
  await eventually(async () => {
    const { classes } = await client.get<Retention>('/v1/retention')
    return classes.find((one) => one.class === 'consent')?.runs.some(({ deleted, remaining }) => deleted > 0 && remaining === 0)
  }, 180_000)
  const verified = await client.get<{ intact: boolean; emptied: number }>('/v1/consent/verify')
  expect(verified).toMatchObject({ intact: true })
  expect(verified.emptied).toBeGreaterThan(0)
}, 600_000)
