import type { Commit, Lease, StateStore, View } from '@weir/state'
import { PositionError } from '@weir/state'
import { afterAcquire, checkCommit, checkOwner } from '../../../packages/state/src/commit-check.ts'
import { applyCommit, createPartition, viewOf } from '../../../packages/state/src/memory/partition.ts'
import type { Partition } from '../../../packages/state/src/memory/partition.ts'
import type { Life, Mishap, Network } from './network.ts'

/**
 * What one partition of a simulated store holds: the content of the memory adapter, and the number
 * of the last call of its lease.
 */
export interface Place {
  content: Partition
  serial: number
}

export interface SimulatedStore {
  readonly partitions: number
  readonly places: Place[]
  /** The store as one process sees it. */
  of(life: Life): StateStore
  /** What it really holds, asked without a network. */
  view(partition: number): View
}

/** Promises of the state, to be broken on purpose. */
export interface Guards {
  /** A commit must expect the stored position. */
  position: boolean
  /** A commit must come from the newest lease. */
  fence: boolean
  /** A commit must know of no call that the store has forgotten. */
  memory: boolean
}

/**
 * One simulated Redis for all the state: commits are atomic, and a restart may bring back an older
 * instant of all of it.
 */
export interface SimulatedRedis {
  readonly resolve: SimulatedStore
  readonly fold: SimulatedStore
  readonly loader: SimulatedStore
  readonly shared: Map<string, Uint8Array>
  /** Remembers this instant, as the disk or a replica would. */
  snapshot(): void
  /** Falls back to the last instant that was remembered. @returns false when there is none. */
  rollback(): boolean
}

/** A commit that slips is answered, and gone so much later. */
const LOST_AFTER_MS = 20

class StateUnavailable extends Error {
  override readonly name = 'StateUnavailable'
}

const unavailable = (why: string): Error => new StateUnavailable(why)
const READ: readonly Mishap[] = [{ fault: 'state read failed', done: 0, error: unavailable }]
const COMMIT: readonly Mishap[] = [
  { fault: 'commit refused', done: 0, error: unavailable },
  { fault: 'commit unknown', done: 1, error: unavailable },
  { fault: 'commit late', done: 'late', error: unavailable },
  // A connection that breaks sends its unanswered commands again.
  { fault: 'commit twice', done: 2, error: undefined },
]

export function createSimulatedRedis(
  network: Network,
  partitions: { pipeline: number; loader: number },
  guards: Guards,
): SimulatedRedis {
  const shared = new Map<string, Uint8Array>()
  const resolve = createStore(network, 'resolve', partitions.pipeline, shared, guards)
  const fold = createStore(network, 'fold', partitions.pipeline, shared, guards, () => loseSoon())
  const loader = createStore(network, 'loader', partitions.loader, shared, guards)
  const stores = [resolve, fold, loader]
  type Instant = { places: Place[][]; shared: [string, Uint8Array][] }
  let kept: Instant | undefined
  const remember = (): Instant => ({ places: stores.map(({ places }) => structuredClone(places)), shared: [...shared] })
  const fallBackTo = (instant: Instant): void => {
    stores.forEach(({ places }, i) => instant.places[i]?.forEach((place, p) => Object.assign(places[p]!, place)))
    shared.clear()
    for (const [key, value] of instant.shared) shared.set(key, value)
  }
  const loseSoon = (): void => {
    const before = remember()
    network.timeline.after(LOST_AFTER_MS, () => {
      network.count('rollback')
      network.note('the state falls back to before a commit at the same position')
      fallBackTo(before)
    })
  }
  return {
    resolve,
    fold,
    loader,
    shared,
    snapshot: () => void (kept = remember()),
    rollback() {
      if (!kept) return false
      fallBackTo(kept)
      kept = undefined
      return true
    },
  }
}

