import type { Condition } from '@weir/contracts'
import { eventually, seededRandom } from '@weir/testkit'
import { expect, test } from 'vitest'
import { startWeir } from '../support/embedded.ts'
import { membersOf, personOf } from '../support/embedded-client.ts'
import type { Client } from '../support/embedded-client.ts'

const DAY = 86_400_000
const START = Date.UTC(2024, 0, 1)
const NOW = START + 20 * DAY
const PEOPLE = 70

interface Bought {
  who: string
  at: number
  value: number
}

/** Purchases over twenty days, sent in an order of their own. */
const HISTORY = (() => {
  const random = seededRandom(8)
  return Array.from({ length: 400 }, (): Bought => {
    const at = START + random.int((NOW - START) / 1000) * 1000
    return { who: `person-${random.int(PEOPLE)}`, at, value: random.int(50) }
  })
})()

const count = (days: number, gte: number): Condition => ({
  event: { name: 'CompletePayment' },
  within: `${days}d`,
  count: { gte },
})
const RULES: Record<string, { rule: Condition; holds(mine: readonly Bought[]): boolean }> = {
  twice: { rule: count(7, 2), holds: (mine) => since(mine, 7).length >= 2 },
  thrice: { rule: count(7, 3), holds: (mine) => since(mine, 7).length >= 3 },
  often: { rule: count(14, 5), holds: (mine) => since(mine, 14).length >= 5 },
  spent: {
    rule: { event: { name: 'CompletePayment' }, within: '10d', sum: { path: 'properties.value', gte: 80 } },
    holds: (mine) => since(mine, 10).reduce((sum, { value }) => sum + value, 0) >= 80,
  },
  never: { rule: { not: { event: { name: 'CompletePayment' }, within: '5d' } }, holds: (mine) => since(mine, 5).length === 0 },
}

function since(mine: readonly Bought[], days: number): Bought[] {
  return mine.filter(({ at }) => at > NOW - days * DAY && at <= NOW)
}

function expected(id: string): string[] {
  const byPerson = new Map<string, Bought[]>()
  for (const one of HISTORY) byPerson.set(one.who, [...(byPerson.get(one.who) ?? []), one])
  return [...byPerson].flatMap(([who, mine]) => (RULES[id]!.holds(mine) ? [personOf(who)] : [])).sort()
}

async function comesLive(client: Client, id: string): Promise<void> {
  await eventually(async () => {
    const { status } = await client.get<{ status: string }>(`/v1/segments/${id}`)
    return status === 'live'
  })
}

async function send(client: Client, bought: readonly Bought[]): Promise<void> {
  const events = bought.map(({ who, at, value }) => ({
    event: 'CompletePayment',
    event_id: `${who}/${at}/${value}`,
    event_time: at / 1000,
    source: 'shop',
    user: { external_id: who },
    properties: { value },
  }))
  await client.send(events)
}

test.each([1, 2])(
  'segments that are defined after the fact count all of it, from the warehouse (%i partitions)',
  async (partitions) => {
    await using weir = await startWeir({ WEIR_PARTITIONS: String(partitions), WEIR_CLOCK: 'manual', WEIR_AUDIT_INTERVAL: '0' })
    const { client } = weir
    await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
    await client.setClock(NOW)
    await send(client, HISTORY.slice(0, 350))
    await weir.settled()
    // While they come one after another, and while history is counted, traffic goes on.
    for (const [i, [id, { rule }]] of Object.entries(RULES).entries()) {
      await client.put(`/v1/segments/${id}`, { name: id, rule })
      await send(client, HISTORY.slice(350 + i * 10, 360 + i * 10))
    }
    for (const id of Object.keys(RULES)) await comesLive(client, id)
    await weir.settled()
    for (const id of Object.keys(RULES)) {
      const members = (await membersOf(client, id)).map(({ person }) => person).sort()
      expect(members, id).toEqual(expected(id))
      expect(members.length, id).toBeGreaterThan(0)
    }
  },
)
