import { ERASED_MEMBER_FIELD, TOPICS } from '@weir/contracts'
import type { Topic } from '@weir/contracts'

/** What is loaded where. */
export interface LoadedTopic {
  topic: Topic
  /** Where its rows go, and by what the topic is called in metrics and in the ids of inserts. */
  table: LoadedTable
  /** Rows of another kind that travel on the same topic. */
  others: readonly LoadedTable[]
}

/** A table. `identity`: how a row is found again in it. */
export interface LoadedTable {
  name: string
  /**
   * `origin`: (part, off, n), the record's origin. `id`: the row's own id. `version`: a row that is
   * there twice is there once, for the table replaces rows by their version.
   */
  identity: 'origin' | 'id' | 'version'
  /** A field that its rows have and no other rows of the topic, as it stands in the line. */
  field: string
}

export const FACTS: LoadedTopic = {
  topic: TOPICS.facts,
  table: { name: 'facts', identity: 'origin', field: '"eid":' },
  others: [],
}
/**
 * Aliases, changes of identifiers, removals of the erased and records of the consent log travel
 * with the changes of the same person, so that all have one order.
 */
export const MEMBERSHIPS: LoadedTopic = {
  topic: TOPICS.memberships,
  table: { name: 'memberships', identity: 'origin', field: '"op":' },
  others: [
    { name: 'erased_members', identity: 'origin', field: ERASED_MEMBER_FIELD },
    { name: 'person_aliases', identity: 'origin', field: '"into":' },
    { name: 'identifier_changes', identity: 'origin', field: '"lost":' },
    { name: 'consent_log', identity: 'origin', field: '"previous":' },
  ],
}
/** A row replaces those about the same with a smaller version. */
export const DELIVERY: LoadedTopic = {
  topic: TOPICS.delivery,
  table: { name: 'delivery', identity: 'version', field: '"entity":' },
  others: [],
}
export const REJECTED: LoadedTopic = {
  topic: TOPICS.rejected,
  table: { name: 'rejected', identity: 'id', field: '"id":' },
  others: [],
}

/**
 * The table to which a line goes: bytes are searched, not parsed. A line that is of no kind goes to
 * the topic's own table, which will refuse it.
 */
export function tableOf({ table, others }: LoadedTopic, { buffer, byteOffset, byteLength }: Uint8Array): LoadedTable {
  const line = Buffer.from(buffer, byteOffset, byteLength)
  return others.find(({ field }) => line.includes(field)) ?? table
}
