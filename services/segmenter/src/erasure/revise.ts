// Held by tests/e2e/erasure-lasts.e2e.test.ts

import { ERASED_RECORD, isLink, isSplit } from '@weir/contracts'
import type { LinkRecord, PersonEvent, SplitRecord } from '@weir/contracts'
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
  if (isSplit(value)) return reviseSplit(erased, record, value, partition)
  if (isLink(value)) return namedIn(value).some((id) => erased.covers(id, partition, record.offset)) ? BLANK : undefined
  if (value.kind !== 'event') return undefined
  const left = revised(erased, value)
  if (left === undefined) return BLANK
  return left === value ? undefined : { key: record.key, value: Buffer.from(JSON.stringify(left)) }
}

/** @returns the same event where nothing of it is erased; undefined when all of it is. */
function revised(erased: Erased, event: PersonEvent): PersonEvent | undefined {
  const { person, via = person, hit } = event
  const at = toldAt(hit)
  if (at <= erased.until(via) || (via !== person && at <= erased.untilSentOn(person))) return undefined
  const left = erased.strip(hit)
  return left === hit ? event : left && { ...event, hit: left }
}

/** Events that were told to another partition go like those that it had itself. */
function reviseSplit(erased: Erased, record: LogRecord, value: SplitRecord, partition: number): Revised {
  if (erased.covers(value.to, partition, record.offset)) return BLANK
  if (value.kind !== 'recounted') return undefined
  const events = value.events.flatMap((counted) => {
    const event = revised(erased, counted.event)
    return event ? [event === counted.event ? counted : { ...counted, event }] : []
  })
  const isSame = events.length === value.events.length && events.every((counted, i) => counted === value.events[i])
  return isSame ? undefined : { key: record.key, value: Buffer.from(JSON.stringify({ ...value, events })) }
}

/** Whom a record that links names. */
function namedIn(record: LinkRecord): string[] {
  const { to } = record
  if (record.kind === 'detach') return [to, record.person, ...record.from]
  const { claim } = record
  const others = [...('other' in record ? [record.other.person] : []), ...('person' in record ? [record.person] : [])]
  return [to, claim.identifier, claim.name, ...others]
}
