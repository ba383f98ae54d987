// Held by route.test.ts
import { isPersonal, REDACTED } from '@weir/identity'
import type { ConfidenceLevel } from '@weir/statistics'
import { z } from 'zod'
import type { PersonFloors } from '../../shared/person-floors.ts'
import { ratio } from '../../reports/metrics.ts'
import { NO_SHARE, ShareAnswer, shareOf } from '../shared/share.ts'
import type { Interest } from './query.ts'

const Figure = z.number().nullable()

/** What the persons of a segment look at, beside everybody. */
export const InterestsRow = z.object({
  segment: z.string(),
  persons: z.int().nullable().describe('With any value, while they were members; null, as all else, below min_group'),
  values: z.array(
    z.object({
      value: z.string(),
      persons: z.int().nullable().describe('With this one; null where they, or the rest, are fewer than min_group'),
      share: ShareAnswer.describe('Of the persons of the segment'),
      everybody: Figure.describe('The same share of everybody'),
      index: Figure.describe('share / everybody x 100: above 100, more than everybody'),
      index_low: Figure.describe('With the interval of share; the share of everybody counts as known'),
      index_high: Figure,
    }),
  ),
})
export type InterestsRow = z.infer<typeof InterestsRow>

/** Of everybody. */
const EVERYBODY = 0

/** A row per segment, its values in the order of how many of everybody have them. */
export function interestRows(
  found: readonly Interest[],
  names: ReadonlyMap<number, string>,
  { level, minGroup, floors }: { level: ConfidenceLevel; minGroup: number; floors: PersonFloors },
): InterestsRow[] {
  const persons = new Map(found.map((one) => [keyOf(one.segment, one.value), one.persons]))
  const of = (segment: number, value: string | null): number => persons.get(keyOf(segment, value)) ?? 0
  const values = found.flatMap(({ segment, value }) =>
    segment === EVERYBODY && value !== null && tellsOfNobody(value) ? [value] : [],
  )
  // Everybody is no segment, so only min_group counts.
  const leastOf = (segment: number): number => Math.max(minGroup, floors(segment))
  const isHidden = (segment: number, value: string): boolean =>
    [of(segment, value), of(segment, null) - of(segment, value)].some((group) => group > 0 && group < leastOf(segment))
  return [...names].map(([segment, name]) => {
    const whole = of(segment, null)
    if (whole < leastOf(segment)) return { segment: name, persons: null, values: [] }
    return {
      segment: name,
      persons: whole,
      values: values.map((value) => {
        const part = of(segment, value)
        const everybody = isHidden(EVERYBODY, value) ? null : ratio(of(EVERYBODY, value), of(EVERYBODY, null))
        if (isHidden(segment, value)) return { value, persons: null, share: NO_SHARE, everybody, ...NO_INDEX }
        const share = shareOf(part, whole, level)
        const index = (one: number | null): number | null =>
          one === null || everybody === null ? null : ratio(one * 100, everybody)
        return {
          value,
          persons: part,
          share,
          everybody,
          index: index(share.value),
          index_low: index(share.low),
          index_high: index(share.high),
        }
      }),
    }
  })
}

/** As ingest hashes addresses and phone numbers. */
const SHA256 = /^[0-9a-f]{64}$/i

/** Whether a value tells nothing of who has it. */
export function tellsOfNobody(value: string): boolean {
  return !SHA256.test(value) && !value.includes(REDACTED) && !isPersonal(value)
}

const NO_INDEX = { index: null, index_low: null, index_high: null }

function keyOf(segment: number, value: string | null): string {
  return JSON.stringify([segment, value])
}
