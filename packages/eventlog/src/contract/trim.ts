import { describe, expect, it } from 'vitest'
import { MAX, TOPIC, entry, numbered, readAll, texts, useLog } from './harness.ts'
import type { LogSupport, OpenLog } from './harness.ts'

export function trimSuite(open: OpenLog, supports: LogSupport): void {
  describe('trim', () => {
    const current = useLog(open)

    it('drops nothing at or above the line, and tells where the log begins', async () => {
      const { log } = current()
      for (const text of numbered('r', 100)) await log.append(TOPIC, [entry(0, text), entry(0, `${text}b`)])
      const all = await readAll(log, 0)
      const line = all[101]!.offset
      await log.trim(TOPIC, 0, line)
      const begin = await log.begin(TOPIC, 0)
      expect(begin).toBeGreaterThan(0)
      expect(begin).toBeLessThanOrEqual(line)
      expect(await log.read(TOPIC, 0, line, MAX)).toEqual(all.slice(101))
      expect((await log.read(TOPIC, 0, 0, MAX))[0]!.offset).toBe(begin)
    })

    it('goes on counting after everything was trimmed', async () => {
      const harness = current()
      const { log } = harness
      await log.append(TOPIC, [entry(0, 'a')])
      await log.append(TOPIC, [entry(0, 'b')])
      const end = await log.end(TOPIC, 0)
      await log.trim(TOPIC, 0, end)
      await log.trim(TOPIC, 0, end + 1000)
      await log.trim(TOPIC, 0, -5)
      expect(await log.end(TOPIC, 0)).toBe(end)
      const next = supports.durable ? await harness.reopen!() : log
      expect(await next.end(TOPIC, 0)).toBe(end)
      await next.append(TOPIC, [entry(0, 'c')])
      expect(texts(await next.read(TOPIC, 0, end, MAX))).toEqual(['c'])
    })

    it('leaves other partitions alone', async () => {
      const { log } = current()
      for (let i = 0; i < 3; i++) await log.append(TOPIC, [entry(0, `a${i}`), entry(1, `b${i}`)])
      await log.trim(TOPIC, 0, await log.end(TOPIC, 0))
      expect(texts(await readAll(log, 1))).toEqual(['b0', 'b1', 'b2'])
    })
  })
}
