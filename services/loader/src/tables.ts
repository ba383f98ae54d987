import { TOPICS } from '@weir/contracts'
import type { Topic } from '@weir/contracts'

/** What is loaded where. `identity`: how a row is found again in the table. */
export interface LoadedTopic {
  topic: Topic
  table: string
  /** `origin`: (part, off, n), the record's origin. `id`: the row's own id. */
  identity: 'origin' | 'id'
  /** A field that every row has, as it stands in the line. */
  field: string
}

export const FACTS: LoadedTopic = { topic: TOPICS.facts, table: 'facts', identity: 'origin', field: '"eid":' }
export const MEMBERSHIPS: LoadedTopic = { topic: TOPICS.memberships, table: 'memberships', identity: 'origin', field: '"op":' }
export const REJECTED: LoadedTopic = { topic: TOPICS.rejected, table: 'rejected', identity: 'id', field: '"id":' }
