// Held by tests/e2e/withdrawals-overtake.e2e.test.ts

import { standingDenials } from '@weir/consent'
import { identifierDigest, PURPOSES } from '@weir/contracts'
import type { EventHit, Identifier, OptOut } from '@weir/contracts'
import type { Person } from '@weir/segmentation'

/**
 * The opt-out that follows from what is known of a person who has denied something, once an event
 * of theirs is taken in: whatever they are known by must not leave through somebody else's record
 * either. Ingest has noted what the event itself denies for the identifiers in it, so there is
 * something to add when the event says no and the person has others, or brings new ones to somebody
 * who said no before.
 * @param known the identifiers that were known before the event, and the digests of those that
 *   others have now.
 */
export function optOutOfKnown(
  person: Person,
  { before, former }: { before: readonly Identifier[]; former: readonly string[] },
  hit: EventHit,
): OptOut | undefined {
  const denied = standingDenials(person.consent)
  if (denied === undefined) return undefined
  const said = PURPOSES.filter((purpose) => denied[purpose] !== undefined && isSaidBy(hit, purpose, denied[purpose]))
  const gained = hit.ids.some((id) => !has(before, id))
  if (said.length === 0 && !gained) return undefined
  const isAllSaid = said.length === Object.keys(denied).length
  const { identifiers } = person
  const ids = gained && !isAllSaid ? identifiers : identifiers.filter((id) => !has(hit.ids, id))
  const digests = [...ids.map(identifierDigest), ...(said.length > 0 ? former : [])]
  if (digests.length === 0) return undefined
  return { digests, denied, scope: 'person', received_at: hit.received_at }
}

/**
 * The opt-out that follows when two persons are found to be one: whatever one of them is known by
 * is denied what either has denied.
 * @param now log time, Unix ms.
 */
export function optOutOfAll(person: Person, former: readonly string[], now: number): OptOut | undefined {
  const denied = standingDenials(person.consent)
  const digests = [...person.identifiers.map(identifierDigest), ...former]
  if (denied === undefined || digests.length === 0) return undefined
  return { digests, denied, scope: 'person', received_at: now }
}

/** Whether it is this hit because of which the purpose is denied since then. */
function isSaidBy({ consent, event_time, received_at }: EventHit, purpose: (typeof PURPOSES)[number], since: number): boolean {
  const mark = consent[purpose]
  return mark?.by === 'signal' && !mark.granted && Math.min(event_time, received_at) === since
}

function has(ids: readonly Identifier[], { type, value }: Identifier): boolean {
  return ids.some((id) => id.type === type && id.value === value)
}
