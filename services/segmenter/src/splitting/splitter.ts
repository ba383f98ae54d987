// Held by tests/simulation/people-are-split.sim.test.ts

import { partitionOf, TOPICS } from '@weir/contracts'
import type { CountedEvent, Recount, Recounted, PersonSplit, SplitRecord } from '@weir/contracts'
import type { Person } from '@weir/segmentation'
import { RecordFault, takeOrigin } from '@weir/stream'
import type { ParsedRecord } from '@weir/stream'
import { UncountableError } from '../evaluate/part.ts'
import { addressee, addressesOf } from '../evaluate/split.ts'
import type { Counted } from '../evaluate/split.ts'
import type { FoldDeps, FoldSession } from '../evaluate/session.ts'
import { familyOf, linksOf } from '../linking/links.ts'
import { locate } from '../linking/locate.ts'
import { loadMentioned } from '../linking/mentioned.ts'
import { countedEvents } from './counted.ts'

type Place = Pick<ParsedRecord, 'offset' | 'origin'>

/** So many bytes of events go into one record, about. */
const RECORD_BYTES = 256_000
const NOTHING: Counted = { events: [], logFrom: undefined }

/**
 * Takes the records by which a wrong link is taken back: looks up in the log of the partition what
 * was counted for those whom they are about, and has the fold carry them out.
 */
export function createSplitter(
  session: FoldSession,
  { log, events }: Pick<FoldDeps, 'log' | 'events'>,
): (record: SplitRecord, place: ParsedRecord) => Promise<void> {
  const { lease, partitions, people, owners } = session
  const { partition } = lease
  const isHere = (id: string): boolean => partitionOf(id, partitions) === partition

  async function split(record: PersonSplit | Recounted, place: ParsedRecord): Promise<void> {
    const person = await find(record)
    const counted = person && isDue(person, record) ? await countedFor(person, record, place) : NOTHING
    const commit = await prepared(record, place, counted)
    await commit()
  }

  /** What cannot be counted is left out, as it was when it came; else the record is put aside. */
  async function prepared(record: PersonSplit | Recounted, place: ParsedRecord, counted: Counted): Promise<() => Promise<void>> {
    try {
      return await session.prepare(place.offset, { kind: 'split', record: place, split: record, counted })
    } catch (error) {
      if (!(error instanceof RecordFault)) throw error
      const { cause: fault } = error
      events.recordPoisoned(TOPICS.events, partition, place.offset, fault)
      if (!(fault instanceof UncountableError))
        return session.prepare(place.offset, { kind: 'abandon', record: place, split: record, fault })
      const countable = counted.events.filter(({ event }) => event.eid !== fault.eid || event.rev !== fault.rev)
      return prepared(record, place, { ...counted, events: countable })
    }
  }

  async function find(record: PersonSplit | Recounted): Promise<Person | undefined> {
    const mentioned = await loadMentioned([record], [], { people, owners, partition, partitions })
    const found = locate({ partition, partitions }, mentioned.people, addressee(record, mentioned.owners))
    return 'person' in found ? found.person : undefined
  }

  /** Whether the record may be the one by which the person is split. */
  function isDue(person: Person, record: PersonSplit | Recounted): boolean {
    const { isInviting, splitting } = linksOf(person)
    if (record.kind === 'split') return !isInviting && familyOf(person).every(isHere)
    return record.isLast && splitting?.split === record.split && splitting.awaited === 1
  }

  function countedFor(person: Person, record: PersonSplit | Recounted, { offset }: Place): Promise<Counted> {
    const { externals } = linksOf(person)
    const who = new Set(familyOf(person).filter(isHere))
    const ask = { partition, until: offset, who, under: addressesOf(person), split: record.split, externals }
    return countedEvents({ log, owners }, ask)
  }

  async function answer({ person: to, split: name, who, under, externals }: Recount, { offset, origin }: Place): Promise<void> {
    const addresses = under && new Set([...under, ...who])
    const ask = { partition, until: offset, who: new Set(who), under: addresses, split: name, externals }
    const { events, logFrom } = await countedEvents({ log, owners }, ask)
    const commit = await session.transaction(offset, ({ meta }) => {
      if (!takeOrigin(meta, origin)) return { outputs: [] }
      const parts = partsOf(events)
      const reach = logFrom === undefined ? {} : { logFrom }
      const outputs = parts.map((part, i) => {
        const isLast = i === parts.length - 1
        const record: Recounted = { kind: 'recounted', to, split: name, events: part, isLast, ...reach }
        const value = Buffer.from(JSON.stringify(record))
        return { topic: TOPICS.events, partition: partitionOf(to, partitions), key: to, value, offset, n: meta.outputs++ }
      })
      meta.sent += outputs.length
      return { outputs }
    })
    await commit()
  }

  return (record, place) => (record.kind === 'recount' ? answer(record, place) : split(record, place))
}

/** Parts that fit into one record each; one at least. */
function partsOf(events: readonly CountedEvent[]): CountedEvent[][] {
  const parts: CountedEvent[][] = [[]]
  let bytes = 0
  for (const event of events) {
    bytes += JSON.stringify(event).length
    if (bytes > RECORD_BYTES && parts.at(-1)!.length > 0) {
      parts.push([])
      bytes = 0
    }
    parts.at(-1)!.push(event)
  }
  return parts
}
