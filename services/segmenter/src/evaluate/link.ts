// Held by tests/simulation/people-are-one.sim.test.ts

import { eraseReceiptKey, isToIdentifier, TOPICS } from '@weir/contracts'
import type { EraseReceipt, IdentifierRecord, LinkRecord, PersonRecord } from '@weir/contracts'
import {
  encodeLinks,
  lapseWithin,
  noEntry,
  noLinks,
  noteFormer,
  notePast,
  passBack,
  takeDenials,
  takeToIdentifier,
  takeToPerson,
  uniteFences,
} from '@weir/identity'
import type { LinkContext } from '@weir/identity'
import { absorb, advance, decodePerson, encodePerson, Memberships, movedPerson, voidMemberships } from '@weir/segmentation'
import type { Person } from '@weir/segmentation'
import { idsBefore } from '../linking/dead-ends.ts'
import { eraseToo } from '../linking/erase-too.ts'
import { knownDigests } from '../linking/known-digests.ts'
import { declineOfNobody } from '../linking/nobody.ts'
import { hold } from '../linking/held.ts'
import { linkable, linksOf, storeLinks } from '../linking/links.ts'
import { putOwner } from '../linking/owners.ts'
import { optOutOfAll } from '../opt-outs/known.ts'
import { locate } from '../linking/locate.ts'
import { tellIdentifiers } from './identifier-changes.ts'
import { aliasLine } from './rows.ts'
import type { FoldContext, StepWriter } from './step-writer.ts'

/** Takes in a record that links identifiers or persons. */
export function takeLink(context: FoldContext, space: StepWriter, record: LinkRecord): void {
  if (isToIdentifier(record)) return toIdentifier(context, space, record)
  const found = locate(context, space.people, record.to)
  if ('elsewhere' in found) return space.send({ ...record, to: found.elsewhere })
  if (found.person) toPerson(context, space, space.take(found.id), record)
  else toNobody(context, space, record)
}

/**
 * To somebody who was erased meanwhile. Whose state was on its way to them is the same person, and
 * is erased as well.
 */
function toNobody(context: FoldContext, space: StepWriter, record: PersonRecord): void {
  const back = passBack(record.to, record.passage)
  if (back) return space.send({ ...record, ...back })
  const answer = declineOfNobody(record)
  if (answer) space.send(answer)
  const { erased, partition, partitions, meta } = context
  const at = erased.until(record.to)
  if (record.kind !== 'absorb' || at === -Infinity) return
  const person = decodePerson(Buffer.from(record.state, 'base64'))
  const who = erased.seal(knownDigests(person))
  const ids = erased.seal(idsBefore([person]))
  const before = ids.length > 0 ? { before: { ids, ended: [], identifiers: who } } : {}
  const { off } = space.identity()
  const [batch, place] = [`late-${erased.seal([record.to])[0]!}`, `${partition}.${off}`]
  const next = `${batch}.${place}`
  const receipt: EraseReceipt = { batch, partition, off, at, counts: {}, more: who, next }
  space.output(TOPICS.config, eraseReceiptKey(batch, place), JSON.stringify(receipt), 0)
  eraseToo(
    { partitions, at, batch: next, who, gone: erased.seal([record.to]), ...before },
    (topic, to, key, value) => space.output(topic, key, JSON.stringify(value), to),
    meta,
  )
}

function toIdentifier(context: FoldContext, space: StepWriter, record: IdentifierRecord): void {
  const { to } = record
  const entry = context.owners.get(to) ?? noEntry()
  const ownsItself = space.people.get(to) !== undefined
  const before = entry.person ?? (ownsItself ? to : undefined)
  const wasShared = entry.isShared
  takeToIdentifier(entry, record, ownsItself, space.send)
  if (!wasShared) notePast(to, entry, before, space.identity().off)
  const { at = 0, received } = record.kind === 'detach' ? {} : record.claim
  if (entry.person !== undefined && received !== undefined)
    for (const denial of takeDenials(entry, { received_at: received, event_time: at }))
      space.send({ ...denial, person: entry.person, via: to })
  context.owners.set(to, entry)
  space.put(putOwner(to, entry))
}

function toPerson(context: FoldContext, space: StepWriter, person: Person, record: PersonRecord): void {
  const { meta, program } = context
  space.bringUpToDate(person)
  const before = [...person.identifiers]
  const protocol: LinkContext = {
    version: program.version,
    isRollingOut: meta.pending !== undefined || meta.queued !== undefined,
    send: space.send,
    hold: (held) => space.put(hold(meta.held, held)),
    inviting: (change) => void (meta.inviting += change),
    leave: (into, { claim, claimant }) => {
      const { externals } = linkable(person).links
      const other = { person: person.id, born: person.born }
      const state = leave(context, space, person, { into, cause: claim.eid })
      space.send({ kind: 'absorb', to: into, other, claim, claimant, externals, state })
    },
    join: ({ state, claim }) => {
      const from = decodePerson(Buffer.from(state, 'base64'))
      // Where the other one was handed out, these are there.
      before.push(...from.identifiers)
      join(context, space, person, from, claim.eid)
    },
  }
  takeToPerson(linkable(person), record, protocol)
  storeLinks(person)
  // Whoever has become another is told of by that one.
  if (space.people.get(person.id) === person) tellIdentifiers(space, person, before, { now: meta.now, entered: NONE })
}

const NONE: ReadonlySet<number> = new Set()

/**
 * The person is found to be another one. What they were a member of counts as never begun: the
 * other's changes tell of both from there on.
 * @returns what is known of them, base64.
 */
function leave(
  { program, meta }: FoldContext,
  space: StepWriter,
  person: Person,
  { into, cause }: { into: string; cause: string },
): string {
  const emit = space.emitFor(person)
  advance(program, person, meta.now, emit)
  voidMemberships(program, person, { reason: 'merge', cause }, emit)
  const { former, fences } = linksOf(person)
  space.replace(movedPerson(person, into))
  // Nobody has this object any more, and a copy would have another shape than every other person.
  person.memberships = new Memberships()
  person.linking = encodeLinks({ ...noLinks(), former, fences })
  return Buffer.from(encodePerson(person)).toString('base64')
}

/** Another person is found to be this one. @param cause the eid of the event that had both. */
function join({ program, meta }: FoldContext, space: StepWriter, person: Person, from: Person, cause: string): void {
  const emit = space.emitFor(person)
  advance(program, person, meta.now, emit)
  absorb(program, person, from, meta.now, cause, emit)
  space.counts.absorbed++
  for (const absorbed of [from, ...from.absorbed])
    space.output(TOPICS.memberships, person.id, aliasLine(absorbed, person, { cause, now: meta.now }, space.identity()))
  const links = linksOf(person)
  noteFormer(links, linksOf(from).former)
  const ids = new Set([person.id, ...person.absorbed.map(({ id }) => id)])
  links.fences = lapseWithin(uniteFences(links.fences, linksOf(from).fences), ids)
  const optOut = optOutOfAll(person, links.former, meta.now)
  if (optOut) space.output(TOPICS.optOuts, '', JSON.stringify(optOut), 0)
}
