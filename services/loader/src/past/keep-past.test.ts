import { clickhouseTime } from '@weir/contracts'
import type { Condition } from '@weir/contracts'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import type { Warehouse } from '@weir/warehouse'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DAY, factsOf, NOW, pastRig, segmentOf } from '../../test/support/past.ts'
import type { PastRig } from '../../test/support/past.ts'

const STAMPS = 1_000
const SEGMENTS = [
  segmentOf('buyers', { event: { name: 'Purchase' }, within: '7d' }),
  segmentOf('visitors', { event: { name: 'Visit' }, within: { from: '10d', to: '1d' }, count: { gte: 2 } }),
  segmentOf('others', { not: { segment: 'buyers' } }),
]

let opened: Awaited<ReturnType<typeof openTestWarehouse>>
let warehouse: Warehouse
let rig: PastRig
beforeAll(async () => {
  opened = await openTestWarehouse()
  warehouse = opened.warehouse
  rig = pastRig(warehouse)
})
afterAll(() => opened[Symbol.asyncDispose]())
beforeEach(async () => {
  for (const table of ['facts', 'person_aliases', 'segment_pasts', 'past_memberships'])
    await warehouse.command(`TRUNCATE TABLE ${table}`)
  await warehouse.command(`ALTER TABLE past_progress DELETE WHERE kind != 'begun' SETTINGS mutations_sync = 1`)
})

describe('facts are stamped with what was true immediately before them', () => {
  test('of segments that were defined after them, of late ones, and of persons who were merged', async () => {
    await rig.store(factsOf({ seed: 1, count: STAMPS }))
    await rig.keep({ segments: SEGMENTS })
    const first = await rig.stamps(SEGMENTS)
    expect(first.told).toEqual(first.right)
    await rig.store(factsOf({ seed: 2, count: STAMPS, from: STAMPS }))
    await rig.merge([
      [2, 0],
      [3, 0],
      [5, 4],
    ])
    await rig.keep({ segments: SEGMENTS })
    const then = await rig.stamps(SEGMENTS)
    expect(then.told).toEqual(then.right)
    expect(then.told.filter((line) => !line.endsWith(' ')).length).toBeGreaterThan(STAMPS / 2)
  })

  test.each([1, 2, 3, 5, 8, 13, 21])('wherever it is killed: after %i writes, and again', async (writes) => {
    await rig.store(factsOf({ seed: 3, count: 300 }))
    await rig.merge([[2, 0]])
    await rig.keep({ segments: SEGMENTS, diesAfter: writes })
    await rig.store(factsOf({ seed: 4, count: 300, from: 300 }))
    await rig.keep({ segments: SEGMENTS, diesAfter: writes })
    await rig.keep({ segments: SEGMENTS })
    const { told, right } = await rig.stamps(SEGMENTS)
    expect(told).toEqual(right)
  })

  test('which would be noticed if a late event were left as it was', async () => {
    await rig.store(factsOf({ seed: 5, count: 300 }))
    await rig.keep({ segments: SEGMENTS })
    await warehouse.command(
      `INSERT INTO facts SELECT * REPLACE ([] AS segments, version + 1 AS version) FROM (SELECT * FROM facts FINAL WHERE notEmpty(segments) LIMIT 1)`,
    )
    const { told, right } = await rig.stamps(SEGMENTS)
    expect(told).not.toEqual(right)
  })

  test('an edited segment counts as it did until the edit, and from then on by its new rule', async () => {
    await rig.store(factsOf({ seed: 6, count: 300 }))
    await rig.keep({ segments: SEGMENTS })
    const affected = [SEGMENTS[0]!, SEGMENTS[2]!].map(({ number }) => number)
    const counted = async (): Promise<string[]> => {
      const { told } = await rig.stamps(SEGMENTS)
      return told.flatMap((line) => {
        const [person, t, eid, numbers = ''] = line.split(' ')
        const own = numbers.split(',').filter((number) => affected.includes(Number(number)))
        return own.length === 0 ? [] : [`${person} ${t} ${eid} ${own.join()}`]
      })
    }
    const before = await counted()
    const rule: Condition = { event: { name: 'Other' }, within: '7d' }
    const edited = [{ ...SEGMENTS[0]!, version: 2, rule }, ...SEGMENTS.slice(1)]
    await rig.keep({ segments: edited })
    await rig.store([
      { ...factsOf({ seed: 7, count: 1, from: 300 })[0]!, name: 'Other', event_time: clickhouseTime(NOW - 30 * DAY) },
    ])
    await rig.keep({ segments: edited })
    // Segments that refer to it are edited with it.
    const after = await counted()
    expect(after).toEqual(before)
    expect(after.length).toBeGreaterThan(10)
  })
})
