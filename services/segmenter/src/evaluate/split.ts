// Held by tests/simulation/people-are-split.sim.test.ts

import { partitionOf, identifierDigest, TOPICS } from '@weir/contracts'
import type { CountedEvent, Recount, Recounted, PersonSplit } from '@weir/contracts'
import { ownerOf } from '@weir/identity'
import { IDENTIFIERS_PER_TYPE_MAX } from '@weir/segmentation'
import type { Person } from '@weir/segmentation'
import { deadLetterOutput } from '@weir/stream'
import { familyOf, linksOf, storeLinks } from '../linking/links.ts'
import { locate } from '../linking/locate.ts'
import type { OwnerEntries } from '../linking/owners.ts'
import { splitReceipt } from '../linking/split-receipt.ts'
import { partPerson, release } from './part.ts'
import type { FoldContext, StepWriter } from './step-writer.ts'

/** What was counted in this partition for somebody who may be split now. */
export interface Counted {
  events: readonly CountedEvent[]
  /** See {@link Recounted}. */
  logFrom: number | undefined
}

/**
 * Takes a record of a split: of a person who has absorbed others, other partitions have history.
 * They are asked for it, and until all have answered nobody is united with the person.
 * @param counted what this partition has, where the split may be carried out by this record.
 */
export function takeSplit(context: FoldContext, space: StepWriter, record: PersonSplit | Recounted, counted: Counted): void {
  const found = locate(context, space.people, addressee(record, context.owners))
  if ('elsewhere' in found)
    return space.send(record.kind === 'split' ? forPerson(record, found.elsewhere) : { ...record, to: found.elsewhere })
  if (!found.person) {
    if (record.kind === 'split') splitReceipt(space, { split: record.split, outcome: 'nobody' }, context.meta.now)
    return
  }
  const person = space.take(found.id)
  if (record.kind === 'split') begin(context, space, person, record, counted)
  else goOn(context, space, person, record, counted)
}

/**
 * A record of a split could not be taken: it becomes a dead letter, the person stays as they are
 * and waits no longer, and whoever asked is told.
 */
export function abandonSplit(context: FoldContext, space: StepWriter, record: PersonSplit | Recounted, fault: unknown): void {
  const { partition, meta } = context
  const found = locate(context, space.people, addressee(record, context.owners))
  const person = 'person' in found ? found.person : undefined
  if (person && linksOf(person).splitting?.split === record.split) release(context, space, space.take(person.id))
  splitReceipt(space, { split: record.split, outcome: 'failed' }, meta.now)
  const { key, value } = deadLetterOutput('fold', partition, space.identity().off, meta.now, fault)
  space.output(TOPICS.rejected, key, Buffer.from(value).toString(), 0)
}

/** Whom a record is for. */
export function addressee(record: PersonSplit | Recounted, owners: OwnerEntries): string {
  const { to } = record
  return record.kind === 'split' && !record.isForPerson ? ownerOf(to, owners.get(to)) : to
}

function forPerson(record: PersonSplit, to: string): PersonSplit {
  return { ...record, to, isForPerson: true }
}

function begin(context: FoldContext, space: StepWriter, person: Person, record: PersonSplit, counted: Counted): void {
  const links = linksOf(person)
  // It was carried out before.
  if (links.fences.some(({ split }) => split === record.split)) return
  if (links.isInviting) links.deferred.push(forPerson(record, person.id))
  else {
    const asked = recountsFor(context, person, record)
    if (asked.length === 0) return partPerson(context, space, person, { ...counted, ...record })
    links.isInviting = true
    context.meta.inviting++
    links.splitting = { split: record.split, leave: record.leave, awaited: asked.length }
    asked.forEach(space.send)
  }
  storeLinks(person)
}

/** One record for each other partition that has history of the person. */
function recountsFor({ partition, partitions }: FoldContext, person: Person, { split }: PersonSplit): Recount[] {
  const byPartition = new Map<number, string[]>()
  for (const id of familyOf(person)) {
    const home = partitionOf(id, partitions)
    byPartition.set(home, [...(byPartition.get(home) ?? []), id])
  }
  byPartition.delete(partition)
  const under = addressesOf(person)
  return [...byPartition.values()].map((who) => ({
    kind: 'recount',
    to: who[0]!,
    person: person.id,
    split,
    who,
    externals: { ...linksOf(person).externals },
    ...(under ? { under: [...under] } : {}),
  }))
}

function goOn(context: FoldContext, space: StepWriter, person: Person, record: Recounted, counted: Counted): void {
  const { splitting } = linksOf(person)
  if (splitting?.split !== record.split || !record.isLast) return
  splitting.awaited--
  if (record.logFrom !== undefined) splitting.logFrom = Math.max(record.logFrom, splitting.logFrom ?? 0)
  if (splitting.awaited > 0) return storeLinks(person)
  const since = [counted.logFrom ?? -Infinity, splitting.logFrom ?? -Infinity].reduce((a, b) => Math.max(a, b))
  partPerson(context, space, person, { ...splitting, events: counted.events, logFrom: since === -Infinity ? undefined : since })
}

/**
 * Under which digests events of a person may have come; undefined where more were known of them
 * than is kept.
 */
export function addressesOf(person: Person): Set<string> | undefined {
  const { identifiers } = person
  const { former, fences } = linksOf(person)
  const isFull = (type: string): boolean => identifiers.filter((known) => known.type === type).length >= IDENTIFIERS_PER_TYPE_MAX
  if (former.length >= IDENTIFIERS_PER_TYPE_MAX || identifiers.some(({ type }) => isFull(type))) return undefined
  // What came before a split may have come by an identifier of the other side.
  const before = fences.flatMap(({ mine, theirs }) => [...mine, ...theirs])
  return new Set([...identifiers.map(identifierDigest), ...former, ...before, ...familyOf(person)])
}
