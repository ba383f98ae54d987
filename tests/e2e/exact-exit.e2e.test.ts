import type { Condition } from '@weir/contracts'
import { tempFolder } from '@weir/testkit'
import { expect, test } from 'vitest'
import { startWeir } from '../support/embedded.ts'
import { allAt, exportedRows, figuresOf, membersOf, personOf, previewOf } from '../support/embedded-client.ts'
import { openClosedWarehouse } from '../support/embedded-warehouse.ts'

const DAY = 86_400_000
const START = Date.UTC(2024, 2, 1)
const purchase = (within: string): Condition => ({ event: { name: 'Purchase' }, within })

/** Who bought when, ms after the start. Two people at the same millisecond; one buys twice. */
const PURCHASES: readonly [person: string, at: number][] = [
  ['ann', 0],
  ['bob', 12_345],
  ['cem', 12_345],
  ['dee', 3_600_001],
  ['ann', 2 * DAY + 7],
]
const exits = [START + 30 * DAY + 12_345, START + 30 * DAY + 3_600_001, START + 32 * DAY + 7]

test('a member leaves at the very millisecond the event falls out of the window, and every surface says so', async () => {
  await using folder = await tempFolder('exact-exit')
  {
    await using weir = await startWeir({ WEIR_DATA: folder.path })
    const { client } = weir
    await client.setClock(START)
    await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
    await client.put('/v1/segments/bought', { name: 'Bought in 30 days', rule: purchase('30d') })
    for (const [i, [person, after]] of PURCHASES.entries()) {
      await client.setClock(START + after)
      await client.send([
        {
          event: 'Purchase',
          event_id: `o${i}`,
          event_time: (START + after) / 1000,
          source: 'shop',
          user: { external_id: person, email: `${person}@example.org` },
          properties: { value: 10 },
        },
      ])
    }
    const sizes: [at: number, size: number][] = [
      [exits[0]! - 1, 4],
      [exits[0]!, 2],
      [exits[1]! - 1, 2],
      [exits[1]!, 1],
      [exits[2]! - 1, 1],
      [exits[2]!, 0],
    ]
    for (const [at, size] of sizes) {
      await client.setClock(at)
      expect(await figuresOf(client, 'bought', at), new Date(at).toISOString()).toEqual(allAt(size))
      expect(await exportedRows(client, 'bought', 'tiktok_file', 'EMAIL_SHA256')).toHaveLength(size)
    }
    // What was is still to be asked for: the preview looks at any instant of history.
    for (const [at, size] of sizes) expect(await previewOf(client, purchase('30d'), at)).toBe(size)
  }

  await using warehouse = await openClosedWarehouse(folder.path)
  const changes = await warehouse.rows<{ person: string; op: string; at: string; reason: string }>(
    `SELECT person, op, toUnixTimestamp64Milli(at) AS at, reason FROM memberships WHERE segment = 'bought' ORDER BY op, memberships.at, person`,
  )
  const change = (person: string, op: string, at: number) => ({
    person: personOf(person),
    op,
    at,
    reason: op === 'left' ? 'window' : 'event',
  })
  const byPerson = <T extends { person: string }>(rows: T[]): T[] => rows.toSorted((a, b) => (a.person < b.person ? -1 : 1))
  expect(byPerson(changes.map((row) => ({ ...row, at: Number(row.at) })).filter(({ op }) => op === 'left'))).toEqual(
    byPerson([
      change('ann', 'left', exits[2]!),
      change('bob', 'left', exits[0]!),
      change('cem', 'left', exits[0]!),
      change('dee', 'left', exits[1]!),
    ]),
  )
  expect(changes.filter(({ op }) => op === 'entered')).toHaveLength(4)
})

test('all kinds of windows and measures agree with the warehouse at every instant', async () => {
  await using weir = await startWeir()
  const { client } = weir
  const rules: Record<string, Condition> = {
    days: { event: { name: 'Purchase' }, within: { whole_days: 3, time_zone: 'Europe/Berlin' } },
    earlier: { event: { name: 'Purchase' }, within: { from: '14d', to: '3d' } },
    fixed: { event: { name: 'Purchase' }, within: { since: '2024-03-30', until: '2024-04-01' } },
    never: { not: purchase('3d') },
    often: { event: { name: 'Purchase' }, within: '7d', count: { gte: 2 } },
    spent: { event: { name: 'Purchase' }, within: '7d', sum: { path: 'properties.value', gte: 21.5 } },
    variety: {
      all: [
        { event: { name: 'Purchase' }, within: 'all', distinct: { path: 'properties.contents.content_id', gte: 3 } },
        { trait: 'country', in: ['DE'] },
      ],
    },
  }
  // Across the night in which Berlin's day has 23 hours.
  const start = Date.UTC(2024, 2, 29)
  await client.setClock(start)
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  for (const [id, rule] of Object.entries(rules)) await client.put(`/v1/segments/${id}`, { name: id, rule })
  const seen: Record<string, number[]> = {}
  for (let step = 0; step < 9; step++) {
    const now = start + step * 37 * 3_600_000
    await client.setClock(now)
    const people = ['ann', 'bob', 'cem', 'dee', 'eva'].filter((_, i) => (step + 1) % (i + 2) === 0)
    await client.send(
      people.map((person, i) => ({
        event: 'Purchase',
        event_id: `${step}-${person}`,
        event_time: (now - i * 1_000) / 1000,
        source: 'shop',
        user: { external_id: person },
        properties: { value: 10.5 + i, contents: [{ content_id: `c${step}` }, { content_id: 'c0' }] },
        traits: { country: i % 2 === 0 ? 'DE' : 'AT' },
      })),
    )
    await weir.settled()
    for (const id of Object.keys(rules)) {
      const figures = await figuresOf(client, id, now)
      expect(figures, `${id} at ${new Date(now).toISOString()}`).toEqual(allAt(figures.members))
      ;(seen[id] ??= []).push(figures.members)
    }
  }
  // A comparison of nothing with nothing would hold as well: every segment had members, and lost or
  // gained some.
  for (const [id, sizes] of Object.entries(seen)) expect(new Set(sizes).size, `${id}: ${sizes.join(' ')}`).toBeGreaterThan(1)
  expect((await membersOf(client, 'never', 2)).length).toBe(seen['never']!.at(-1))
})
