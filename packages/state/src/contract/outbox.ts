import { describe, expect, it } from 'vitest'
import type { OutboxEntry } from '../index.ts'
import { bytes, useState, writer } from './harness.ts'
import type { OpenState, StateSupport } from './harness.ts'

export function outboxSuite(open: OpenState, supports: StateSupport): void {
  describe('outbox', () => {
    const current = useState(open)
    const shown = (entries: readonly OutboxEntry[]) => entries.map((e) => `${e.number} ${Buffer.from(e.value).toString()}`)

    it('numbers entries 1, 2, ... and says the newest number with every commit', async () => {
      const { lease, commit } = await writer(current().store)
      expect(await commit({})).toBe(0)
      expect(await commit({ outbox: bytes('a') })).toBe(1)
      expect(await commit({})).toBe(1)
      expect(await commit({ outbox: new Uint8Array() })).toBe(2)
      expect(await commit({ outbox: bytes('c') })).toBe(3)
      expect(shown(await lease.outbox(0, 10))).toEqual(['1 a', '2 ', '3 c'])
      expect(shown(await lease.outbox(1, 1))).toEqual(['2 '])
      expect(shown(await lease.outbox(3, 10))).toEqual([])
      expect(shown(await lease.outbox(0, 0))).toEqual([])
      expect(shown(await current().store.view(lease.partition).outbox(0, 10)), 'as anybody sees it').toEqual(['1 a', '2 ', '3 c'])
    })

    it('drops what was acknowledged, and goes on counting', async () => {
      const harness = current()
      const { lease, commit } = await writer(harness.store)
      for (const text of ['a', 'b', 'c']) await commit({ outbox: bytes(text) })
      expect(await commit({ acked: 2, outbox: bytes('d') })).toBe(4)
      expect(shown(await lease.outbox(0, 10))).toEqual(['3 c', '4 d'])
      await commit({ acked: 1 })
      expect(shown(await lease.outbox(0, 10))).toEqual(['3 c', '4 d'])
      expect(await commit({ acked: 4 })).toBe(4)
      expect(await lease.outbox(0, 10)).toEqual([])
      const later = await writer(supports.durable ? await harness.reopen!() : harness.store)
      expect(await later.commit({ outbox: bytes('e') })).toBe(5)
      expect(shown(await later.lease.outbox(0, 10))).toEqual(['5 e'])
    })

    it('keeps partitions apart', async () => {
      const { store } = current()
      const [first, second] = [await writer(store, 0), await writer(store, 1)]
      await first.commit({ outbox: bytes('a') })
      await second.commit({ outbox: bytes('b') })
      await second.commit({ acked: 1 })
      expect(shown(await first.lease.outbox(0, 10))).toEqual(['1 a'])
      expect(await second.lease.outbox(0, 10)).toEqual([])
    })
  })
}
