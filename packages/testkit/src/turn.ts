/**
 * Long tests try a share of their cases in each run, so that a run stays short, and all cases come
 * round. The number of the run (`TURN`) chooses the share: CI takes one from the commit and prints
 * it, any other run is turn 0, and `TURN=7` repeats that of another. `CHAOS=long` (`npm run chaos`)
 * tries all cases. What was chosen is printed.
 */

/** The number of this run. @throws RangeError when `TURN` is no whole number of at least 0. */
export function turn(): number {
  const said = process.env['TURN'] || '0'
  if (!/^\d{1,15}$/.test(said)) throw new RangeError(`TURN is ${said}; it has to be a whole number, like 7`)
  return Number(said)
}

/**
 * The shares of this run, of `of` of them: one, or all.
 *
 * @param what of the cases, for the line that is printed.
 * @returns numbers from 0 to `of - 1`.
 */
export function sharesOf(what: string, of: number): readonly number[] {
  if (process.env['CHAOS'] === 'long') return Array.from({ length: of }, (_, share) => share)
  const share = turn() % of
  process.stdout.write(`${what}: share ${share + 1} of ${of} (TURN=${turn()}; all of them: npm run chaos)\n`)
  return [share]
}

/**
 * Every `of`-th of the cases, beginning with another one each turn; all of them with `CHAOS=long`.
 *
 * @param what they are, for the line that is printed.
 */
export function inTurn<T>(what: string, cases: readonly T[], of: number): readonly T[] {
  const shares = new Set(sharesOf(what, of))
  return cases.filter((_, i) => shares.has(i % of))
}
