// Held by tests/simulation/batches-do-not-matter.sim.test.ts

import { identifierDigest, isWithdrawal, TOPICS } from '@weir/contracts'
import type { LinkRecord, PersonEvent, Recounted, PersonSplit } from '@weir/contracts'
import {
  byStrength,
  isOfAnother,
  nameOf,
  noEntry,
  noteDenial,
  notePast,
  noteStrong,
  ownerOf,
  passBack,
  passOn,
  strongest,
  takeDenials,
} from '@weir/identity'
import type { Onward, OwnerEntry } from '@weir/identity'
import { advance } from '@weir/segmentation'
import type { Person } from '@weir/segmentation'
import { linkable, linksOf, storeLinks } from '../linking/links.ts'
import { locate } from '../linking/locate.ts'
import { refusalRecord } from './consent-record.ts'
import { putOwner } from '../linking/owners.ts'
import { countEvent } from './count-event.ts'
import { takeLink } from './link.ts'
import { factLine } from './rows.ts'
import { abandonSplit, takeSplit } from './split.ts'
import type { Counted } from './split.ts'
import type { Changes } from './transaction.ts'
import { createStepWriter } from './step-writer.ts'
import type { FoldContext, StepCounts, StepWriter } from './step-writer.ts'

/**
 * One step of the fold, pure: records or timers go in, {@link Changes} come out.
 */
export interface FoldStep {
  /** Goes on to the record at `offset`, whose outputs count from 0. */
  at(offset: number): void
  event(event: PersonEvent): void
  link(record: LinkRecord): void
  /** @param counted what this partition has counted for whom the record is about. */
  split(record: PersonSplit | Recounted, counted: Counted): void
  /** Puts such a record aside. @param fault why it could not be taken. */
  abandon(record: PersonSplit | Recounted, fault: unknown): void
  /** Lets time pass for somebody, and brings them under the current definitions. */
  evaluate(id: string): void
  readonly counts: StepCounts
  result(): Changes
}

/**
 * @param people everybody the step needs (undefined: not known yet); changed in place, as is
 *   `context.meta`.
 * @throws AbsentError from its methods, for somebody of the partition who is not among them.
 */
export function createFoldStep(context: FoldContext, people: Map<string, Person | undefined>): FoldStep {
  const { program, meta } = context
  const space = createStepWriter(context, people)
  return {
    at: space.at,
    event: (event) => foldEvent(context, space, event),
    link: (record) => takeLink(context, space, record),
    split: (record, counted) => takeSplit(context, space, record, counted),
    abandon: (record, fault) => abandonSplit(context, space, record, fault),
    evaluate(id) {
      if (!people.get(id)) return
      const person = space.take(id)
      space.bringUpToDate(person)
      advance(program, person, meta.now, space.emitFor(person))
    },
    counts: space.counts,
    result: space.result,
  }
}

function foldEvent(context: FoldContext, space: StepWriter, told: PersonEvent): void {
  const { program, meta } = context
  const before = meta.now
  meta.now = Math.max(meta.now, told.hit.received_at)
  const event = context.erased.stripLate(told, context.partition, space.identity().off)
  if (!event) return
  if (event.person === '' || event.hit.bot !== undefined) return foldForNobody(space, event)
  const address = event.via ?? event.person
  const elsewhere = event.via === undefined ? addressBeside(event, entryOf(context, space, event)) : undefined
  if (elsewhere) return space.send(elsewhere)
  const id = event.via === undefined ? ownerOf(address, context.owners.get(address)) : event.person
  const found = locate(context, space.people, id)
  if ('elsewhere' in found) return space.send({ ...event, person: found.elsewhere, via: address })
  const onward = sentOn(found, event, address)
  if (onward) return space.send(onward)
  // A withdrawal makes nobody known.
  if (isWithdrawal(event) && !found.person) return keepDenial(context, space, event)
  space.counts.events++
  const person = space.take(found.id, event.hit.received_at)
  space.bringUpToDate(person)
  // A timer that was due before this record has fired, whether or not a batch ended in between:
  // what is written depends on the log alone.
  if (person.due <= before) advance(program, person, before, space.emitFor(person))
  countEvent(context, space, person, event, { address, now: meta.now })
  for (const denial of denialsDue(context, space, address, event)) foldEvent(context, space, denial)
}

