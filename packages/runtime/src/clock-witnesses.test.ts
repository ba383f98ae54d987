import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { watchClock } from './clock-watch.ts'
import { doubted, hearWitnesses, standing } from './clock-witnesses.ts'
import type { ClockWitness, ClockWitnesses } from './clock-witnesses.ts'
import { createClock } from './clock.ts'
import { createLogger } from './logger.ts'
import { Registry } from './metrics.ts'

// A clock that was wrong before the process began is found by asking other machines.

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] }))
afterEach(() => void vi.useRealTimers())

const REAL = Date.UTC(2026, 5, 1, 12)
const DAY = 86_400_000
const HOUR = 3_600_000
const passed = (): number => performance.now()

/** Another machine: by how much its clock is off, or how it is away. */
function other(name: string, off: number | 'away' | 'stalled'): ClockWitness & { off: typeof off } {
  const its = {
    name,
    off,
    async now(): Promise<number> {
      if (its.off === 'away') throw new Error('away')
      if (its.off === 'stalled') return new Promise(() => undefined)
      return REAL + passed() + its.off
    },
  }
  return its
}

function machine(offMs: number, witnesses: readonly ClockWitness[], kind: 'system' | 'event' = 'system') {
  const sources = { wall: () => REAL + offMs + passed(), monotonic: passed, uptime: passed }
  const clock = createClock(kind, 0, sources)
  const registry = new Registry()
  const logger = createLogger('test', 'silent')
  const heard = hearWitnesses({ clock, witnesses, logger, registry })
  const watch = watchClock({ clock: doubted(clock, heard), logger, registry, logTime: () => -Infinity })
  const close = (): void => {
    heard.close()
    watch.close()
  }
  return { clock, heard, watch, registry, close }
}

async function first(heard: ClockWitnesses): Promise<void> {
  const done = heard.heard(3_000)
  await vi.advanceTimersByTimeAsync(3_100)
  await done
}

const OFF = [400 * DAY, -400 * DAY, 2 * HOUR, -2 * HOUR, 301_000, -301_000]
const WITHIN = [0, 1_000, -60_000, 290_000, -290_000]

describe.each(OFF)('a clock that is off by %i ms', (off) => {
  test('is contradicted by one, or by two, and says who says what', async () => {
    for (const witnesses of [[other('Redis', 0)], [other('Redis', 0), other('ClickHouse', 2_000)]]) {
      const { heard, watch, registry, close } = machine(off, witnesses)
      await first(heard)
      await expect(watch.check()).rejects.toThrow(/the clock of this machine says 202\d-.*Redis says 2026-06-01T12:00/)
      const text = await registry.metrics()
      expect(text).toMatch(/^weir_clock_in_doubt 1$/m)
      expect(Number(/^weir_clock_off_seconds\{witness="Redis"\} (.*)$/m.exec(text)?.[1])).toBeCloseTo(off / 1000, 0)
      close()
    }
  })

  test('stamps nothing: it stands still', async () => {
    const { clock, heard, close } = machine(off, [other('Redis', 0)])
    const stands = standing(clock, heard)
    await first(heard)
    await vi.advanceTimersByTimeAsync(120_000)
    expect([stands.now(), stands.receive(1)]).toEqual([0, 0])
    expect(stands.trouble()).toMatch(/put right the one that is wrong/)
    close()
  })

  test('is found when the witness comes late, and is believed until then', async () => {
    const redis = other('Redis', 'away')
    const { heard, watch, close } = machine(off, [redis])
    await first(heard)
    await expect(watch.check()).resolves.toMatch(/^system/)
    redis.off = 0
    await vi.advanceTimersByTimeAsync(10_000)
    await expect(watch.check()).rejects.toThrow(/Redis says/)
    close()
  })
})

test.each(OFF)('a witness that is off by %i ms: in doubt until it is put right, and outvoted by two others', async (off) => {
  const wrong = other('Redis', off)
  const { clock, heard, watch, close } = machine(0, [wrong])
  const stands = standing(clock, heard)
  const before = stands.now()
  await first(heard)
  await expect(watch.check()).rejects.toThrow(/Redis says/)
  expect(stands.now()).toBe(before)
  wrong.off = 0
  await vi.advanceTimersByTimeAsync(10_000)
  await expect(watch.check()).resolves.toMatch(/^system/)
  expect(stands.now()).toBeGreaterThan(before)
  close()

  const outvoted = machine(0, [other('a', off), other('b', 0), other('c', 0)])
  await first(outvoted.heard)
  await expect(outvoted.watch.check()).resolves.toMatch(/^system/)
  outvoted.close()
  const tied = machine(0, [other('a', off), other('b', 0)])
  await first(tied.heard)
  await expect(tied.watch.check()).rejects.toThrow(/a says .*b says/)
  tied.close()
})

test.each(WITHIN)('a difference of %i ms is none', async (off) => {
  const { heard, watch, close } = machine(off, [other('Redis', 0)])
  await first(heard)
  await vi.advanceTimersByTimeAsync(120_000)
  await expect(watch.check()).resolves.toMatch(/^system/)
  close()
})

test.each(['away', 'stalled'] as const)('a witness that is %s says nothing, and a start does not wait for it', async (how) => {
  const { heard, watch, registry, close } = machine(0, [other('Redis', how)])
  const done = heard.heard(3_000)
  await vi.advanceTimersByTimeAsync(3_100)
  await done
  await expect(watch.check()).resolves.toMatch(/^system/)
  expect(await registry.metrics()).not.toMatch(/^weir_clock_off_seconds/m)
  close()
})

test('a clock that goes wrong later is found within a minute; other kinds of clock are asked nothing', async () => {
  const redis = other('Redis', 0)
  const { heard, watch, close } = machine(0, [redis])
  await first(heard)
  await expect(watch.check()).resolves.toBeDefined()
  redis.off = -400_000
  await vi.advanceTimersByTimeAsync(61_000)
  await expect(watch.check()).rejects.toThrow(/Redis says/)
  close()
  const event = machine(0, [other('Redis', 400 * DAY)], 'event')
  await first(event.heard)
  await expect(event.watch.check()).resolves.toMatch(/^event/)
  event.close()
})
