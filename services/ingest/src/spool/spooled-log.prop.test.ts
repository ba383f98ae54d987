import { OutageError, TOPICS } from '@weir/contracts'
import type { EventLog } from '@weir/eventlog'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { faultsOf } from '../../test/support/spool-oracle.ts'
import { BATCH_BYTES_MAX, ENTRY_BYTES_MAX, simulate, WAITING_BYTES_MAX } from '../../test/support/spool-simulation.ts'
import type { Plan, Variant, Weather } from '../../test/support/spool-simulation.ts'

const weather = fc.constantFrom<Weather>('up', 'up', 'down', 'unknown', 'silent', 'slow', 'flaky')
const plans: fc.Arbitrary<Plan> = fc.record({
  seed: fc.integer({ min: 0, max: 0xffff_ffff }),
  phases: fc.array(fc.record({ weather, ms: fc.integer({ min: 100, max: 5_000 }) }), { minLength: 1, maxLength: 6 }),
  crashes: fc.array(fc.integer({ min: 0, max: 15_000 }), { maxLength: 3 }),
  bytesMax: fc.constantFrom(0, 300, 2_000, 1_000_000),
  clients: fc.integer({ min: 1, max: 12 }),
  diskFaults: fc.constantFrom(0, 0, 2),
})
const RUNS = 100
/** The batches of the spool go to the log beside what clients send. */
const HELD_MAX = WAITING_BYTES_MAX + BATCH_BYTES_MAX + ENTRY_BYTES_MAX
/** The waits at the gate, for the log and for the disk, one after the other. */
const SLOWEST_MS = 3_600

describe('whatever happens to the log, the disk and the process', () => {
  it('what was acknowledged is in the log, in order, and neither spool nor memory take more than they may', async () => {
    const sums = { acknowledged: 0, refused: 0, spooled: 0, faults: 0, crashes: 0, copies: 0, full: 0 }
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const { seen, log, left, spooledBytesMax, heldMax, slowestMs, faults, crashes, refusals } = await simulate(plan)
        expect(faultsOf(seen, log)).toEqual([])
        expect(left).toBe(0)
        expect(spooledBytesMax).toBeLessThanOrEqual(plan.bytesMax)
        expect(heldMax).toBeLessThanOrEqual(HELD_MAX)
        expect(slowestMs).toBeLessThanOrEqual(SLOWEST_MS)
        const records = log.flat()
        const acknowledged = seen.filter((one) => one.acknowledged !== undefined).length
        sums.acknowledged += acknowledged
        sums.refused += seen.length - acknowledged
        sums.spooled += spooledBytesMax > 0 ? 1 : 0
        sums.faults += faults
        sums.crashes += crashes
        sums.copies += records.length - new Set(records.map(({ key }) => key)).size
        sums.full += refusals.get('SpoolFullError') ?? 0
      }),
      { numRuns: RUNS },
    )
    // A run in which none of it struck has shown nothing.
    for (const [name, sum] of Object.entries(sums)) expect([name, sum > 0]).toEqual([name, true])
  }, 120_000)

  it('the same plan gives the same outcome', async () => {
    const [plan] = fc.sample(plans, { numRuns: 1, seed: 7 })
    expect(await simulate(plan!)).toEqual(await simulate(plan!))
  })
})

describe('the test notices', () => {
  const outage: Plan = {
    seed: 1,
    phases: [
      { weather: 'up', ms: 500 },
      { weather: 'down', ms: 3_000 },
      { weather: 'up', ms: 3_000 },
    ],
    crashes: [1_200, 1_500, 1_800, 2_100, 2_400, 2_700, 3_000],
    bytesMax: 1_000_000,
    clients: 8,
    diskFaults: 0,
  }
  const overtaking: Variant = {
    log: (straight, spooled) => ({
      ...spooled,
      append: (topic, entries) =>
        straight.append(topic, entries).catch((error: unknown) => {
          if (error instanceof OutageError) return spooled.append(topic, entries)
          throw error
        }),
    }),
  }
  const hasty: Variant = {
    spool: (durable): EventLog => ({
      ...durable,
      async append(topic, entries) {
        const written = durable.append(topic, entries)
        if (topic !== TOPICS.hits) await written
      },
    }),
  }
  it.each([
    { what: 'newcomers that overtake the spool', variant: overtaking, fault: /has overtaken/ },
    { what: 'an acknowledgement before the spool is durable', variant: hasty, fault: /^lost/ },
  ])(
    '$what',
    async ({ variant, fault }) => {
      const found: string[] = []
      for (let seed = 1; seed <= 10; seed++) {
        const fine = await simulate({ ...outage, seed })
        expect(faultsOf(fine.seen, fine.log)).toEqual([])
        const { seen, log } = await simulate({ ...outage, seed }, variant)
        found.push(...faultsOf(seen, log))
      }
      expect(found.some((text) => fault.test(text))).toBe(true)
    },
    60_000,
  )
})
