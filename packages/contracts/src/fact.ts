import type { Bot, EventBody } from './hit.ts'

/**
 * One row of the table `facts` (JSONEachRow, the value of a record on `weir.facts`): an event
 * stamped with what was true of the person immediately before it. Times are ClickHouse
 * DateTime64(3, 'UTC') texts (see times.ts). `consent_*`: see consentCode; `consent_by`: the
 * letters of the signals that decided, see SIGNAL_LETTERS. `version` makes the first write of the
 * newest revision win in a ReplacingMergeTree.
 */
export interface FactRow {
  event_time: string
  received_at: string
  source: string
  channel: string
  name: string
  event_id: string
  eid: string
  person: string
  ordinal: number
  segments: readonly number[]
  value: number | null
  currency: string
  campaign_id: string
  adgroup_id: string
  ad_id: string
  creative_id: string
  placement: string
  cost: number | null
  cost_currency: string
  video_id: string
  duration_ms: number | null
  watched_ms: number | null
  experiment_id: string
  arm: string
  consent_storage: number
  consent_profiling: number
  consent_personalised_ads: number
  consent_measurement: number
  consent_modelling: number
  consent_by: string
  /** What says that a machine did it; absent for people. */
  bot?: Bot
  /** Digests (identifierDigest) of the click ids of the hit; absent where it has none. */
  click_ids?: readonly string[]
  body: EventBody
  part: number
  off: number
  n: number
  version: number
}

const REVISION = 2 ** 41
const OFFSET_MAX = 2 ** 40 - 1
/** An event has two revisions: as first seen, and enriched. */
const REVISIONS = 2

/**
 * The `version` of a fact: the newest count wins, of that the newest revision, and within a
 * revision the first write, so a resend weeks later changes nothing. Exact up to 2^40 offsets.
 * @param recounts how often the history of its person was counted anew because of a split.
 */
export function factVersion(rev: number, offset: number, recounts = 0): number {
  return (recounts * REVISIONS + rev) * REVISION + (OFFSET_MAX - Math.min(offset, OFFSET_MAX))
}

/** The revision of the event that a fact of this `version` tells of. */
export function revisionOf(version: number): number {
  return Math.floor(version / REVISION) % REVISIONS
}

/** So often the history of a person can be counted anew: numbers are exact up to 2^53. */
export const RECOUNTS_MAX = 2_000
