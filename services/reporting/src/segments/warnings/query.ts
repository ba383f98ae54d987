import { canonicalName } from '@weir/contracts'
import type { Mention } from '@weir/contracts'
import { seenSql, UTM_CAMPAIGN } from '@weir/segmentation'
import { z } from 'zod'
import type { ReportReader } from '../../shared/reader.ts'
import { bind, sql } from '../../shared/sql/sql.ts'
import type { Sql } from '../../shared/sql/sql.ts'

/**
 * What a look-up of a rule's names in the warehouse may cost. A query that takes longer ends, and
 * the caller goes on without the answer.
 */
const LIMITS = { maxSeconds: 2, maxRows: 1_000 }
/** Events that are looked at for names like the one asked for. */
const SAMPLE = 5_000
/** Names of events that are listed; deployments have dozens. */
const NAMES_MAX = 1_000

const Seen = z.object({ seen: z.coerce.number() })
const Word = z.object({ word: z.string() })

/** Something that only the warehouse can know of. */
export type Asked = Exclude<Mention, { kind: 'source' | 'model' }>

/**
 * Whether there was ever any of it.
 * @throws WeirError when the warehouse does not answer in time.
 */
export async function wasSeen(warehouse: ReportReader, asked: Asked): Promise<boolean> {
  const rows = await warehouse.rows(seenQuery(asked), Seen, LIMITS)
  return rows.length > 0
}

function seenQuery(asked: Asked): ReturnType<Sql['render']> {
  switch (asked.kind) {
    case 'event':
      return asText(seenSql({ name: asked.name }))
    case 'prefix':
      return asText(seenSql({ name_prefix: asked.prefix }))
    case 'path': {
      if (!asked.selector) return asText(seenSql(undefined, asked.path))
      const { where: _where, ...named } = asked.selector
      return asText(seenSql(named, asked.path))
    }
    case 'trait':
      return sql`SELECT 1 AS seen FROM facts WHERE bot = '' AND JSONHas(body, 'traits', ${bind('String', asked.trait)}) LIMIT 1`.render()
    case 'campaign': {
      const id = bind('String', asked.id)
      const utm = sql`extract(JSONExtractString(body, 'page', 'url'), ${bind('String', UTM_CAMPAIGN)})`
      return sql`SELECT 1 AS seen FROM facts WHERE bot = '' AND (campaign_id = ${id} OR ${utm} = ${id}) LIMIT 1`.render()
    }
    case 'ad':
      return sql`SELECT 1 AS seen FROM facts WHERE bot = '' AND name = 'AdImpression' AND ${AD_COLUMNS[asked.field]} = ${bind('String', asked.id)} LIMIT 1`.render()
  }
}

const AD_COLUMNS = {
  campaign_id: sql`campaign_id`,
  adgroup_id: sql`adgroup_id`,
  ad_id: sql`ad_id`,
  creative_id: sql`creative_id`,
}

function asText({ sql: text, params }: ReturnType<typeof seenSql>): ReturnType<Sql['render']> {
  return { text, params }
}

/** Names of events that people sent, and whether these are all. */
export async function namesSeen(warehouse: ReportReader): Promise<{ names: string[]; isComplete: boolean }> {
  const limit = bind('Int64', NAMES_MAX)
  const names = await words(warehouse, sql`SELECT DISTINCT name AS word FROM facts WHERE bot = '' LIMIT ${limit}`)
  return { names, isComplete: names.length < NAMES_MAX }
}

/**
 * Fields that were seen in a section of some events of these names (all, when there are none), up
 * to a thousand.
 */
export async function fieldsSeen(warehouse: ReportReader, section: string, names: readonly string[]): Promise<string[]> {
  const named = names.length > 0 ? sql`name IN ${bind('Array(String)', names.map(canonicalName))}` : sql`1`
  const key = bind('String', section)
  const events = sql`SELECT body FROM facts WHERE ${named} AND JSONHas(body, ${key}) LIMIT ${bind('Int64', SAMPLE)}`
  return words(warehouse, sql`SELECT DISTINCT arrayJoin(JSONExtractKeys(body, ${key})) AS word FROM (${events}) LIMIT 1000`)
}

async function words(warehouse: ReportReader, query: Sql): Promise<string[]> {
  const rows = await warehouse.rows(query.render(), Word, LIMITS)
  return rows.map(({ word }) => word)
}
