import { describe, expect, it } from 'vitest'
import type { Member, MemberChange } from '../index.ts'
import { hexId, useState, writer } from './harness.ts'
import type { OpenState } from './harness.ts'

const change = (segment: number, ordinal: number, member = true): MemberChange => ({ segment, ordinal, member })
const name = (ordinal: number): Member => ({ ordinal, id: hexId(ordinal) })

export function memberSuite(open: OpenState): void {
  describe('members and names', () => {
    const current = useState(open)

    it('counts members, and is not misled by changes that change nothing', async () => {
      const { lease, commit } = await writer(current().store)
      await commit({ members: [change(1, 0), change(1, 5), change(1, 5), change(2, 5), change(3, 9, false)] })
      expect([await lease.count(1), await lease.count(2), await lease.count(3), await lease.count(4)]).toEqual([2, 1, 0, 0])
      await commit({ members: [change(1, 5), change(1, 6, false), change(1, 0, false), change(1, 0, false)] })
      expect(await lease.count(1)).toBe(1)
      await commit({ members: [change(1, 7), change(1, 7, false), change(1, 5, false)] })
      expect(await lease.count(1)).toBe(0)
    })

    it('pages through members across the borders of any chunk', async () => {
      const { lease, commit } = await writer(current().store)
      const ordinals = [0, 7, 8, 1023, 1024, 65_535, 65_536, 65_537, 131_071, 131_072, 200_000, 4_000_000_000]
      await commit({ members: ordinals.map((ordinal) => change(4, ordinal)), names: ordinals.map(name) })
      expect(await lease.members(4, 0, 100)).toEqual(ordinals.map(name))
      for (const limit of [1, 2, 5]) {
        const found: Member[] = []
        for (let from = 0; ; from = found.at(-1)!.ordinal + 1) {
          const page = await lease.members(4, from, limit)
          expect(page.length).toBeLessThanOrEqual(limit)
          found.push(...page)
          if (page.length === 0) break
        }
        expect(found).toEqual(ordinals.map(name))
      }
      expect(await lease.members(4, 65_537, 2)).toEqual([65_537, 131_071].map(name))
      expect(await lease.members(4, 4_000_000_001, 2)).toEqual([])
      expect(await lease.members(5, 0, 10)).toEqual([])
      expect(await lease.members(4, 0, 0)).toEqual([])
    })

    it('forgets a chunk that lost its last member', async () => {
      const { lease, commit } = await writer(current().store)
      await commit({ members: [change(1, 70_000), change(1, 1)], names: [name(1), name(70_000)] })
      await commit({ members: [change(1, 70_000, false)] })
      expect(await lease.members(1, 0, 10)).toEqual([name(1)])
      await commit({ members: [change(1, 70_000)] })
      expect(await lease.members(1, 2, 10)).toEqual([name(70_000)])
    })

    it('empties a bitmap, and only that one, before it takes in members', async () => {
      const { lease, commit } = await writer(current().store)
      const ordinals = [0, 9, 65_536, 70_000]
      await commit({ members: ordinals.flatMap((at) => [change(1, at), change(2, at)]), names: ordinals.map(name) })
      await commit({ drops: [1, 3], members: [change(1, 9), change(1, 0, false)] })
      expect([await lease.count(1), await lease.members(1, 0, 10)]).toEqual([1, [name(9)]])
      expect([await lease.count(2), await lease.members(2, 0, 10)]).toEqual([4, ordinals.map(name)])
      await commit({ drops: [1, 2] })
      for (const bitmap of [1, 2]) expect([await lease.count(bitmap), await lease.members(bitmap, 0, 10)]).toEqual([0, []])
      await commit({ members: [change(1, 70_000)] })
      expect([await lease.count(1), await lease.members(1, 0, 10)]).toEqual([1, [name(70_000)]])
    })

    it('empties a large bitmap over several commits, and says how much is left', async () => {
      const { lease, commit } = await writer(current().store)
      const ordinals = Array.from({ length: 200 }, (_, i) => i * 65_536 + (i % 100))
      await commit({ members: ordinals.map((at) => change(1, at)), names: ordinals.map(name) })
      let left = ordinals.length
      for (let commits = 0; left > 0 && commits < 10; commits++) {
        await commit({ drops: [1] })
        const count = await lease.count(1)
        expect(count).toBeLessThan(left)
        left = count
        expect(await lease.members(1, 0, 1000)).toHaveLength(left)
      }
      expect(left).toBe(0)
    })

    it('keeps segments and partitions apart', async () => {
      const { store } = current()
      const [first, second] = [await writer(store, 0), await writer(store, 1)]
      await first.commit({ members: [change(1, 3), change(2, 4)], names: [name(3), name(4)] })
      await second.commit({ members: [change(1, 4)], names: [name(4)] })
      expect(await first.lease.members(1, 0, 10)).toEqual([name(3)])
      expect(await first.lease.members(2, 0, 10)).toEqual([name(4)])
      expect(await store.view(1).members(1, 0, 10)).toEqual([name(4)])
    })

    it('names ordinals, in pages, over many commits', async () => {
      const { lease, commit } = await writer(current().store)
      for (let at = 0; at < 2500; at += 300) {
        await commit({ names: Array.from({ length: Math.min(300, 2500 - at) }, (_, i) => name(at + i)) })
      }
      expect(await lease.ordinals(0, 10_000)).toEqual(Array.from({ length: 2500 }, (_, i) => name(i)))
      expect(await lease.ordinals(1020, 10)).toEqual(Array.from({ length: 10 }, (_, i) => name(1020 + i)))
      expect(await lease.ordinals(2499, 10)).toEqual([name(2499)])
      expect(await lease.ordinals(2500, 10)).toEqual([])
      expect(await lease.ordinals(0, 0)).toEqual([])
    })

    it('takes any string as an id', async () => {
      const { lease, commit } = await writer(current().store)
      const ids = [hexId(1), 'short', '', 'ünï \u{1f511}', hexId(2).toUpperCase().replaceAll('0', 'A'), 'x'.repeat(300)]
      for (const [ordinal, id] of ids.entries()) await commit({ names: [{ ordinal, id }] })
      await commit({ names: [{ ordinal: 0, id: ids[0]! }] })
      expect(await lease.ordinals(0, 10)).toEqual(ids.map((id, ordinal) => ({ ordinal, id })))
    })
  })
}
