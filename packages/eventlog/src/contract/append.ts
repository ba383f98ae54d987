import { describe, expect, it } from 'vitest'
import { TOPICS, partitionsOf } from '@weir/contracts'
import { MAX, PARTITIONS, TOPIC, entry, numbered, readAll, texts, useLog } from './harness.ts'
import type { OpenLog } from './harness.ts'

export function appendSuite(open: OpenLog): void {
  describe('append and read', () => {
    const current = useLog(open)

    it('knows the partitions of each topic', () => {
      const { log } = current()
      for (const topic of Object.values(TOPICS)) expect(log.partitions(topic)).toBe(partitionsOf(topic, PARTITIONS))
    })

    it('is empty at first', async () => {
      const { log } = current()
      expect(await log.read(TOPIC, 0, 0, MAX)).toEqual([])
      expect(await log.begin(TOPIC, 0)).toBe(0)
      expect(await log.end(TOPIC, 0)).toBe(0)
      await log.append(TOPIC, [])
      expect(await log.end(TOPIC, 0)).toBe(0)
    })

    it('keeps key, value and origin as they were given', async () => {
      const { log } = current()
      const origins = [
        { partition: 2, offset: 7, n: 0 },
        { partition: 0, offset: 5_000_000_000, n: 130 },
        { partition: 1, offset: -1, n: 3 },
      ]
      const entries = [
        entry(0, 'plain'),
        { partition: 0, key: '', value: new Uint8Array() },
        { partition: 0, key: 'schlüssel \u{1f511} \0', value: Uint8Array.from({ length: 256 }, (_, i) => i) },
        { partition: 0, key: 'large', value: Buffer.alloc(300_000, 'x') },
        ...origins.map((origin, i) => entry(0, `from ${i}`, { origin })),
      ]
      await log.append(TOPIC, entries)
      const records = await readAll(log, 0)
      expect(records.map((r) => r.key)).toEqual(entries.map((e) => e.key))
      expect(records.map((r) => Buffer.from(r.value).toString('base64'))).toEqual(
        entries.map((e) => Buffer.from(e.value).toString('base64')),
      )
      expect(records.map((r) => r.origin)).toEqual([undefined, undefined, undefined, undefined, ...origins])
    })

    it('keeps the order of entries within each partition', async () => {
      const { log } = current()
      const all = numbered('r', 300)
      for (let at = 0; at < all.length; at += 50) {
        await log.append(
          TOPIC,
          all.slice(at, at + 50).map((text, i) => entry((at + i) % PARTITIONS, text)),
        )
      }
      for (let partition = 0; partition < PARTITIONS; partition++) {
        const records = await readAll(log, partition)
        expect(texts(records)).toEqual(all.filter((_, i) => i % PARTITIONS === partition))
        expect(rises(records.map((r) => r.offset))).toBe(true)
        expect(await log.end(TOPIC, partition)).toBe(records.at(-1)!.offset + 1)
      }
    })

    it('keeps every record of appends that run at the same time, each append in one piece', async () => {
      const { log } = current()
      const appends = Array.from({ length: 60 }, (_, a) => numbered(`append ${a}:`, 5))
      await Promise.all(
        appends.map((group) =>
          log.append(
            TOPIC,
            group.map((text) => entry(0, text)),
          ),
        ),
      )
      const found = texts(await readAll(log, 0))
      expect(found).toHaveLength(300)
      for (const group of appends) {
        const at = found.indexOf(group[0]!)
        expect(found.slice(at, at + 5)).toEqual(group)
      }
    })

    it('reads from the middle of what was appended at once, and within the limits', async () => {
      const { log } = current()
      await log.append(
        TOPIC,
        numbered('r', 100).map((text) => entry(0, text)),
      )
      const all = await readAll(log, 0)
      for (const from of [0, 1, 37, 98, 99]) {
        expect(await log.read(TOPIC, 0, all[from]!.offset, MAX)).toEqual(all.slice(from))
        expect(await log.read(TOPIC, 0, all[from]!.offset, { records: 10, bytes: 1 << 20 })).toEqual(all.slice(from, from + 10))
      }
      expect(await log.read(TOPIC, 0, all.at(-1)!.offset + 1, MAX)).toEqual([])
      expect(await log.read(TOPIC, 0, 1_000_000, MAX)).toEqual([])
    })

    it('gives one record at least, and no more than the bytes allow', async () => {
      const { log } = current()
      for (let i = 0; i < 5; i++) await log.append(TOPIC, [entry(0, 'x'.repeat(1000)), entry(0, 'y'.repeat(1000))])
      expect(await log.read(TOPIC, 0, 0, { records: 100, bytes: 1 })).toHaveLength(1)
      const some = await log.read(TOPIC, 0, 0, { records: 100, bytes: 7000 })
      expect(some.length).toBeGreaterThan(1)
      expect(some.length).toBeLessThanOrEqual(7)
      expect(await readAll(log, 0, { records: 3, bytes: 2500 })).toHaveLength(10)
    })

    it('hands out bytes that are the reader’s own, and keeps its own copy of what was appended', async () => {
      const { log } = current()
      const value = Buffer.from('mine')
      await log.append(TOPIC, [{ partition: 0, key: 'k', value }])
      value.fill(0)
      const [first] = await log.read(TOPIC, 0, 0, MAX)
      await log.append(TOPIC, [entry(0, 'another'.repeat(1000))])
      await readAll(log, 0)
      expect(texts([first!])).toEqual(['mine'])
      first!.value.fill(0)
      expect(texts(await log.read(TOPIC, 0, 0, { records: 1, bytes: 100 }))).toEqual(['mine'])
    })

    it('keeps topics and partitions apart', async () => {
      const { log } = current()
      await log.append(TOPICS.events, [entry(1, 'event')])
      await log.append(TOPICS.hits, [entry(1, 'hit')])
      expect(texts(await log.read(TOPICS.events, 1, 0, MAX))).toEqual(['event'])
      expect(texts(await log.read(TOPICS.hits, 1, 0, MAX))).toEqual(['hit'])
      expect(await log.end(TOPICS.hits, 0)).toBe(0)
    })

    it('refuses a partition that the topic does not have, and then appends nothing', async () => {
      const { log } = current()
      await expect(log.append(TOPIC, [entry(0, 'good'), entry(PARTITIONS, 'bad')])).rejects.toThrow(RangeError)
      await expect(log.read(TOPICS.config, 1, 0, MAX)).rejects.toThrow(RangeError)
      expect(await log.end(TOPIC, 0)).toBe(0)
    })

    it('refuses everything once it is closed', async () => {
      const { log } = current()
      await log.append(TOPIC, [entry(0, 'last')])
      await log.close()
      await expect(log.append(TOPIC, [entry(0, 'late')])).rejects.toThrow(/closed/)
      await expect(log.read(TOPIC, 0, 0, MAX)).rejects.toThrow(/closed/)
    })
  })
}

