// Held by tests/simulation/people-are-split.sim.test.ts

import { createHash } from 'node:crypto'
import { identifierDigest, partitionOf } from '@weir/contracts'
import type { CountedEvent } from '@weir/contracts'
import { fenceName, fencesOf, isOnThisSide, nameOf, recountsOf, uniteFences } from '@weir/identity'
import type { Fence } from '@weir/identity'
import { advance, movedPerson, voidMemberships } from '@weir/segmentation'
import type { Person } from '@weir/segmentation'
import { familyOf, linksOf, storeLinks } from '../linking/links.ts'
import { splitReceipt } from '../linking/split-receipt.ts'
import { countEvent } from './count-event.ts'
import { tellIdentifiers } from './identifier-changes.ts'
import type { FoldContext, StepWriter } from './step-writer.ts'

/** What a person is split by. */
export interface Parting {
  split: string
  /** Digests of the identifiers that leave. */
  leave: readonly string[]
  /** All that was counted for the person, and for whom they absorbed. */
  events: readonly CountedEvent[]
  logFrom?: number | undefined
}

/**
 * Makes two new persons of one: each is what they would be had nothing ever linked the two, as far
 * as the events go. What is left of the person says who stays in their place.
 */
export function partPerson(context: FoldContext, space: StepWriter, person: Person, parting: Parting): void {
  const { meta, partition, partitions } = context
  const { split, leave, logFrom } = parting
  space.bringUpToDate(person)
  const digests = person.identifiers.map(identifierDigest)
  const theirs = digests.filter((digest) => leave.includes(digest))
  const mine = digests.filter((digest) => !leave.includes(digest))
  if (mine.length === 0 || theirs.length === 0) {
    splitReceipt(space, { split, outcome: 'apart' }, meta.now)
    return release(context, space, person)
  }
  const [stayId, leaveId] = (['stay', 'leave'] as const).map((side) => newId(`${split}/${side}`, partition, partitions))
  const from = familyOf(person)
  const { fences } = linksOf(person)
  const reach = logFrom === undefined ? {} : { logFrom }
  const common = { split, from, at: meta.now, recounts: recountsOf(fences) + 1, ...reach }
  const events = inOrder(parting.events).filter(({ event, for: of }) => isOnThisSide(fences, event.hit, addressOf(event), of))
  const isLeaving = ({ event }: CountedEvent): boolean => theirs.includes(nameOf(event.hit, addressOf(event)))
  const [staying, leaving] = [events.filter((one) => !isLeaving(one)), events.filter(isLeaving)]

  const fence: Fence = { ...common, side: 'stay', mine, theirs, other: leaveId! }
  retire(context, space, person, stayId!, fence)
  const stays = newcomer(space, person, stayId!, fence, person.born)
  const born = bornOf(leaving) ?? person.born
  const left = newcomer(space, person, leaveId!, { ...common, side: 'leave', mine: theirs, theirs: mine, other: stayId! }, born)
  for (const to of theirs) space.send({ kind: 'detach', to, person: left.id, from })
  countAnew(context, space, stays, staying)
  countAnew(context, space, left, leaving)
  const counts = {
    from: [...from],
    stays: { person: stays.id, events: staying.length },
    left: { person: left.id, events: leaving.length },
  }
  splitReceipt(space, { split, outcome: 'split', ...counts, ...(logFrom === undefined ? {} : { log_from: logFrom }) }, meta.now)
}

/** An event of the history cannot be counted: when it came by itself it was put aside, too. */
export class UncountableError extends Error {
  override readonly name = 'UncountableError'
  readonly eid: string
  readonly rev: number
  constructor({ eid, rev }: CountedEvent['event'], cause: unknown) {
    super('an event of the past cannot be counted', { cause })
    this.eid = eid
    this.rev = rev
  }
}

