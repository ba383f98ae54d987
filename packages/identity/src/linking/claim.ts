// Held by packages/identity/src/linking/linking.prop.test.ts

import { identifierDigest } from '@weir/contracts'
import type { Channel, Claim, Identifier, KnownIdentifier, LinkRecord, PersonRecord } from '@weir/contracts'
import { strongest } from '../resolver.ts'
import { partyOf } from './links.ts'
import type { LinkablePerson } from './links.ts'

/** A hit as far as it links. */
export interface LinkingHit {
  source: string
  channel: Channel
  ids: readonly Identifier[]
  event_time: number
  received_at: number
}

interface Sender {
  send(record: LinkRecord): void
}

/**
 * Whether a hit that was addressed by a weaker identifier has to go to its `external_id` instead:
 * its source knows the one who has that identifier by another, or may do so once an invitation is
 * answered.
 */
export function isOfAnother({ links }: LinkablePerson, { source, ids }: LinkingHit): boolean {
  const known = links.externals[source]
  if (known === undefined && !links.isInviting) return false
  return ids.some((id) => id.type === 'external_id' && identifierDigest(id) !== known)
}

/**
 * Claims the identifiers of a hit that counts for the person, each once.
 * @param address the identifier by which the hit found the person, as a digest.
 * @returns the identifiers that the person may be known by: without an `external_id` of somebody
 *   else, and of a pixel's hit one of each type, for anybody can send it, and could unite many.
 */
export function claimIdentifiers(
  self: LinkablePerson,
  hit: LinkingHit,
  eid: string,
  address: string,
  sender: Sender,
): readonly Identifier[] {
  const { source, channel, ids, event_time: at, received_at: received } = hit
  const name = strongest(ids)
  if (!name) return ids
  const login = ids.some(({ type }) => type === 'external_id') ? at : 0
  let refused: Set<Identifier> | undefined
  for (const [i, id] of ids.entries()) {
    if (channel === 'pixel' && ids.findIndex(({ type }) => type === id.type) < i) {
      ;(refused ??= new Set()).add(id)
      continue
    }
    if (id.type !== 'external_id' && isClaimed(self, id, { at, eid })) continue
    const identifier = identifierDigest(id)
    const claim: Claim = { identifier, type: id.type, name: identifierDigest(name), at, login, received, eid }
    if (id.type === 'external_id') {
      const accepted = acceptExternal(self, source, id, claim)
      if (!accepted) (refused ??= new Set()).add(id)
      if (!accepted || isClaimed(self, id, claim)) continue
    }
    if (identifier !== address) send(self, claim, sender)
  }
  return refused ? ids.filter((id) => !refused.has(id)) : ids
}

/** What had to wait for an invitation is learnt now. */
export function learn(self: LinkablePerson, { source, id, claim }: PersonRecord & { kind: 'learn' }, sender: Sender): void {
  if (!acceptExternal(self, source, id, claim) || isClaimed(self, id, claim)) return
  self.identifiers.push({ ...id, linkedAt: claim.at, eid: claim.eid, seenAt: claim.login })
  send(self, claim, sender)
}

/** A source knows a person by one `external_id`, the first one; another is somebody else's. */
function acceptExternal({ id: to, links }: LinkablePerson, source: string, id: Identifier, claim: Claim): boolean {
  const known = links.externals[source]
  if (known !== undefined) return known === claim.identifier
  if (links.isInviting) {
    links.deferred.push({ kind: 'learn', to, source, id, claim })
    return false
  }
  links.externals[source] = claim.identifier
  return true
}

function knownAs({ identifiers }: LinkablePerson, { type, value }: Identifier): KnownIdentifier | undefined {
  for (const known of identifiers) if (known.type === type && known.value === value) return known
  return undefined
}

/** Identifiers from before links were kept are claimed when they are met again. */
function isClaimed(self: LinkablePerson, id: Identifier, { at, eid }: Pick<Claim, 'at' | 'eid'>): boolean {
  const known = knownAs(self, id)
  if (known?.eid !== '') return known !== undefined
  known.linkedAt = at
  known.eid = eid
  return false
}

function send(self: LinkablePerson, claim: Claim, sender: Sender): void {
  sender.send({ kind: 'link', to: claim.identifier, other: partyOf(self), claim })
}
