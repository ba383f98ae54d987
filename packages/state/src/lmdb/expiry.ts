import type { Put } from '../index.ts'
import { lent } from './env.ts'
import type { StateEnv, Write } from './env.ts'
import { expiresOf } from './blob.ts'
import { keyOf } from './keys.ts'

/**
 * When values expire, by the hour. One entry per (hour, commit) lists the blob keys of that commit
 * whose value expires in that hour: an index entry per value would cost as much as the value. It
 * only says where to look, so it may be out of date: whether a value goes is decided by the expiry
 * in the value itself.
 */
const HOUR_MS = 3_600_000
const HOUR_MAX = 0xffff_ffff
/** Keys per entry, so that a commit can drop a bounded number. */
const PART_KEYS_MAX = 500

/**
 * @param keys of the puts, in their order.
 * @param commit a number that no other commit of the partition has.
 */
export function indexExpiry(
  env: StateEnv,
  partition: number,
  commit: number,
  puts: readonly Put[],
  keys: readonly Buffer[],
): Write[] {
  const byHour = new Map<number, Buffer[]>()
  puts.forEach(({ expires }, i) => {
    if (expires === undefined) return
    const hour = hourOf(expires)
    const list = byHour.get(hour)
    if (list) list.push(keys[i]!)
    else byHour.set(hour, [keys[i]!])
  })
  return [...byHour].flatMap(([hour, list]) => {
    const parts = Math.ceil(list.length / PART_KEYS_MAX)
    return Array.from({ length: parts }, (_, part) => ({
      table: env.expiry,
      key: entryKey(partition, hour, commit, part),
      value: packKeys(list.slice(part * PART_KEYS_MAX, (part + 1) * PART_KEYS_MAX)),
    }))
  })
}

/**
 * What to remove because it expired at or before `before`: whole hours only, at most `max` values.
 * @param renewed blob keys that the same commit puts: those stay.
 */
export function expired(env: StateEnv, partition: number, before: number, max: number, renewed: ReadonlySet<string>): Write[] {
  const writes: Write[] = []
  // Entries of hours that are over altogether: what they list was to expire at `before` or earlier.
  const range = { start: keyOf(partition, 0), end: entryKey(partition, hourOf(before), 0, 0) }
  let left = max
  for (const entry of env.expiry.getKeys(range)) {
    const packed = lent(env.expiry, entry)
    const keys = packed ? unpackKeys(packed) : []
    if (keys.length > left) break
    left -= keys.length
    writes.push({ table: env.expiry, key: entry })
    for (const key of keys) {
      if (renewed.has(key.toString('latin1'))) continue
      const stored = lent(env.blobs, key)
      const expires = stored && expiresOf(stored)
      if (expires !== undefined && expires <= before) writes.push({ table: env.blobs, key })
    }
  }
  return writes
}

function hourOf(ms: number): number {
  return Math.min(Math.max(0, Math.floor(ms / HOUR_MS)), HOUR_MAX)
}

function entryKey(partition: number, hour: number, commit: number, part: number): Buffer {
  const key = Buffer.alloc(14)
  key.writeUInt16BE(partition, 0)
  key.writeUInt32BE(hour, 2)
  key.writeUIntBE(commit, 6, 6)
  key.writeUInt16BE(part, 12)
  return key
}

function packKeys(keys: readonly Buffer[]): Buffer {
  return Buffer.concat(
    keys.flatMap((key) => {
      const length = Buffer.alloc(2)
      length.writeUInt16LE(key.length)
      return [length, key]
    }),
  )
}

function unpackKeys(packed: Buffer): Buffer[] {
  const keys: Buffer[] = []
  for (let at = 0; at < packed.length;) {
    const length = packed.readUInt16LE(at)
    keys.push(Buffer.from(packed.subarray(at + 2, at + 2 + length)))
    at += 2 + length
  }
  return keys
}
