import type { SegmentInput } from '@weir/contracts'
import { segmentNumber } from '@weir/contracts'
import { createMemoryLog } from '@weir/eventlog/memory'
import { expect, it } from 'vitest'
import { openConfigView } from './config-view.ts'

const stored = (id: string, rule: SegmentInput['rule']): object => ({
  id,
  number: segmentNumber(id),
  version: 1,
  updated_at: 0,
  name: id,
  rule,
})
const model = (version: number): object => ({
  id: 'model:buys',
  version,
  published_at: 0,
  percentiles: Array.from({ length: 99 }, () => version),
})

it('moves the version of the definitions with the thresholds that they use, and with no others', async () => {
  const log = createMemoryLog({ partitions: 1 })
  const view = await openConfigView(log)
  await view.put('threshold:model:buys', model(1))
  expect(view.segmentsVersion()).toBe(0)
  await view.put('segment:likely', stored('likely', { not: { score: 'buys', percentile: { gte: 90 } } }))
  await view.put('segment:other', stored('other', { lookalike: 'likely', size: 0.05 }))
  const before = view.segmentsVersion()
  expect(view.segment('likely')?.thresholds).toEqual([model(1)])
  expect(view.segment('other')).not.toHaveProperty('thresholds')

  await view.put('threshold:model:clicks', { ...model(1), id: 'model:clicks' })
  expect(view.segmentsVersion()).toBe(before)
  await view.put('threshold:model:buys', model(2))
  expect(view.segmentsVersion()).toBe(view.version())
  expect(view.segments().find(({ id }) => id === 'likely')?.thresholds).toEqual([model(2)])
  expect(view.withThresholds({ rule: { score: 'buys', percentile: { lt: 5 } } }).thresholds).toEqual([model(2)])

  // Whoever reads the topic from its beginning sees the same.
  const again = await openConfigView(log)
  expect([again.segmentsVersion(), again.segments()]).toEqual([view.segmentsVersion(), view.segments()])

  await view.put('threshold:model:buys', undefined)
  expect(view.segmentsVersion()).toBe(view.version())
  expect([view.threshold('model:buys'), view.segment('likely')?.thresholds]).toEqual([undefined, undefined])
  await view.close()
  await again.close()
})

it('hands out the same list of segments until one of them, or a threshold, changes', async () => {
  const view = await openConfigView(createMemoryLog({ partitions: 1 }))
  const before = view.segments()
  await view.put('source:shop', { name: 'Shop', kind: 'pixel' })
  expect(view.segments()).toBe(before)
  const rule = { event: { name: 'Purchase' }, within: '7d' }
  await view.put('segment:a', { name: 'a', id: 'a', number: segmentNumber('a'), version: 1, updated_at: 1, rule })
  expect([before.length, view.segments().length]).toEqual([0, 1])
  await view.close()
})