function rises(numbers: readonly number[]): boolean {
  return numbers.every((n, i) => i === 0 || n > numbers[i - 1]!)
}

export function denseSuite(open: OpenLog): void {
  describe('offsets', () => {
    const current = useLog(open)

    it('numbers records from 0 without holes', async () => {
      const { log } = current()
      await Promise.all(numbered('r', 40).map((text) => log.append(TOPIC, [entry(2, text), entry(2, text)])))
      expect((await readAll(log, 2)).map((r) => r.offset)).toEqual(Array.from({ length: 80 }, (_, i) => i))
    })
  })
}

export function durableSuite(open: OpenLog): void {
  describe('reopening', () => {
    const current = useLog(open)

    it('has everything after it was opened again, and goes on behind it', async () => {
      const { log, reopen } = current()
      await log.append(TOPIC, [entry(0, 'a'), entry(1, 'b')])
      await log.append(TOPIC, [entry(0, 'c', { origin: { partition: 1, offset: 9, n: 2 } })])
      const before = await readAll(log, 0)
      const again = await reopen!()
      expect(await readAll(again, 0)).toEqual(before)
      await again.append(TOPIC, [entry(0, 'd')])
      expect(texts(await readAll(again, 0))).toEqual(['a', 'c', 'd'])
      expect(texts(await readAll(again, 1))).toEqual(['b'])
    })
  })
}
