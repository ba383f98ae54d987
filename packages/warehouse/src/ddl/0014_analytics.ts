import { commentOn, FACT_COLUMNS, MEMBERSHIP_COLUMNS } from './0004_comments.ts'
import type { Comments } from './0004_comments.ts'
import { DELIVERY_COLUMNS } from './0011_delivery.ts'

/**
 * What analysts read: views whose names and columns stay as they are, without identifiers, without
 * what a sender wrote freely, and with people under a pseudonym. A later change adds columns.
 *
 * A person's id can be computed by whoever knows an e-mail address, so its mere hash would be no
 * pseudonym. The salt is made here once; another salt gives everybody another pseudonym.
 */
const SALT = [
  `CREATE TABLE IF NOT EXISTS analysis_salt (salt String) ENGINE = MergeTree ORDER BY salt`,
  `INSERT INTO analysis_salt SELECT lower(hex(randomString(32))) WHERE (SELECT count() FROM analysis_salt) = 0`,
  commentOn('analysis_salt', 'What pseudonyms are made with: to be read by nobody', { salt: 'Random, in hex' }),
]

const PSEUDONYM = `lower(hex(substring(SHA256(concat((SELECT min(salt) FROM analysis_salt), person)), 1, 16)))`
const PERSON = 'A pseudonym of the person, the same in all analytics views'

/** Codes 2 and 4: granted by what the source assumes, or by a signal. */
const MEASURED = `person != '' AND consent_measurement IN (2, 4)`

interface AnalyticsView {
  name: string
  what: string
  from: string
  /** From column to its comment; the expression where it is not the column of that name. */
  columns: Readonly<Record<string, string | { is: string; what: string }>>
}

const pick = (comments: Comments, names: readonly string[]): Comments =>
  Object.fromEntries(names.map((name) => [name, comments[name] ?? '']))

export const FACTS_VIEW: AnalyticsView = {
  name: 'analytics_facts',
  what: 'Every event once, with what was true immediately before it; machines are left out',
  from: 'facts_final',
  columns: {
    ...pick(FACT_COLUMNS, ['event_time', 'source', 'channel', 'name']),
    person: { is: `if(${MEASURED}, ${PSEUDONYM}, '')`, what: `${PERSON}; empty without consent to measurement` },
    ...pick(FACT_COLUMNS, ['segments', 'value', 'currency', 'campaign_id', 'adgroup_id', 'ad_id', 'creative_id']),
    ...pick(FACT_COLUMNS, ['placement', 'cost', 'cost_currency', 'video_id', 'duration_ms', 'watched_ms']),
    ...pick(FACT_COLUMNS, ['experiment_id', 'arm']),
  },
}

const VIEWS: readonly AnalyticsView[] = [
  FACTS_VIEW,
  {
    name: 'analytics_memberships',
    what: 'Who entered and left which segment when, and why',
    from: 'memberships_final',
    columns: {
      ...pick(MEMBERSHIP_COLUMNS, ['at', 'segment', 'segment_number', 'version', 'op', 'reason']),
      person: { is: PSEUDONYM, what: PERSON },
    },
  },
  {
    name: 'analytics_delivery',
    what: 'What ad platforms report of their delivery, each row as it was last imported; rows of several levels, grains or breakdowns are about the same delivery',
    from: 'delivery_final',
    columns: { ...DELIVERY_COLUMNS },
  },
  {
    name: 'analytics_rejected',
    what: 'How much was refused, and what for; not what',
    from: 'rejected_final',
    columns: {
      rejected_at: 'When it was refused, UTC',
      source: 'The code of the source that sent it',
      channel: 'pixel or server',
      code: 'Why, as the errors of the API are named',
    },
  },
  {
    name: 'analytics_segments',
    what: 'What the numbers in segments and segment_number are called',
    from: 'segments',
    columns: {
      number: 'The number by which facts and memberships name the segment',
      id: 'The id by which the API names it',
      name: 'What people call it',
      version: 'Counts changes of the rule and the purposes, from 1',
      updated_at: 'When it was saved last',
    },
  },
]

export const analytics = [...SALT, ...VIEWS.flatMap((view) => statementsOf(view))]

/** @param create what makes the view: a later migration replaces it by one with more columns. */
export function statementsOf({ name, what, from, columns }: AnalyticsView, create = 'CREATE VIEW IF NOT EXISTS'): string[] {
  const selected = Object.entries(columns).map(([column, of]) => (typeof of === 'string' ? column : `${of.is} AS ${column}`))
  const said = Object.entries(columns).map(([column, of]) => [column, typeof of === 'string' ? of : of.what])
  return [`${create} ${name} AS SELECT ${selected.join(', ')} FROM ${from}`, commentOn(name, what, Object.fromEntries(said))]
}
