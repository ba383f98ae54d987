// Held by packages/warehouse/src/contract/retention.ts

import { clickhouseTime } from '@weir/contracts'
import { withNamed } from './named.ts'
import type { Warehouse } from './port.ts'

/** What was deleted because it is old. */
export interface DeletedRows {
  /** How many rows there were. */
  deleted: number
  /** How much they held, uncompressed. */
  bytes: number
  /** How many are there when it is looked again. */
  remaining: number
}

/** Events by name that must stay from an instant on (Unix ms), because a segment looks at them. */
export interface HeldFacts {
  /** Without names and prefix: all. */
  names?: readonly string[] | undefined
  prefix?: string | undefined
  from: number
}

/** A place in the ledger of a segment: what lies there or behind has not been confirmed. */
export interface OpenPlace {
  segmentNumber: number
  part: number
  off: number
  n: number
}

const LIMITS = { maxSeconds: 600, maxRows: 100_000, maxMemoryBytes: 4 * 2 ** 30 }

/**
 * Deletes events that happened before an instant (Unix ms), but for those that are held. Whole
 * months are dropped, which rewrites nothing; the rest is one mutation.
 */
export async function deleteOldFacts(
  warehouse: Warehouse,
  { before, held }: { before: number; held: readonly HeldFacts[] },
): Promise<DeletedRows> {
  const old = `event_time < ${instant(before)}`
  const where = [old, ...held.filter(({ from }) => from < before).map((one) => `NOT (${heldSql(one)})`)].join(' AND ')
  const found = await countOf(warehouse, 'facts', where)
  if (where === old) {
    const sql = `SELECT DISTINCT toString(toYYYYMM(event_time)) AS month FROM facts WHERE event_time < toStartOfMonth(${instant(before)}, 'UTC')`
    for (const { month } of await warehouse.query<{ month: string }>(sql, {}, LIMITS))
      await warehouse.command(`ALTER TABLE facts DROP PARTITION ${Math.trunc(Number(month))}`)
  }
  return deleteRows(warehouse, 'facts', where, found)
}

/**
 * Deletes changes of membership that were recorded before an instant (Unix ms): of each person and
 * segment those up to the last leaving, so whoever is in stays told; and changes of identifiers.
 * What a destination has not confirmed stays.
 */
export async function deleteOldMemberships(
  warehouse: Warehouse,
  { before, open }: { before: number; open: readonly OpenPlace[] },
): Promise<DeletedRows> {
  const old = [`recorded_at < ${instant(before)}`, ...open.map((place) => `NOT (${openSql(place)})`)].join(' AND ')
  const left = `SELECT segment_number, person, part, max((off, n)) AS last FROM memberships WHERE op = 'left' AND ${old}
    GROUP BY segment_number, person, part`
  const over = `(segment_number, part, off, n) IN (SELECT m.segment_number, m.part, m.off, m.n FROM memberships AS m
    INNER JOIN (${left}) AS l ON m.segment_number = l.segment_number AND m.person = l.person AND m.part = l.part
    WHERE (m.off, m.n) <= l.last)`
  // Who would have been in before a segment was defined.
  const past = `left_at < ${instant(before)}`
  const rows = [
    await deleteRows(warehouse, 'memberships', over, await countOf(warehouse, 'memberships', over)),
    await deleteRows(warehouse, 'identifier_changes', old, await countOf(warehouse, 'identifier_changes', old)),
    await deleteRows(warehouse, 'past_memberships', past, await countOf(warehouse, 'past_memberships', past)),
  ]
  return rows.reduce((a, b) => ({
    deleted: a.deleted + b.deleted,
    bytes: a.bytes + b.bytes,
    remaining: a.remaining + b.remaining,
  }))
}

/** Deletes refused events that were refused before an instant (Unix ms). */
export async function deleteOldRejected(warehouse: Warehouse, before: number): Promise<DeletedRows> {
  const where = `rejected_at < ${instant(before)}`
  return deleteRows(warehouse, 'rejected', where, await countOf(warehouse, 'rejected', where))
}

