/** What columns mean, by name. */
export type Comments = Readonly<Record<string, string>>

export const ORIGIN_COLUMNS: Comments = {
  part: 'With off and n what names the row: the partition of the log that it came of',
  off: 'The offset of the record that it came of',
  n: 'Its place among the rows of that record',
}

const CODES = '0 nothing known, 1 denied and 2 granted by what the source assumes, 3 denied and 4 granted by a signal'

export const FACT_COLUMNS: Comments = {
  event_time: 'When it happened, UTC',
  received_at: 'When it was accepted, UTC',
  source: 'The code of the source that sent it',
  channel: 'pixel or server',
  name: 'The canonical name of the event: Purchase, AddToCart ...',
  event_id: "The sender's id of the event",
  eid: 'Our id of the event: a hash of what it says',
  person: 'The id of the person, or empty when it belongs to nobody',
  ordinal: "The person's number within the partition",
  segments: 'Numbers of the segments of which the person was a member immediately before the event; see the view segments',
  value: 'What it was worth (properties.value), in currency',
  currency: 'ISO 4217, of value; empty when nothing was said',
  campaign_id: 'ad.campaign_id',
  adgroup_id: 'ad.adgroup_id',
  ad_id: 'ad.ad_id',
  creative_id: 'ad.creative_id',
  placement: 'ad.placement',
  cost: 'What the ad cost (ad.cost), in cost_currency',
  cost_currency: 'ISO 4217, of cost; empty when nothing was said',
  video_id: 'video.video_id',
  duration_ms: 'How long the video is, ms',
  watched_ms: 'How long it was watched, ms',
  experiment_id: 'experiment.id',
  arm: 'experiment.arm',
  consent_storage: `Consent to storage at the event: ${CODES}`,
  consent_profiling: `Consent to profiling at the event: ${CODES}`,
  consent_personalised_ads: `Consent to personalised ads at the event: ${CODES}`,
  consent_measurement: `Consent to measurement at the event: ${CODES}`,
  consent_modelling: `Consent to modelling at the event: ${CODES}`,
  body: 'The rest of the event, as JSON, without personal data in clear',
  ...ORIGIN_COLUMNS,
  version: 'Of rows of one event the one with the greatest counts',
}

export const MEMBERSHIP_COLUMNS: Comments = {
  at: 'The exact instant at which it took effect, UTC',
  recorded_at: 'The log time at which it was written down, UTC',
  person: 'The id of the person',
  ordinal: "The person's number within the partition",
  segment: 'The id of the segment',
  segment_number: 'The number of the segment; see the view segments',
  version: 'The version of the segment',
  op: 'entered or left',
  reason: 'event, window (time passed), consent, definition or merge (two persons were found to be one)',
  cause: 'The eid of the event behind it, or empty',
  ...ORIGIN_COLUMNS,
}

const REJECTED: Comments = {
  id: 'The id of the refusal',
  rejected_at: 'When it was refused, UTC',
  source: 'The code of the source that sent it',
  channel: 'pixel or server',
  code: 'Why, as the errors of the API are named',
  path: 'Where in the body',
  message: 'What was wrong',
  body: 'What was sent, without personal data, as JSON text; empty when it was no JSON',
}

const TABLES: readonly [name: string, what: string, columns: Comments][] = [
  ['facts', 'Every event, with what was true of the person immediately before it', FACT_COLUMNS],
  ['memberships', 'Who entered and left which segment when, and why', MEMBERSHIP_COLUMNS],
  ['rejected', 'What was refused, and why', REJECTED],
]

const SEGMENTS_VIEW: Comments = {
  number: 'The number by which facts and memberships name the segment',
  id: 'The id by which the API names it',
  name: 'What people call it',
  version: 'Counts changes of the rule and the purposes, from 1',
  description: 'Free text, or empty',
  rule: 'The rule, as JSON',
  purposes: 'What a person must have allowed to be a member',
  min_size: 'With fewer members it is neither shown nor exported; 0 where nothing was said',
  updated_at: 'When it was saved last',
}

/**
 * What tables, views and their columns mean, where people who explore the warehouse look for it.
 * Only metadata is written.
 */
export const comments = [
  ...TABLES.flatMap(([table, what, columns]) => [
    commentOn(table, `${what}; may hold a row twice: read ${table}_final`, columns),
    commentOn(`${table}_final`, what, columns),
  ]),
  commentOn('segments', 'The segments that there are, with the numbers by which facts and memberships name them', SEGMENTS_VIEW),
  commentOn('schema_migrations', 'What was done to these tables', {
    number: 'The number of the migration',
    name: 'What it is about',
    applied_at: 'When it was applied, in the time zone of the server',
  }),
]

/** The statement that says what a table or view and its columns are. */
export function commentOn(table: string, what: string, columns: Comments): string {
  const said = Object.entries(columns).map(([column, text]) => `COMMENT COLUMN ${column} ${quoted(text)}`)
  return `ALTER TABLE ${table} ${[`MODIFY COMMENT ${quoted(what)}`, ...said].join(', ')}`
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "\\'")}'`
}
