// Held by tests/e2e/erasure.e2e.test.ts

import { ownerEntryKey, partitionOf } from '@weir/contracts'
import type { BeforeSplits, Erase } from '@weir/contracts'
import { noEntry, ownerOf } from '@weir/identity'
import type { Erased } from '@weir/runtime'
import type { Person } from '@weir/segmentation'
import { takeOrigin } from '@weir/stream'
import type { ParsedRecord } from '@weir/stream'
import type { FoldDeps, FoldSession } from '../evaluate/session.ts'
import { deadEnds, idsBefore, leadsTo } from '../linking/dead-ends.ts'
import { linksOf } from '../linking/links.ts'
import { putOwner } from '../linking/owners.ts'
import type { OwnerEntries } from '../linking/owners.ts'
import { createEraseWriter } from './erase-writer.ts'
import { knownDigests, wasSplit } from '../linking/known-digests.ts'

/**
 * Takes a record that erases people: what the partition knows of them is gone with its commit,
 * their blobs, timers, memberships, and whose their identifiers are. Who turns out to be the same
 * person as well is erased by records that follow.
 * @returns the function that takes one; a record that was taken before does nothing.
 */
export function createEraser(
  session: FoldSession,
  { erased, events }: Pick<FoldDeps, 'erased' | 'events'>,
): (erase: Erase, record: Pick<ParsedRecord, 'offset' | 'origin'>) => Promise<void> {
  const { lease, partition, partitions } = { ...session, partition: session.lease.partition }
  const isHere = (id: string): boolean => partitionOf(id, partitions) === partition

  /** What leads to nobody any more of whom the erased were before splits. */
  async function findEnded(gone: readonly Person[], before: readonly string[], known: ReadonlySet<string>): Promise<Person[]> {
    const left = await session.people.load(before.filter(isHere))
    const targets = [...left.values()].flatMap((person) => (person ? leadsTo(person) : []))
    const there = await session.people.load(targets.filter(isHere))
    const goneIds = new Set(gone.map(({ id }) => id))
    const isNobody = (id: string): boolean => (isHere(id) ? goneIds.has(id) || !there.get(id) : known.has(id))
    return deadEnds(left.values(), isNobody).filter(({ id }) => !goneIds.has(id))
  }

  return async (erase, { offset, origin }) => {
    const digests = erased.open(erase.who)
    const others = new Set(erased.open(erase.shared ?? []))
    const marker = `@erased:${erase.batch}`
    const [taken] = await lease.load([marker])
    if (!taken) erased.note(digests, { batch: erase.batch, at: erase.at, partition, off: offset })
    const here = taken ? [] : digests.filter(isHere)
    const people = await session.people.load(here)
    // Who was one person with others before a split leads to these.
    const gone = [...people.values()].filter(
      (person): person is Person =>
        person !== undefined && person.born <= erase.at && !others.has(person.id) && !wasSplit(person),
    )
    const known = openBefore(erased, erase)
    const before = [...new Set([...known.ids, ...idsBefore(gone)])]
    const ended = taken ? [] : await findEnded(gone, before, new Set(known.ended))
    const endedIds = new Set(ended.map(({ id }) => id))
    const led = [...new Set([...here, ...known.identifiers.filter(isHere), ...endedIds])]
    const owners = await session.owners.load(led)
    const itself = await session.people.load(led)
    /** Those that change; undefined: gone. */
    const entries: OwnerEntries = new Map()
    let count = 0
    const commit = await session.transaction(offset, ({ meta }) => {
      const isRepeat = !takeOrigin(meta, origin)
      const writer = createEraseWriter({ partition, partitions, offset, erase, meta, erased })
      if (isRepeat || taken) return writer.result([])
      count = gone.filter(({ movedTo }) => movedTo === '').length
      for (const person of [...gone, ...ended]) writer.person(person, linksOf(person), (segment) => session.bitmaps.of(segment))
      const goneBefore = erased.open(erase.gone ?? [])
      const ofErased = new Set([...digests.filter((digest) => !others.has(digest)), ...goneBefore])
      const ofNobody = new Set([...ofErased, ...before, ...known.ended, ...ended.flatMap(leadsTo)])
      const isKept = (id: string): boolean => others.has(id) && itself.get(id) !== undefined && !endedIds.has(id)
      const identifiers = ownedBy(owners, (id) => (isKept(id) ? ofErased : ofNobody))
      const counts = { people: count, absorbed: gone.length - count, identifiers: identifiers.length }
      const more = [...new Set(gone.flatMap(knownDigests))].filter((id) => !digests.includes(id))
      const shared = [...new Set([...others, ...sharedBy(gone, new Set([...digests, ...more]))])]
      erased.noteShared(shared)
      const goesOn = ended.length > 0 || before.length > known.ids.length
      const follows = goesOn && {
        ids: before,
        ended: [...new Set([...known.ended, ...endedIds, ...ended.flatMap(leadsTo)])],
        identifiers: [...new Set([...known.identifiers, ...digests, ...more])],
      }
      const goneIds = [...new Set([...goneBefore, ...gone.map(({ id }) => id)])]
      writer.receipt(counts, { more, shared, gone: goneIds, ...(follows ? { before: follows } : {}) })
      // Without an entry such an identifier would be that of the one who stays.
      for (const id of identifiers)
        entries.set(id, isKept(id) ? { ...noEntry(), person: ownerOf(id, owners.get(id)) } : undefined)
      const puts = [...entries].flatMap(([id, entry]) => (entry ? [putOwner(id, entry)] : []))
      const deletes = identifiers.filter((id) => !entries.get(id)).map(ownerEntryKey)
      return writer.result([{ key: marker, value: new Uint8Array() }, ...puts], deletes)
    })
    await commit()
    session.people.keep(new Map([...here, ...endedIds].map((id) => [id, undefined])), false)
    session.owners.keep(entries)
    if (count > 0) events.erased({ people: count })
  }
}

function openBefore({ open }: Pick<Erased, 'open'>, { before }: Erase): BeforeSplits {
  const { ids = [], ended = [], identifiers = [] } = before ?? {}
  return { ids: open(ids), ended: open(ended), identifiers: open(identifiers) }
}

/** Those of the erased ids that were persons of before splits: others were these as well. */
function sharedBy(people: readonly Person[], erasedIds: ReadonlySet<string>): string[] {
  return idsBefore(people).filter((id) => erasedIds.has(id))
}

/**
 * The identifiers whose entries go: of those who are erased. What went to somebody else since stays
 * theirs, and a shared identifier stays shared.
 */
function ownedBy(owners: OwnerEntries, goneFor: (identifier: string) => ReadonlySet<string>): string[] {
  return [...owners].flatMap(([digest, entry]) =>
    entry && !entry.isShared && goneFor(digest).has(ownerOf(digest, entry)) ? [digest] : [],
  )
}
