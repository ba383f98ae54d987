// Held by tests/simulation/people-are-split.sim.test.ts

import { setImmediate as nextTurn } from 'node:timers/promises'
import { identifierDigest, TOPICS } from '@weir/contracts'
import type { CountedEvent, ExternalIds, PersonEvent } from '@weir/contracts'
import type { EventLog, LogRecord } from '@weir/eventlog'
import { ownerAt, strongest } from '@weir/identity'
import { parseRecords } from '@weir/stream'
import type { Counted } from '../evaluate/split.ts'
import type { OwnerStore } from '../linking/owners.ts'

/** What was counted for whom, as the log of a partition tells. */
export interface CountedAsk {
  partition: number
  /** Up to this offset. */
  until: number
  /** Persons of the partition. */
  who: ReadonlySet<string>
  /** Digests under which events of theirs may have come; undefined: any. */
  under: ReadonlySet<string> | undefined
  /** The answers of other partitions to this request belong to it. */
  split: string
  externals: ExternalIds
}

const SLICE = { records: 5_000, bytes: 8_000_000 }

/**
 * Reads the partition's log once, up to a record of it: so the answer depends on the log alone.
 * Whose an identifier was when an event came by it, its owner entry knows.
 */
export async function countedEvents(
  { log, owners }: { log: Pick<EventLog, 'read' | 'begin'>; owners: Pick<OwnerStore, 'load'> },
  ask: CountedAsk,
): Promise<Counted> {
  const { partition, until, who, under } = ask
  const events: CountedEvent[] = []
  const begin = await log.begin(TOPICS.events, partition)
  let logFrom: number | undefined
  for (let next = begin; next <= until;) {
    const records = (await log.read(TOPICS.events, partition, next, SLICE)).filter(({ offset }) => offset <= until)
    const last = records.at(-1)
    if (!last) break
    next = last.offset + 1
    if (begin > 0) logFrom ??= firstReceipt(records)
    const wanted = under ? records.filter(({ key }) => who.has(key) || under.has(key)) : records
    for (const one of await countedIn(wanted, owners, ask)) events.push(one)
    await nextTurn()
  }
  return { events, logFrom }
}

async function countedIn(
  records: readonly LogRecord[],
  owners: Pick<OwnerStore, 'load'>,
  { who, split, externals }: CountedAsk,
): Promise<CountedEvent[]> {
  const parsed = parseRecords(records)
  const addresses = parsed.flatMap(({ value }) => (value?.kind === 'event' && value.via === undefined ? [value.person] : []))
  const entries = await owners.load(addresses.filter((address) => address !== ''))
  return parsed.flatMap(({ value, offset }): CountedEvent[] => {
    if (value?.kind === 'recounted' && value.split === split) return value.events
    if (value?.kind !== 'event' || value.person === '' || value.hit.bot !== undefined) return []
    const { person, via } = value
    const owner = via === undefined ? ownerAt(person, entries.get(person), offset) : person
    return who.has(owner) && !isAddressedAnew(value, externals) ? [{ event: value, for: owner }] : []
  })
}

/** An event that came by a weaker identifier, and has somebody else's `external_id`, went there. */
function isAddressedAnew({ person, via = person, hit }: PersonEvent, externals: ExternalIds): boolean {
  const name = strongest(hit.ids)
  if (name?.type !== 'external_id') return false
  const digest = identifierDigest(name)
  return digest !== via && externals[hit.source] !== digest
}

function firstReceipt(records: readonly LogRecord[]): number | undefined {
  for (const { value } of parseRecords(records)) if (value?.kind === 'event') return value.hit.received_at
  return undefined
}
