import { isDeepStrictEqual } from 'node:util'
import { identifierDigest, isWithdrawal, partitionOf, segmentNumber, TOPICS } from '@weir/contracts'
import type { EventRecord, FactRow, Hit, MembershipRow, PersonEvent, RejectedRow } from '@weir/contracts'
import type { LogRecord } from '@weir/eventlog'
import { isMemberAt } from '@weir/segmentation'
import { countIn, membersIn } from '../../support/members.ts'
import { createReference, withdrawalsInForce } from '../../support/reference.ts'
import type { Reference } from '../../support/reference.ts'
import { standingOf } from './unrest.ts'
import type { History } from './senders.ts'
import { PARTITIONS } from './world.ts'
import type { World } from './world.ts'

/**
 * What must be true when everything has come to rest, worked out from the hits in the log alone:
 * what was acknowledged is there, everything counts once, and everybody is a member of what the
 * naive oracle says.
 * @param fellBack whether the state ever fell back to an older instant. Then somebody who had lost
 *   a partition may have had it back
 *   for a moment, and inserted rows again: the same rows, which the engine replaces. Everything else must be right all the same.
 */
export async function checkEverything(world: World, history: History, fellBack: boolean): Promise<string[]> {
  const hits = (await world.log.all(TOPICS.hits)).map((record) => parse(record.value) as Hit)
  const reference = createReference(hits)
  const passed = await world.log.all(TOPICS.events)
  const inForce = withdrawalsInForce(passed)
  const events = latestOf([...reference.events, ...inForce])
  return [
    ...checkHistory(hits, history),
    ...checkWithdrawals(reference, passed),
    ...checkFacts(events, finalFacts(world)),
    ...(await checkRows(world, fellBack)),
    ...checkRejected(world),
    ...(await checkMembers(world, events)),
    ...checkIndex(world, events),
    ...(await checkChanges(world)),
  ]
}

/** The end of a story as text, without what chance alone decides (ids of requests and refusals). */
export async function outcomeOf(world: World): Promise<string> {
  const rows = ['facts', 'memberships'].flatMap((table) => world.warehouse.tables.get(table)!.map(({ line }) => line))
  const logs = await Promise.all([TOPICS.hits, TOPICS.events, TOPICS.facts, TOPICS.memberships].map((t) => world.log.all(t)))
  return [...rows, ...logs.flat().map((record: LogRecord) => Buffer.from(record.value).toString())].join('\n')
}

// --- what senders were told

function checkHistory(hits: readonly Hit[], history: History): string[] {
  const stored = new Set(hits.map((hit) => hit.body.properties?.['mark']))
  return [...history].flatMap(([mark, outcomes]) => {
    if (outcomes.includes('ok') && !stored.has(mark)) return [`${mark} was acknowledged, and is not in the log`]
    if (outcomes.every((outcome) => outcome === 'fail') && stored.has(mark)) return [`${mark} was refused, and is in the log`]
    return []
  })
}

// --- consent

/**
 * Everybody whom a refusal names is told of it; beyond them only those for whom an event with one
 * of its identifiers was counted, as far as that was known when it came.
 */
function checkWithdrawals({ events, withdrawals }: Reference, records: readonly LogRecord[]): string[] {
  const passed = records.map(({ value }) => parse(value) as EventRecord)
  const found = passed.filter((event) => event.kind === 'event').filter(isWithdrawal)
  const eids = new Set(found.map(({ eid }) => eid))
  const missing = withdrawals.filter(({ eid }) => !eids.has(eid)).map(({ eid, person }) => `${person} is not told of ${eid}`)
  const expected = new Set(withdrawals.map(({ eid }) => eid))
  const counted = new Set(events.flatMap(({ person, hit }) => hit.ids.map((id) => `${identifierDigest(id)} ${person}`)))
  const isMeant = ({ person, hit }: PersonEvent): boolean =>
    withdrawals.some((named) => named.hit.event_id === hit.event_id && counted.has(`${named.person} ${person}`))
  const strange = found.filter((event) => !expected.has(event.eid) && !isMeant(event))
  return [...missing, ...strange.map(({ eid, person }) => `${person} is told of ${eid}, and not meant`)]
}

// --- facts

/** Of each eid what the warehouse keeps: the newest revision, and of that the first. */
function latestOf(events: readonly PersonEvent[]): PersonEvent[] {
  const kept = new Map<string, PersonEvent>()
  for (const event of events) {
    const known = kept.get(event.eid)
    if (!known || event.rev > known.rev) kept.set(event.eid, event)
  }
  return [...kept.values()]
}

/** As the engine collapses rows of one sorting key. */
function finalFacts({ warehouse }: World): FactRow[] {
  const kept = new Map<string, FactRow>()
  for (const { line } of warehouse.tables.get('facts')!) {
    const row = JSON.parse(line) as FactRow
    const key = `${row.name}\0${row.event_time}\0${row.eid}`
    const known = kept.get(key)
    if (!known || row.version >= known.version) kept.set(key, row)
  }
  return [...kept.values()]
}

function checkFacts(events: readonly PersonEvent[], facts: readonly FactRow[]): string[] {
  const faults: string[] = []
  const byEid = new Map(facts.map((fact) => [fact.eid, fact]))
  if (byEid.size !== facts.length) faults.push(`${facts.length} facts tell of ${byEid.size} events`)
  for (const { eid, person, hit } of events) {
    const fact = byEid.get(eid)
    byEid.delete(eid)
    if (!fact) faults.push(`the event ${eid} has no fact`)
    else if (fact.person !== person)
      faults.push(`the fact of ${eid} is of ${fact.person || 'nobody'}, not of ${person || 'nobody'}`)
    else if (!isDeepStrictEqual(fact.body, hit.body))
      faults.push(`the fact of ${eid} says ${JSON.stringify(fact.body)}, not ${JSON.stringify(hit.body)}`)
  }
  for (const eid of byEid.keys()) faults.push(`the fact ${eid} has no event`)
  return faults
}

