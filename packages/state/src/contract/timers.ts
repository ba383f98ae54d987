import { describe, expect, it } from 'vitest'
import { useState, writer } from './harness.ts'
import type { OpenState } from './harness.ts'

export function timerSuite(open: OpenState): void {
  describe('timers', () => {
    const current = useState(open)
    const arm = (key: string, due: number) => ({ key, was: undefined, due })

    it('gives those that are due, earliest first, up to a limit', async () => {
      const { lease, commit } = await writer(current().store)
      const dues = [500, -3, 0, 1_700_000_000_123, 20, 8.5, 4_000_000_000_000]
      await commit({ timers: dues.map((due) => arm(`at ${due}`, due)) })
      const sorted = [...dues].sort((a, b) => a - b)
      expect((await lease.due(Number.MAX_SAFE_INTEGER, 100)).map((t) => t.due)).toEqual(sorted)
      expect(await lease.due(20, 100)).toEqual([-3, 0, 8.5, 20].map((due) => ({ key: `at ${due}`, due })))
      expect((await lease.due(20, 2)).map((t) => t.due)).toEqual([-3, 0])
      expect(await lease.due(-4, 100)).toEqual([])
      expect(await lease.due(20, 0)).toEqual([])
    })

    it('moves and clears a timer; a key has one at most', async () => {
      const { lease, commit } = await writer(current().store)
      await commit({ timers: [arm('a', 10), arm('b', 10)] })
      await commit({ timers: [{ key: 'a', was: 10, due: 30 }] })
      expect(await lease.due(100, 10)).toEqual([
        { key: 'b', due: 10 },
        { key: 'a', due: 30 },
      ])
      await commit({ timers: [{ key: 'a', was: 30, due: 5 }] })
      await commit({ timers: [{ key: 'b', was: 10, due: undefined }] })
      expect(await lease.due(100, 10)).toEqual([{ key: 'a', due: 5 }])
      await commit({
        timers: [
          { key: 'a', was: 5, due: 6 },
          { key: 'a', was: 6, due: 7 },
        ],
      })
      await commit({ timers: [{ key: 'a', was: 7, due: 7 }] })
      expect(await lease.due(100, 10)).toEqual([{ key: 'a', due: 7 }])
    })

    it('knows its key again, whatever it is', async () => {
      const { lease, commit } = await writer(current().store)
      const keys = ['', 'a\0', 'ü\u{1f511}', 'x'.repeat(400), 'x'.repeat(3000)]
      await commit({ timers: keys.map((key, i) => arm(key, i)) })
      expect((await lease.due(10, 10)).map((t) => t.key)).toEqual(keys)
      await commit({ timers: keys.map((key, i) => ({ key, was: i, due: undefined })) })
      expect(await lease.due(10, 10)).toEqual([])
    })

    it('keeps partitions apart', async () => {
      const { store } = current()
      const [first, second] = [await writer(store, 0), await writer(store, 1)]
      await first.commit({ timers: [arm('a', 1)] })
      expect(await second.lease.due(100, 10)).toEqual([])
      await second.commit({ timers: [arm('b', Number.MAX_SAFE_INTEGER)] })
      expect(await first.lease.due(Number.MAX_SAFE_INTEGER, 10)).toEqual([{ key: 'a', due: 1 }])
    })
  })
}
