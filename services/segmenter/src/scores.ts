// Held by tests/simulation/thresholds-take-effect-at-once.sim.test.ts

import {
  eventKey,
  lookalikeTrait,
  partitionOf,
  PURPOSES,
  RESERVED_TRAIT,
  SCORED_EVENT,
  scoreTrait,
  TOPICS,
  recordOf,
} from '@weir/contracts'
import type { HitConsent, PersonEvent } from '@weir/contracts'
import type { EventLog } from '@weir/eventlog'

/** What is scored: people by a model, or their similarity to the members of a segment. */
export type Scored = { model: string } | { lookalike: string }

export interface PersonScore {
  /** 32 hex digits. */
  person: string
  /** null takes an earlier one back. */
  value: number | null
}

const BATCH = 1_000

/** No source can be registered under such a code, so no sender can speak for it. */
const SCORES_SOURCE = `${RESERVED_TRAIT}weir`

/**
 * Publishes scores: they go through the log as events, like everything else that can change a
 * membership, and set a trait that only we can set. The same scores of the same instant may be
 * published again without harm. Resolves when they are durable.
 * @param at when they count from: Unix ms, by the deployment's clock.
 */
export async function publishScores(log: EventLog, scored: Scored, scores: readonly PersonScore[], at: number): Promise<void> {
  const partitions = log.partitions(TOPICS.events)
  for (let from = 0; from < scores.length; from += BATCH) {
    const events = scores.slice(from, from + BATCH).map((score) => scoreEvent(scored, score, at))
    await log.append(
      TOPICS.events,
      events.map((event) => ({
        partition: partitionOf(event.person, partitions),
        key: event.person,
        value: Buffer.from(JSON.stringify(event)),
      })),
    )
  }
}

function scoreEvent(scored: Scored, { person, value }: PersonScore, at: number): PersonEvent {
  const trait = 'model' in scored ? scoreTrait(scored.model) : lookalikeTrait(scored.lookalike)
  const event_id = `${trait} ${person}`
  return {
    kind: 'event',
    person,
    eid: eventKey(SCORES_SOURCE, SCORED_EVENT, event_id, at, String(value)),
    rev: 0,
    hit: {
      source: SCORES_SOURCE,
      channel: 'server',
      name: SCORED_EVENT,
      event_id,
      id_from: 'weir',
      event_time: at,
      received_at: SAID_NOTHING_AT,
      ids: [],
      consent: SAID_NOTHING,
      body: { traits: { [trait]: value } },
    },
  }
}

/**
 * A score is no word on consent. Every event has to decide all purposes, so these are denials by a
 * basis from before everything: whatever anybody said, and whatever any source assumes, is newer
 * and stands.
 */
const SAID_NOTHING_AT = 0
const SAID_NOTHING: HitConsent = recordOf(PURPOSES, () => ({ granted: false, by: 'basis' }))
