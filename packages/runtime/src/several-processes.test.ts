import { createMemoryLog } from '@weir/eventlog/memory'
import { expect, it } from 'vitest'
import { openConfigView } from './config-view.ts'
import { authoriseFresh, createKey } from './keys.ts'
import { lastReceipt, shareClock } from './log-time.ts'
import { createClock } from './clock.ts'
import { TOPICS } from '@weir/contracts'

it('knows what another process stored a moment ago, and asks the log no more than a few times a second', async () => {
  let reads = 0
  const log = createMemoryLog({ partitions: 1 })
  const counted: typeof log = { ...log, read: (...args) => (reads++, log.read(...args)) }
  const [here, there] = [await openConfigView(counted), await openConfigView(log)]
  const { secret, stored } = createKey('fresh', ['ingest'], 0)
  await there.put(`key:${stored.id}`, stored)
  expect(await authoriseFresh(here, secret, 'ingest')).toEqual(stored)

  reads = 0
  const begun = performance.now()
  const wrong = createKey('never stored', ['ingest'], 0).secret
  const refused = await Promise.allSettled(Array.from({ length: 500 }, () => authoriseFresh(here, wrong, 'ingest')))
  expect(refused.every(({ status }) => status === 'rejected')).toBe(true)
  expect(reads).toBeLessThan(4 + (performance.now() - begun) / 50)
  await here.close()
  await there.close()
})

it('gives all processes one event time: of the last receipt, and then as the one that receives tells it', async () => {
  const log = createMemoryLog({ partitions: 2 })
  const hit = (received_at: number) => ({ partition: 1, key: '', value: Buffer.from(JSON.stringify({ received_at })) })
  await log.append(TOPICS.hits, [hit(5_000), hit(4_000)])
  const tick = Buffer.from(JSON.stringify({ kind: 'tick', now: 6_000 }))
  await log.append(TOPICS.events, [{ partition: 0, key: '', value: tick }])
  const [front, back] = [await openConfigView(log), await openConfigView(log)]
  const [telling, following] = [createClock('event', await lastReceipt(log)), createClock('event')]
  expect(telling.now()).toBe(6_000)
  const shared = [shareClock(front, telling, { tells: true }), shareClock(back, following, { tells: false })]
  await expect.poll(() => following.now(), { timeout: 3_000 }).toBe(6_000)
  telling.receive(7_500)
  await expect.poll(() => following.now(), { timeout: 3_000 }).toBe(7_500)
  for (const part of [...shared, front, back]) await part.close()
})