/** At the home of the identifier that it names: where a person is named instead, there is one. */
function keepDenial({ owners, erased, meta }: FoldContext, space: StepWriter, denial: PersonEvent): void {
  if (denial.via !== undefined) return
  const entry = owners.get(denial.person) ?? noEntry()
  const [digest] = erased.canSeal() ? erased.seal([denial.person]) : []
  const record = digest && refusalRecord(meta, entry.denials ?? [], denial, digest, space.identity())
  if (record) space.output(TOPICS.memberships, denial.person, JSON.stringify(record))
  noteDenial(entry, denial)
  owners.set(denial.person, entry)
  space.put(putOwner(denial.person, entry))
}

/** Refusals that came before this event, and were told after it. */
function denialsDue({ owners }: FoldContext, space: StepWriter, address: string, { via, hit }: PersonEvent): PersonEvent[] {
  const entry = via === undefined ? owners.get(address) : undefined
  const due = takeDenials(entry, hit)
  if (entry && due.length > 0) space.put(putOwner(address, entry))
  return due
}

/**
 * An event of nobody, or of a machine: it is written down, and changes nothing else, whoever it
 * names.
 */
function foldForNobody(space: StepWriter, event: PersonEvent): void {
  space.counts.events++
  const key = event.person === '' ? event.eid : event.person
  space.output(TOPICS.facts, key, factLine(event, 0, [], space.identity()))
}

/** The owner entry of the identifier by which an event came, which notes what else it came with. */
function entryOf({ owners }: FoldContext, space: StepWriter, { person: address, hit }: PersonEvent): OwnerEntry | undefined {
  const strong = strongest(hit.ids)
  const name = strong ? identifierDigest(strong) : address
  const known = owners.get(address)
  if (name === address || known?.isShared || known?.strong.includes(name)) return known
  const entry = known ?? noEntry()
  const before = ownerOf(address, entry)
  if (noteStrong(entry, address, name)) notePast(address, entry, before, space.identity().off)
  owners.set(address, entry)
  space.put(putOwner(address, entry))
  return entry
}

/**
 * An event that came by a shared identifier goes to another one of its hit, the strongest first.
 * @returns undefined where there is none that may name the person.
 */
function addressBeside(event: PersonEvent, entry: OwnerEntry | undefined): PersonEvent | undefined {
  if (!entry?.isShared) return undefined
  const digests = byStrength(event.hit.ids).map(identifierDigest)
  const { shared = 0 } = event
  const next = digests.indexOf(event.person) > shared ? shared : shared + 1
  const person = digests[next]
  return person === undefined ? undefined : { ...event, person, shared: next }
}

/** The event as it goes to another person than the one (or nobody) whom it has come to. */
function sentOn(
  { id, person }: { id: string; person: Person | undefined },
  event: PersonEvent,
  address: string,
): PersonEvent | undefined {
  if (person && isForAnother(person, event, address)) {
    const { via: _, ...anew } = event
    return { ...anew, person: identifierDigest(strongest(event.hit.ids)!) }
  }
  const onward = person ? beyondFences(person, event, address) : passBack(id, event.passage)
  return onward && { ...event, person: onward.to, via: address, passage: onward.passage }
}

/** Its strongest identifier decides; without one, that by which it came. */
function beyondFences(person: Person, { hit, passage }: PersonEvent, address: string): Onward | undefined {
  const { fences } = linksOf(person)
  if (fences.length === 0) return undefined
  const onward = passOn(linkable(person), nameOf(hit, address), passage)
  if (linksOf(person).fences !== fences) storeLinks(person)
  return onward
}

/** Only an event that came by a weaker identifier can be: its strongest one is its own. */
function isForAnother(person: Person, { hit }: PersonEvent, address: string): boolean {
  const name = strongest(hit.ids)
  return name?.type === 'external_id' && identifierDigest(name) !== address && isOfAnother(linkable(person), hit)
}
