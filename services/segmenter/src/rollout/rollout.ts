// Held by tests/simulation/editing-leaves-no-stale-members.sim.test.ts

import { OutageError, sameList, withChanges } from '@weir/contracts'
import type { Define, DefinitionList } from '@weir/contracts'
import type { Put } from '@weir/state'
import { putDefinitions, putActivation } from '../state/definitions.ts'
import { createBackfiller } from '../backfill/backfill.ts'
import type { Backfill, SliceOutcome } from '../backfill/state.ts'
import type { FoldSession, FoldDeps } from '../evaluate/session.ts'
import type { PartitionState } from '../evaluate/transaction.ts'
import { pageOfOrdinal } from '../backfill/pages.ts'

/**
 * Definitions that come so soon after those that are counting history take their place, ms of log
 * time.
 */
const BURST_MS = 2000
/**
 * How long history is waited for when there is nothing else to do; whatever arrives meanwhile waits
 * with us.
 */
const HISTORY_PATIENCE_MS = 20
/**
 * How long a switch waits for history that does not come, ms; then the partition begins anew, and
 * whoever else has to do with it has a turn.
 */
const SWITCH_PATIENCE_MS = 10_000

/**
 * How definitions take effect, in four steps. They are announced (a record); their new conditions
 * count history, for as long as that takes; a switch says so (a record), and from there on they are
 * in force; then everybody is brought under them, at ticks.
 */
export interface Rollout {
  /**
   * The list that a record announces.
   * @returns undefined when it says what changed since a version that is not our newest.
   */
  listOf(define: Define): DefinitionList | undefined
  /** A record that announces this list. They wait for those that are being applied already. */
  announced(define: Define, list: DefinitionList, offset: number): Promise<void>
  /** Takes up the definitions that waited, at the log time `now`. */
  begin(offset: number, now: number): Promise<void>
  /** One slice of the history that the pending definitions need. */
  backfill(): Promise<SliceOutcome>
  /**
   * Counts what history is left for a switch to this version.
   * @returns whether the definitions that are pending then are those.
   * @throws OutageError when the history does not come.
   */
  backfillUpTo(version: number): Promise<boolean>
  /**
   * Puts the pending definitions in force at the record at `offset`. Timers that were due before it
   * have fired.
   */
  activate(offset: number): Promise<void>
  /** The newest version that we know from the log, with its list. */
  newest(): number
  newestList(): DefinitionList
  close(): void
}