function createStore(
  network: Network,
  name: string,
  partitions: number,
  shared: Map<string, Uint8Array>,
  guards: Guards,
  loseSoon: () => void = () => undefined,
): SimulatedStore {
  const places = Array.from({ length: partitions }, (): Place => ({ content: createPartition(), serial: 0 }))
  let leases = 0

  /** As the script on the server would. */
  const commit = (place: Place, owner: string, serial: number, answered: number, given: Commit): number => {
    const { ledger } = place.content
    const mine = ledger.owner === owner
    if (mine && serial < place.serial) throw new PositionError('a call out of a dead connection')
    if (guards.memory && mine && place.serial < answered) throw new PositionError('the state fell back to an older one')
    const expect = guards.position ? given.expect : ledger.position
    const seen = guards.fence || mine ? ledger : { ...ledger, owner, last: undefined }
    const asked = { ...given, expect, position: Math.max(expect, given.position) }
    const { slip } = network.weather
    if (slip > 0 && mine && expect === given.position && network.random.chance(slip)) loseSoon()
    if (checkCommit(seen, owner, asked) === 'apply') applyCommit(place.content, asked)
    place.serial = serial
    return place.content.ledger.outbox
  }
  const viewIn = (place: Place): View => viewOf(place.content, () => undefined)

  return {
    partitions,
    places,
    view: (partition) => viewIn(places[partition]!),
    of(life) {
      const ask = <T>(what: string, work: () => Promise<T> | T): Promise<T> =>
        network.call(life, 'state', `${name} ${what}`, work, READ)
      const remote = (partition: number): View => {
        const here = (): View => viewIn(places[partition]!)
        return {
          load: (keys) => ask(`${partition} load x${keys.length}`, () => here().load(keys)),
          position: () => ask(`${partition} position`, () => here().position()),
          meta: () => ask(`${partition} meta`, () => here().meta()),
          count: (bitmap) => ask(`${partition} count`, () => here().count(bitmap)),
          members: (bitmap, from, limit) => ask(`${partition} members`, () => here().members(bitmap, from, limit)),
          ordinals: (from, limit) => ask(`${partition} ordinals`, () => here().ordinals(from, limit)),
          due: (until, limit) => ask(`${partition} due`, () => here().due(until, limit)),
          outbox: (after, limit) => ask(`${partition} outbox`, () => here().outbox(after, limit)),
        }
      }
      return {
        partitions,
        view: remote,
        async acquire(partition): Promise<Lease> {
          const place = places[partition]!
          const owner = `${life.name} ${leases++}`
          let serial = 0
          let answered = 0
          await ask(`${partition} acquire`, () => {
            place.content.ledger = afterAcquire(place.content.ledger, owner)
            place.serial = 0
          })
          const asOwner = <T>(what: string, work: () => Promise<T>): Promise<T> =>
            ask(`${partition} ${what}`, () => {
              if (guards.fence) checkOwner(place.content.ledger, owner)
              return work()
            })
          return {
            partition,
            ...remote(partition),
            load: (keys) => asOwner(`load x${keys.length}`, () => viewIn(place).load(keys)),
            ordinals: (from, limit) => asOwner('ordinals', () => viewIn(place).ordinals(from, limit)),
            due: (until, limit) => asOwner('due', () => viewIn(place).due(until, limit)),
            async commit(given) {
              const number = ++serial
              const known = answered
              const what = `${name} ${partition} commit ${given.expect} to ${given.position}`
              const newest = await network.call(life, 'commit', what, () => commit(place, owner, number, known, given), COMMIT)
              answered = Math.max(answered, number)
              return newest
            },
          }
        },
        shared: {
          get: (keys) => ask('index get', () => keys.map((key) => shared.get(key))),
          put: (entries) =>
            network.call(
              life,
              'commit',
              `index put x${entries.length}`,
              () => {
                for (const { key, value } of entries) shared.set(key, Uint8Array.from(value))
              },
              COMMIT,
            ),
          remove: (keys) =>
            network.call(
              life,
              'commit',
              `index remove x${keys.length}`,
              () => keys.filter((key) => shared.delete(key)).length,
              COMMIT,
            ),
        },
        close: async () => undefined,
      }
    },
  }
}
