import type { ChangeReason, Identifier, LedgerPlace } from '@weir/contracts'
import type { ExportIdType } from '../../shared/id-types.ts'
import type { ReportReader } from '../../shared/reader.ts'
import { contested } from './checks.ts'
import type { CheckPlace } from './checks.ts'
import { handingOf } from './handing.ts'
import type { Handing, LedgerSegment } from './handing.ts'
import { idRows } from './id-rows.ts'
import type { IdRow } from './id-rows.ts'
import { peopleNamed } from './named.ts'
import type { Named, PageDeps } from './named.ts'
import { queryChanges } from './query.ts'
import type { LedgerRow } from './query.ts'

/** One change of who is in a segment, as it is handed out. */
export interface HandedChange {
  op: 'add' | 'remove'
  /** 32 hex digits. */
  person: string
  /** Unix ms: the instant at which it took effect. */
  at: number
  reason: ChangeReason | 'opt_out' | 'suppression' | 'identity' | 'erasure'
  /** What the destination has to add or delete; [] where no types were asked for. */
  ids: IdRow[]
}

/** What a page is read for. */
export interface Reading {
  segment: LedgerSegment
  /** Rows of the warehouse per page. */
  limit: number
  idTypes: readonly ExportIdType[]
  /** The destination that reads: it is told of the erased whom it has. */
  consumer?: string
  /** Told where the page ends before anything of it is looked up and leaves. */
  note?: (end: LedgerPlace) => Promise<void>
}

export interface ChangesPage {
  changes: HandedChange[]
  /** The place behind the page. */
  next: LedgerPlace
}

/**
 * One page of the ledger, of what lies in [from, to). An add is given only if the person allows it
 * now; a removal always. Opt-outs come first: who is named by one is removed, whatever the rows of
 * the page say, and added by none of them.
 * @throws WeirError unavailable when warehouse, log or opt-outs cannot be read.
 */
export async function readChanges(
  deps: PageDeps,
  warehouse: ReportReader,
  { segment, limit, idTypes, consumer, note }: Reading,
  from: LedgerPlace,
  to: LedgerPlace,
): Promise<ChangesPage> {
  const { optOuts, next } = await deps.ledger.optOuts(from.optOuts, to.optOuts)
  const { rows: written, marks } = await queryChanges(
    warehouse,
    { number: segment.number, listed: listedBeside(deps, segment), consumer },
    from,
    to,
    limit,
  )
  const rows = withErased(deps, written)
  const end: LedgerPlace = { marks, optOuts: next }
  const named = await peopleNamed(deps, segment.number, optOuts)
  if (named.length > 0 || rows.length > 0) await note?.(end)
  const ids = [...named.map(({ person }) => person), ...rows.map(({ person }) => person)]
  const leaving = {
    ids: [...named.map(({ person }) => person), ...rows.filter(({ op }) => op !== 'entered').map(({ person }) => person)],
    lost: rows.flatMap(({ lost }) => lost),
  }
  const handing = await handingOf(deps, segment, ids, leaving)
  const toIds = toIdsOf(idTypes)
  const changes = named.flatMap((one) => retracted(handing, one, toIds))
  changes.push(...rows.flatMap((row) => told(handing, row, toIds)))
  return { changes, next: end }
}

/**
 * The next part of a round of checks: whoever may be withheld is said to be in the segment or not,
 * as it is now, also where that is known already.
 */
export async function readCheck(
  deps: PageDeps,
  { segment, idTypes, note }: Pick<Reading, 'segment' | 'idTypes' | 'note'>,
  at: LedgerPlace,
  place: CheckPlace,
): Promise<{ changes: HandedChange[]; next: CheckPlace }> {
  const { people, next } = await contested(deps, segment.number, place)
  if (people.length === 0) return { changes: [], next }
  await note?.(at)
  const ids = people.map(({ id }) => id)
  const now = deps.clock.now()
  const handing = await handingOf(deps, segment, ids, { ids, lost: [] })
  const toIds = toIdsOf(idTypes)
  const changes = ids.map((person): HandedChange => {
    const known = handing.living(person)
    const given = known && handing.isMember(known) ? handing.given(person) : undefined
    const common = { person, at: now, reason: 'opt_out' as const }
    return given
      ? { op: 'add', ...common, ids: toIds(given.identifiers) }
      : { op: 'remove', ...common, ids: toIds(handing.deleted(person)) }
  })
  return { changes, next }
}