export function createRollout(session: FoldSession, deps: FoldDeps): Rollout {
  const { lease, bitmaps, partitions, processor } = session
  const { partition } = lease
  const history = createBackfiller({ ...session, log: deps.log, history: deps.history, view: lease, partition })

  const newest = (): number => newestOf(session.meta)

  async function start(draft: PartitionState, version: number, segments: DefinitionList, since: number): Promise<Put[]> {
    history.close()
    const { meta, position } = draft
    draft.definitions.pending = segments
    meta.queued = undefined
    meta.pending = { version, since, at: meta.now, until: position, next: 0, to: 0, overlap: Number.MAX_SAFE_INTEGER, taken: {} }
    const { backfilling } = session.compile(draft)
    // Whoever comes later has no history; nor has anybody who is to be filled with nothing.
    if (backfilling.length > 0 && meta.people > 0) {
      meta.pending = { ...meta.pending, to: (meta.people + 1) * partitions, overlap: position + 1, taken: { ...meta.taken } }
    }
    return [...putDefinitions(draft.definitions, 'pending'), ...(await bitmaps.release())]
  }

  /**
   * New conditions count history, too. What it brings waits on pages of its own until everybody is
   * brought under the new definitions: whoever is loaded then takes it in.
   */
  async function slice(backfill: Backfill): Promise<SliceOutcome> {
    const position = processor.position()
    const result = await history.slice(backfill, { specs: session.backfilling, position }, HISTORY_PATIENCE_MS)
    if (result.outcome !== 'advanced') return result.outcome
    const { backfill: after, puts } = result
    if (puts.length > 0 || after.next !== backfill.next || after.overlap !== backfill.overlap) {
      await session.commit(position, ({ meta }) => {
        meta.pending = after
        return puts
      })
    }
    return 'advanced'
  }

  /**
   * History is counted already when a switch comes, but for what came since; unless our state is
   * older than the switch.
   */
  async function backfillUpTo(version: number): Promise<boolean> {
    let movedAt = performance.now()
    while (session.meta.pending?.version === version) {
      const outcome = await slice(session.meta.pending)
      if (outcome === 'complete') return true
      if (outcome === 'advanced') movedAt = performance.now()
      else if (performance.now() - movedAt > SWITCH_PATIENCE_MS)
        throw new OutageError(`the history of partition ${partition} that definitions ${version} need does not come`)
    }
    return false
  }

  const newestList = (): DefinitionList => {
    const { queued, pending } = session.meta
    return session.definitions[queued !== undefined ? 'queued' : pending ? 'pending' : 'live']
  }

  /**
   * Puts the pending definitions in force. Where there is nobody to reconcile, all of it is done.
   */
  function enforce({ meta, definitions }: PartitionState): Put[] {
    const { version = 0, to = 0 } = meta.pending ?? {}
    definitions.retired = definitions.live
    definitions.live = definitions.pending
    const isDone = meta.people === 0
    const pages = to === 0 ? 0 : pageOfOrdinal(to - 1, partitions) + 1
    Object.assign(meta, { version, definedAt: meta.now, pending: undefined, sweep: isDone ? undefined : 0, pages })
    const filling = bitmaps.activate(definitions.live, version, meta.now)
    return [...putActivation(definitions, version), ...filling, ...(isDone ? bitmaps.complete() : [])]
  }

  /** Commits what may put definitions in force, for the record at `offset`. */
  async function commit(offset: number, work: (draft: PartitionState) => Put[] | Promise<Put[]>): Promise<void> {
    const before = session.appliedVersion
    await session.commit(offset, async (draft) => lastOfEach(await work(draft)))
    const { appliedVersion } = session
    if (appliedVersion > before) deps.events.definitionsApplied(partition, appliedVersion)
  }

  return {
    listOf(define) {
      if ('segments' in define) return sameList(define.segments)
      return define.base === newest() ? sameList(withChanges(newestList(), define)) : undefined
    },
    announced: ({ version, received_at: at, at_once }, segments, offset) =>
      commit(offset, async (draft) => {
        const { meta, definitions } = draft
        meta.now = Math.max(meta.now, at)
        // Also somebody who has lost the partition may announce what they know.
        if (version <= newestOf(meta)) return []
        const since = meta.pending?.since ?? at
        // Twenty segments that are saved one after another count history together.
        if (at - since <= BURST_MS && meta.sweep === undefined && meta.queued === undefined && meta.inviting === 0) {
          const puts = await start(draft, version, segments, since)
          return at_once && meta.pending?.to === 0 ? [...puts, ...enforce(draft)] : puts
        }
        meta.queued = version
        definitions.queued = segments
        return putDefinitions(definitions, 'queued')
      }),
    begin: (offset, now) =>
      session.commit(offset, (draft) => {
        draft.meta.now = now
        return start(draft, draft.meta.queued ?? 0, draft.definitions.queued, now)
      }),
    async backfill() {
      const { pending } = session.meta
      return pending ? slice(pending) : 'waiting'
    },
    backfillUpTo,
    activate: (offset) => commit(offset, enforce),
    newest,
    newestList,
    close: () => history.close(),
  }
}

/** A table that changes twice in a commit is stored as it is in the end. */
function lastOfEach(puts: readonly Put[]): Put[] {
  return [...new Map(puts.map((put) => [put.key, put])).values()]
}

function newestOf({ version, pending, queued }: FoldSession['meta']): number {
  return Math.max(version, pending?.version ?? 0, queued ?? 0)
}
