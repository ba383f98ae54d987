import { PURPOSES, recordOf } from '@weir/contracts'
import type { ConsentMark, HitConsent, Purpose } from '@weir/contracts'

/**
 * What a source assumes when a hit says nothing: `required` (denied) or `assumed` (the sender only
 * sends consented hits).
 */
export type ConsentBasis = 'required' | 'assumed'

/** What a statement says of single purposes; one that is not there was not spoken of. */
export type PurposesSaid = Partial<Record<Purpose, boolean | undefined>>

/** What one place of a hit says, by form: where two forms differ, the one listed first decides. */
export interface SaidInPlace {
  /** Explicit entries. */
  purposes?: PurposesSaid | undefined
  /** What TCF strings say. */
  tcf?: PurposesSaid | undefined
  /** What GPP and US Privacy strings say. */
  gpp?: PurposesSaid | undefined
  /** What fields of platforms say: Google's consent mode, Shopify's booleans. */
  platform?: PurposesSaid | undefined
}

/** What one hit says about consent. */
export interface ConsentSaid {
  /** One for each place that says something: where two places differ, the denial counts. */
  stated?: readonly SaidInPlace[] | undefined
  /**
   * Global Privacy Control (`Sec-GPC: 1`): true denies profiling and personalised_ads; false and
   * absent say nothing.
   */
  gpc?: boolean | undefined
  /** TikTok's `limited_data_use`: true denies personalised_ads; false and absent say nothing. */
  limitedDataUse?: boolean | undefined
  /**
   * Something was said that is not understood. It may have been a refusal: what nothing else
   * decides is denied.
   */
  unread?: boolean | undefined
  /** The hit came without a key. */
  keyless?: boolean | undefined
  basis: ConsentBasis
}

/**
 * Decides every purpose of one hit, the strongest signal first, else by the source's basis
 * (docs/semantics.md, "Consent").
 */
export function decideConsent(said: ConsentSaid): HitConsent {
  return recordOf(PURPOSES, (purpose) => {
    const granted = signalOf(purpose, said)
    return granted === undefined
      ? BY_BASIS[said.basis]
      : (said.keyless === true ? KEYLESS : KEYED)[granted ? 'granted' : 'denied']
  })
}

// Shared and frozen: every hit carries five of these.
const mark = (is: ConsentMark): Readonly<ConsentMark> => Object.freeze(is)
const BY_BASIS = { assumed: mark({ granted: true, by: 'basis' }), required: mark({ granted: false, by: 'basis' }) }
const KEYED = { granted: mark({ granted: true, by: 'signal' }), denied: mark({ granted: false, by: 'signal' }) }
const KEYLESS = {
  granted: mark({ granted: true, by: 'signal', keyless: true }),
  denied: mark({ granted: false, by: 'signal', keyless: true }),
}

/** @returns undefined when nothing that was said is about the purpose. */
function signalOf(purpose: Purpose, said: ConsentSaid): boolean | undefined {
  const { stated = [], gpc, limitedDataUse, unread } = said
  let granted: boolean | undefined
  for (const { purposes, tcf, gpp, platform } of stated) {
    const here = purposes?.[purpose] ?? tcf?.[purpose] ?? gpp?.[purpose] ?? platform?.[purpose]
    if (here === false) return false
    granted ??= here
  }
  if (granted !== undefined) return granted
  if (gpc === true && (purpose === 'profiling' || purpose === 'personalised_ads')) return false
  if (limitedDataUse === true && purpose === 'personalised_ads') return false
  return unread === true ? false : undefined
}
