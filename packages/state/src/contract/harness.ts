import { afterEach, beforeEach } from 'vitest'
import type { Commit, Lease, StateStore, View } from '../index.ts'

/** A fresh, empty store, and what the suite may do to it. */
export interface StateHarness {
  store: StateStore
  /** Closes the store and opens the same data again. Needed when `supports.durable`. */
  reopen?: () => Promise<StateStore>
  dispose: () => Promise<void>
}

export type OpenState = (options: { partitions: number }) => Promise<StateHarness>

export interface StateSupport {
  /** Data outlives the process. */
  durable: boolean
}

/** What the adapter claims, in words, for the report. */
export function declared(supports: StateSupport): string {
  const missing = Object.entries(supports).filter(([, yes]) => !yes)
  return missing.length === 0 ? 'everything' : `everything but: ${missing.map(([what]) => what).join(', ')}`
}

export const PARTITIONS = 3

/**
 * Opens a fresh store before each test of the surrounding describe and disposes of it afterwards.
 */
export function useState(open: OpenState): () => StateHarness {
  let harness: StateHarness | undefined
  beforeEach(async () => {
    harness = await open({ partitions: PARTITIONS })
  })
  afterEach(async () => {
    await harness?.dispose()
    harness = undefined
  })
  return () => {
    if (!harness) throw new Error('no store is open')
    return harness
  }
}

/**
 * Commits to partition 0 one after the other; each moves the position on by one unless told
 * otherwise.
 */
export async function writer(
  store: StateStore,
  partition = 0,
): Promise<{ lease: Lease; commit: (more: Partial<Commit>) => Promise<number> }> {
  const lease = await store.acquire(partition)
  let position = await lease.position()
  return {
    lease,
    async commit(more) {
      const commit = { expect: position, position: position + 1, ...more }
      const number = await lease.commit(commit)
      position = commit.position
      return number
    },
  }
}

export function bytes(text: string): Uint8Array {
  return Buffer.from(text)
}

export async function texts(view: View, keys: readonly string[]): Promise<(string | undefined)[]> {
  return (await view.load(keys)).map((value) => value && Buffer.from(value).toString())
}

/** Ids as the processor makes them: 32 hex digits. */
export function hexId(n: number): string {
  return n.toString(16).padStart(32, '0')
}
