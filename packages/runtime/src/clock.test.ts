import { describe, expect, it, test } from 'vitest'
import { watchClock } from './clock-watch.ts'
import { createClock } from './clock.ts'
import { createLogger } from './logger.ts'
import { Registry } from './metrics.ts'
import { STEP_MS_MAX } from './steady-time.ts'

const START = Date.UTC(2026, 0, 1)
const HOUR = 3_600_000
const DAY = 24 * HOUR

/** A machine whose clock somebody sets, and which may sleep. */
function machine() {
  let [wall, monotonic, uptime] = [START, 5_000, 77_000]
  return {
    sources: { wall: () => wall, monotonic: () => monotonic, uptime: () => uptime },
    pass: (ms: number): void => {
      wall += ms
      monotonic += ms
      uptime += ms
    },
    set: (ms: number): void => void (wall += ms),
    sleep: (ms: number): void => {
      wall += ms
      uptime += ms
    },
  }
}

describe('the system clock', () => {
  it.each([STEP_MS_MAX + 1, DAY, 400 * DAY, 20_000 * DAY])('is not followed %i ms ahead, nor back', (ms) => {
    for (const step of [ms, -ms]) {
      const { sources, pass, set } = machine()
      const clock = createClock('system', 0, sources)
      pass(HOUR)
      set(step)
      expect([clock.now(), clock.receive(0)]).toEqual([START + HOUR, START + HOUR])
      expect(clock.trouble()).toMatch(step > 0 ? /minutes ahead/ : /minutes back/)
      pass(60_000)
      expect(clock.now()).toBe(START + HOUR + 60_000)
      // Put right, it is believed again, and nothing has been carried away.
      set(-step)
      expect([clock.trouble(), clock.now()]).toEqual([undefined, START + HOUR + 60_000])
    }
  })

  it.each([1, -1, 60_000, -60_000, STEP_MS_MAX, -STEP_MS_MAX])('is followed when it is corrected by %i ms', (step) => {
    const { sources, pass, set } = machine()
    const clock = createClock('system', 0, sources)
    set(step)
    expect(clock.now()).toBe(START + step)
    pass(3 * HOUR)
    expect([clock.now(), clock.trouble()]).toEqual([START + step + 3 * HOUR, undefined])
  })

  it('may be corrected again when the last correction has stood for a while, but not by more in small steps', () => {
    const { sources, pass, set } = machine()
    const clock = createClock('system', 0, sources)
    for (let i = 0; i < 5; i++) {
      set(STEP_MS_MAX / 2)
      pass(2 * HOUR)
      expect(clock.trouble()).toBeUndefined()
    }
    for (let i = 0; i < 3; i++) set(STEP_MS_MAX / 2)
    expect(clock.trouble()).toMatch(/90 minutes ahead/)
  })

  it('is believed after the machine has slept, and after a long time off', () => {
    const { sources, pass, sleep } = machine()
    const clock = createClock('system', 0, sources)
    sleep(3 * DAY)
    expect([clock.trouble(), clock.now()]).toEqual([undefined, START + 3 * DAY])
    pass(10 * DAY)
    expect(clock.trouble()).toBeUndefined()
    expect(createClock('system', 0, sources).now()).toBe(START + 13 * DAY)
  })
})

test('other clocks follow whoever moves them, however far', () => {
  const { sources } = machine()
  for (const kind of ['event', 'manual'] as const) {
    const clock = createClock(kind, 1, sources)
    clock.advance(START + 4_000 * DAY)
    expect([clock.now(), clock.trouble()]).toEqual([START + 4_000 * DAY, undefined])
  }
})

test('a log that is ahead of the clock is told in readiness, metrics and log, until the clock has reached it', async () => {
  const { sources, pass } = machine()
  const registry = new Registry()
  const clock = createClock('system', 0, sources)
  const logger = createLogger('test', 'silent')
  const told: unknown[] = []
  logger.error = (...line: unknown[]) => void told.push(line)
  const watch = watchClock({ clock, logger, registry, logTime: () => START + 2 * HOUR })
  await expect(watch.check()).rejects.toThrow(/120 minutes ahead of the system clock.*weir -- rebuild/)
  await expect(watch.check()).rejects.toThrow('one of them is wrong')
  expect(told).toHaveLength(1)
  expect(await registry.metrics()).toMatch(/weir_log_time_ahead_seconds 7200\n(.*\n)*weir_clock_in_doubt 1/)
  pass(2 * HOUR - 300_000)
  await expect(watch.check()).resolves.toMatch(/^system/)
  expect(await registry.metrics()).toContain('weir_clock_in_doubt 0')
  watch.close()
  const event = watchClock({ clock: createClock('event'), logger, registry: new Registry(), logTime: () => START })
  await expect(event.check()).resolves.toMatch(/^event/)
  event.close()
})
