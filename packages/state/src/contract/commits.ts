import { describe, expect, it } from 'vitest'
import { FencedError, PositionError } from '../index.ts'
import type { Commit, Lease, View } from '../index.ts'
import { PARTITIONS, bytes, hexId, texts, useState, writer } from './harness.ts'
import type { OpenState } from './harness.ts'

/** One commit with something of everything. */
const FULL: Commit = {
  expect: -1,
  position: 4,
  meta: bytes('meta'),
  puts: [{ key: 'k', value: bytes('v') }],
  timers: [{ key: 'k', was: undefined, due: 10 }],
  members: [{ segment: 1, ordinal: 0, member: true }],
  names: [{ ordinal: 0, id: hexId(7) }],
  outbox: bytes('out'),
}

async function all(view: View, lease?: Lease): Promise<unknown> {
  return {
    position: await view.position(),
    meta: await view.meta().then((m) => m && Buffer.from(m).toString()),
    k: await texts(view, ['k']),
    count: await view.count(1),
    members: await view.members(1, 0, 10),
    ordinals: await view.ordinals(0, 10),
    due: lease && (await lease.due(100, 10)),
    outbox: lease && (await lease.outbox(0, 10)).map((e) => [e.number, Buffer.from(e.value).toString()]),
  }
}

const EMPTY = { position: -1, meta: undefined, k: [undefined], count: 0, members: [], ordinals: [], due: [], outbox: [] }
const DONE = {
  position: 4,
  meta: 'meta',
  k: ['v'],
  count: 1,
  members: [{ ordinal: 0, id: hexId(7) }],
  ordinals: [{ ordinal: 0, id: hexId(7) }],
  due: [{ key: 'k', due: 10 }],
  outbox: [[1, 'out']],
}

