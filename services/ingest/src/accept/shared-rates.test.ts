import { setTimeout as sleep } from 'node:timers/promises'
import { OutageError } from '@weir/contracts'
import { createLogger, Registry } from '@weir/runtime'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createMemoryBuckets } from '../../test/support/memory-buckets.ts'
import type { SharedBuckets } from './shared-buckets.ts'
import { createSharedRates, CREDIT_S } from './shared-rates.ts'
import { ownBuckets } from './token-buckets.ts'
import type { TokenBuckets } from './token-buckets.ts'

// What several ingest processes let through together.

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

const BURST_S = 10

interface Process {
  buckets: TokenBuckets
  registry: Registry
  close(): void
}

function processes(count: number, shared: SharedBuckets, perSecond: number): Process[] {
  return Array.from({ length: count }, () => {
    const registry = new Registry()
    const rates = createSharedRates({ shared, logger: createLogger('ingest', 'silent'), registry })
    return { buckets: rates.buckets('key', perSecond, perSecond * BURST_S), registry, close: () => rates.close() }
  })
}

function tries(buckets: TokenBuckets, count: number, tokens = 1): number {
  let taken = 0
  for (let i = 0; i < count; i++) {
    const now = performance.now()
    if (buckets.wait('x', now) > 0) continue
    buckets.spend('x', tokens, now)
    taken += tokens
  }
  return taken
}

const isShared = async ({ registry }: Process): Promise<boolean> => /^weir_ingest_rates_shared 1$/m.test(await registry.metrics())

/** Sends by a script of [pause before, ms; process; requests at once]. @returns [taken, ms]. */
async function play(senders: readonly TokenBuckets[], script: readonly [number, number, number][]): Promise<[number, number]> {
  const begun = performance.now()
  let taken = 0
  for (const [pauseMs, sender, count] of script) {
    await vi.advanceTimersByTimeAsync(pauseMs)
    taken += tries(senders[sender % senders.length]!, count)
  }
  return [taken, performance.now() - begun]
}

const bound = (rate: number, ms: number, credits: number): number =>
  (rate * ms) / 1000 + rate * BURST_S + credits * Math.max(1, rate * CREDIT_S)

const arbitraryScript = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 400 }), fc.nat(5), fc.integer({ min: 1, max: 400 })) as fc.Arbitrary<
    [number, number, number]
  >,
  { minLength: 20, maxLength: 200 },
)

test('together never more than rate x time + burst + a credit for each process', async () => {
  const rates = fc.record({ n: fc.integer({ min: 1, max: 6 }), rate: fc.integer({ min: 1, max: 100 }), wayMs: fc.nat(110) })
  await fc.assert(
    fc.asyncProperty(rates, arbitraryScript, async ({ n, rate, wayMs }, script) => {
      const all = processes(n, createMemoryBuckets(wayMs), rate)
      const senders = all.map(({ buckets }) => buckets)
      const [taken, ms] = await play(senders, script)
      for (const one of all) one.close()
      expect(taken).toBeLessThanOrEqual(bound(rate, ms, n) + 1e-6)
    }),
    { numRuns: 300 },
  )
})

describe('two processes, 5 times the rate for a minute', () => {
  const RATE = 20
  const script = Array.from({ length: 1_200 }, (_, i): [number, number, number] => [50, i, 5])
  const due = RATE * 60 + RATE * BURST_S

  test('let through what one would', async () => {
    const all = processes(2, createMemoryBuckets(), RATE)
    const [taken, ms] = await play(
      all.map(({ buckets }) => buckets),
      script,
    )
    expect(taken).toBeLessThanOrEqual(bound(RATE, ms, 2))
    expect(taken).toBeGreaterThan(due * 0.95)
    for (const one of all) one.close()
  })

  test('and twice as much where each counts for itself, which the bound does not pass', async () => {
    const own = [ownBuckets('key', RATE, RATE * BURST_S), ownBuckets('key', RATE, RATE * BURST_S)]
    const [taken, ms] = await play(own, script)
    expect(taken).toBeGreaterThan(due * 1.9)
    expect(taken).toBeGreaterThan(bound(RATE, ms, 2))
  })
})

