import type { Condition, SegmentDefinition } from '@weir/contracts'
import { segmentNumber } from '@weir/contracts'
import { eventually, seededRandom } from '@weir/testkit'
import type { Random } from '@weir/testkit'
import { openWarehouse } from '@weir/warehouse'
import type { Warehouse } from '@weir/warehouse'
import { expect, test } from 'vitest'
import { startDeployment, startServers } from '../../support/deployment.ts'
import type { Client } from '../../support/embedded-client.ts'
import { personOf } from '../../support/embedded-client.ts'
import { factFaults, faultsOf } from '../check.ts'
import { tablesOf, viewsAt } from '../observe.ts'
import { SOURCE, START, toNative } from '../traffic.ts'
import type { Sent } from '../traffic.ts'

const LONG = process.env['CHAOS'] === 'long'
const SEED = Number(process.env['SEED'] ?? 20240407)
const EVENTS = LONG ? 200_000 : 20_000
const PEOPLE = 5_000
const [DUPLICATES, LATE, OUT_OF_ORDER] = [0.1, 0.05, 0.02]
/** The whole story takes less than 48 h: a copy after that is a new event. */
const STEP_MS = LONG ? 800 : 1_000
const BATCH = 200
const SENDERS = 4
const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** 40 segments: eight kinds of condition over five windows. */
function segments(): SegmentDefinition[] {
  const kinds: Record<string, (within: string) => Condition> = {
    any: (within) => ({ event: { name: 'Purchase' }, within }),
    none: (within) => ({
      all: [{ event: { name: 'ViewContent' }, within: 'all' }, { not: { event: { name: 'Purchase' }, within } }],
    }),
    few: (within) => ({ event: { name: 'Purchase' }, within, count: { gte: 2 } }),
    exactly: (within) => ({ event: { name: 'ViewContent' }, within, count: { eq: 1 } }),
    spent: (within) => ({ event: { name: 'Purchase' }, within, sum: { path: 'properties.value', gte: 8 } }),
    curious: (within) => ({
      event: { name: 'ViewContent' },
      within,
      distinct: { path: 'properties.contents.content_id', gte: 2 },
    }),
    either: (within) => ({
      any: [
        { event: { name: 'AddToCart' }, within },
        { event: { name: 'Purchase' }, within: '30m' },
      ],
    }),
    dear: (within) => ({ event: { name: 'Purchase', where: [{ path: 'properties.value', op: 'gte', value: 5 }] }, within }),
  }
  return Object.entries(kinds).flatMap(([kind, rule]) =>
    ['30m', '1h', '2h', '3h', '6h'].map((within) => {
      const id = `${kind}-${within}`
      return { id, number: segmentNumber(id), version: 1, name: id, rule: rule(within) }
    }),
  )
}

/**
 * What is sent, in its order. Copies follow their event sooner or later; some events come late,
 * some before an earlier one.
 */
function story(random: Random): { history: Sent[]; toSend: Sent[] } {
  const history: Sent[] = []
  const toSend: Sent[] = []
  while (toSend.length < EVENTS) {
    if (history.length > 0 && random.chance(DUPLICATES)) {
      toSend.push(history[random.int(history.length)]!)
      continue
    }
    const number = history.length
    const now = START + toSend.length * STEP_MS
    const backMs = random.chance(LATE) ? random.int(6 * HOUR) : random.chance(OUT_OF_ORDER) ? random.int(2 * MINUTE) : 0
    const sent: Sent = {
      event: random.pick(['Purchase', 'ViewContent', 'AddToCart']),
      event_id: `e${number}`,
      at: now - backMs,
      person: `person-${random.int(PEOPLE)}`,
      value: random.int(1_000) / 100,
      item: `item-${random.int(30)}`,
      fate: 'ok',
    }
    history.push(sent)
    toSend.push(sent)
  }
  return { history, toSend }
}

async function sendAll(client: Client, events: readonly Sent[]): Promise<void> {
  let next = 0
  const sender = async (): Promise<void> => {
    while (next < events.length) {
      const batch = events.slice(next, (next += BATCH))
      expect(await client.send(batch.map(toNative))).toBe(batch.length)
    }
  }
  await Promise.all(Array.from({ length: SENDERS }, sender))
}

