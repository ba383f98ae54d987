// Held by tests/simulation/what-a-destination-has.sim.test.ts
import { fromClickhouseTime, parseRecordJson } from '@weir/contracts'
import type { LogRecord } from '@weir/eventlog'
import { z } from 'zod'
import type { Draft, Workspace } from './workspace.ts'

/** Rows of `weir.memberships` that say that a destination may be wrong about a person. */
const Row = z.object({
  segment_number: z.int(),
  person: z.string(),
  recorded_at: z.string(),
  op: z.string().optional(),
  reason: z.string().optional(),
})

/** Somebody may be other at a destination than they should: when that was found, and why. */
export interface Suspicion {
  person: string
  at: number
  reason: string
}

/**
 * Takes changes of memberships and identifiers: whom they are about is due at the destinations of
 * their segment. What a record says is not believed any further: what is true is looked up when it
 * is sent.
 * @param listed numbers of the segments on suppression lists: whoever enters one has to leave every
 *   destination, and whoever leaves one may be there again.
 * @returns records that could not be read.
 */
export async function takeRecords(
  workspace: Workspace,
  records: readonly LogRecord[],
  { now, listed }: { now: number; listed: ReadonlySet<number> },
): Promise<number> {
  const bySegment = new Map<number, Map<string, Suspicion>>()
  const suppressed = new Map<string, Suspicion>()
  const freed = new Map<string, Suspicion>()
  let unreadable = 0
  for (const record of records) {
    const row = readRow(record)
    if (row === undefined) unreadable++
    if (!row) continue
    const people = bySegment.get(row.segment_number) ?? new Map<string, Suspicion>()
    bySegment.set(row.segment_number, people)
    const reason = row.op === undefined ? 'identity' : (row.reason ?? 'event')
    if (listed.has(row.segment_number) && row.op !== undefined) {
      const at = Math.min(now, fromClickhouseTime(row.recorded_at))
      const isIn = row.op === 'entered'
      ;(isIn ? suppressed : freed).set(row.person, { person: row.person, at, reason: isIn ? 'suppression' : 'sync' })
    }
    people.set(row.person, { person: row.person, at: Math.min(now, fromClickhouseTime(row.recorded_at)), reason })
  }
  await workspace.step(async (draft) => {
    for (const [key, { segment }] of Object.entries(draft.standing.destinations)) {
      const people = bySegment.get(segment)
      if (people) await suspect(draft, key, [...people.values()])
      await suspect(draft, key, [...suppressed.values()], { who: 'known' })
      await suspect(draft, key, [...freed.values()])
    }
  }, records.at(-1)?.offset)
  return unreadable
}

/** @returns null for a row of another kind. */
function readRow({ value }: LogRecord): z.infer<typeof Row> | null | undefined {
  try {
    const json = parseRecordJson(value)
    const row = Row.safeParse(json)
    return row.success && (row.data.op !== undefined || (typeof json === 'object' && json !== null && 'lost' in json))
      ? row.data
      : null
  } catch {
    // The loader puts it aside, and tells.
    return undefined
  }
}

/**
 * Makes people due at a destination.
 * @param force what is held counts as unknown, so it is sent again.
 * @param who only those of whom the destination has an entry, or has none.
 */
export async function suspect(
  draft: Draft,
  destination: string,
  suspicions: readonly Suspicion[],
  { force = false, who }: { force?: boolean; who?: 'known' | 'new' } = {},
): Promise<void> {
  const known = await draft.known(
    destination,
    suspicions.map(({ person }) => person),
  )
  const chosen = suspicions.filter((_, i) => who === undefined || (known[i] !== undefined) === (who === 'known'))
  const helds = await draft.load(
    destination,
    chosen.map(({ person }) => person),
  )
  for (const [i, held] of helds.entries()) {
    const { at, reason } = chosen[i]!
    if (force) for (const item of Object.values(held.items)) if (item.state === 'held') item.state = 'adding'
    // The oldest instant counts; the newest reason, unless a retraction waits or none is known.
    const waiting = held.asked
    const isKept = waiting !== undefined && (waiting.reason === 'consent' || reason === 'sync')
    held.asked = { at: waiting?.at ?? at, reason: isKept ? waiting.reason : reason }
    held.due = Math.min(held.due ?? at, at)
    delete held.dead
    draft.put(destination, held)
  }
}
