import { clickhouseTime, TOPICS } from '@weir/contracts'
import { createMemoryLog } from '@weir/eventlog/memory'
import { eventually } from '@weir/testkit'
import { expect, it } from 'vitest'
import { trimLog } from './trim-log.ts'

const DAY = 86_400_000
const NOW = Date.UTC(2024, 4, 1)
const at = (days: number): number => NOW - days * DAY
const hit = (days: number): object => ({ received_at: at(days) })
const row = (days: number): object => ({ recorded_at: clickhouseTime(at(days)) })

it('deletes what is old from the begin on, and nothing that a reader has still to read', async () => {
  const log = createMemoryLog({ partitions: 2 })
  const append = (topic: (typeof TOPICS)['hits' | 'memberships'], partition: number, values: readonly object[]): Promise<void> =>
    log.append(
      topic,
      values.map((value) => ({ partition, key: '', value: Buffer.from(JSON.stringify(value)) })),
    )
  await append(TOPICS.hits, 0, [hit(9), { kind: 'release' }, hit(8), hit(2), hit(9), hit(1)])
  await append(TOPICS.hits, 1, [hit(1)])
  await append(TOPICS.memberships, 0, [row(9), row(9), row(1)])
  // Nobody is known to have read the rows.
  const consumer = log.consume({
    topic: TOPICS.hits,
    group: 'segmenter-resolve',
    max: { records: 4, bytes: 1e6 },
    idleMs: 10,
    assign: async () => ({ position: 0, batch: async () => undefined }),
  })
  await eventually(async () => (await log.behind(TOPICS.hits, 'segmenter-resolve')) === 0)
  const done = await trimLog(log, at(3))
  expect(done).toMatchObject({ deleted: 3, remaining: 0 })
  expect(done.unread).toBeDefined()
  expect([await log.begin(TOPICS.hits, 0), await log.begin(TOPICS.hits, 1)]).toEqual([3, 0])
  expect(await log.begin(TOPICS.memberships, 0)).toBe(0)
  // Once more finds nothing: what is old behind something newer stays until that is old, too.
  expect(await trimLog(log, at(3))).toMatchObject({ deleted: 0, remaining: 0 })
  expect((await trimLog(log, at(0))).deleted).toBe(4)
  await consumer.close()
})

it('leaves what waits to be read', async () => {
  const log = createMemoryLog({ partitions: 1 })
  const values = [9, 9, 9, 9].map((days) => ({ partition: 0, key: '', value: Buffer.from(JSON.stringify(hit(days))) }))
  await log.append(TOPICS.hits, values)
  const behind = async (topic: string): Promise<number | undefined> => (topic === TOPICS.hits ? 3 : undefined)
  expect(await trimLog({ ...log, behind }, at(1))).toMatchObject({ deleted: 1 })
  expect(await log.begin(TOPICS.hits, 0)).toBe(1)
})
