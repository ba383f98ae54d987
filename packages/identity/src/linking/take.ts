// Held by packages/identity/src/linking/linking.prop.test.ts

import { identifierDigest } from '@weir/contracts'
import type { Claim, Claimant, LinkRecord, Party, PersonRecord, PersonSplit } from '@weir/contracts'
import { learn } from './claim.ts'
import { isKeptFrom } from './fences.ts'
import { areApart, isOlder, noteFormer, partyOf } from './links.ts'
import type { LinkablePerson } from './links.ts'
import { passOn } from './passage.ts'
import type { Onward } from './passage.ts'

/** What taking a record in may ask for, and what it depends on beside the person. */
export interface LinkContext {
  /** Version of the definitions in force in this partition. */
  version: number
  /** Whether others are being rolled out: then nobody is invited, and nobody leaves. */
  isRollingOut: boolean
  send(record: LinkRecord | PersonSplit): void
  /** Keeps a record until other definitions are in force; then it comes again. */
  hold(record: PersonRecord): void
  /** The number of invitations under way changes. */
  inviting(change: 1 | -1): void
  /** The person's state goes to another, and what comes for them is forwarded from now on. */
  leave(into: string, record: PersonRecord & { kind: 'invite' }): void
  /** The state of another person comes in. */
  join(record: PersonRecord & { kind: 'absorb' }): void
}

const TRIES_MAX = 4

type Meet = Omit<PersonRecord & { kind: 'meet' }, 'kind'>
type Invite = PersonRecord & { kind: 'invite' }
type Decline = PersonRecord & { kind: 'decline' }

/** Takes a record to a living person in, and then what waited for it. */
export function takeToPerson(self: LinkablePerson, record: PersonRecord, context: LinkContext): void {
  let hasLeft = takeOne(self, record, context)
  const { links } = self
  while (links.deferred.length > 0 && (hasLeft || !links.isInviting)) {
    const next = links.deferred.shift()!
    // A split has to be read from the log: it needs history.
    if (hasLeft || next.kind === 'split') context.send(next)
    else hasLeft = takeOne(self, next, context)
  }
}

/** @returns whether the person has left. */
function takeOne(self: LinkablePerson, record: PersonRecord, context: LinkContext): boolean {
  const beyond = goesBeyond(self, record)
  if (beyond) {
    context.send({ ...record, ...beyond })
    return false
  }
  switch (record.kind) {
    case 'meet':
      meet(self, record, context)
      return false
    case 'invite':
      return invited(self, record, context)
    case 'absorb':
      // What a split counts anew was asked for before: they are not among those.
      if (self.links.splitting) {
        self.links.deferred.push(record)
        return false
      }
      answered(self, context)
      Object.assign(self.links.externals, record.externals)
      context.join(record)
      return false
    case 'decline':
      answered(self, context)
      declined(self, record, context)
      return false
    case 'release':
      released(self, record.claim, context)
      return false
    case 'learn':
      if (self.links.isInviting) self.links.deferred.push(record)
      else learn(self, record, context)
      return false
  }
}

/**
 * To whom a record goes whose identifier a split has put on the other side. What waited is asked as
 * well, for the fence may have come meanwhile, with the person who was waited for. An answer is for
 * whoever has invited, whatever it is about: nobody else waits for it.
 */
function goesBeyond(self: LinkablePerson, { kind, claim, passage }: PersonRecord): Onward | undefined {
  return kind === 'absorb' || kind === 'decline' ? undefined : passOn(self, claim.identifier, passage)
}

/**
 * Two persons claim one identifier. Only the older one invites, and one at a time: so who waits for
 * whom makes no circle, and what an invited one decides stays true until the state has come.
 */
function meet(self: LinkablePerson, { other, claim, claimant }: Meet, context: LinkContext): void {
  if (other.person === self.id || self.absorbed.some(({ id }) => id === other.person)) {
    becameOne(self, claim, context)
    return
  }
  if (claimant === 'other' && hasGivenUp(self, claim)) return claimAgain(claim, other, context)
  const me = partyOf(self)
  const record = { kind: 'meet', to: self.id, other, claim, claimant } as const
  if (!isOlder(me, other)) context.send({ ...record, to: other.person, other: me, claimant: flip(claimant) })
  else if (self.links.isInviting) self.links.deferred.push(record)
  else if (context.isRollingOut) context.hold(record)
  else {
    self.links.isInviting = true
    context.inviting(1)
    const { version } = context
    const { externals } = self.links
    context.send({
      kind: 'invite',
      to: other.person,
      other: me,
      claim,
      claimant: flip(claimant),
      externals: { ...externals },
      version,
    })
  }
}

