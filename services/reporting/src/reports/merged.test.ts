import type { FactRow } from '@weir/contracts'
import { segmentNumber } from '@weir/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { absorb } from '../../test/aliases.ts'
import { fact, store } from '../../test/facts.ts'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import type { World } from '../../test/world.ts'
import { createWorld } from '../../test/world.ts'

/** A browser that clicked and a buyer with an e-mail address, who turn out to be one. */

const DAY = 86_400_000
const T = Date.UTC(2024, 2, 20)
const opened = await openTestWarehouse()
const buyers = segmentNumber('buyers')
let world: World

const ad = (name: string, person: string, before: number, campaign: string, fields: Partial<FactRow> = {}): FactRow =>
  fact(T - before, name, { person, campaign_id: campaign, ...fields })
const buy = (person: string, fields: Partial<FactRow> = {}): FactRow =>
  fact(T, 'Purchase', { person, value: 10, currency: 'EUR', ...fields })

beforeAll(async () => {
  world = await createWorld({ warehouse: opened.warehouse })
  const rule = { event: { name: 'Purchase' }, within: '7d' }
  await world.ask('PUT', '/v1/segments/buyers', { name: 'buyers', rule })
  await store(opened.warehouse, [
    // The absorbed browser clicked, the other one bought.
    ad('AdImpression', 'browser', 2 * DAY, 'shown', { segments: [buyers] }),
    ad('AdClick', 'browser', DAY, 'clicked'),
    buy('buyer'),
    // The other way round: the person who lives on clicked, the absorbed one bought.
    ad('AdClick', 'lives', DAY, 'first'),
    buy('gone'),
    // Of two absorbed by a third the newer click counts.
    ad('AdClick', 'tab1', 3 * DAY, 'older'),
    ad('AdClick', 'tab2', 2 * DAY, 'newer'),
    buy('third'),
    // Whose click it was is nobody else's.
    ad('AdClick', 'stranger', DAY, 'foreign'),
    buy('unseen'),
    // Three times the same person under three ids.
    ...['tab1', 'tab2', 'third'].map((person, i) => ad('AdImpression', person, 1_000 + i, 'shown')),
  ])
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await opened[Symbol.asyncDispose]()
})

const report = async (query: string): Promise<Record<string, unknown>[]> => {
  const answer = await world.ask('GET', `/v1/reports/segments?from=2024-03-01&to=2024-04-01&${query}`)
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json().rows
}
const conversions = async (): Promise<Record<string, unknown>> => {
  const rows = await report('group_by=campaign&metrics=conversions&attribution=7d_click')
  return Object.fromEntries(rows.flatMap((row) => (row['conversions'] ? [[String(row['campaign']), row['conversions']]] : [])))
}
const reach = async (): Promise<unknown> => (await report('metrics=impressions,reach,frequency'))[0]
const preview = async (): Promise<unknown> =>
  (
    await world.ask('POST', '/v1/segments/preview', {
      rule: {
        all: [
          { event: { name: 'AdClick' }, within: '30d' },
          { event: { name: 'Purchase' }, within: '7d' },
        ],
      },
      as_of: '2024-03-21',
    })
  ).json()

describe('persons who were merged', () => {
  it('are several until then', async () => {
    expect(await conversions()).toEqual({})
    expect(await reach()).toEqual({ impressions: 4, reach: 4, frequency: 1 })
    expect(await preview()).toMatchObject({ size: 0, known_people: 9 })
  })

  it('are one afterwards, in attribution, reach and previews; what was true before each event stays', async () => {
    const before = await report('segments=buyers&metrics=impressions')
    await absorb(opened.warehouse, [
      ['browser', 'buyer'],
      ['gone', 'lives'],
      ['tab1', 'tab2'],
      ['tab1', 'third'],
      ['tab2', 'third'],
    ])
    expect(await conversions()).toEqual({ clicked: 1, first: 1, newer: 1 })
    expect(await reach()).toEqual({ impressions: 4, reach: 2, frequency: 2 })
    expect(await preview()).toMatchObject({ size: 3, known_people: 5 })
    expect(await report('segments=buyers&metrics=impressions')).toEqual(before)
  })
})
