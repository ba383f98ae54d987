// Held by route.test.ts
import { benjaminiHochberg, compareRatios, holm } from '@weir/statistics'
import { z } from 'zod'
import { metricDefinition } from '../../reports/catalogue.ts'
import { ratio } from '../../reports/metrics.ts'
import type { PersonFloors } from '../../shared/person-floors.ts'
import type { LeaderboardParams } from './params.ts'
import type { ComparedSides } from './query.ts'

const Figure = z.number().nullable()

/** One segment beside everything outside of it. */
export const LeaderboardRow = z.object({
  segment: z.string(),
  persons: z
    .int()
    .nullable()
    .describe('With what the metric is made of, while they were members; null, as all else, below min_group'),
  value: Figure.describe('The metric of what found its person in the segment'),
  others: Figure.describe('The metric of everything else'),
  multiple: Figure.describe('value / others; null where one is 0 or unknown'),
  low: Figure.describe('Its interval, of this segment alone'),
  high: Figure,
  p: Figure.describe('How likely a difference at least as large is by chance, of this segment alone'),
  p_corrected: Figure.describe('The same, corrected for the many segments'),
  verdict: z
    .enum(['better', 'worse', 'no_difference'])
    .nullable()
    .describe('By p_corrected at level; null where nothing can be compared'),
})
export type LeaderboardRow = z.infer<typeof LeaderboardRow>

/** Every segment, the best first; segments of which nothing is known come last. */
export function leaderboardRows(
  sides: readonly ComparedSides[],
  { names, floors }: { names: ReadonlyMap<number, string>; floors: PersonFloors },
  { metric, level, min_group: minGroup, correction }: LeaderboardParams,
): LeaderboardRow[] {
  const isDownGood = metricDefinition(metric).direction === 'down'
  const isTold = ({ segment, inside, outside }: ComparedSides): boolean => {
    const least = Math.max(minGroup, floors(segment))
    return inside.units >= least && !(outside.units > 0 && outside.units < least)
  }
  const compared = sides.map((one) => (isTold(one) ? compareRatios(one.inside, one.outside, level) : undefined))
  const values = compared.map((one) => one?.p ?? Number.NaN)
  const corrected = correction === 'holm' ? holm(values) : benjaminiHochberg(values)
  const rows = sides.map((one, i): LeaderboardRow => {
    const { segment, inside, outside } = one
    const head = { segment: names.get(segment) ?? String(segment) }
    if (!isTold(one)) return { ...head, ...NOT_TOLD }
    const found = compared[i]
    const isFound = found !== undefined && corrected[i]! < 1 - Number(level) / 100
    const isBetter = isFound && found.multiple < 1 === isDownGood
    return {
      ...head,
      persons: inside.units,
      value: ratio(inside.part, inside.whole),
      others: ratio(outside.part, outside.whole),
      multiple: found?.multiple ?? null,
      low: found?.interval.low ?? null,
      high: found?.interval.high ?? null,
      p: found?.p ?? null,
      p_corrected: found === undefined ? null : corrected[i]!,
      verdict: found === undefined ? null : isFound ? (isBetter ? 'better' : 'worse') : 'no_difference',
    }
  })
  const rank = ({ value }: LeaderboardRow): number => (value === null ? Infinity : isDownGood ? value : -value)
  return rows.toSorted((a, b) => compareNumbers(rank(a), rank(b)) || (a.segment < b.segment ? -1 : 1))
}

const NOT_TOLD = {
  persons: null,
  value: null,
  others: null,
  multiple: null,
  low: null,
  high: null,
  p: null,
  p_corrected: null,
  verdict: null,
}

/** Two infinite ones are equal. */
function compareNumbers(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1
}
