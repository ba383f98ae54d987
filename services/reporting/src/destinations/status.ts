// Held by tests/e2e/activation.e2e.test.ts
import type { StoredDestination } from '@weir/contracts'
import {
  decodeHeldPerson,
  decodeLogEntry,
  decodeStanding,
  destinationKey,
  heldKey,
  isThere,
  LOG_KEPT,
  logKey,
  numberKey,
} from '@weir/destinations'
import type { DestinationLogEntry, DestinationStanding, HeldPerson } from '@weir/destinations'
import type { StateStore, View } from '@weir/state'

/** What is kept of a destination, over all partitions. */
export interface DestinationStatus {
  held: number
  open: number
  givenUp: number
  /** Whether everybody is looked at at present: it is new, was changed, or that was asked for. */
  walking: boolean
}

type Standing = DestinationStanding | undefined

async function standingOf(view: View, key: string): Promise<Standing> {
  const meta = await view.meta()
  return meta && decodeStanding(meta).destinations[key]
}

function views(state: StateStore): View[] {
  return Array.from({ length: state.partitions }, (_, partition) => state.view(partition))
}

/** @param state activation's. */
export async function destinationStatus(state: StateStore, destination: StoredDestination): Promise<DestinationStatus> {
  const key = destinationKey(destination)
  const all = await Promise.all(views(state).map((view) => standingOf(view, key)))
  const sum = (of: 'held' | 'open' | 'dead'): number => all.reduce((total, one) => total + (one?.[of] ?? 0), 0)
  const asked = destination.sync?.at ?? 0
  const walking = all.some((one) => one === undefined || one.walk !== undefined || one.walked < asked)
  return { held: sum('held'), open: sum('open'), givenUp: sum('dead'), walking }
}

/** The newest requests, newest first. */
export async function newestRequests(
  state: StateStore,
  destination: StoredDestination,
  limit: number,
): Promise<DestinationLogEntry[]> {
  const key = destinationKey(destination)
  const entries = await Promise.all(
    views(state).map(async (view) => {
      const { requests = 0 } = (await standingOf(view, key)) ?? {}
      const count = Math.min(requests, LOG_KEPT, limit)
      const blobs = await view.load(Array.from({ length: count }, (_, i) => logKey(key, requests - 1 - i)))
      return blobs.flatMap((blob) => (blob ? [decodeLogEntry(blob)] : []))
    }),
  )
  return entries
    .flat()
    .toSorted((a, b) => b.at - a.at)
    .slice(0, limit)
}

/** What a destination has, or had, of one person; undefined where it never had anything. */
export async function heldOf(
  state: StateStore,
  destination: StoredDestination,
  { person, partition }: { person: string; partition: number },
): Promise<HeldPerson | undefined> {
  const [blob] = await state.view(partition).load([heldKey(destinationKey(destination), person)])
  return blob && decodeHeldPerson(blob)
}

/** Somebody who was removed, or has to be and is not yet. Instants are Unix ms. */
export interface Removal {
  person: string
  reason: string
  asked: number
  /** Undefined: it is open. */
  confirmed?: number
  request?: string
}

const PAGE = 500

/**
 * Removals from a destination: those that are open, and those that were confirmed and not undone by
 * an addition since. A person who was erased is not named: nothing is kept of them once it is
 * confirmed.
 */
export async function* removalsOf(state: StateStore, destination: StoredDestination): AsyncGenerator<Removal> {
  const key = destinationKey(destination)
  for (const view of views(state)) for await (const page of peopleHeld(view, key)) for (const held of page) yield* removals(held)
}

/** Whom a destination has, or had, of one partition, page by page. */
export async function* peopleHeld(view: View, key: string): AsyncGenerator<HeldPerson[]> {
  const { next = 0 } = (await standingOf(view, key)) ?? {}
  for (let from = 0; from < next; from += PAGE) {
    const names = await view.load(Array.from({ length: PAGE }, (_, i) => numberKey(key, from + i)))
    const people = names.flatMap((name) => (name ? [Buffer.from(name).toString()] : []))
    const blobs = await view.load(people.map((person) => heldKey(key, person)))
    yield blobs.flatMap((blob) => (blob ? [decodeHeldPerson(blob)] : []))
  }
}

function removals(held: HeldPerson): Removal[] {
  const { person, asked, left } = held
  if (isThere(held))
    return asked && asked.reason !== 'sync' && isLeaving(held) ? [{ person, reason: asked.reason, asked: asked.at }] : []
  return left ? [{ person, reason: left.reason, asked: left.asked, confirmed: left.at, request: left.request }] : []
}

function isLeaving({ items }: HeldPerson): boolean {
  return Object.values(items).every(({ state }) => state === 'removing' || state === 'removed')
}