/**
 * Empties records of the consent log of people who are gone: whose they were, by which event, and
 * the proof. Their places and hashes stay, so the chain can still be followed.
 * @param persons ids; `until`: what was received later (Unix ms) is of somebody else.
 */
export function emptyConsentRecords(
  warehouse: Warehouse,
  { persons, until }: { persons: readonly string[]; until: number },
): Promise<DeletedRows> {
  return withNamed(warehouse, persons, async (named) => {
    const where = `person IN ${named} AND received_at <= ${instant(until)}`
    const found = await countOf(warehouse, 'consent_log', where)
    if (found.rows > 0)
      await warehouse.command(
        `ALTER TABLE consent_log UPDATE person = '', eid = '', proof = '' WHERE ${where} SETTINGS mutations_sync = 1`,
      )
    const { rows: remaining } = await countOf(warehouse, 'consent_log', where, true)
    return { deleted: found.rows, bytes: found.bytes, remaining }
  })
}

/** What one look has deleted of one class, as `retention_runs` keeps it. Instants are Unix ms. */
export interface RetentionRun extends DeletedRows {
  at: number
  class: string
  before: number
  heldBy: string
}

/** Notes what was deleted. */
export async function noteRetention(warehouse: Warehouse, { heldBy, at, before, ...run }: RetentionRun): Promise<void> {
  const row = { ...run, at: clickhouseTime(at), before: clickhouseTime(before), held_by: heldBy }
  await warehouse.insertLines('retention_runs', [Buffer.from(JSON.stringify(row))])
}

/** @param copies whether rows that the table holds twice count twice. */
async function countOf(
  warehouse: Warehouse,
  table: string,
  where: string,
  copies = false,
): Promise<{ rows: number; bytes: number }> {
  const sql = `SELECT toFloat64(count()) AS rows, toFloat64(sum(byteSize(*))) AS bytes FROM ${table}${copies ? '' : ' FINAL'} WHERE ${where}`
  const [found] = await warehouse.query<{ rows: number; bytes: number }>(sql, {}, LIMITS)
  return { rows: found?.rows ?? 0, bytes: found?.bytes ?? 0 }
}

async function deleteRows(
  warehouse: Warehouse,
  table: string,
  where: string,
  found: { rows: number; bytes: number },
): Promise<DeletedRows> {
  if (found.rows === 0) return { deleted: 0, bytes: 0, remaining: 0 }
  const { rows: there } = await countOf(warehouse, table, where, true)
  if (there > 0) await warehouse.command(`ALTER TABLE ${table} DELETE WHERE ${where} SETTINGS mutations_sync = 1`)
  const { rows: remaining } = await countOf(warehouse, table, where, true)
  return { deleted: found.rows, bytes: found.bytes, remaining }
}

function heldSql({ names, prefix, from }: HeldFacts): string {
  const since = Number.isFinite(from) ? `event_time >= ${instant(from)}` : '1'
  if (names) return `name IN (${names.map(text).join(', ')}) AND ${since}`
  return prefix === undefined ? since : `startsWith(name, ${text(prefix)}) AND ${since}`
}

function openSql({ segmentNumber, part, off, n }: OpenPlace): string {
  const [s, p, o, m] = [segmentNumber, part, off, n].map(Math.trunc)
  return `segment_number = ${s} AND part = ${p} AND (off > ${o} OR (off = ${o} AND n >= ${m}))`
}

/** Parameters cannot stand in a mutation; a whole number can. */
function instant(ms: number): string {
  return `fromUnixTimestamp64Milli(toInt64(${Math.trunc(ms)}), 'UTC')`
}

/** A text of a user's own, in hex digits. */
function text(value: string): string {
  return `unhex('${Buffer.from(value).toString('hex')}')`
}
