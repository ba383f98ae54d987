import { GROUPS, TOPICS } from '@weir/contracts'
import type { Topic } from '@weir/contracts'
import { createMemoryLog } from '@weir/eventlog/memory'
import { createLogger, Registry } from '@weir/runtime'
import { eventually } from '@weir/testkit'
import { expect, test } from 'vitest'
import { behindOnLog, watchBacklog } from './watch-backlog.ts'

/**
 * Ingest knows how far the segmenters are from what they tell to the log; where it does not know,
 * it turns nobody away.
 */

const logger = createLogger('ingest', 'silent')

async function valueOf(registry: Registry, name: string): Promise<number> {
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(await registry.metrics())?.[1])
}

test('what waits is what the groups of both steps have not handled', async () => {
  const log = createMemoryLog({ partitions: 2 })
  const registry = new Registry()
  const append = (topic: Topic, count: number): Promise<void> =>
    log.append(
      topic,
      Array.from({ length: count }, (_, i) => ({ partition: i % 2, key: '', value: Buffer.from('x') })),
    )
  await append(TOPICS.hits, 10)
  await append(TOPICS.events, 7)
  const backlog = watchBacklog({ look: () => behindOnLog(log), max: 5, everyMs: 10, logger, registry })
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(backlog.waiting()).toBe(0)
  expect(await valueOf(registry, 'weir_ingest_backlog_known')).toBe(0)
  expect(await valueOf(registry, 'weir_ingest_backlog_records')).toBeNaN()

  let open = (): void => undefined
  const gate = new Promise<void>((resolve) => (open = resolve))
  const consumers = [[TOPICS.hits, GROUPS.resolve] as const, [TOPICS.events, GROUPS.fold] as const].map(([topic, group]) =>
    log.consume({
      topic,
      group,
      max: { records: 1, bytes: 1 << 20 },
      idleMs: 10,
      assign: async () => ({ position: 0, batch: () => gate }),
    }),
  )
  await eventually(() => expect(backlog.waiting()).toBe(17))
  expect(await valueOf(registry, 'weir_ingest_backlog_records')).toBe(17)
  open()
  await eventually(() => expect(backlog.waiting()).toBe(0))
  expect(await valueOf(registry, 'weir_ingest_backlog_known')).toBe(1)
  backlog.close()
  await Promise.all(consumers.map((consumer) => consumer.close()))
  await log.close()
})

test('a log that does not answer turns nobody away', async () => {
  const registry = new Registry()
  let looks = 0
  const look = async (): Promise<number> => {
    looks++
    throw new Error('away')
  }
  const backlog = watchBacklog({ look, max: 5, everyMs: 5, logger, registry })
  await eventually(() => expect(looks).toBeGreaterThan(2))
  expect(backlog.waiting()).toBe(0)
  expect(await valueOf(registry, 'weir_ingest_backlog_known')).toBe(0)
  backlog.close()
})
