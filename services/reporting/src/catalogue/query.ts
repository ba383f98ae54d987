import { fromClickhouseTime } from '@weir/contracts'
import { isPersonal, REDACTED } from '@weir/identity'
import { z } from 'zod'
import { iso } from '../shared/iso.ts'
import type { ReportReader } from '../shared/reader.ts'
import { bind, instant, join, sql } from '../shared/sql/sql.ts'
import type { Sql } from '../shared/sql/sql.ts'

export interface CatalogueQuery {
  /** Unix ms: events received since then. */
  since: number
  /** Only those of these sources. */
  sources: readonly string[] | undefined
}

/** The newest events that are looked into for properties and traits. */
export const SAMPLE = 50_000
const KEYS_MAX = 1_000
const EXAMPLES = 5

const time = z.string().transform((text) => iso(fromClickhouseTime(text)))
const EventRow = z.object({ name: z.string(), events: z.coerce.number(), first: time, last: time, sources: z.array(z.string()) })
const KeyRow = z.object({
  path: z.string(),
  events: z.coerce.number(),
  looked_at: z.coerce.number(),
  types: z.array(z.string()),
  names: z.array(z.string()),
  first: time,
  last: time,
  raw: z.array(z.string()),
})

export type SeenEvent = z.infer<typeof EventRow>
export interface SeenKey {
  path: string
  types: string[]
  /** How many of the sampled events have it. */
  share: number
  /** Names of events that have it. */
  events: string[]
  examples: (string | number | boolean)[]
  first: string
  last: string
}

/** The events that came, the most frequent first. */
export function queryEvents(warehouse: ReportReader, query: CatalogueQuery): Promise<SeenEvent[]> {
  const text = sql`SELECT name, count() AS events, toString(min(event_time)) AS first, toString(max(event_time)) AS last,
      arraySort(groupUniqArray(100)(source)) AS sources
    FROM facts_written WHERE ${matching(query)} GROUP BY name ORDER BY events DESC, name LIMIT ${bind('UInt32', KEYS_MAX)}`
  return warehouse.rows(text.render(), EventRow)
}

/**
 * The keys of properties (one level into lists of objects, too) and traits that the newest {@link
 * SAMPLE} events have. Values are shown as examples unless they are personal: hashes, and what
 * looks like an address or phone number.
 */
export async function queryKeys(warehouse: ReportReader, query: CatalogueQuery): Promise<SeenKey[]> {
  const recent = sql`SELECT name, event_time, body FROM facts_written WHERE ${matching(query)} ORDER BY received_at DESC LIMIT ${bind('UInt32', SAMPLE)}`
  const pairs = sql`SELECT name, event_time, JSONExtractKeysAndValuesRaw(body, 'properties') AS properties,
      arrayFlatten(arrayMap(kv -> if(startsWith(kv.2, '[{'), arrayMap(sub -> (concat(kv.1, '.', sub.1), sub.2),
        JSONExtractKeysAndValuesRaw(JSONExtractArrayRaw(kv.2)[1])), []), properties)) AS items,
      arrayConcat(arrayMap(kv -> (concat('properties.', kv.1), kv.2), arrayConcat(properties, items)),
        arrayMap(kv -> (concat('traits.', kv.1), kv.2), JSONExtractKeysAndValuesRaw(body, 'traits'))) AS pairs
    FROM (${recent})`
  const text = sql`WITH (SELECT count() FROM (${recent})) AS total
    SELECT pair.1 AS path, count() AS events, total AS looked_at, arraySort(groupUniqArray(${TYPE})) AS types,
      arraySort(groupUniqArray(10)(name)) AS names, toString(min(event_time)) AS first, toString(max(event_time)) AS last,
      arraySort(groupUniqArrayIf(20)(pair.2, NOT match(pair.2, '^[\\[{n]') AND length(pair.2) <= 66)) AS raw
    FROM (SELECT name, event_time, arrayJoin(pairs) AS pair FROM (${pairs}))
    GROUP BY path ORDER BY events DESC, path LIMIT ${bind('UInt32', KEYS_MAX)}`
  const rows = await warehouse.rows(text.render(), KeyRow)
  return rows.map(({ raw, events, looked_at, names, ...row }) => ({
    ...row,
    share: looked_at === 0 ? 0 : events / looked_at,
    events: names,
    examples: raw.map(parse).filter(isShown).slice(0, EXAMPLES),
  }))
}

const TYPE = sql`multiIf(startsWith(pair.2, '"'), 'string', startsWith(pair.2, '['), 'list', startsWith(pair.2, '{'), 'object', pair.2 IN ('true', 'false'), 'boolean', pair.2 = 'null', 'null', 'number')`

/** Withdrawals of consent have no name, and are no events; nobody did what machines sent. */
function matching({ since, sources }: CatalogueQuery): Sql {
  return join(
    [
      sql`name != '' AND bot = '' AND received_at >= ${instant(since)}`,
      ...(sources === undefined ? [] : [sql`source IN ${bind('Array(String)', sources)}`]),
    ],
    ' AND ',
  )
}

function parse(raw: string): unknown {
  try {
    return JSON.parse(raw)
  } catch {
    // A value that is no JSON is shown as none.
    return undefined
  }
}

/** 32 or more hex digits are a hash, most often of personal data. */
const HASH = /^[0-9a-f]{32,}$/i
/** As long as a phone number without its `+`: whose it is cannot be told. */
const DIGITS = /^\d{9,15}$/

function isShown(value: unknown): value is string | number | boolean {
  if (typeof value === 'boolean' || typeof value === 'number') return true
  return (
    typeof value === 'string' &&
    value !== '' &&
    !value.includes(REDACTED) &&
    !HASH.test(value) &&
    !DIGITS.test(value) &&
    !isPersonal(value)
  )
}
