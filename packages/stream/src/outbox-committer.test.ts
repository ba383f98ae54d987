import { TOPICS } from '@weir/contracts'
import { createMemoryLog } from '@weir/eventlog/memory'
import { PositionError } from '@weir/state'
import { createMemoryState } from '@weir/state/memory'
import { afterEach, expect, it, vi } from 'vitest'
import { createOutboxCommitter } from './outbox-committer.ts'

afterEach(() => vi.useRealTimers())

it.each([
  { what: 'an older position', fallen: { position: 3 } },
  { what: 'the same position, before what was done there', fallen: { meta: Buffer.from('before') } },
  { what: 'where outputs had not left', fallen: { outbox: [{ number: 1, value: new Uint8Array() }] } },
])('notices within seconds that the state fell back to $what, also when there is nothing to commit', async ({ fallen }) => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const lease = await createMemoryState({ partitions: 1 }).acquire(0)
  let hasFallen = false
  const processor = await createOutboxCommitter(
    createMemoryLog({ partitions: 1 }),
    {
      ...lease,
      position: async () => (hasFallen ? fallen.position : undefined) ?? lease.position(),
      outbox: async (...args) => (hasFallen ? fallen.outbox : undefined) ?? lease.outbox(...args),
      meta: async () => (hasFallen ? fallen.meta : undefined) ?? lease.meta(),
    },
    'fold',
  )
  await processor.commit(7, { meta: Buffer.from('before'), outputs: [] })
  const output = { topic: TOPICS.facts, partition: 0, key: '', value: new Uint8Array(), offset: 7, n: 0 }
  await processor.commit(7, { meta: Buffer.from('after'), outputs: [output] })
  await processor.maintain()
  vi.advanceTimersByTime(5_000)
  await processor.maintain()
  hasFallen = true
  await processor.maintain()
  vi.advanceTimersByTime(5_000)
  await expect(processor.maintain()).rejects.toThrow(PositionError)
})

it('notices it also before it has stored anything itself', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const lease = await createMemoryState({ partitions: 1 }).acquire(0)
  await lease.commit({ expect: -1, position: 7, meta: Buffer.from('after') })
  let hasFallen = false
  const processor = await createOutboxCommitter(
    createMemoryLog({ partitions: 1 }),
    {
      ...lease,
      meta: async () => (hasFallen ? Buffer.from('before') : lease.meta()),
    },
    'fold',
  )
  vi.advanceTimersByTime(5_000)
  await processor.maintain()
  hasFallen = true
  vi.advanceTimersByTime(5_000)
  await expect(processor.maintain()).rejects.toThrow(PositionError)
})
