import { expect } from 'vitest'
import type { Commit, Lease, StateStore } from '@weir/state'

/**
 * What the commands know: the memory store as the model, and the leases taken of both stores, in
 * pairs.
 */
export interface Model {
  memory: StateStore
  leases: Map<number, { model: Lease; real: Lease }[]>
  /** The last commit of each partition, as it was given. */
  last: Map<number, Commit>
  /** The timer of each key as the processor would know it. */
  timers: Map<string, number>
  /** The highest `expiredBefore` of each partition. */
  expiredBefore: Map<number, number>
  /** When the value of `<partition> <key>` expires. */
  expires: Map<string, number | undefined>
}

export interface Real {
  store: StateStore
  reopen(): Promise<StateStore>
}

export const KEYS = ['', 'a', 'b', 'long '.repeat(200), 'ü', ...Array.from({ length: 6 }, (_, i) => `key ${i}`)]
export const SEGMENTS = [0, 1, 7]
export const ORDINALS = [0, 1, 8, 1023, 1024, 65_535, 65_536, 70_000]

export function startModel(
  memory: StateStore,
  store: StateStore,
  reopen: () => Promise<StateStore>,
): { model: Model; real: Real } {
  return {
    model: { memory, leases: new Map(), last: new Map(), timers: new Map(), expiredBefore: new Map(), expires: new Map() },
    real: { store, reopen },
  }
}

/**
 * Both answer the same: the same value, or an error of the same kind.
 * @returns whether it was a value.
 */
export async function sameAnswer(model: () => Promise<unknown>, real: () => Promise<unknown>): Promise<boolean> {
  const [a, b] = await Promise.all([outcome(model), outcome(real)])
  expect(b).toEqual(a)
  return !('error' in a)
}

async function outcome(ask: () => Promise<unknown>): Promise<{ value: unknown } | { error: string }> {
  try {
    return { value: plain(await ask()) }
  } catch (error) {
    return { error: error instanceof Error ? error.name : String(error) }
  }
}

/**
 * Bytes as text, wherever they are: a Buffer and a Uint8Array of the same bytes are the same
 * answer.
 */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]))
}

/** Compares everything that can be asked of a partition. */
export async function sameContent(model: Model, partition: number, lease: { model: Lease; real: Lease }): Promise<void> {
  const both = (ask: (of: Lease) => Promise<unknown>) =>
    sameAnswer(
      () => ask(lease.model),
      () => ask(lease.real),
    )
  await both((of) => of.position())
  await both((of) => of.meta())
  for (const limit of [3, 100]) {
    await both((of) => of.due(1e15, limit))
    await both((of) => of.outbox(0, limit))
    await both((of) => of.ordinals(1, limit))
    for (const segment of SEGMENTS) await both((of) => of.members(segment, 1, limit))
  }
  for (const segment of SEGMENTS) await both((of) => of.count(segment))
  await sameBlobs(model, partition, lease)
}

/** When an expired value goes is the store's choice; before that, both have it. */
async function sameBlobs(model: Model, partition: number, lease: { model: Lease; real: Lease }): Promise<void> {
  const before = model.expiredBefore.get(partition) ?? Number.NEGATIVE_INFINITY
  const lasting = KEYS.filter((key) => (model.expires.get(`${partition} ${key}`) ?? Number.POSITIVE_INFINITY) > before)
  await sameAnswer(
    () => lease.model.load(lasting),
    () => lease.real.load(lasting),
  )
}
