import { PURPOSES } from '@weir/contracts'
import type { ConsentMark, HitConsent, Purpose } from '@weir/contracts'

/** What a source assumes when a hit says nothing: `required` (denied) or `assumed` (the sender only sends consented hits). */
export type ConsentBasis = 'required' | 'assumed'

/** What one hit says about consent. */
export interface ConsentSaid {
  /** Explicit entries; a purpose that is not there was not spoken of. */
  purposes?: Partial<Record<Purpose, boolean | undefined>> | undefined
  /** TikTok's `limited_data_use`: true denies personalised_ads; false and absent say nothing. */
  limitedDataUse?: boolean | undefined
  basis: ConsentBasis
}

/** Decides every purpose of one hit: an explicit entry, else limited data use, else the source's basis (docs/semantics.md, "Consent"). */
export function decideConsent(said: ConsentSaid): HitConsent {
  const decided = {} as HitConsent
  for (const purpose of PURPOSES) decided[purpose] = decide(purpose, said)
  return decided
}

// Shared and frozen: every hit carries five of these.
const SIGNAL_GRANTED: ConsentMark = Object.freeze({ granted: true, by: 'signal' })
const SIGNAL_DENIED: ConsentMark = Object.freeze({ granted: false, by: 'signal' })
const BASIS_GRANTED: ConsentMark = Object.freeze({ granted: true, by: 'basis' })
const BASIS_DENIED: ConsentMark = Object.freeze({ granted: false, by: 'basis' })

function decide(purpose: Purpose, { purposes, limitedDataUse, basis }: ConsentSaid): ConsentMark {
  const explicit = purposes?.[purpose]
  if (explicit !== undefined) return explicit ? SIGNAL_GRANTED : SIGNAL_DENIED
  if (limitedDataUse === true && purpose === 'personalised_ads') return SIGNAL_DENIED
  return basis === 'assumed' ? BASIS_GRANTED : BASIS_DENIED
}
