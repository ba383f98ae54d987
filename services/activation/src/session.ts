// Held by tests/simulation/what-a-destination-has.sim.test.ts
import type { LogRecord } from '@weir/eventlog'
import type { ConfigView } from '@weir/runtime'
import type { HeldPerson, PartitionStanding } from '@weir/destinations'
import type { Lease } from '@weir/state'
import { deliverDue } from './deliver.ts'
import type { Delivering } from './deliver.ts'
import type { Live, LiveDestinations } from './destinations.ts'
import { suspect, takeRecords } from './intake.ts'
import { givenNow } from './look.ts'
import type { PeopleSource } from './people.ts'
import type { SegmentSizes } from './sizes.ts'
import type { Tended } from './target.ts'
import { beginWalks, walkOn } from './walks.ts'
import { openWorkspace } from './workspace.ts'
import type { Workspace } from './workspace.ts'

export interface SessionDeps extends Pick<Delivering, 'now' | 'pause' | 'isClosing' | 'onRequest' | 'entries'> {
  config: Pick<ConfigView, 'segment' | 'suppression'>
  destinations: LiveDestinations
  people: PeopleSource
  sizes: SegmentSizes
  /** Entries of a destination in all partitions, in pages. */
  everybody: (destination: string) => AsyncIterable<readonly HeldPerson[]>
  /** Told of each look at an audience as a whole. */
  onTended: (destination: Live, tended: Tended) => void
}

/** What is done for the people of one partition. */
export interface Session {
  standing(): PartitionStanding
  /** The last record that is reflected. */
  position(): number
  /** Takes records of `weir.memberships`. */
  take(records: readonly LogRecord[]): Promise<void>
  /**
   * Does what is to be done now: opt-outs, erasures, a slice of each walk, people who are due.
   * @returns whether there was anything, so that there may be more.
   */
  turn(): Promise<boolean>
}

/** How many people one turn tells of. */
const DUE_MAX = 2_000

/**
 * @param log which log it is, and the end of the partition of `weir.memberships`. A state that
 *   begins now needs nothing of what came before, for it walks over all members; one that knows
 *   another log walks over all, too.
 */
export async function openSession(deps: SessionDeps, lease: Lease, log: { id: string; end: number }): Promise<Session> {
  const { people, sizes, now } = deps
  const first = { log: '', optOuts: 0, erasures: 0, destinations: {} }
  const workspace = await openWorkspace(lease, now, first)
  if (workspace.standing().log !== log.id) {
    const optOuts = await people.optOutsEnd()
    await workspace.step(async ({ standing }) => {
      Object.assign(standing, { log: log.id, optOuts, erasures: 0 })
      for (const one of Object.values(standing.destinations)) one.walk = { stage: 'held', from: 0, force: false, asked: now() }
    }, log.end - 1)
  }
  return {
    standing: () => workspace.standing(),
    // In a shorter log than the one before everything is read from its end on.
    position: () => Math.min(workspace.position(), log.end - 1),
    async take(records) {
      const live = deps.destinations()
      await sizes.look(live.values())
      await beginWalks(workspace, live, { ...deps, at: now() })
      await takeRecords(workspace, records, { now: now(), listed: deps.config.suppression().segments })
    },
    async turn() {
      const live = deps.destinations()
      await sizes.look(live.values())
      await beginWalks(workspace, live, { ...deps, at: now() })
      const heard = await hear(workspace, people, now())
      const walked = await walkOn(workspace, live, { people, sizes, partition: lease.partition, at: now() })
      const due = await workspace.due(now(), DUE_MAX)
      if (due.length > 0) await deliverDue({ ...deps, workspace, live }, due)
      if (lease.partition === 0) for (const one of live.values()) await tend(deps, workspace, one)
      return heard || walked || due.length > 0
    },
  }
}

/** Sees to an audience as a whole, where its kind has to. */
async function tend(deps: SessionDeps, workspace: Workspace, one: Live): Promise<void> {
  const { spec, target, gate, key } = one
  if (!target.tend || spec.paused || spec.deleting || deps.isClosing()) return
  const began = deps.now()
  const tended = await target.tend(() => givenNow(deps, one, deps.everybody(key)))
  if (!tended) return
  deps.onTended(one, tended)
  const { outcome, made } = tended
  // Who has waited for it goes at once.
  if (made !== undefined) gate.succeeded()
  if (made === undefined && outcome.kind === 'done') return
  const at = deps.now()
  const entry = {
    at,
    action: 'add' as const,
    people: made ?? 0,
    outcome: outcome.kind,
    took: at - began,
    request: outcome.request,
  }
  await workspace.step(async (draft) => draft.log(key, outcome.kind === 'done' ? entry : { ...entry, reason: outcome.reason }))
}

/** Takes opt-outs and erasures: whom they name is due wherever they are. */
async function hear(workspace: Workspace, people: PeopleSource, now: number): Promise<boolean> {
  const { optOuts, erasures } = workspace.standing()
  const out = await people.optedOut(optOuts)
  const erased = people.erased(erasures)
  if (out.next === optOuts && erased.version === erasures) return false
  await workspace.step(async (draft) => {
    draft.standing.optOuts = out.next
    draft.standing.erasures = erased.version
    for (const key of Object.keys(draft.standing.destinations)) {
      const named = out.named.map((one) => ({ ...one, at: now }))
      const isFree = ({ reason }: { reason: string }): boolean => reason === 'sync'
      const gone = erased.people.map((person) => ({ person, at: now, reason: 'erasure' }))
      await suspect(draft, key, named.filter(isFree))
      await suspect(draft, key, [...named.filter((one) => !isFree(one)), ...gone], { who: 'known' })
    }
  })
  return true
}
