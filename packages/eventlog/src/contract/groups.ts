import { describe, expect, it } from 'vitest'
import { consumeWith } from './consume.ts'
import { PARTITIONS, TOPIC, entry, numbered, pause, texts, until, useLog } from './harness.ts'
import type { OpenLog } from './harness.ts'

export function groupSuite(open: OpenLog): void {
  describe('groups', () => {
    const current = useLog(open)

    it('shows everything to each group', async () => {
      const { log } = current()
      const got: Record<string, string[]> = { a: [], b: [] }
      const start = (group: string) =>
        consumeWith(log, () => ({ batch: async (records) => void got[group]!.push(...texts(records)) }), { group })
      const consumers = [start('a'), start('b')]
      const all = numbered('r', 30)
      await log.append(
        TOPIC,
        all.map((text, i) => entry(i % PARTITIONS, text)),
      )
      await until(() => got['a']!.length === 30 && got['b']!.length === 30)
      expect(got['a']!.sort()).toEqual([...all].sort())
      expect(got['b']!.sort()).toEqual([...all].sort())
      await Promise.all(consumers.map((consumer) => consumer.close()))
    })

    it('tells how far a group is, whoever asks, and that it is not known of one that never was', async () => {
      const { log } = current()
      const positions = new Map<number, number>()
      const hold = new AbortController()
      const consumer = consumeWith(log, () => ({}), {
        group: 'measured',
        max: { records: 1, bytes: 1 << 20 },
        assign: async (partition) => ({
          position: 0,
          async batch(records) {
            while (!hold.signal.aborted && records.at(-1)!.offset > 0) await pause(5)
            positions.set(partition, records.at(-1)!.offset + 1)
          },
        }),
      })
      await log.append(
        TOPIC,
        numbered('r', 30).map((text, i) => entry(i % PARTITIONS, text)),
      )
      // Of each partition the first one is handled, and no more.
      const told = async (): Promise<number | undefined> => log.behind(TOPIC, 'measured')
      while ((await told()) !== 30 - PARTITIONS) await pause(20)
      expect(await log.behind(TOPIC, 'nobody')).toBeUndefined()
      hold.abort()
      while ((await told()) !== 0) await pause(20)
      expect([...positions.values()].reduce((a, b) => a + b, 0)).toBe(30)
      await consumer.close()
      await log.append(TOPIC, [entry(0, 'later')])
      expect(await told()).toBe(1)
    })

    it('gives a partition to one consumer of a group at a time, and hands it on when that one closes', async () => {
      const { log } = current()
      const owners = Array.from({ length: PARTITIONS }, () => new Set<string>())
      const positions = Array.from({ length: PARTITIONS }, () => 0)
      const got: string[] = []
      let shared = false
      const start = (name: string) =>
        consumeWith(log, () => ({}), {
          group: 'same',
          assign: async (partition) => {
            owners[partition]!.add(name)
            shared ||= owners[partition]!.size > 1
            return {
              position: positions[partition]!,
              async batch(records) {
                await pause(1)
                got.push(...texts(records))
                positions[partition] = records.at(-1)!.offset + 1
              },
              revoke: async () => void owners[partition]!.delete(name),
            }
          },
        })
      const first = start('first')
      await until(() => owners.every((o) => o.size === 1))
      const second = start('second')
      await log.append(
        TOPIC,
        numbered('one', 30).map((text, i) => entry(i % PARTITIONS, text)),
      )
      await until(() => got.length === 30)
      await first.close()
      await log.append(
        TOPIC,
        numbered('two', 30).map((text, i) => entry(i % PARTITIONS, text)),
      )
      await until(() => got.length === 60)
      await second.close()
      expect(shared).toBe(false)
      expect(got.sort()).toEqual([...numbered('one', 30), ...numbered('two', 30)].sort())
    })
  })
}
