import { EMPTY_LEDGER, EXPIRE_MAX, afterCommit } from '../commit-check.ts'
import type { Ledger } from '../commit-check.ts'
import type { Commit, Member, MemberChange, Timer, View } from '../index.ts'

export interface Partition {
  ledger: Ledger
  meta: Uint8Array | undefined
  blobs: Map<string, { value: Uint8Array; expires: number | undefined }>
  timers: Map<string, number>
  members: Map<number, Set<number>>
  names: Map<number, string>
  outbox: Map<number, Uint8Array>
  /** No blob expires before it: an expiry need not look at all of them. */
  firstExpiry: number
}

export function createPartition(): Partition {
  return {
    ledger: EMPTY_LEDGER,
    meta: undefined,
    blobs: new Map(),
    timers: new Map(),
    members: new Map(),
    names: new Map(),
    outbox: new Map(),
    firstExpiry: Infinity,
  }
}

export function applyCommit(p: Partition, commit: Commit): void {
  if (commit.meta) p.meta = Buffer.from(commit.meta)
  for (const { key, value, expires } of commit.puts ?? []) {
    p.blobs.set(key, { value: Buffer.from(value), expires })
    if (expires !== undefined && expires < p.firstExpiry) p.firstExpiry = expires
  }
  for (const key of commit.deletes ?? []) p.blobs.delete(key)
  for (const { key, was, due } of commit.timers ?? []) {
    if (was !== undefined && p.timers.get(key) === was) p.timers.delete(key)
    if (due !== undefined) p.timers.set(key, due)
  }
  for (const bitmap of commit.drops ?? []) p.members.delete(bitmap)
  for (const change of commit.members ?? []) changeMember(p, change)
  for (const { ordinal, id } of commit.names ?? []) p.names.set(ordinal, id)
  for (const number of p.outbox.keys()) if (number <= (commit.acked ?? 0)) p.outbox.delete(number)
  p.ledger = afterCommit(p.ledger, commit)
  if (commit.outbox) p.outbox.set(p.ledger.outbox, Buffer.from(commit.outbox))
  if (commit.expiredBefore !== undefined) expire(p, commit.expiredBefore)
}

function changeMember(p: Partition, { segment, ordinal, member }: MemberChange): void {
  const members = p.members.get(segment) ?? new Set<number>()
  p.members.set(segment, members)
  if (member) members.add(ordinal)
  else members.delete(ordinal)
}

function expire(p: Partition, before: number): void {
  if (p.firstExpiry > before) return
  let left = EXPIRE_MAX
  let first = Infinity
  for (const [key, { expires }] of p.blobs) {
    if (expires === undefined) continue
    if (expires > before) {
      first = Math.min(first, expires)
      continue
    }
    if (left-- === 0) return
    p.blobs.delete(key)
  }
  p.firstExpiry = first
}

export function dueTimers(p: Partition, until: number, limit: number): Timer[] {
  const due = [...p.timers].filter(([, at]) => at <= until).map(([key, at]) => ({ key, due: at }))
  return due.sort((a, b) => a.due - b.due || (a.key < b.key ? -1 : 1)).slice(0, limit)
}

/** @param check throws when the store is closed. */
export function viewOf(p: Partition, check: () => void): View {
  const named = (ordinals: Iterable<number>, from: number, limit: number): Member[] => {
    const found = [...ordinals].filter((ordinal) => ordinal >= from).sort((a, b) => a - b)
    return found.slice(0, limit).map((ordinal) => {
      const id = p.names.get(ordinal)
      if (id === undefined) throw new Error(`the ordinal ${ordinal} has no name`)
      return { ordinal, id }
    })
  }
  return {
    async load(keys) {
      check()
      return keys.map((key) => {
        const value = p.blobs.get(key)?.value
        return value && Buffer.from(value)
      })
    },
    async position() {
      check()
      return p.ledger.position
    },
    async meta() {
      check()
      return p.meta && Buffer.from(p.meta)
    },
    async count(segment) {
      check()
      return p.members.get(segment)?.size ?? 0
    },
    async members(segment, from, limit) {
      check()
      return named(p.members.get(segment) ?? [], from, limit)
    },
    async ordinals(from, limit) {
      check()
      return named(p.names.keys(), from, limit)
    },
    async due(until, limit) {
      check()
      return dueTimers(p, until, limit)
    },
    async outbox(after, limit) {
      check()
      const entries = [...p.outbox].filter(([number]) => number > after).slice(0, limit)
      return entries.map(([number, value]) => ({ number, value: Buffer.from(value) }))
    },
  }
}
