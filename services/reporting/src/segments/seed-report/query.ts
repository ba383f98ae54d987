import { z } from 'zod'
import type { ReportReader } from '../../shared/reader.ts'
import { affinityTexts } from '../../shared/sql/affinity-texts.ts'
import { eventTest } from '../../shared/sql/event-test.ts'
import { factsOf, visibleFacts } from '../../shared/sql/facts.ts'
import type { Sql } from '../../shared/sql/sql.ts'
import { bind, EXACT_NUMBERS, sql } from '../../shared/sql/sql.ts'

/** What is asked of the events of a seed's people. */
export interface SeedQuery {
  /** Unix ms: events from `from` on, and before `to`. */
  from: number
  to: number
  /** Name of the conversion. */
  conversion: string
}

/** What the events of a person say. */
export interface SeedPerson {
  /** Their newest event, Unix ms. */
  lastAt: number
  conversions: number
  /** Value of the conversions by currency ('' where none was named). */
  values: ReadonlyMap<string, number>
  /** Where most of their events come from, what they are about most; '' where nothing says it. */
  source: string
  category: string
  country: string
}

const Row = z.object({
  last_at: z.coerce.number(),
  conversions: z.coerce.number(),
  worth: z.tuple([z.array(z.string()), z.array(z.number())]),
  main_source: z.string(),
  main_category: z.string(),
  main_country: z.string(),
})

/** What most of the texts are; of equally frequent ones the first in the order of the alphabet. */
function mainOf(counted: Sql): Sql {
  return sql`arraySort((text, n) -> (-toInt64(n), text), ${counted}.1, ${counted}.2)[1]`
}

function seedSql({ from, to, conversion }: SeedQuery, people: readonly string[]): Sql {
  const scope = { from, to, sources: undefined, anonymous: false }
  const ids = bind('Array(String)', people)
  const written = sql`SELECT arrayJoin(${ids}) UNION ALL SELECT person FROM person_aliases FINAL WHERE into IN ${ids}`
  const events = sql`SELECT person, event_time, toString(source) AS seller, toString(country) AS stated, value, toString(currency) AS money,
      ${eventTest({ name: conversion })} AS is_conversion, ${affinityTexts('content_category')} AS texts
    FROM ${factsOf(scope)} WHERE ${visibleFacts(scope)} AND person IN ${ids} AND written_person IN (${written})`
  return sql`SELECT last_at, conversions, worth, ${mainOf(sql`sources`)} AS main_source,
      ${mainOf(sql`categories`)} AS main_category, ${mainOf(sql`countries`)} AS main_country
    FROM (
      SELECT person, toUnixTimestamp64Milli(max(event_time)) AS last_at, countIf(is_conversion) AS conversions,
        sumMapIf([money], [toFloat64(assumeNotNull(value))], is_conversion AND isNotNull(value)) AS worth,
        sumMap([seller], [toUInt64(1)]) AS sources,
        sumMap(texts, arrayMap(text -> toUInt64(1), texts)) AS categories,
        sumMapIf([stated], [toUInt64(1)], stated != '') AS countries
      FROM (${events}) GROUP BY person
    )${EXACT_NUMBERS}`
}

/** So many ids fit into one request to the warehouse. */
const PAGE = 1_000

/**
 * What the events say of each of these people, without those who have none that may be measured.
 */
export async function querySeedPeople(
  warehouse: ReportReader,
  query: SeedQuery,
  people: readonly string[],
): Promise<SeedPerson[]> {
  const found: SeedPerson[] = []
  for (let at = 0; at < people.length; at += PAGE) {
    const rows = await warehouse.rows(seedSql(query, people.slice(at, at + PAGE)).render(), Row)
    for (const { worth, ...row } of rows)
      found.push({
        lastAt: row.last_at,
        conversions: row.conversions,
        values: new Map(worth[0].map((currency, i) => [currency, worth[1][i]!])),
        source: row.main_source,
        category: row.main_category,
        country: row.main_country,
      })
  }
  return found
}