export function commitSuite(open: OpenState): void {
  describe('commits', () => {
    const current = useState(open)

    it('applies everything at once, for the lease and for every view', async () => {
      const { store } = current()
      expect(store.partitions).toBe(PARTITIONS)
      const lease = await store.acquire(1)
      expect(await all(lease, lease)).toEqual(EMPTY)
      expect(await lease.commit(FULL)).toBe(1)
      expect(await all(lease, lease)).toEqual(DONE)
      expect(await all(store.view(1))).toEqual({ ...DONE, due: undefined, outbox: undefined })
      const other = await store.acquire(0)
      expect(await all(other, other)).toEqual(EMPTY)
    })

    it('refuses, and leaves untouched, when the position is another one', async () => {
      const { store } = current()
      const lease = await store.acquire(0)
      await expect(lease.commit({ ...FULL, expect: 3 })).rejects.toThrow(PositionError)
      expect(await all(lease, lease)).toEqual(EMPTY)
      await lease.commit(FULL)
      await expect(lease.commit({ expect: 2, position: 9, puts: [{ key: 'k', value: bytes('wrong') }] })).rejects.toThrow(
        PositionError,
      )
      await expect(lease.commit({ expect: 5, position: 9, puts: [{ key: 'k', value: bytes('wrong') }] })).rejects.toThrow(
        PositionError,
      )
      expect(await all(lease, lease)).toEqual(DONE)
    })

    it('refuses a position that goes back', async () => {
      const lease = await current().store.acquire(0)
      await lease.commit({ expect: -1, position: 5 })
      await expect(lease.commit({ expect: 5, position: 4 })).rejects.toThrow(RangeError)
    })

    it('recognises the last commit when it comes again', async () => {
      const { store } = current()
      const lease = await store.acquire(0)
      expect(await lease.commit(FULL)).toBe(1)
      expect(await lease.commit(FULL)).toBe(1)
      expect(await all(lease, lease)).toEqual(DONE)
      const timersOnly: Commit = {
        expect: 4,
        position: 4,
        outbox: bytes('fired'),
        timers: [{ key: 'k', was: 10, due: undefined }],
      }
      expect(await lease.commit(timersOnly)).toBe(2)
      expect(await lease.commit(timersOnly)).toBe(2)
      expect(await lease.commit({ expect: 4, position: 4, outbox: bytes('fired again') })).toBe(3)
      await expect(lease.commit(FULL)).rejects.toThrow(PositionError)
      expect((await lease.outbox(0, 10)).map((e) => e.number)).toEqual([1, 2, 3])
    })

    it('does not take another commit to the same position for a repeat', async () => {
      const lease = await current().store.acquire(0)
      await lease.commit({ expect: -1, position: 3 })
      await lease.commit({ expect: 3, position: 4, outbox: bytes('a') })
      await expect(lease.commit({ expect: 2, position: 4, outbox: bytes('b') })).rejects.toThrow(PositionError)
    })

    it('fences the older lease, for good, and keeps what it had committed', async () => {
      const { store } = current()
      const old = await store.acquire(0)
      await old.commit(FULL)
      const lease = await store.acquire(0)
      expect(await all(lease, lease)).toEqual(DONE)
      const next: Commit = { expect: 4, position: 5, puts: [{ key: 'k', value: bytes('zombie') }] }
      await expect(old.commit(next)).rejects.toThrow(FencedError)
      await expect(old.commit(FULL)).rejects.toThrow(FencedError)
      await lease.commit({ ...next, puts: [{ key: 'k', value: bytes('owner') }] })
      await expect(old.commit({ ...next, expect: 5, position: 6 })).rejects.toThrow(FencedError)
      expect(await texts(lease, ['k'])).toEqual(['owner'])
    })

    it('shows the older lease nothing that the newer one has committed, but anybody else', async () => {
      const { store } = current()
      const old = await store.acquire(0)
      await old.commit(FULL)
      const lease = await store.acquire(0)
      await lease.commit({ expect: 4, position: 5, puts: [{ key: 'k', value: bytes('owner') }] })
      await expect(old.load(['k'])).rejects.toThrow(FencedError)
      await expect(old.load([])).rejects.toThrow(FencedError)
      await expect(old.due(Number.MAX_SAFE_INTEGER, 1)).rejects.toThrow(FencedError)
      await expect(old.ordinals(0, 1)).rejects.toThrow(FencedError)
      expect(await texts(store.view(0), ['k'])).toEqual(['owner'])
    })

    it('does not let a new lease repeat what an older one committed', async () => {
      const { store } = current()
      await (await store.acquire(0)).commit(FULL)
      await expect((await store.acquire(0)).commit(FULL)).rejects.toThrow(PositionError)
    })

    it('lets one of many commits win that expect the same position', async () => {
      const { store } = current()
      const lease = await store.acquire(0)
      const results = await Promise.allSettled(
        Array.from({ length: 8 }, (_, i) =>
          lease.commit({ expect: -1, position: i + 1, puts: [{ key: 'k', value: bytes(`${i}`) }] }),
        ),
      )
      const won = results.flatMap((result, i) => (result.status === 'fulfilled' ? [i] : []))
      expect(won).toHaveLength(1)
      expect(await lease.position()).toBe(won[0]! + 1)
      expect(await texts(lease, ['k'])).toEqual([`${won[0]}`])
    })

    it('commits to many partitions at once without mixing them up', async () => {
      const { store } = current()
      const writers = await Promise.all([0, 1, 2].map((partition) => writer(store, partition)))
      for (let round = 0; round < 10; round++) {
        await Promise.all(writers.map(({ commit }, p) => commit({ puts: [{ key: 'k', value: bytes(`${p} ${round}`) }] })))
      }
      for (const p of [0, 1, 2]) {
        expect(await texts(store.view(p), ['k'])).toEqual([`${p} 9`])
        expect(await store.view(p).position()).toBe(9)
      }
    })

    it('refuses a partition that the store does not have', async () => {
      const { store } = current()
      await expect(store.acquire(PARTITIONS)).rejects.toThrow(RangeError)
      expect(() => store.view(-1)).toThrow(RangeError)
    })

    it('refuses everything once it is closed', async () => {
      const { store } = current()
      const lease = await store.acquire(0)
      await store.close()
      await expect(lease.commit(FULL)).rejects.toThrow(/closed/)
      await expect(lease.load(['k'])).rejects.toThrow(/closed/)
      await expect(store.acquire(0)).rejects.toThrow(/closed/)
    })
  })
}

export function durableSuite(open: OpenState): void {
  describe('reopening', () => {
    const current = useState(open)

    it('has everything after it was opened again; earlier leases stay fenced', async () => {
      const { store, reopen } = current()
      await (await store.acquire(0)).commit(FULL)
      await store.shared.put([{ key: 's', value: bytes('shared') }])
      const again = await reopen!()
      const lease = await again.acquire(0)
      expect(await all(lease, lease)).toEqual(DONE)
      expect((await again.shared.get(['s'])).map((v) => v && Buffer.from(v).toString())).toEqual(['shared'])
      expect(await lease.commit({ expect: 4, position: 5, outbox: bytes('next') })).toBe(2)
    })
  })
}
