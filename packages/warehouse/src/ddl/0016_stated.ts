import { commentOn } from './0004_comments.ts'
import { asOnePerson, FINAL, PERSON, WRITTEN } from './0005_person_aliases.ts'
import { COLUMNS_WITH_CLICKS } from './0013_attribution.ts'

export const COUNTRY = 'The country that the sender states, two upper-case letters (ISO 3166-1); empty when none is stated'
export const DEVICE = 'The platform of the device that the sender states, in lower case; empty when none is stated'
const ALL_COLUMNS = { ...COLUMNS_WITH_CLICKS, country: COUNTRY, device: DEVICE }

const trait = (name: string): string => `JSONExtractString(body, 'traits', '$${name}')`

/** Where an event happened and on what, as its sender states it: what reports are grouped by. */
export const stated = [
  `ALTER TABLE facts ADD COLUMN IF NOT EXISTS country String DEFAULT ${trait('country')} CODEC(ZSTD(1)) AFTER order_id,
    ADD COLUMN IF NOT EXISTS device String DEFAULT ${trait('device')} CODEC(ZSTD(1)) AFTER country`,
  asOnePerson('facts', 'facts_final', "f.bot = ''"),
  asOnePerson('facts', 'facts_with_bots'),
  `CREATE OR REPLACE VIEW facts_written AS SELECT * FROM facts FINAL SETTINGS ${FINAL}`,
  `ALTER TABLE facts COMMENT COLUMN country '${COUNTRY}', COMMENT COLUMN device '${DEVICE}'`,
  commentOn(
    'facts_final',
    'Every event of people, with what was true of the person immediately before it; merged persons are one',
    { ...ALL_COLUMNS, person: PERSON, written_person: WRITTEN },
  ),
  commentOn('facts_with_bots', 'The same with the events of machines, which are in no segment', {
    ...ALL_COLUMNS,
    person: PERSON,
    written_person: WRITTEN,
  }),
  commentOn('facts_written', 'Every event as it was written, for questions that are not about persons', ALL_COLUMNS),
]
