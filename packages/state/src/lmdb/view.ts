import type { Member, OutboxEntry, Timer, View } from '../index.ts'
import { CHUNK_BITS, bitsFrom } from './bitmap.ts'
import { decodeBlob } from './blob.ts'
import { lent } from './env.ts'
import type { StateEnv } from './env.ts'
import { afterPartition, dueAfter, dueOf, isHashed, keyOf, outboxKey, outboxNumber, textKey } from './keys.ts'
import { metaKey, readLedger } from './ledger.ts'
import { PAGE_SIZE, decodeNames } from './names.ts'
import type { NamePage } from './names.ts'

export function viewOf(env: StateEnv, partition: number): View {
  return {
    async load(keys) {
      env.check()
      return keys.map((text) => {
        const key = textKey(partition, text)
        const stored = lent(env.blobs, key)
        return stored && decodeBlob(stored, `a value of partition ${partition}`, key)
      })
    },
    async position() {
      env.check()
      return readLedger(env, partition).position
    },
    async meta() {
      env.check()
      const stored = lent(env.partitions, metaKey(partition))
      return stored && Buffer.from(stored)
    },
    async count(segment) {
      env.check()
      return lent(env.counts, keyOf(partition, segment))?.readUInt32BE(0) ?? 0
    },
    async members(segment, from, limit) {
      env.check()
      return named(env, partition, ordinalsOf(env, partition, segment, from, limit))
    },
    async ordinals(from, limit) {
      env.check()
      return namedFrom(env, partition, Math.max(0, from), limit)
    },
    async due(until, limit) {
      env.check()
      return dueTimers(env, partition, until, limit)
    },
    async outbox(after, limit) {
      env.check()
      return outboxEntries(env, partition, after, limit)
    },
  }
}

function ordinalsOf(env: StateEnv, partition: number, segment: number, from: number, limit: number): number[] {
  const found: number[] = []
  const first = Math.max(0, from)
  const range = {
    start: keyOf(partition, segment, Math.floor(first / CHUNK_BITS)),
    end: keyOf(partition, segment, CHUNK_BITS),
  }
  if (limit <= 0) return found
  for (const key of env.members.getKeys(range)) {
    const base = key.readUInt32BE(6) * CHUNK_BITS
    const bits = bitsFrom(lent(env.members, key)!, Math.max(0, first - base), limit - found.length)
    for (const bit of bits) found.push(base + bit)
    if (found.length >= limit) break
  }
  return found
}

/** @param ordinals ascending. @throws Error when one has no name. */
function named(env: StateEnv, partition: number, ordinals: readonly number[]): Member[] {
  let page = -1
  let ids: NamePage = []
  return ordinals.map((ordinal) => {
    const its = Math.floor(ordinal / PAGE_SIZE)
    if (its !== page) {
      const stored = lent(env.names, keyOf(partition, its))
      page = its
      ids = stored ? decodeNames(stored) : []
    }
    const id = ids[ordinal % PAGE_SIZE]
    if (id === undefined) throw new Error(`the ordinal ${ordinal} has no name`)
    return { ordinal, id }
  })
}

function namedFrom(env: StateEnv, partition: number, from: number, limit: number): Member[] {
  const found: Member[] = []
  const range = {
    start: keyOf(partition, Math.floor(from / PAGE_SIZE)),
    end: afterPartition(partition),
  }
  for (const key of env.names.getKeys(range)) {
    const base = key.readUInt32BE(2) * PAGE_SIZE
    for (const [i, id] of decodeNames(lent(env.names, key)!).entries()) {
      if (found.length >= limit) return found
      if (id !== undefined && base + i >= from) found.push({ ordinal: base + i, id })
    }
  }
  return found
}

function dueTimers(env: StateEnv, partition: number, until: number, limit: number): Timer[] {
  const range = {
    start: keyOf(partition),
    end: dueAfter(partition, until),
    limit: Math.max(0, limit),
  }
  return [...env.due.getKeys(range)].map((key) => {
    const { due, text } = dueOf(key)
    return { due, key: isHashed(text) ? lent(env.due, key)!.toString() : text.toString() }
  })
}

function outboxEntries(env: StateEnv, partition: number, after: number, limit: number): OutboxEntry[] {
  const range = {
    start: outboxKey(partition, after + 1),
    end: afterPartition(partition),
    limit: Math.max(0, limit),
  }
  return [...env.outbox.getKeys(range)].map((key) => ({
    number: outboxNumber(key),
    value: Buffer.from(lent(env.outbox, key)!),
  }))
}
