import { afterAll, expect, it } from 'vitest'
import { absorb } from '../../../test/aliases.ts'
import { fact, store } from '../../../test/facts.ts'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { createReportReader } from '../reader.ts'
import { queryHistory } from './person-history.ts'
import { writtenOf } from './persons.ts'
import { sql } from './sql.ts'

const opened = await openTestWarehouse()
const { warehouse } = opened
afterAll(() => opened[Symbol.asyncDispose]())

const historyOf = async (person: string): Promise<string[]> => {
  const events = await queryHistory(createReportReader(warehouse), person)
  expect(events.every((event) => event.person === person)).toBe(true)
  return events.map(({ hit }) => hit.event_id)
}

it('is what all did who are one person, whichever of them is asked for', async () => {
  const did = (person: string, at: number, id: string, fields = {}) =>
    fact(Date.UTC(2024, 0, at), 'Purchase', { person, event_id: id, ...fields })
  await store(warehouse, [
    did('old', 1, 'o1'),
    did('young', 2, 'y1'),
    did('old', 3, 'o2'),
    did('younger', 4, 'z1'),
    did('other', 5, 'x1'),
    // Written before the merge, and enriched after it.
    did('young', 6, 'y2', { eid: 'both', version: 1 }),
    did('old', 6, 'enriched', { eid: 'both', version: 2 }),
  ])
  expect(await historyOf('old')).toEqual(['o1', 'o2', 'enriched'])
  await absorb(warehouse, [
    ['younger', 'young'],
    ['younger', 'old'],
    ['young', 'old'],
  ])
  for (const person of ['old', 'young', 'younger']) expect(await historyOf(person)).toEqual(['o1', 'y1', 'o2', 'z1', 'enriched'])
  expect(await historyOf('other')).toEqual(['x1'])
  expect(await historyOf('nobody')).toEqual([])
})

it('is found by the index: of many parts only those are read that have the person', async () => {
  const many = Array.from({ length: 100_000 }, (_, i) =>
    fact(Date.UTC(2024, 1, 1) + i, 'View', { person: `p${i}`, event_id: `v${i}` }),
  )
  await store(warehouse, many)
  await absorb(warehouse, [['p77', 'p99999']])
  const { text, params } = sql`EXPLAIN indexes = 1 SELECT eid FROM facts_final WHERE ${writtenOf('p99999')}`.render()
  const plan = (await warehouse.query<{ explain: string }>(text, params, { maxSeconds: 10 }))
    .map(({ explain }) => explain)
    .join('\n')
  const [, read, of] = /person_bloom[^]*?Granules: (\d+)\/(\d+)/.exec(plan) ?? []
  expect(Number(of)).toBeGreaterThan(10)
  expect(Number(read)).toBeLessThan(Number(of))
  expect(await historyOf('p99999')).toEqual(['v77', 'v99999'])
})
