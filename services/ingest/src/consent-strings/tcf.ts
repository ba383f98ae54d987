import { PurposeRestriction, RestrictionType, TCString } from '@iabtechlabtcf/core'
import type { TCModel } from '@iabtechlabtcf/core'
import type { PurposesSaid } from '@weir/consent'
import { PURPOSES, recordOf } from '@weir/contracts'
import type { Purpose } from '@weir/contracts'
import { precheckTcf } from './tcf-precheck.ts'

/** The purposes of the framework that ours are. */
const TCF_PURPOSES: Readonly<Record<Purpose, number>> = {
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
  precheckTcf(text)
  const model = TCString.decode(text)
  return recordOf(PURPOSES, (purpose) => isGranted(model, TCF_PURPOSES[purpose], vendor))
}

function isGranted(model: TCModel, purpose: number, vendor: number | undefined): boolean {
  if (!model.purposeConsents.has(purpose)) return false
  if (vendor === undefined) return true
  return model.vendorConsents.has(vendor) && !isRestricted(model, purpose, vendor)
}

/** Whether the publisher does not let the vendor rely on consent for the purpose. */
function isRestricted({ publisherRestrictions }: TCModel, purpose: number, vendor: number): boolean {
  return [RestrictionType.NOT_ALLOWED, RestrictionType.REQUIRE_LI].some((type) =>
    publisherRestrictions.getVendors(new PurposeRestriction(purpose, type)).includes(vendor),
  )
}
