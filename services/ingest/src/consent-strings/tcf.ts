import { RestrictionType, TCString } from '@iabtechlabtcf/core'
import type { PurposesSaid } from '@weir/consent'
import { PURPOSES, recordOf } from '@weir/contracts'
import type { Purpose } from '@weir/contracts'
import { walkTcf } from './tcf-walk.ts'

/** The purposes of the framework that ours are. */
export const TCF_PURPOSES: Readonly<Record<Purpose, number>> = {
  storage: 1,
  profiling: 3,
  personalised_ads: 4,
  measurement: 7,
  modelling: 10,
}

/**
 * What a TCF string (version 2) says of every purpose: consent, or none. Legitimate interest is no
 * consent.
 * @param vendor whose consent is asked for as well, by its id in the framework's list.
 * @throws UnreadableString, or whatever the library throws.
 */
export function readTcf(text: string, vendor: number | undefined): PurposesSaid {
  const { head, consents, restrictions } = walkTcf(text, vendor)
  const { purposeConsents } = TCString.decode(head)
  const isGranted = (purpose: number): boolean => {
    if (!purposeConsents.has(purpose)) return false
    return vendor === undefined || (consents && !restrictions.some((one) => one.purpose === purpose && FORBIDDING.has(one.type)))
  }
  return recordOf(PURPOSES, (purpose) => isGranted(TCF_PURPOSES[purpose]))
}

const FORBIDDING: ReadonlySet<number> = new Set([RestrictionType.NOT_ALLOWED, RestrictionType.REQUIRE_LI])
