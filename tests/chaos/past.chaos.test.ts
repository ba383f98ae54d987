import { openTestWarehouse } from '@weir/testkit/warehouse'
import { expect, test } from 'vitest'
import { factsOf, pastRig, segmentOf } from '../../services/loader/test/support/past.ts'

/**
 * Stamps of many facts, of which every tenth came up to 30 days late and of whose people every
 * twentieth turned out to be another: all equal what the oracle says of a sample of the people.
 */

const FACTS = Number(process.env['PAST_FACTS'] ?? (process.env['CHAOS'] === 'long' ? 1_000_000 : 100_000))
const PEOPLE = Math.max(100, FACTS / 50)
const SEGMENTS = Array.from({ length: 20 }, (_, i) =>
  segmentOf(`s${i}`, {
    event: { name: i % 2 === 0 ? 'Purchase' : 'Visit' },
    within: `${1 + i}d`,
    count: i % 3 === 0 ? { gte: 1 } : { between: [1, 1 + (i % 5)] },
  }),
)

test(`${FACTS} facts under ${SEGMENTS.length} segments`, async () => {
  await using opened = await openTestWarehouse()
  const rig = pastRig(opened.warehouse)
  const half = FACTS / 2
  await rig.store(factsOf({ seed: 1, count: half, people: PEOPLE, late: 0.1 }))
  const timeoutMs = 500_000
  const took: Record<string, number> = {}
  const timed = async (what: string, work: () => Promise<void>): Promise<void> => {
    const begun = performance.now()
    await work()
    took[what] = Math.round(performance.now() - begun)
  }
  await timed('segments that are new', () => rig.keep({ segments: SEGMENTS, timeoutMs }))
  await rig.store(factsOf({ seed: 2, count: half, from: half, people: PEOPLE, late: 0.1 }))
  await rig.merge(Array.from({ length: PEOPLE / 20 }, (_, i) => [20 * i + 1, 20 * i] as const))
  await timed('late facts and merges', () => rig.keep({ segments: SEGMENTS, timeoutMs }))
  await timed('nothing new', () => rig.keep({ segments: SEGMENTS, timeoutMs }))
  process.stdout.write(`${JSON.stringify(took)} ms\n`)
  const { told, right } = await rig.stamps(SEGMENTS, Math.ceil(FACTS / 20_000))
  expect(told).toEqual(right)
  expect(told.length).toBeGreaterThan(FACTS / Math.ceil(FACTS / 20_000) / 2)
  expect(told.filter((line) => !line.endsWith(' ')).length).toBeGreaterThan(told.length / 3)
})
