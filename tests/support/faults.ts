import type { EventLog } from '@weir/eventlog'
import type { Lease, StateStore } from '@weir/state'

/** The process of this incarnation is dead: nothing that it still tries has any effect. */
export class Crash extends Error {
  override readonly name = 'Crash'
}

/**
 * One incarnation of a process that dies at a chosen point. Every append, commit and write to the
 * index has two points, just before and just after it took effect; from the fatal one on,
 * everything fails.
 */
export interface Incarnation {
  log: EventLog
  resolveState: StateStore
  foldState: StateStore
  /** Points passed so far. */
  points(): number
  /** What happened at the fatal point; undefined while it lives. */
  died(): string | undefined
}

export interface Stores {
  log: EventLog
  resolveState: StateStore
  foldState: StateStore
}

/** @param fatal the point (0, 1, ...) at which it dies; Infinity for never. */
export function createIncarnation({ log, resolveState, foldState }: Stores, fatal: number): Incarnation {
  let passed = 0
  let died: string | undefined
  const check = (): void => {
    if (died !== undefined) throw new Crash(died)
  }
  const point = (label: string): void => {
    check()
    if (passed++ === fatal) died = label
    check()
  }
  const around = async <T>(label: string, work: () => Promise<T>): Promise<T> => {
    point(`before ${label}`)
    const result = await work()
    point(`after ${label}`)
    return result
  }
  const alive = <T>(work: () => T): T => {
    check()
    return work()
  }
  const lease = (of: Lease, step: string): Lease => ({
    ...of,
    load: (keys) => alive(() => of.load(keys)),
    due: (until, limit) => alive(() => of.due(until, limit)),
    outbox: (after, limit) => alive(() => of.outbox(after, limit)),
    ordinals: (from, limit) => alive(() => of.ordinals(from, limit)),
    commit: (commit) => around(`commit of ${step}`, () => of.commit(commit)),
  })
  const state = (of: StateStore, step: string): StateStore => ({
    ...of,
    acquire: async (partition) => lease(await alive(() => of.acquire(partition)), step),
    shared: { ...of.shared, put: (entries) => around('write to the index', () => of.shared.put(entries)) },
  })
  return {
    log: {
      ...log,
      read: (topic, partition, from, max) => alive(() => log.read(topic, partition, from, max)),
      append: (topic, entries) => around(`append to ${topic}`, () => log.append(topic, entries)),
    },
    resolveState: state(resolveState, 'resolve'),
    foldState: state(foldState, 'fold'),
    points: () => passed,
    died: () => died,
  }
}
