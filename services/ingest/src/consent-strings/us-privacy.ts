import type { PurposesSaid } from '@weir/consent'
import { UnreadableString } from './bits.ts'

const US_PRIVACY = /^1[YN-]([YN-])[YN-]$/i

/** What opting out in the United States denies. Not opting out grants nothing. */
export const OPTED_OUT: PurposesSaid = Object.freeze({ profiling: false, personalised_ads: false })
export const NOT_OPTED_OUT: PurposesSaid = Object.freeze({})

/**
 * What a US Privacy string (`1YNN`) says: its third character is the opt-out.
 * @throws UnreadableString
 */
export function readUsPrivacy(text: string): PurposesSaid {
  const optOut = US_PRIVACY.exec(text)?.[1]
  if (optOut === undefined) throw new UnreadableString('it is no US Privacy string')
  return optOut.toUpperCase() === 'Y' ? OPTED_OUT : NOT_OPTED_OUT
}
