import { ModellingFault } from '../fault.ts'

/** More history than of so many horizons is not looked at. */
const CUTS_MAX = 8
/** One part each to fit, to calibrate and to judge. */
const CUTS_MIN = 3

/**
 * The instants before which features end, and after which labels begin: a horizon apart, so that
 * what a label is made of is never a part of another one's. The newest label ends at `asOf`. Before
 * the oldest cut lies at least one horizon: which features there are is told by what came before.
 * @param first when the first event was, Unix ms.
 * @throws ModellingFault where history is too short.
 */
export function exampleCuts(asOf: number, horizonMs: number, first: number): number[] {
  const all = Array.from({ length: CUTS_MAX }, (_, i) => asOf - (CUTS_MAX - i) * horizonMs)
  const cuts = all.filter((cut) => cut - horizonMs >= first)
  if (cuts.length >= CUTS_MIN) return cuts
  const days = Math.floor((asOf - first) / 86_400_000)
  throw new ModellingFault(
    `what people who may be modelled did is known for ${days} days; ${CUTS_MIN + 1} times the horizon is needed: take a shorter one`,
  )
}
