import { commentOn } from './0004_comments.ts'
import { asOnePerson, FINAL, PERSON, WRITTEN } from './0005_person_aliases.ts'
import { ALL_COLUMNS as COLUMNS_BEFORE } from './0008_consent_and_bots.ts'

const CLICK_IDS = 'Digests of the click ids (ttclid) of the hit; empty in rows that were loaded before there were any'
const ORDER_ID = 'properties.order_id; empty when nothing was said'
export const COLUMNS_WITH_CLICKS = { ...COLUMNS_BEFORE, click_ids: CLICK_IDS, order_id: ORDER_ID }

/** A number and the same digits as a text are one order. */
const ORDER = `multiIf(JSONType(body, 'properties', 'order_id') = 'String', JSONExtractString(body, 'properties', 'order_id'),
      JSONType(body, 'properties', 'order_id') IN ('Int64', 'UInt64', 'Double'), JSONExtractRaw(body, 'properties', 'order_id'), '')`

/**
 * What attribution needs of an event: by which clicks its person came, and which order it is. The
 * order is found in the bodies of older rows, too. The views are made anew, for a view has the
 * columns that there were.
 */
export const attribution = [
  `ALTER TABLE facts ADD COLUMN IF NOT EXISTS click_ids Array(String) DEFAULT [] CODEC(ZSTD(1)) AFTER bot,
    ADD COLUMN IF NOT EXISTS order_id String DEFAULT ${ORDER} CODEC(ZSTD(1)) AFTER click_ids`,
  asOnePerson('facts', 'facts_final', "f.bot = ''"),
  asOnePerson('facts', 'facts_with_bots'),
  `CREATE OR REPLACE VIEW facts_written AS SELECT * FROM facts FINAL SETTINGS ${FINAL}`,
  `ALTER TABLE facts COMMENT COLUMN click_ids '${CLICK_IDS}', COMMENT COLUMN order_id '${ORDER_ID}'`,
  commentOn(
    'facts_final',
    'Every event of people, with what was true of the person immediately before it; merged persons are one',
    { ...COLUMNS_WITH_CLICKS, person: PERSON, written_person: WRITTEN },
  ),
  commentOn('facts_with_bots', 'The same with the events of machines, which are in no segment', {
    ...COLUMNS_WITH_CLICKS,
    person: PERSON,
    written_person: WRITTEN,
  }),
  commentOn('facts_written', 'Every event as it was written, for questions that are not about persons', COLUMNS_WITH_CLICKS),
]
