import type { Comparison } from '@weir/contracts'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutsOf } from '../conditions/measures.ts'
import { comparisonTest } from '../definition/operators.ts'
import { createAggregate } from './aggregate.ts'
import type { Entry } from './entry.ts'
import { mergeRegions, regionEntriesMax } from './regions.ts'

/** Small amounts, so that cuts are hit often and lie next to each other; some as large as any. */
const amount = fc.oneof({ weight: 9, arbitrary: fc.integer({ min: -6, max: 6 }) }, fc.constantFrom(-9e15, 9e15))
const comparison: fc.Arbitrary<Comparison> = fc.oneof(
  fc.tuple(fc.constantFrom('eq', 'ne', 'gt', 'gte', 'lt', 'lte'), amount).map(([op, operand]) => ({ [op]: operand })),
  fc.tuple(amount, amount).map((between) => ({ between })),
)
/** Buckets of amounts, each with how often it occurs; those marked are merged. */
const buckets = fc.array(
  fc.record({ merged: fc.boolean(), amounts: fc.array(fc.tuple(amount, fc.integer({ min: 1, max: 3 })), { maxLength: 12 }) }),
  { minLength: 1, maxLength: 6 },
)
type Bucket = typeof buckets extends fc.Arbitrary<(infer B)[]> ? B : never

function entriesOf({ amounts }: Bucket): Entry[] {
  return amounts.map(([units, n], i) => ({ t: i, eid: 'e', n, units, text: '' }))
}

function medianOf(entries: readonly Entry[]): number | undefined {
  const median = createAggregate('median')
  for (const entry of entries) median.add(entry)
  return median.value(undefined, undefined)
}

type Merge = (entries: readonly Entry[], cuts: readonly number[]) => Entry[]

/** Merging buckets, in two goes as it happens, changes no comparison of the median. */
function changesNothing(merge: Merge) {
  return fc.property(buckets, comparison, fc.nat(12), (given, compared, half) => {
    const cuts = cutsOf(compared)
    const kept = given.flatMap((bucket) => {
      const entries = entriesOf(bucket)
      if (!bucket.merged) return entries
      const once = merge(entries.slice(0, half), cuts)
      return merge([...once, ...entries.slice(half)], cuts)
    })
    const holds = (value: number | undefined): boolean => value !== undefined && comparisonTest(compared)(value)
    expect(holds(medianOf(kept))).toBe(holds(medianOf(given.flatMap(entriesOf))))
  })
}

test('buckets leave every comparison of a median as it is', () => {
  fc.assert(changesNothing(mergeRegions), { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 1000) })
})

test('a bucket is small, whatever it stands for', () => {
  fc.assert(
    fc.property(fc.array(amount, { minLength: 1, maxLength: 200 }), comparison, (amounts, compared) => {
      const cuts = cutsOf(compared)
      const merged = mergeRegions(entriesOf({ merged: true, amounts: amounts.map((units) => [units, 1]) }), cuts)
      expect(merged.length).toBeLessThanOrEqual(regionEntriesMax(cuts))
      expect(merged.reduce((sum, { n }) => sum + n, 0)).toBe(amounts.length)
    }),
  )
})

test.each<[string, Merge]>([
  ['kept only one amount of a bucket', (entries) => entries.slice(0, 1)],
  ['kept the mean of a bucket', (entries) => meanOf(entries)],
  ['did not tell the regions apart', (entries) => mergeRegions(entries, [])],
  [
    'mixed what is equal to a cut with what is above',
    (entries, cuts) =>
      mergeRegions(
        entries,
        cuts.map((cut) => cut - 0.5),
      ),
  ],
])('would notice buckets that %s', (_, merge) => {
  expect(fc.check(changesNothing(merge), { numRuns: 3000, endOnFailure: true }).failed).toBe(true)
})

function meanOf(entries: readonly Entry[]): Entry[] {
  const n = entries.reduce((sum, entry) => sum + entry.n, 0)
  const units = entries.reduce((sum, entry) => sum + entry.n * entry.units, 0) / n
  return n === 0 ? [] : [{ ...entries[0]!, n, units }]
}