test('a burst may come at once, and waits when it is used up', async () => {
  const all = processes(2, createMemoryBuckets(), 100)
  let taken = 0
  for (let i = 0; i < 80; i++) {
    taken += tries(all[i % 2]!.buckets, 20)
    await vi.advanceTimersByTimeAsync(30)
  }
  expect(taken).toBeGreaterThanOrEqual(1_000)
  expect(taken).toBeLessThanOrEqual(bound(100, 80 * 30, 2))
  tries(all[0]!.buckets, 20)
  const waitMs = all[0]!.buckets.wait('x', performance.now())
  expect(waitMs).toBeGreaterThan(0)
  await vi.advanceTimersByTimeAsync(waitMs + 500)
  expect(tries(all[0]!.buckets, 1)).toBe(1)
  for (const one of all) one.close()
})

test('who overdraws once is waited for by every process', async () => {
  const [one, other] = processes(2, createMemoryBuckets(), 100)
  tries(one!.buckets, 1, 5_000)
  await vi.advanceTimersByTimeAsync(100)
  tries(other!.buckets, 1)
  await vi.advanceTimersByTimeAsync(100)
  for (const { buckets } of [one!, other!]) expect(buckets.wait('x', performance.now())).toBeGreaterThan(30_000)
  one!.close()
  other!.close()
})

describe('shared buckets that are away', () => {
  function switchable(): { shared: SharedBuckets; set: (state: 'there' | 'away' | 'stalled') => void } {
    const memory = createMemoryBuckets()
    let state: 'there' | 'away' | 'stalled' = 'there'
    return {
      set: (to) => void (state = to),
      shared: {
        async charge(charges) {
          if (state === 'away') throw new OutageError('away')
          if (state === 'stalled') await new Promise(() => undefined)
          return memory.charge(charges)
        },
      },
    }
  }

  test.each(['away', 'stalled'] as const)('%s: each counts for itself, and it comes back by itself', async (how) => {
    const { shared, set } = switchable()
    const all = processes(2, shared, 20)
    const senders = all.map(({ buckets }) => buckets)
    await play(
      senders,
      Array.from({ length: 400 }, (): [number, number, number] => [50, 0, 5]),
    )
    set(how)
    // Nobody who keeps to the limit is refused while it is not known yet that nobody answers.
    await vi.advanceTimersByTimeAsync(12_000)
    const gentle = Array.from({ length: 200 }, (): [number, number, number] => [50, 0, 1])
    expect((await play(senders, gentle))[0]).toBe(200)
    expect(await isShared(all[0]!)).toBe(false)
    const [alone, aloneMs] = await play(
      senders,
      Array.from({ length: 600 }, (_, i) => [50, i, 5]),
    )
    expect(alone).toBeGreaterThan(2 * 20 * 30 * 0.9)
    expect(alone).toBeLessThanOrEqual(2 * bound(20, aloneMs, 0) + 2)
    set('there')
    await vi.advanceTimersByTimeAsync(12_000)
    expect(await isShared(all[0]!)).toBe(true)
    const [together, ms] = await play(
      senders,
      Array.from({ length: 600 }, (_, i) => [50, i, 5]),
    )
    expect(together).toBeLessThanOrEqual(bound(20, ms, 2))
    // What was let through alone is nobody's debt.
    expect(together).toBeGreaterThan((20 * ms) / 1000)
    for (const one of all) one.close()
  })

  test('never there: as many as a process alone would let through', async () => {
    const { shared, set } = switchable()
    set('away')
    const [one] = processes(1, shared, 20)
    tries(one!.buckets, 1)
    await vi.advanceTimersByTimeAsync(100)
    expect(tries(one!.buckets, 1_000)).toBe(20 * BURST_S)
    one!.close()
  })
})

test('nothing waits: a decision is made at once', async () => {
  vi.useRealTimers()
  const [one] = processes(1, { charge: async () => sleep(10_000, []) }, 1_000)
  const begun = performance.now()
  tries(one!.buckets, 100)
  expect(performance.now() - begun).toBeLessThan(100)
  one!.close()
})
