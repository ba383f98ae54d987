import { describe, expect, it } from 'vitest'
import type { ConsumeOptions, EventLog, LogRecord, PartitionHandler } from '../index.ts'
import { MAX, PARTITIONS, TOPIC, entry, numbered, pause, texts, until, useLog } from './harness.ts'
import type { OpenLog } from './harness.ts'

/** Consumes everything with handlers made of `handle`; unspecified parts do nothing. */
export function consumeWith(
  log: EventLog,
  handle: (partition: number) => Partial<PartitionHandler>,
  more: Partial<ConsumeOptions> = {},
): ReturnType<EventLog['consume']> {
  return log.consume({
    topic: TOPIC,
    group: 'g',
    max: MAX,
    idleMs: 20,
    assign: async (partition) => ({ position: 0, batch: async () => undefined, ...handle(partition) }),
    ...more,
  })
}

export function consumeSuite(open: OpenLog): void {
  describe('consume', () => {
    const current = useLog(open)

    it('gives every record once and in order, old and new, from the position asked for', async () => {
      const { log } = current()
      await log.append(
        TOPIC,
        numbered('old', 50).map((text, i) => entry(i % PARTITIONS, text)),
      )
      const got = new Map<number, string[]>()
      const skip = (await log.read(TOPIC, 0, 0, { records: 2, bytes: 1 << 20 }))[1]!.offset
      const consumer = consumeWith(
        log,
        (partition) => ({
          position: partition === 0 ? skip : 0,
          async batch(records) {
            expect(records.length).toBeGreaterThan(0)
            expect(records.length).toBeLessThanOrEqual(7)
            got.set(partition, [...(got.get(partition) ?? []), ...texts(records)])
          },
        }),
        { max: { records: 7, bytes: 1 << 20 } },
      )
      await until(() => count(got) === 49)
      await log.append(
        TOPIC,
        numbered('new', 50).map((text, i) => entry(i % PARTITIONS, text)),
      )
      await until(() => count(got) === 99)
      await consumer.close()
      await consumer.done
      const expected = (p: number): string[] =>
        [...numbered('old', 50), ...numbered('new', 50)].filter((_, i) => (i % 50) % PARTITIONS === p)
      expect(got.get(0)).toEqual(expected(0).slice(1))
      expect(got.get(1)).toEqual(expected(1))
      expect(got.get(2)).toEqual(expected(2))
    })

    it('never calls a handler twice at once', async () => {
      const { log } = current()
      let busy = 0
      let worst = 0
      let seen = 0
      const alone = async (ms: number): Promise<void> => {
        worst = Math.max(worst, ++busy)
        await pause(ms)
        busy--
      }
      const consumer = consumeWith(
        log,
        (partition) =>
          partition > 0
            ? {}
            : {
                batch: async (records) => {
                  seen += records.length
                  await alone(3)
                },
                idle: () => alone(30),
                revoke: () => alone(1),
              },
        { idleMs: 1, max: { records: 3, bytes: 1 << 20 } },
      )
      for (let i = 0; i < 20; i++) {
        await log.append(TOPIC, [entry(0, `r${i}`)])
        await pause(2)
      }
      await until(() => seen === 20)
      await consumer.close()
      expect(worst).toBe(1)
    })

    it('calls idle about as often as asked for, and only while there is nothing to read', async () => {
      const { log } = current()
      const idle: number[] = []
      const consumer = consumeWith(
        log,
        (partition) => (partition === 1 ? { idle: async () => void idle.push(performance.now()) } : {}),
        {
          idleMs: 40,
        },
      )
      await until(() => idle.length >= 5)
      await consumer.close()
      const spanMs = idle[4]! - idle[0]!
      expect(spanMs).toBeGreaterThan(4 * 40 - 20)
      const after = idle.length
      await pause(100)
      expect(idle).toHaveLength(after)
    })

    it('hears of an append long before the next idle call', async () => {
      const { log } = current()
      const got: LogRecord[] = []
      const consumer = consumeWith(log, () => ({ batch: async (records) => void got.push(...records) }), { idleMs: 60_000 })
      await pause(50)
      const start = performance.now()
      await log.append(TOPIC, [entry(2, 'news')])
      await until(() => got.length === 1)
      expect(performance.now() - start).toBeLessThan(5000)
      await consumer.close()
    })

    it('calls idle at once when it is woken, behind what there is to read, and once', async () => {
      const { log } = current()
      const calls: string[] = []
      const consumer = consumeWith(
        log,
        (partition) => ({
          batch: async (records) => void calls.push(...records.map(() => `batch ${partition}`)),
          idle: async () => void calls.push(`idle ${partition}`),
        }),
        { idleMs: 60_000 },
      )
      await log.append(TOPIC, [entry(0, 'a'), entry(1, 'b'), entry(2, 'c')])
      await until(() => calls.length === 3)
      calls.length = 0
      const more = log.append(TOPIC, [entry(1, 'd')])
      consumer.wake()
      await more
      await until(() => calls.length === 4)
      await pause(50)
      expect(calls.toSorted()).toEqual(['batch 1', 'idle 0', 'idle 1', 'idle 2'])
      consumer.wake()
      await until(() => calls.length === 7)
      await consumer.close()
      consumer.wake()
      await pause(20)
      expect(calls).toHaveLength(7)
    })

    it('lets a slow partition hold up nobody else', async () => {
      const { log } = current()
      let release = (): void => undefined
      const held = new Promise<void>((resolve) => (release = resolve))
      let seen = 0
      const consumer = consumeWith(log, (partition) => ({
        batch: async (records) => (partition === 0 ? held : void (seen += records.length)),
      }))
      await log.append(TOPIC, [entry(0, 'slow'), entry(1, 'a'), entry(2, 'b')])
      await until(() => seen === 2)
      await log.append(TOPIC, [entry(1, 'c')])
      await until(() => seen === 3)
      release()
      await consumer.close()
    })

    it('finishes the batch in hand and revokes each partition once when it is closed', async () => {
      const { log } = current()
      const events: string[] = []
      await log.append(TOPIC, [entry(0, 'r')])
      const consumer = consumeWith(log, (partition) => ({
        async batch() {
          events.push(`begin ${partition}`)
          await pause(50)
          events.push(`end ${partition}`)
        },
        revoke: async () => void events.push(`revoke ${partition}`),
      }))
      await until(() => events.includes('begin 0'))
      await consumer.close()
      await consumer.close()
      await consumer.done
      expect(events.filter((e) => e.endsWith('0'))).toEqual(['begin 0', 'end 0', 'revoke 0'])
      expect(events.filter((e) => e.startsWith('revoke')).sort()).toEqual(['revoke 0', 'revoke 1', 'revoke 2'])
      await log.append(TOPIC, [entry(0, 'later')])
      await pause(30)
      expect(events).toHaveLength(5)
    })

    it('stops altogether, and says why, when a batch fails', async () => {
      const { log } = current()
      const assigned: number[] = []
      const revoked: number[] = []
      let calls = 0
      const consumer = consumeWith(log, (partition) => {
        assigned.push(partition)
        return {
          async batch() {
            calls++
            throw new Error('cannot store it')
          },
          revoke: async () => void revoked.push(partition),
        }
      })
      const done = consumer.done.catch(String)
      await until(() => assigned.length === PARTITIONS)
      await log.append(TOPIC, [entry(1, 'poison')])
      expect(await done).toBe('Error: cannot store it')
      expect(revoked.sort((a, b) => a - b)).toEqual([0, 1, 2])
      await log.append(TOPIC, [entry(0, 'more'), entry(1, 'more')])
      await pause(50)
      expect(calls).toBe(1)
      await consumer.close()
    })

    it('says so when a partition cannot be assigned', async () => {
      const { log } = current()
      const consumer = consumeWith(log, () => ({}), {
        async assign() {
          throw new Error('no lease')
        },
      })
      await expect(consumer.done).rejects.toThrow('no lease')
    })

    it('says how far behind it is, for each partition that it serves', async () => {
      const { log } = current()
      await log.append(
        TOPIC,
        numbered('r', 30).map((text, i) => entry(i % PARTITIONS, text)),
      )
      const begin = (await log.read(TOPIC, 2, 0, { records: 5, bytes: 1 << 20 })).at(-1)!.offset
      let release = (): void => undefined
      const held = new Promise<void>((resolve) => (release = resolve))
      const consumer = consumeWith(
        log,
        (partition) => ({ position: partition === 2 ? begin : 0, batch: () => (partition === 1 ? Promise.resolve() : held) }),
        { max: { records: 4, bytes: 1 << 20 } },
      )
      const lags = async (): Promise<(number | undefined)[]> => {
        const lag = await consumer.lag()
        return [0, 1, 2].map((partition) => lag.get(partition))
      }
      await until(async () => String(await lags()) === '10,0,6')
      await log.append(TOPIC, [entry(0, 'more'), entry(1, 'more')])
      // Of one that is held up it may take a moment until it is known that more has come.
      await until(async () => String(await lags()) === '11,0,6')
      release()
      await until(async () => String(await lags()) === '0,0,0')
      await consumer.close()
      expect(await consumer.lag()).toEqual(new Map())
    })

    it('is stopped by closing the log', async () => {
      const { log } = current()
      const revoked: number[] = []
      const assigned: number[] = []
      const consumer = consumeWith(log, (partition) => {
        assigned.push(partition)
        return { revoke: async () => void revoked.push(partition) }
      })
      await until(() => assigned.length === PARTITIONS)
      await log.close()
      await consumer.done
      expect(revoked.sort((a, b) => a - b)).toEqual([0, 1, 2])
    })
  })
}

function count(got: ReadonlyMap<number, readonly string[]>): number {
  return [...got.values()].reduce((sum, list) => sum + list.length, 0)
}
