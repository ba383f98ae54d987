// Held by tests/e2e/erasure-lasts.e2e.test.ts

import { ERASED_RECORD, isLink } from '@weir/contracts'
import type { LinkRecord } from '@weir/contracts'
import type { LogEntry, LogRecord } from '@weir/eventlog'
import { toldAt } from '@weir/runtime'
import type { Erased } from '@weir/runtime'
import { parseHits, parseRecords } from '@weir/stream'

type Revised = Pick<LogEntry, 'key' | 'value'> | undefined

/** What stays of a record that is erased. */
export const BLANK = { key: '', value: ERASED_RECORD }

/** What a hit of the log becomes; undefined: it stays. */
export function reviseHit(erased: Erased, record: LogRecord): Revised {
  const [parsed] = parseHits([record])
  if (!parsed || !('hit' in parsed)) return undefined
  const hit = erased.strip(parsed.hit)
  if (hit === undefined) return BLANK
  return hit === parsed.hit ? undefined : { key: record.key, value: Buffer.from(JSON.stringify(hit)) }
}

/** The same of a record of `weir.events`. */
export function reviseEvent(erased: Erased, record: LogRecord, partition: number): Revised {
  const value = parseRecords([record])[0]?.value
  if (!value) return undefined
  if (isLink(value)) return namedIn(value).some((id) => erased.covers(id, partition, record.offset)) ? BLANK : undefined
  if (value.kind !== 'event') return undefined
  const { person, via = person, hit } = value
  const at = toldAt(hit)
  if (at <= erased.until(person) || at <= erased.until(via)) return BLANK
  const left = erased.strip(hit)
  if (left === undefined) return BLANK
  return left === hit ? undefined : { key: record.key, value: Buffer.from(JSON.stringify({ ...value, hit: left })) }
}

/** Whom a record that links names. */
function namedIn(record: LinkRecord): string[] {
  const { to, claim } = record
  const others = [...('other' in record ? [record.other.person] : []), ...('person' in record ? [record.person] : [])]
  return [to, claim.identifier, claim.name, ...others]
}