/** Numbers of the segments on suppression lists, whose changes concern this one, too. */
function listedBeside({ optOuts }: Pick<PageDeps, 'optOuts'>, { number }: LedgerSegment): number[] {
  return [...optOuts.suppression().segments].filter((one) => one !== number)
}

/** Rows name the erased by keyed digests; their destination knows them by their ids. */
function withErased({ erased }: Pick<PageDeps, 'erased'>, rows: readonly LedgerRow[]): LedgerRow[] {
  const sealed = rows.filter(({ op }) => op === 'erased').map(({ person }) => person)
  if (sealed.length === 0) return [...rows]
  const ids = new Map(erased.open(sealed).map((id, i) => [sealed[i], id]))
  return rows.map((row) => (row.op === 'erased' ? { ...row, person: ids.get(row.person) ?? row.person } : row))
}

/** What one row of the warehouse says by now. */
function told(handing: Handing, { op, person, at_ms: at, reason, lost }: LedgerRow, toIds: ToIds): HandedChange[] {
  if (op === 'left') return [{ op: 'remove', person, at, reason, ids: toIds(handing.deleted(person)) }]
  if (op === 'erased') return [{ op: 'remove', person, at, reason: 'erasure', ids: toIds(handing.lost(person, lost)) }]
  const known = handing.living(person)
  // Whoever was absorbed since is in the segment as the other, by a change of the other's.
  const given = known?.id === person ? handing.given(person) : undefined
  if (op === 'listed') return listed(handing, { person, at }, toIds)
  if (op === 'entered') return given ? [{ op: 'add', person, at, reason, ids: toIds(given.identifiers) }] : []
  const isMember = known?.id === person && handing.isMember(known)
  const common = { person, at, reason: 'identity' as const }
  const gone = handing.lost(person, lost)
  if (!given || !isMember) {
    const isOut = isMember || lost.length > 0
    return isOut ? [{ op: 'remove', ...common, ids: toIds([...handing.deleted(person), ...gone]) }] : []
  }
  const added: HandedChange = { op: 'add', ...common, ids: toIds(given.identifiers) }
  return lost.length === 0 ? [added] : [{ op: 'remove', ...common, ids: toIds(gone) }, added]
}

/** Who came to be in a segment that is on a suppression list, or left it, is in this one or not. */
function listed(handing: Handing, { person, at }: Pick<HandedChange, 'person' | 'at'>, toIds: ToIds): HandedChange[] {
  const known = handing.living(person)
  if (known?.id !== person || !handing.isMember(known)) return []
  const given = handing.given(person)
  const common = { person, at, reason: 'suppression' as const }
  return given
    ? [{ op: 'add', ...common, ids: toIds(given.identifiers) }]
    : [{ op: 'remove', ...common, ids: toIds(handing.deleted(person)) }]
}

type ToIds = (identifiers: readonly Identifier[]) => IdRow[]

function toIdsOf(idTypes: readonly ExportIdType[]): ToIds {
  return (identifiers) => idRows(identifiers, idTypes)
}

/**
 * Somebody who is given out no more is removed; whoever is still, but without an identifier that
 * was denied, is removed with all and added again without it. Who was taken off a suppression list
 * is added.
 */
function retracted(handing: Handing, { person, at, reason, isLifted }: Named, toIds: ToIds): HandedChange[] {
  const known = handing.living(person)
  if (!known) return []
  const given = handing.isMember(known) ? handing.given(person) : undefined
  const added = given && ({ op: 'add', person, at, reason, ids: toIds(given.identifiers) } as const)
  if (added && given.identifiers.length === known.identifiers.length) return isLifted ? [added] : []
  const removed: HandedChange = { op: 'remove', person, at, reason, ids: toIds(handing.deleted(person)) }
  return added ? [removed, added] : [removed]
}
