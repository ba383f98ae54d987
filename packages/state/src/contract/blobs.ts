import { describe, expect, it } from 'vitest'
import { bytes, texts, useState, writer } from './harness.ts'
import type { OpenState } from './harness.ts'

const ODD_KEYS = [
  '',
  'a',
  'a\0b',
  'schlüssel \u{1f511}',
  'ÿ',
  '\uffff',
  'x'.repeat(166),
  'x'.repeat(167),
  'x'.repeat(500),
  'x'.repeat(5000),
  'y'.repeat(5000),
]

export function blobSuite(open: OpenState): void {
  describe('blobs, meta and the shared index', () => {
    const current = useState(open)

    it('loads in the order asked for, with gaps where there is nothing', async () => {
      const { lease, commit } = await writer(current().store)
      await commit({ puts: ['a', 'b', 'c'].map((key) => ({ key, value: bytes(`value of ${key}`) })) })
      expect(await texts(lease, ['c', 'no', 'a', 'c'])).toEqual(['value of c', undefined, 'value of a', 'value of c'])
      expect(await lease.load([])).toEqual([])
    })

    it('takes any string as a key, and empty and large values', async () => {
      const { lease, commit } = await writer(current().store)
      await commit({ puts: ODD_KEYS.map((key, i) => ({ key, value: bytes(`${i}`) })) })
      expect(await texts(lease, ODD_KEYS)).toEqual(ODD_KEYS.map((_, i) => `${i}`))
      const large = Buffer.alloc(200_000, 'large')
      await commit({
        puts: [
          { key: 'empty', value: new Uint8Array() },
          { key: 'large', value: large },
        ],
      })
      const [empty, back] = await lease.load(['empty', 'large'])
      expect(empty).toHaveLength(0)
      expect(Buffer.from(back!).equals(large)).toBe(true)
    })

    it('keeps the last of several puts of a key, within a commit and across', async () => {
      const { lease, commit } = await writer(current().store)
      const put = (text: string) => ({ key: 'k', value: bytes(text) })
      await commit({ puts: [put('1'), put('2')] })
      expect(await texts(lease, ['k'])).toEqual(['2'])
      await commit({ puts: [put('3')] })
      expect(await texts(lease, ['k'])).toEqual(['3'])
    })

    it('deletes at once what it is told to, in the commit that puts others, and nothing else', async () => {
      const { lease, commit } = await writer(current().store)
      await commit({ puts: [...ODD_KEYS, 'other'].map((key, i) => ({ key, value: bytes(`${i}`) })) })
      await commit({ deletes: [...ODD_KEYS, 'never there'], puts: [{ key: 'new', value: bytes('new') }] })
      expect(await texts(lease, [...ODD_KEYS, 'other', 'new'])).toEqual([
        ...ODD_KEYS.map(() => undefined),
        `${ODD_KEYS.length}`,
        'new',
      ])
      await commit({ puts: [{ key: 'a', value: bytes('again') }] })
      expect(await texts(lease, ['a'])).toEqual(['again'])
    })

    it('removes shared facts, and says how many there were', async () => {
      const { shared } = current().store
      await shared.put(['a', 'b', 'c'].map((key) => ({ key, value: bytes(key) })))
      expect(await shared.remove(['a', 'c', 'a', 'never there'])).toBe(2)
      expect((await shared.get(['a', 'b', 'c'])).map((value) => value && Buffer.from(value).toString())).toEqual([
        undefined,
        'b',
        undefined,
      ])
      expect(await shared.remove([])).toBe(0)
    })

    it('hands out bytes that are the reader’s own, and keeps its own copy', async () => {
      const { lease, commit } = await writer(current().store)
      const value = Buffer.from('mine')
      const meta = Buffer.from('meta')
      await commit({ meta, puts: [{ key: 'k', value }] })
      value.fill(0)
      meta.fill(0)
      const [first] = await lease.load(['k'])
      await lease.load(['k', 'none'])
      expect(Buffer.from(first!).toString()).toBe('mine')
      first!.fill(0)
      ;(await lease.meta())!.fill(0)
      expect(await texts(lease, ['k'])).toEqual(['mine'])
      expect(Buffer.from((await lease.meta())!).toString()).toBe('meta')
    })

    it('keeps meta until another is given', async () => {
      const { lease, commit } = await writer(current().store)
      await commit({ meta: bytes('one') })
      await commit({})
      expect(Buffer.from((await lease.meta())!).toString()).toBe('one')
      await commit({ meta: new Uint8Array() })
      expect(await lease.meta()).toHaveLength(0)
    })

    it('shares facts that belong to no partition: the last write wins', async () => {
      const { shared } = current().store
      const read = async (keys: string[]) => (await shared.get(keys)).map((v) => v && Buffer.from(v).toString())
      await shared.put(ODD_KEYS.map((key, i) => ({ key, value: bytes(`${i}`) })))
      await shared.put([
        { key: 'a', value: bytes('first') },
        { key: 'a', value: bytes('last') },
      ])
      expect(await read(['none', 'a', 'ÿ'])).toEqual([undefined, 'last', '4'])
      expect(await texts(current().store.view(0), ['a'])).toEqual([undefined])
    })
  })
}
