import { describe, expect, it } from 'vitest'
import { bytes, texts, useState, writer } from './harness.ts'
import type { OpenState } from './harness.ts'

const HOUR_MS = 3_600_000
const T0 = 1_700_000_000_000

export function expirySuite(open: OpenState): void {
  describe('expiry', () => {
    const current = useState(open)
    const put = (key: string, expires?: number) => ({
      key,
      value: bytes(`value of ${key}`),
      ...(expires === undefined ? {} : { expires }),
    })

    it('never drops a value before its time, and nothing unasked', async () => {
      const { lease, commit } = await writer(current().store)
      const offsets = [0, 1, 999, HOUR_MS - 1, HOUR_MS, 3 * HOUR_MS]
      const keys = offsets.map((offset) => `at ${offset}`)
      await commit({ puts: [...offsets.map((offset) => put(`at ${offset}`, T0 + offset)), put('stays')] })
      await commit({})
      expect(await texts(lease, keys)).toEqual(keys.map((key) => `value of ${key}`))
      for (const now of [T0 - 1, T0, T0 + 1, T0 + HOUR_MS, T0 + 2 * HOUR_MS]) {
        await commit({ expiredBefore: now })
        const left = keys.filter((_, i) => T0 + offsets[i]! > now)
        expect(await texts(lease, [...left, 'stays'])).toEqual([...left, 'stays'].map((key) => `value of ${key}`))
      }
    })

    it('drops every value some time after, a bounded number per commit', async () => {
      const { lease, commit } = await writer(current().store)
      const keys = Array.from({ length: 4500 }, (_, i) => `k${i}`)
      for (let at = 0; at < keys.length; at += 1500) {
        await commit({ puts: keys.slice(at, at + 1500).map((key, i) => put(key, T0 + (i % 3) * HOUR_MS)) })
      }
      const left = async () => (await lease.load(keys)).filter((value) => value !== undefined).length
      await commit({ expiredBefore: T0 + 100 * HOUR_MS })
      expect(await left()).toBeGreaterThan(0)
      expect(await left()).toBeLessThan(4500)
      for (let i = 0; i < 20; i++) await commit({ expiredBefore: T0 + 100 * HOUR_MS })
      expect(await left()).toBe(0)
    })

    it('keeps a value that was put again with a later expiry, or with none', async () => {
      const { lease, commit } = await writer(current().store)
      await commit({
        puts: [put('later', T0), put('forever', T0), put('same commit', T0), put('earlier', T0 + 50 * HOUR_MS), put('gone', T0)],
      })
      await commit({ puts: [put('later', T0 + 20 * HOUR_MS), put('forever'), put('earlier', T0)] })
      await commit({ puts: [put('same commit', T0 + 20 * HOUR_MS)], expiredBefore: T0 + 10 * HOUR_MS })
      await commit({ expiredBefore: T0 + 10 * HOUR_MS })
      expect(await texts(lease, ['later', 'forever', 'same commit', 'earlier', 'gone'])).toEqual([
        'value of later',
        'value of forever',
        'value of same commit',
        undefined,
        undefined,
      ])
      await commit({ expiredBefore: T0 + 60 * HOUR_MS })
      expect(await texts(lease, ['later', 'forever', 'same commit'])).toEqual([undefined, 'value of forever', undefined])
    })

    it('drops only what belongs to the partition', async () => {
      const { store } = current()
      const [first, second] = [await writer(store, 0), await writer(store, 1)]
      await first.commit({ puts: [put('k', T0)] })
      await second.commit({ puts: [put('k', T0)] })
      await first.commit({ expiredBefore: T0 + 10 * HOUR_MS })
      expect(await texts(first.lease, ['k'])).toEqual([undefined])
      expect(await texts(second.lease, ['k'])).toEqual(['value of k'])
    })
  })
}