/** @returns whether the person has left. */
function invited(self: LinkablePerson, record: Invite, context: LinkContext): boolean {
  const { other, claim, claimant } = record
  const decline = (reason: Decline['reason']): boolean => {
    const answer = { to: other.person, other: partyOf(self), claim, claimant: flip(claimant), reason }
    const { externals } = self.links
    context.send({ kind: 'decline', ...answer, ...(reason === 'conflict' ? { externals: { ...externals } } : {}) })
    return false
  }
  if (other.person === self.id) return decline('same')
  if (isOlder(partyOf(self), other)) {
    decline('senior')
    meet(self, record, context)
    return false
  }
  // Asked first: definitions wait for the answers to the invitations of their partition, so those
  // of a partition that is behind must not wait for others here.
  if (context.version > record.version) return decline('later')
  if (self.links.isInviting) {
    self.links.deferred.push(record)
    return false
  }
  if (context.version < record.version) {
    context.hold(record)
    return false
  }
  if (context.isRollingOut) return decline('later')
  if (claimant === 'other' && hasGivenUp(self, claim)) {
    claimAgain(claim, other, context)
    return decline('gone')
  }
  if (!areApart(self.links.externals, record.externals)) {
    context.leave(other.person, record)
    return true
  }
  // The identifier goes with the one who was seen with it last.
  if (claimant === 'addressee') return decline('conflict')
  if (isKeptFrom(self.links.fences, claim.identifier, record.externals)) return decline('lost')
  if (claim.login < seenAt(self, claim.identifier)) return decline('lost')
  giveUp(self, claim, other, context)
  return decline('won')
}

/** Whoever was erased and is known again since may hear an answer that they do not wait for. */
function answered({ links }: LinkablePerson, context: LinkContext): void {
  if (!links.isInviting || links.splitting) return
  links.isInviting = false
  context.inviting(-1)
}

/** An invitation was declined; `claimant` tells whose claim it was. */
function declined(self: LinkablePerson, record: Decline, context: LinkContext): void {
  const { other, claim, claimant, reason, externals = {} } = record
  if (reason === 'later') context.hold({ kind: 'meet', to: self.id, other, claim, claimant })
  else if (reason === 'same') becameOne(self, claim, context)
  else if (reason === 'lost') released(self, claim, context)
  else if (reason === 'conflict') {
    if (hasGivenUp(self, claim)) claimAgain(claim, other, context)
    else if (isKeptFrom(self.links.fences, claim.identifier, externals) || claim.login < seenAt(self, claim.identifier))
      context.send({ kind: 'release', to: other.person, claim })
    else giveUp(self, claim, other, context)
  }
}

/** The claim is void; unless the person was seen with the identifier again since. */
function released(self: LinkablePerson, claim: Claim, context: LinkContext): void {
  const seen = seenAt(self, claim.identifier)
  if (seen > claim.login)
    context.send({ kind: 'link', to: claim.identifier, other: partyOf(self), claim: { ...claim, at: seen, login: seen } })
  else forget(self, claim.identifier)
}

/** The identifier goes to the claimant. */
function giveUp(self: LinkablePerson, claim: Claim, { person }: Party, context: LinkContext): void {
  forget(self, claim.identifier)
  context.send({ kind: 'reassign', to: claim.identifier, person, claim })
}

/**
 * Whether the claimed identifier has gone to somebody else meanwhile. When that is said again and
 * again, the owner has more identifiers than are kept, and is still the owner.
 */
function hasGivenUp(self: LinkablePerson, { identifier, tries = 0 }: Claim): boolean {
  return tries < TRIES_MAX && seenAt(self, identifier) === -Infinity
}

/** They are one already; but one of them may have given the identifier to a third before. */
function becameOne(self: LinkablePerson, claim: Claim, context: LinkContext): void {
  const isGivenUp = self.links.former.includes(claim.identifier)
  if (isGivenUp && claim.tries === undefined) claimAgain(claim, partyOf(self), context)
}

/** The claim begins anew, at the identifier's home, behind the record that gave it away. */
function claimAgain(claim: Claim, claimant: Party, context: LinkContext): void {
  context.send({ kind: 'link', to: claim.identifier, other: claimant, claim: { ...claim, tries: (claim.tries ?? 0) + 1 } })
}

/** One of those beyond the number that is kept is a former one, too. */
function forget(self: LinkablePerson, digest: string): void {
  self.identifiers = self.identifiers.filter((id) => identifierDigest(id) !== digest)
  noteFormer(self.links, [digest])
}

function seenAt({ identifiers }: LinkablePerson, digest: string): number {
  return identifiers.find((id) => identifierDigest(id) === digest)?.seenAt ?? -Infinity
}

function flip(claimant: Claimant): Claimant {
  return claimant === 'other' ? 'addressee' : 'other'
}
