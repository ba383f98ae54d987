import type { Entry } from './entry.ts'

/**
 * Buckets for a median that is only ever compared with certain amounts, the cuts. They divide all
 * amounts into regions: below the first cut, equal to it, between the first and the second, and so
 * on. While both middle values lie in one region, it does not matter where in it they lie; where
 * they lie in two, they are the greatest of the one and the least of the other. So a bucket keeps
 * of every region how many amounts it has, its least and its greatest, and every comparison comes
 * out as if all of them were there.
 *
 *   cut 20    3  7  7 15 | 20 | 21 40     kept: 15 four times, 20 once, 21 twice
 */

/**
 * Returns the most entries that a bucket has: one for each outer region and each cut, two for each
 * region between cuts.
 */
export function regionEntriesMax(cuts: readonly number[]): number {
  return 3 * cuts.length
}

interface Region {
  t: number
  n: number
  least: number
  greatest: number
}

/**
 * Merges the entries of one bucket. Each result has the time of the newest event of its region.
 * @param entries in order of time.
 * @param cuts in ten-thousandths, ascending, each once.
 */
export function mergeRegions(entries: readonly Entry[], cuts: readonly number[]): Entry[] {
  const regions = new Map<number, Region>()
  for (const { t, n, units } of entries) {
    const number = regionOf(units, cuts)
    const known = regions.get(number) ?? { t, n: 0, least: units, greatest: units }
    known.t = t
    known.n += n
    known.least = Math.min(known.least, units)
    known.greatest = Math.max(known.greatest, units)
    regions.set(number, known)
  }
  return [...regions].flatMap(([number, region]) => entriesOf(number, region, 2 * cuts.length))
}

/**
 * Returns the region of an amount: 0 below the first cut, 1 equal to it, 2 between it and the next,
 * and so on.
 */
function regionOf(units: number, cuts: readonly number[]): number {
  let region = 0
  for (const cut of cuts) region += (units > cut ? 1 : 0) + (units >= cut ? 1 : 0)
  return region
}

function entriesOf(number: number, { t, n, least, greatest }: Region, last: number): Entry[] {
  const bucket = (count: number, units: number): Entry => ({ t, eid: '', n: count, units, text: '' })
  if (number === 0) return [bucket(n, greatest)]
  if (number === last || least === greatest) return [bucket(n, least)]
  return [bucket(n - 1, least), bucket(1, greatest)]
}
