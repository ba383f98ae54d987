import { TOPICS } from '@weir/contracts'
import { createMemoryLog } from '@weir/eventlog/memory'
import { expect, it } from 'vitest'
import { watchLag } from './lag.ts'
import { Registry } from './metrics.ts'

it('tells how far each consumer is behind, and nothing of those that have stopped', async () => {
  const log = createMemoryLog({ partitions: 2 })
  const registry = new Registry()
  const entry = { partition: 1, key: '', value: Buffer.from('x') }
  await log.append(TOPICS.hits, [entry, entry, entry])
  const start = () => {
    // Takes its time for ever: what is read is not handled.
    const consumer = log.consume({
      topic: TOPICS.hits,
      group: 'slow',
      max: { records: 10, bytes: 1_000 },
      idleMs: 10,
      assign: async () => ({ position: 0, batch: () => blocked }),
    })
    watchLag(registry, TOPICS.hits, consumer)
    return consumer
  }
  let unblock = (): void => undefined
  const blocked = new Promise<void>((resolve) => (unblock = resolve))
  const consumer = start()
  await expect.poll(() => registry.metrics()).toContain(`weir_consumer_lag_records{topic="${TOPICS.hits}",partition="1"} 3`)
  unblock()
  await expect.poll(() => registry.metrics()).toMatch(/partition="1"\} 0/)
  await consumer.close()
  expect(await registry.metrics()).not.toMatch(/partition="1"/)
})