/** They are nobody's any more: no member, not known by anything, and not waited for. */
function retire(context: FoldContext, space: StepWriter, person: Person, into: string, fence: Fence): void {
  const { program, meta } = context
  const emit = space.emitFor(person)
  advance(program, person, meta.now, emit)
  // Before their memberships are void: whoever was handed the person has to hear of it.
  tellIdentifiers(space, { ...person, identifiers: [] }, person.identifiers, { now: meta.now, entered: new Set() })
  voidMemberships(program, person, { reason: 'split', cause: '' }, emit)
  release(context, space, person)
  const marker = movedPerson(person, into)
  // By this an erasure tells the marker from that of an absorbed person.
  linksOf(marker).fences = [fence]
  storeLinks(marker)
  space.replace(marker)
}

/** Nothing is under way any more: what waited comes again. */
export function release({ meta }: FoldContext, space: StepWriter, person: Person): void {
  const links = linksOf(person)
  if (links.splitting === undefined) return
  links.splitting = undefined
  links.isInviting = false
  meta.inviting--
  for (const waiting of links.deferred.splice(0)) space.send(waiting)
  storeLinks(person)
}

/** One of the two, with what is on their side of what the person is known by. */
function newcomer(space: StepWriter, person: Person, id: string, fence: Fence, born: number): Person {
  const made = space.take(id, born)
  const isMine = (digest: string): boolean => !fence.theirs.includes(digest)
  made.identifiers = person.identifiers.filter((known) => isMine(identifierDigest(known))).map((known) => ({ ...known }))
  const before = linksOf(person)
  const links = linksOf(made)
  links.former = [...before.former]
  links.fences = uniteFences(fencesOf(before.fences, fence.mine), [fence])
  const lapsed = links.fences.filter(({ hasLapsed }) => hasLapsed).map(({ split }) => fenceName(split))
  const externals = Object.entries(before.externals).filter(([name, digest]) => isMine(digest) && !lapsed.includes(name))
  links.externals = { ...Object.fromEntries(externals), [fenceName(fence.split)]: fence.side }
  storeLinks(made)
  return made
}

/** Counts events as they were once counted, in the order in which they came. */
function countAnew(context: FoldContext, space: StepWriter, person: Person, events: readonly CountedEvent[]): void {
  const { program, meta, erased, partition } = context
  let now = 0
  for (const { event: told } of events) {
    const event = erased.stripLate(told, partition, space.identity().off)
    if (!event) continue
    now = Math.max(now, Math.min(event.hit.received_at, meta.now))
    try {
      countEvent(context, space, person, event, { address: addressOf(event), now, isAnew: true })
    } catch (cause) {
      throw new UncountableError(event, cause)
    }
  }
  advance(program, person, meta.now, () => undefined)
  const emit = space.emitFor(person)
  for (const [number, { from, to }] of person.memberships) {
    const segment = program.bySegment.get(number)
    if (segment && to === Infinity) emit({ segment, member: true, at: from, reason: 'split', cause: '' })
  }
}

function addressOf({ person, via = person }: CountedEvent['event']): string {
  return via
}

/** As they were received; each once. */
function inOrder(events: readonly CountedEvent[]): CountedEvent[] {
  const each = new Map(events.map((one) => [`${one.event.eid} ${one.event.rev}`, one] as const))
  return [...each.values()].sort(({ event: a }, { event: b }) => {
    if (a.hit.received_at !== b.hit.received_at) return a.hit.received_at - b.hit.received_at
    if (a.rev !== b.rev) return a.rev - b.rev
    return a.eid < b.eid ? -1 : 1
  })
}

function bornOf(events: readonly CountedEvent[]): number | undefined {
  return events.find(({ event }) => event.hit.received_at > 0)?.event.hit.received_at
}

/** An id of this partition, the same whenever the record is taken. */
function newId(name: string, partition: number, partitions: number): string {
  for (let n = 0; ; n++) {
    const id = createHash('sha256').update(`split\0${name}\0${n}`).digest('hex').slice(0, 32)
    if (partitionOf(id, partitions) === partition) return id
  }
}
