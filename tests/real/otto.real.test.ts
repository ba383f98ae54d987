import type { Condition, Hit, PersonEvent, Purpose, SegmentDefinition } from '@weir/contracts'
import { eidOf, PURPOSES, segmentNumber } from '@weir/contracts'
import { isMemberAt } from '@weir/segmentation'
import { eventually, tempFolder } from '@weir/testkit'
import { expect, test } from 'vitest'
import { startWeir } from '../support/embedded.ts'
import { membersOf, personOf, previewOf } from '../support/embedded-client.ts'
import { openClosedWarehouse } from '../support/embedded-warehouse.ts'
import { occurrences, readShared } from './shared-data.ts'

/**
 * OTTO's shop sessions with their ms timestamps: clicks, carts and orders of 20 users over four
 * weeks.
 */
const NAMES = { clicks: 'ViewContent', carts: 'AddToCart', orders: 'Purchase' } as const

interface Action {
  name: string
  event_id: string
  at: number
  user: string
  item: string
}

function actions(): Action[] {
  const nth = occurrences()
  const lines = readShared('data/otto/train.jsonl')
    .split('\n')
    .filter((line) => line !== '')
  const sessions = lines.map(
    (line) => JSON.parse(line) as { session: number; events: { aid: number; ts: number; type: keyof typeof NAMES }[] },
  )
  return sessions
    .flatMap(({ session, events }) =>
      events.map(({ aid, ts, type }) => {
        const id = `${session}-${type}-${aid}-${ts}`
        return { name: NAMES[type], event_id: `${id}-${nth(id)}`, at: ts, user: `user-${session}`, item: String(aid) }
      }),
    )
    .toSorted((a, b) => a.at - b.at)
}

const item = 'properties.contents.content_id'
const RULES: Record<string, Condition> = {
  carted: { event: { name: 'AddToCart' }, within: 'all' },
  carted_and_bought: {
    all: [
      { event: { name: 'AddToCart' }, within: 'all' },
      { event: { name: 'Purchase' }, within: 'all' },
    ],
  },
  abandoned: { all: [{ event: { name: 'AddToCart' }, within: '7d' }, { not: { event: { name: 'Purchase' }, within: '7d' } }] },
  keen: { event: { name: 'ViewContent' }, within: '3d', count: { gte: 15 } },
  broad: { event: { names: ['ViewContent', 'AddToCart'] }, within: '14d', distinct: { path: item, gte: 20 } },
  returning: { event: { name: 'ViewContent' }, within: { from: '14d', to: '7d' } },
}
const definitions: SegmentDefinition[] = Object.entries(RULES).map(([id, rule]) => ({
  id,
  number: segmentNumber(id),
  version: 1,
  name: id,
  rule,
}))

test('counts, funnel and segments equal those of an independent count', async () => {
  const log = actions()
  expect(log).toHaveLength(862)
  const end = log.at(-1)!.at
  const history = log.map(toPersonEvent)
  await using folder = await tempFolder('otto')
  {
    await using weir = await startWeir({ WEIR_CLOCK: 'event', WEIR_DATA: folder.path })
    const { client } = weir
    await client.put('/v1/sources/otto', { name: 'OTTO', kind: 'import', consent_basis: 'assumed' })
    for (const { id, name, rule } of definitions) await client.put(`/v1/segments/${id}`, { name, rule })
    expect(await client.send(log.map(toNative))).toBe(862)
    await weir.settled()
    for (const definition of definitions) {
      const truth = membersAt(definition, history, end)
      const shown = async (): Promise<string[]> => (await membersOf(client, definition.id)).map(({ person }) => person).toSorted()
      await eventually(async () => (await shown()).length === truth.length, 10_000).catch(() => undefined)
      expect(await shown(), definition.id).toEqual(truth)
      expect((await client.get<{ size: number }>(`/v1/segments/${definition.id}/size`)).size).toBe(truth.length)
      // And at any instant of the past, asked of the warehouse.
      for (const days of [0, 5, 10, 20])
        expect(await previewOf(client, definition.rule, end - days * 86_400_000), `${definition.id} ${days} days before`).toBe(
          membersAt(definition, history, end - days * 86_400_000).length,
        )
    }
    // The funnel, counted by hand: who put something into the cart, and who of them bought.
    const users = (name: string): Set<string> => new Set(log.filter((action) => action.name === name).map(({ user }) => user))
    const [carted, bought] = [users('AddToCart'), users('Purchase')]
    expect((await membersOf(client, 'carted')).map(({ person }) => person).toSorted()).toEqual(
      [...carted].map(personOf).toSorted(),
    )
    expect(await membersOf(client, 'carted_and_bought')).toHaveLength([...carted].filter((user) => bought.has(user)).length)
  }
  await using warehouse = await openClosedWarehouse(folder.path)
  const rows = await warehouse.rows<{ name: string; events: number; items: number; first: string }>(
    `SELECT name, toUInt32(count()) AS events, toUInt32(uniqExact(JSONExtractString(body, 'properties', 'contents', 1, 'content_id'))) AS items,
     toString(toUnixTimestamp64Milli(min(event_time))) AS first FROM facts FINAL GROUP BY name ORDER BY name`,
  )
  const counted = Object.values(NAMES)
    .toSorted()
    .map((name) => {
      const own = log.filter((action) => action.name === name)
      return { name, events: own.length, items: new Set(own.map((action) => action.item)).size, first: String(own[0]!.at) }
    })
  expect(rows).toEqual(counted)
  expect(rows.map(({ events }) => events)).toEqual([52, 10, 800])
})

function membersAt(definition: SegmentDefinition, history: readonly PersonEvent[], at: number): string[] {
  const people = [...new Set(history.map(({ person }) => person))]
  return people
    .filter((person) =>
      isMemberAt(
        definition,
        history.filter((event) => event.person === person),
        at,
      ),
    )
    .toSorted()
}

function toNative({ name, event_id, at, user, item }: Action): object {
  return {
    event: name,
    event_id,
    event_time: at / 1000,
    source: 'otto',
    user: { external_id: user },
    properties: { contents: [{ content_id: item }] },
  }
}

function toPersonEvent({ name, event_id, at, user, item }: Action): PersonEvent {
  const granted = { granted: true, by: 'basis' } as const
  const consent = Object.fromEntries(PURPOSES.map((purpose) => [purpose, granted])) as Record<Purpose, typeof granted>
  const body = { properties: { contents: [{ content_id: item }] } }
  const hit: Hit = {
    source: 'otto',
    channel: 'server',
    name,
    event_id,
    id_from: 'sender',
    event_time: at,
    received_at: at,
    ids: [],
    consent,
    body,
  }
  const person = personOf(user)
  return { kind: 'event', person, eid: eidOf(hit, person), rev: 0, hit }
}
