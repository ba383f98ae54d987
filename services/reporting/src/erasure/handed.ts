// Held by tests/e2e/erasure-handed.e2e.test.ts

import { isBefore } from '@weir/contracts'
import type { HandedOut, StoredConsumer } from '@weir/contracts'
import type { ReportReader } from '../shared/reader.ts'
import { queryMemberships } from './query.ts'

/** Which of some people destinations have, by the id under which they were handed out. */
export type HandedTo = ReadonlyMap<string, readonly Pick<HandedOut, 'segment' | 'number' | 'to'>[]>

/**
 * Who has whom: a destination was handed everybody who entered before the place that it was handed,
 * and has deleted whoever left before the place that it has confirmed.
 * @param people ids, also those that they were handed out under before they were absorbed.
 * @throws WeirError unavailable when the warehouse is away.
 */
export async function findHanded(
  warehouse: ReportReader,
  consumers: readonly StoredConsumer[],
  people: readonly string[],
): Promise<HandedTo> {
  const found = new Map<string, Pick<HandedOut, 'segment' | 'number' | 'to'>[]>()
  const numbers = [...new Set(consumers.map(({ number }) => number))]
  if (consumers.length === 0) return found
  for (const { segment, person, part, changes } of await queryMemberships(warehouse, numbers, people)) {
    const having = consumers.filter((consumer) => consumer.number === segment && has(consumer, part, changes))
    const [one] = having
    if (!one) continue
    const known = found.get(person) ?? []
    found.set(person, [...known, { segment: one.segment, number: segment, to: having.map(({ name }) => name).toSorted() }])
  }
  return found
}

/** @param changes of one person in one segment, in the order of the log: offset, n, op. */
function has(
  { handed, confirmed }: Pick<StoredConsumer, 'handed' | 'confirmed'>,
  part: number,
  changes: readonly [number, number, string][],
): boolean {
  const lies = (off: number, n: number, place: StoredConsumer['handed']): boolean => {
    const mark = place.marks[part]
    return mark !== undefined && isBefore([off, n], mark)
  }
  let isThere = false
  for (const [off, n, op] of changes) {
    if (op === 'entered') isThere ||= lies(off, n, handed)
    else if (lies(off, n, confirmed)) isThere = false
  }
  return isThere
}

/**
 * The same as a request to erase somebody keeps it: by segment and destinations.
 * @param ids under which the people of the request were handed out.
 * @param placeOf the place of an id in the `who` of the request.
 */
export function handedOut(handed: HandedTo, ids: readonly string[], placeOf: (id: string) => number): HandedOut[] {
  const groups = new Map<string, HandedOut>()
  for (const id of ids)
    for (const { segment, number, to } of handed.get(id) ?? []) {
      const key = `${number} ${to.join(' ')}`
      const group = groups.get(key) ?? { segment, number, to: [...to], who: [] }
      group.who.push(placeOf(id))
      groups.set(key, group)
    }
  return [...groups.values()]
}

/**
 * What several requests have, as one record of all of them.
 * @param who all keyed digests of the record.
 */
export function handedTogether(
  requests: readonly { who: readonly string[]; handed?: readonly HandedOut[] }[],
  who: readonly string[],
): Omit<HandedOut, 'segment'>[] {
  const places = new Map(who.map((digest, place) => [digest, place]))
  const groups = new Map<string, Omit<HandedOut, 'segment'>>()
  for (const request of requests)
    for (const { number, to, who: own } of request.handed ?? []) {
      const key = `${number} ${to.join(' ')}`
      const group = groups.get(key) ?? { number, to, who: [] }
      group.who.push(...own.flatMap((place) => places.get(request.who[place] ?? '') ?? []))
      groups.set(key, group)
    }
  return [...groups.values()]
}
