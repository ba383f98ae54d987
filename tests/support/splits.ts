import { identifierDigest, partitionOf, TOPICS } from '@weir/contracts'
import type { Hit, Identifier, PersonSplit, SplitReceipt } from '@weir/contracts'
import type { LogEntry } from '@weir/eventlog'
import { strongest } from '@weir/identity'
import type { Driver } from './driver.ts'

/** What a split keeps apart, as digests. */
export interface Apart {
  leave: ReadonlySet<string>
  stay: ReadonlySet<string>
}

/**
 * Asks for a split as the API does: by one record to an identifier that leaves.
 * @param person who is asked where none leaves.
 */
export async function split(
  { stores: { log } }: Pick<Driver, 'stores'>,
  person: string,
  leave: readonly Identifier[],
  name: string,
): Promise<void> {
  await log.append(TOPICS.events, [splitEntry(person, leave, name, log.partitions(TOPICS.events))])
}

/** The record that asks for it. */
export function splitEntry(person: string, leave: readonly Identifier[], name: string, partitions: number): LogEntry {
  const to = leave[0] ? identifierDigest(leave[0]) : person
  const record: PersonSplit = { kind: 'split', to, split: name, leave: leave.map(identifierDigest) }
  return { partition: partitionOf(to, partitions), key: to, value: Buffer.from(JSON.stringify(record)) }
}

/** What became of the splits that were asked for, by name. */
export async function receiptsOf({ records }: Pick<Driver, 'records'>): Promise<Map<string, SplitReceipt>> {
  const receipts = new Map<string, SplitReceipt>()
  for (const { key, value } of await records(TOPICS.config)) {
    if (!key.startsWith('apart:')) continue
    // Of one that is asked for again, what became of it before says nothing.
    if (value.length === 0) receipts.delete(key.slice(6))
    else receipts.set(key.slice(6), JSON.parse(Buffer.from(value).toString()) as SplitReceipt)
  }
  return receipts
}

/**
 * Who is one person when hits link and splits keep apart: of a hit with identifiers of both sides
 * those of the stronger side count.
 * @returns by digest; undefined where something beside them links the two sides all the same.
 */
export function apartComponents(
  hits: readonly Pick<Hit, 'ids'>[],
  splits: readonly Apart[],
): ((digest: string) => string) | undefined {
  const parent = new Map<string, string>()
  const find = (key: string): string => {
    const up = parent.get(key) ?? key
    return up === key ? key : find(up)
  }
  for (const { ids } of hits) {
    const kept = keptOf(ids, splits)
    for (const digest of kept) parent.set(find(digest), find(kept[0]!))
  }
  const areApart = (a: string, b: string): boolean =>
    splits.some(({ leave, stay }) => (leave.has(a) && stay.has(b)) || (leave.has(b) && stay.has(a)))
  // Whoever is on one side of a split is one person from then on, whatever had linked them.
  for (const side of splits.flatMap(({ leave, stay }) => [[...leave], [...stay]]))
    for (const a of side) for (const b of side) if (!areApart(a, b)) parent.set(find(a), find(b))
  const isOne = splits.some(({ leave, stay }) => {
    const left = new Set([...leave].map(find))
    return [...stay].some((digest) => left.has(find(digest)))
  })
  return isOne ? undefined : find
}

/** The digests of a hit that count together. */
function keptOf(ids: readonly Identifier[], splits: readonly Apart[]): string[] {
  const name = strongest(ids)
  if (!name) return []
  const digest = identifierDigest(name)
  return ids.map(identifierDigest).filter((other) =>
    splits.every(({ leave, stay }) => {
      if (leave.has(digest)) return !stay.has(other)
      return !(stay.has(digest) && leave.has(other))
    }),
  )
}
