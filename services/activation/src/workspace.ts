// Held by tests/simulation/what-a-destination-has.sim.test.ts
import { partitionOf } from '@weir/contracts'
import {
  decodeHeldPerson,
  decodeStanding,
  encodeHeldPerson,
  encodeLogEntry,
  encodeStanding,
  heldKey,
  isRetraction,
  isThere,
  logKey,
  newHeld,
  newStanding,
  numberKey,
} from '@weir/destinations'
import type { DestinationLogEntry, DestinationStanding, HeldPerson, PartitionStanding } from '@weir/destinations'
import type { Lease, Put, StateStore, TimerChange } from '@weir/state'

/** What one step changes: nothing of it counts until the step is committed. */
export interface Draft {
  standing: PartitionStanding
  /** What a destination has of these people, in order; undefined where it never had the person. */
  known(destination: string, people: readonly string[]): Promise<(HeldPerson | undefined)[]>
  /** The same; a person whom it never had gets an entry. */
  load(destination: string, people: readonly string[]): Promise<HeldPerson[]>
  /** Stores what is held of the person, and arms their timer at `due`. */
  put(destination: string, held: HeldPerson): void
  /** Forgets a person for good. */
  forget(destination: string, held: HeldPerson): void
  /** Writes down a request. */
  log(destination: string, entry: DestinationLogEntry): void
}

/**
 * The state of one partition: what destinations have of its people. Steps are taken one after
 * another, and each is one atomic commit together with the position in the log.
 */
export interface Workspace {
  standing(): PartitionStanding
  position(): number
  /** @param position the record up to which the step reflects the log; as before unless told. */
  step<T>(work: (draft: Draft) => Promise<T>, position?: number): Promise<T>
  /** Keys of people who are due, earliest first. */
  due(now: number, limit: number): Promise<string[]>
  /** People by their numbers at a destination. */
  numbered(destination: string, from: number, limit: number): Promise<string[]>
}

/** How long it is remembered that somebody was removed, ms. */
const LEFT_KEPT_MS = 400 * 86_400_000

export async function openWorkspace(lease: Lease, now: () => number, first: PartitionStanding): Promise<Workspace> {
  const stored = await lease.meta()
  let standing = stored ? decodeStanding(stored) : first
  let position = await lease.position()
  let last: Promise<unknown> = Promise.resolve()

  const take = async <T>(work: (draft: Draft) => Promise<T>, to: number): Promise<T> => {
    const next = structuredClone(standing)
    const changes = createChanges(lease, next, now)
    const result = await work(changes.draft)
    const { puts, deletes, timers, isEmpty } = changes.end()
    if (isEmpty && to === position && JSON.stringify(next) === JSON.stringify(standing)) return result
    await lease.commit({
      expect: position,
      position: to,
      meta: encodeStanding(next),
      puts,
      deletes,
      timers,
      expiredBefore: now(),
    })
    standing = next
    position = to
    return result
  }
  return {
    standing: () => standing,
    position: () => position,
    step(work, to) {
      const run = last.then(() => take(work, Math.max(position, to ?? position)))
      // The next step waits for its end, good or bad; the caller has the failure.
      last = run.catch(() => undefined)
      return run
    },
    due: async (until, limit) => (await lease.due(until, limit)).map(({ key }) => key),
    async numbered(destination, from, limit) {
      const keys = Array.from({ length: limit }, (_, i) => numberKey(destination, from + i))
      const blobs = await lease.load(keys)
      return blobs.flatMap((blob) => (blob ? [Buffer.from(blob).toString()] : []))
    },
  }
}

/** Names of the items that other entries have at this instant, in any partition, by person. */
export async function entriesIn(
  state: StateStore,
  destination: string,
  people: readonly string[],
): Promise<Map<string, ReadonlySet<string>>> {
  const found = new Map<string, ReadonlySet<string>>()
  const places = new Map<number, string[]>()
  for (const person of people) {
    const partition = partitionOf(person, state.partitions)
    places.set(partition, [...(places.get(partition) ?? []), person])
  }
  await Promise.all(
    [...places].map(async ([partition, own]) => {
      const blobs = await state.view(partition).load(own.map((person) => heldKey(destination, person)))
      own.forEach((person, i) => {
        const items = Object.entries(blobs[i] ? decodeHeldPerson(blobs[i]).items : {})
        found.set(person, new Set(items.flatMap(([name, { state: is }]) => (is === 'removed' ? [] : [name]))))
      })
    }),
  )
  return found
}

