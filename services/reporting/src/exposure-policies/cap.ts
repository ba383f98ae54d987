// Held by route.test.ts
import { DEFAULT_CONVERSIONS, durationMs, WeirError } from '@weir/contracts'
import type { PolicyCap, ExposurePolicyInput } from '@weir/contracts'
import { fatigueOf } from '../analyses/exposure/fatigue.ts'
import { EXPOSURE_PARTS, queryByNumber } from '../analyses/exposure/query.ts'
import type { ExposureQuery } from '../analyses/exposure/query.ts'
import { EXPOSURE_WINDOW } from '../reports/exposures-query.ts'
import type { ReportReader } from '../shared/reader.ts'

/** From here on exposures are put together. */
const FATIGUE_N_MAX = 50

/** Of which impressions something of a policy is told. */
export interface PolicyImpressions {
  campaigns?: readonly string[]
  /** Unix ms, from inclusive, to exclusive. */
  from: number
  to: number
}

/** The exposures of a policy's campaigns together, as the exposure analysis asks for them. */
export function exposureQuery({ campaigns, from, to }: PolicyImpressions, maxN: number): ExposureQuery {
  return {
    scope: { from, to, sources: undefined, anonymous: false },
    windowMs: durationMs(EXPOSURE_WINDOW),
    unit: 'all',
    ads: campaigns === undefined ? {} : { campaigns },
    conversions: DEFAULT_CONVERSIONS,
    maxN,
  }
}

/**
 * The cap of a policy as a number. From fatigue it is all exposures before the fatigue point of the
 * last `within`, as the exposure analysis finds it.
 * @throws WeirError invalid_field where there is no such point.
 */
export async function capInForce(warehouse: ReportReader, input: ExposurePolicyInput, now: number): Promise<PolicyCap> {
  const { cap, campaigns } = input
  if (cap.impressions !== undefined) return { impressions: cap.impressions }
  const from = now - durationMs(cap.within)
  const query = exposureQuery({ ...(campaigns && { campaigns }), from, to: now }, FATIGUE_N_MAX)
  const numbered = await queryByNumber(warehouse, query)
  const parts = Array.from({ length: EXPOSURE_PARTS }, (_, part) => numbered.filter((row) => row.part === part))
  const fatigue = fatigueOf(parts, FATIGUE_N_MAX, '95')
  if (fatigue) return { impressions: fatigue.n - 1, fatigue: { ...fatigue, from, to: now } }
  const message = `no exposure of the last ${cap.within} is clicked less than those before it, and not by chance: give "impressions"`
  throw new WeirError('invalid_field', 'there is no fatigue point', { faults: [{ path: 'cap.from', message }] })
}