// --- rows

/**
 * One identity, one row, and where there are two they are alike: those who had lost the partition
 * may insert a row once more, which the engine then replaces. What ingest refused has no origin:
 * where Kafka has it twice, so has the table.
 */
async function checkRows({ warehouse, log }: World, fellBack: boolean): Promise<string[]> {
  const copies = new Map<string, number>()
  for (const { value } of await log.all(TOPICS.rejected)) {
    const { id } = parse(value) as RejectedRow
    copies.set(id, (copies.get(id) ?? 0) + 1)
  }
  return [...warehouse.tables].flatMap(([table, rows]) => {
    const lines = new Map<string, string>()
    const regular = new Map<string, number>()
    for (const { identity, isStray } of rows) if (!isStray) regular.set(identity, (regular.get(identity) ?? 0) + 1)
    const differing = rows.flatMap(({ identity, line }) => {
      const before = lines.get(identity) ?? line
      lines.set(identity, line)
      return before === line ? [] : [`${table} ${identity} is told in two ways: ${before} and ${line}`]
    })
    const twice = [...regular].filter(([identity, count]) => count > (table === 'rejected' ? (copies.get(identity) ?? 1) : 1))
    return [...differing, ...(fellBack ? [] : twice.map(([identity]) => `${table} ${identity} was inserted twice`))]
  })
}

/** Nothing that the senders sent can be too much for fold or loader. */
function checkRejected({ warehouse }: World): string[] {
  return warehouse.tables.get('rejected')!.flatMap(({ line }) => {
    const row = JSON.parse(line) as RejectedRow
    return row.id.startsWith('fold-') || row.id.startsWith('loader:') ? [`put aside: ${line}`] : []
  })
}

function checkIndex({ redis }: World, events: readonly PersonEvent[]): string[] {
  const missing = new Set(
    events.flatMap(({ person, hit }) =>
      person === '' ? [] : hit.ids.map(identifierDigest).filter((key) => !redis.shared.has(key)),
    ),
  )
  return [...missing].map((key) => `${key} is not in the index`)
}

// --- memberships

/** Everybody, at the log time of their partition. */
async function checkMembers(world: World, events: readonly PersonEvent[]): Promise<string[]> {
  const times = await Promise.all(Array.from({ length: PARTITIONS }, async (_, p) => (await standingOf(world, p)).now))
  const people = new Map<string, PersonEvent[]>()
  for (const event of events) if (event.person !== '') people.set(event.person, [...(people.get(event.person) ?? []), event])
  const faults: string[] = []
  const segments = world.config.segments()
  for (const segment of segments) {
    const expected = [...people].flatMap(([person, history]) => {
      const at = times[partitionOf(person, PARTITIONS)]!
      return isMemberAt(segment, history, at, segments) ? [person] : []
    })
    const found = (await membersIn(world.redis.fold, segment.id)).map(({ id }) => id)
    const extra = found.filter((person) => !expected.includes(person))
    const missing = expected.filter((person) => !found.includes(person))
    const [odd] = [...extra, ...missing]
    if (odd !== undefined) {
      const evidence = (people.get(odd) ?? []).map(({ rev, hit }) => `rev ${rev} ${JSON.stringify(hit)}`).join('\n')
      const who = `too many ${extra.join() || 'none'}, missing ${missing.join() || 'none'}`
      faults.push(`${segment.id}: ${who}; ${JSON.stringify(segment)}; the first has\n${evidence}`)
    }
    const count = await countIn(world.redis.fold, segment.id)
    if (count !== expected.length) faults.push(`${segment.id} counts ${count} instead of ${expected.length}`)
  }
  return faults
}

/**
 * Per person and segment the changes alternate and never go back in time, and the last says what is
 * true now.
 */
async function checkChanges(world: World): Promise<string[]> {
  const faults: string[] = []
  const last = new Map<string, MembershipRow>()
  const rows = new Map(world.warehouse.tables.get('memberships')!.map(({ identity, line }) => [identity, line]))
  const changes = [...rows.values()].map((line) => JSON.parse(line) as MembershipRow)
  for (const row of changes.sort((a, b) => a.part - b.part || a.off - b.off || a.n - b.n)) {
    const key = `${row.person} ${row.segment_number}`
    const before = last.get(key)
    last.set(key, row)
    const place = `${row.part}/${row.off}/${row.n}`
    if (row.op === (before?.op ?? 'left')) faults.push(`${key}: ${row.op} twice, at ${row.at} (${place})`)
    // A segment that was dropped and saved again is another one, though it has the name.
    else if (before && row.at < before.at && before.reason !== 'definition')
      faults.push(`${key}: ${row.op} at ${row.at}, after ${before.at} (${place})`)
  }
  for (const { id } of world.config.segments()) {
    const members = new Set((await membersIn(world.redis.fold, id)).map((member) => member.id))
    for (const [key, { person, op, segment_number }] of last) {
      if (segment_number !== segmentNumber(id)) continue
      if ((op === 'entered') !== members.has(person)) faults.push(`${key}: the last change says ${op}, the bitmap does not`)
      members.delete(person)
    }
    for (const person of members) faults.push(`${person} is in ${id} and never entered`)
  }
  return faults
}

function parse(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes).toString())
}