const PAGE = 500

/** Entries of a destination in all partitions, as they are stored at this instant, in pages. */
export async function* everybodyIn(state: StateStore, destination: string): AsyncIterable<HeldPerson[]> {
  for (let partition = 0; partition < state.partitions; partition++) {
    const view = state.view(partition)
    const meta = await view.meta()
    const { next = 0 } = (meta && decodeStanding(meta).destinations[destination]) ?? {}
    for (let from = 0; from < next; from += PAGE) {
      const count = Math.min(PAGE, next - from)
      const people = await view.load(Array.from({ length: count }, (_, i) => numberKey(destination, from + i)))
      const keys = people.flatMap((person) => (person ? [heldKey(destination, Buffer.from(person).toString())] : []))
      yield (await view.load(keys)).flatMap((blob) => (blob ? [decodeHeldPerson(blob)] : []))
    }
  }
}

interface Changes {
  draft: Draft
  end(): { puts: Put[]; deletes: string[]; timers: TimerChange[]; isEmpty: boolean }
}

function createChanges(lease: Lease, standing: PartitionStanding, now: () => number): Changes {
  /** By key, as loaded and as it is to be stored; undefined: it goes. */
  const loaded = new Map<string, HeldPerson | undefined>()
  const stored = new Map<string, HeldPerson | undefined>()
  const more: Put[] = []
  const gone: string[] = []
  const of = (destination: string): DestinationStanding => (standing.destinations[destination] ??= newStanding(0, ''))
  const store = (destination: string, held: HeldPerson, isKept: boolean): void => {
    const key = heldKey(destination, held.person)
    const was = stored.has(key) ? stored.get(key) : loaded.get(key)
    count(of(destination), was, -1)
    if (isKept) count(of(destination), held, 1)
    stored.set(key, isKept ? structuredClone(held) : undefined)
  }
  const draft: Draft = {
    standing,
    async known(destination, people) {
      const keys = people.map((person) => heldKey(destination, person))
      const missing = [...new Set(keys)].filter((key) => !loaded.has(key))
      const blobs = await lease.load(missing)
      missing.forEach((key, i) => loaded.set(key, blobs[i] && decodeHeldPerson(blobs[i])))
      return keys.map((key) => structuredClone(stored.has(key) ? stored.get(key) : loaded.get(key)))
    },
    async load(destination, people) {
      const known = await draft.known(destination, people)
      return known.map((one, i) => {
        if (one) return one
        const held = newHeld(people[i]!, of(destination).next++)
        more.push({ key: numberKey(destination, held.number), value: Buffer.from(held.person) })
        stored.set(heldKey(destination, held.person), structuredClone(held))
        return held
      })
    },
    put: (destination, held) => store(destination, held, true),
    forget(destination, held) {
      store(destination, held, false)
      gone.push(numberKey(destination, held.number))
    },
    log(destination, entry) {
      const place = of(destination)
      more.push({ key: logKey(destination, place.requests++), value: encodeLogEntry(entry) })
    },
  }
  return {
    draft,
    end() {
      const puts = more.filter(({ key }) => !gone.includes(key))
      const deletes = [...gone]
      const timers: TimerChange[] = []
      for (const [key, held] of stored) {
        const was = loaded.get(key)?.due
        if (held) {
          const expires = isThere(held) || held.due !== undefined ? {} : { expires: now() + LEFT_KEPT_MS }
          puts.push({ key, value: encodeHeldPerson(held), ...expires })
        } else deletes.push(key)
        if (was !== held?.due) timers.push({ key, was, due: held?.due })
      }
      return { puts, deletes, timers, isEmpty: puts.length + deletes.length + timers.length === 0 }
    },
  }
}

function count(standing: DestinationStanding, held: HeldPerson | undefined, by: 1 | -1): void {
  if (!held) return
  if (isThere(held)) standing.held += by
  if (isRetraction(held)) standing.open += by
  if (held.dead !== undefined) standing.dead += by
}