test(`${EVENTS} events with copies, late and out of order, in 40 segments: everything is what the oracle says`, async () => {
  const definitions = segments()
  const { history, toSend } = story(seededRandom(SEED))
  await using servers = await startServers()
  await using weir = await startDeployment({ servers, settings: { WEIR_PARTITIONS: '4' } })
  const { client, progress } = weir
  await client.put(`/v1/sources/${SOURCE}`, { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  for (const { id, name, rule } of definitions) await client.put(`/v1/segments/${id}`, { name, rule })

  const begun = performance.now()
  await sendAll(client, toSend)
  const sentMs = performance.now() - begun
  // An engine that gives no answer for a while, since there is so much to do, is asked again.
  const settled = () => eventually(() => progress.settled().then(() => true), 10 * MINUTE, 250)
  await settled()
  const settledMs = performance.now() - begun
  const end = START + EVENTS * STEP_MS
  const views = []
  for (const at of LONG ? [end, end + 40 * MINUTE] : [end]) views.push(...(await viewsAt(client, definitions, at)))
  await settled()

  const warehouse = openWarehouse(servers.clickhouse)
  try {
    const rows = { rows: <T>(sql: string) => warehouse.query<T>(sql, {}, { maxSeconds: 120, maxRows: 0 }) }
    const found = { ...(await tablesOf(rows)), views }
    const sizes = views.map(({ size }) => size)
    process.stdout.write(
      `seed ${SEED}: ${EVENTS} sent in ${(sentMs / 1000).toFixed(1)} s, settled after ${(settledMs / 1000).toFixed(1)} s; ${history.length} events, ${found.facts.size} facts, ${found.changes.length} changes; sizes from ${Math.min(...sizes)} to ${Math.max(...sizes)}\n`,
    )
    expect(faultsOf(history, found, definitions)).toEqual([])
    // A segment that everybody or nobody is in proves little; 40 minutes after the last event it
    // may be so.
    const first = sizes.slice(0, definitions.length)
    expect(first.filter((size) => size > 0 && size < PEOPLE).length).toBe(first.length)
    const lookedMs = performance.now() - begun
    expect(await audit(client, 300)).toEqual([])

    const { dropped, doubled } = await tamper(warehouse, history)
    const faults = factFaults(history, (await tablesOf(rows)).facts)
    expect(faults).toHaveLength(2)
    expect(faults.join('\n')).toContain(`lost: ${dropped.event_id} `)
    expect(faults.join('\n')).toContain(`twice: ${doubled.event_id} `)
    // And the product's own audit finds the one who misses an event, in its next round.
    expect(await audit(client, PEOPLE)).toContain(personOf(dropped.person))
    process.stdout.write(
      `looked at after ${(lookedMs / 1000).toFixed(1)} s, both audits and the canary took ${((performance.now() - begun - lookedMs) / 1000).toFixed(1)} s\n`,
    )
  } finally {
    await warehouse.close()
  }
})

/** Drops the fact of somebody who purchased once and lately, and doubles another. */
async function tamper(warehouse: Warehouse, history: readonly Sent[]): Promise<{ dropped: Sent; doubled: Sent }> {
  const [doubled] = history
  const lately = history.at(-1)!.at - 20 * MINUTE
  const purchases = (person: string): number => history.filter((one) => one.person === person && one.event === 'Purchase').length
  const dropped = history.find((one) => one.event === 'Purchase' && one.at > lately && purchases(one.person) === 1)
  if (!doubled || !dropped) throw new Error('the story has nobody who purchased once and lately')
  await warehouse.command(`ALTER TABLE facts DELETE WHERE event_id = {id:String} SETTINGS mutations_sync = 2`, {
    id: dropped.event_id,
  })
  await warehouse.command(
    `INSERT INTO facts SELECT * REPLACE (concat(eid, 'x') AS eid, off + 1000000000 AS off) FROM facts FINAL WHERE event_id = {id:String}`,
    { id: doubled.event_id },
  )
  return { dropped, doubled }
}

/** @returns those about whom stream and warehouse disagree, of so many at random. */
async function audit(client: Client, people: number): Promise<string[]> {
  const look = async () => {
    const found = await client.post<{ checked: number; mismatches: { person: string }[] }>('/v1/admin/audit', { people })
    return found.checked > 0 ? found : undefined
  }
  const { mismatches } = await eventually(look, 60_000, 500)
  return [...new Set(mismatches.map(({ person }) => person))]
}
