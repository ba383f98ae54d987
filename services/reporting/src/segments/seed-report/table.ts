// Held by route.test.ts
import type { Cell } from '../../shared/csv.ts'
import type { SeedAnswer } from './schema.ts'

/** One figure of a seed: its name, what it is about (an identifier type, a quantile ...), it. */
type Line = [figure: string, about: string, value: Cell]

/** A line per seed and figure; one that is not told, or not known, is empty. */
export function seedTable(seeds: readonly SeedAnswer[]): Cell[][] {
  const lines = seeds.flatMap((seed) => linesOf(seed).map((line): Cell[] => [seed.segment, ...line]))
  return [['segment', 'figure', 'about', 'value'], ...lines]
}

function linesOf(seed: SeedAnswer): Line[] {
  const { converted, diversity, change } = seed
  return [
    ['size', '', seed.size],
    ['withheld', '', seed.withheld],
    ...seed.matchable.map(({ type, members }): Line => ['matchable', type, members]),
    ['looked_at', '', seed.looked_at],
    ['measured', '', seed.measured],
    ...each('recency_days', seed.recency_days),
    ...each('converted', { share: converted.value, low: converted.low, high: converted.high }),
    ...each('value', seed.value),
    ...each('source', diversity.source),
    ...each('category', diversity.category),
    ...each('country', diversity.country),
    ...seed.overlap.map(({ segment, both }): Line => ['overlap', segment, both]),
    ...each('change', change),
    ...seed.advice.map(({ code, message }): Line => ['advice', code, message]),
  ]
}

/** A line per field; one for all of them where there are none. */
function each(figure: string, fields: Readonly<Record<string, Cell>> | null): Line[] {
  return fields ? Object.entries(fields).map(([about, value]): Line => [figure, about, value]) : [[figure, '', null]]
}
