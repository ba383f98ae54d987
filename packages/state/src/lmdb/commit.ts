import { DROP_CHUNKS_MAX, EXPIRE_MAX, afterCommit, checkCommit } from '../commit-check.ts'
import type { Commit, Member, Put, TimerChange } from '../index.ts'
import { CHUNK_BITS, closeChunk, countBits, openChunk, setBit } from './bitmap.ts'
import { encodeBlobs } from './blob.ts'
import { lent } from './env.ts'
import type { StateEnv, Table, Write } from './env.ts'
import { expired, indexExpiry } from './expiry.ts'
import { dueKey, isHashed, keyOf, outboxKey, textBytes, textKey } from './keys.ts'
import { encodeLedger, ledgerKey, metaKey, readLedger } from './ledger.ts'
import { PAGE_SIZE, decodeNames, encodeNames } from './names.ts'

/**
 * Commits in one transaction.
 * @returns the number of the newest outbox entry.
 */
export async function applyCommit(env: StateEnv, partition: number, owner: string, commit: Commit): Promise<number> {
  const puts = lastPuts(commit.puts ?? [])
  const keys = puts.map((put) => textKey(partition, put.key))
  const values = encodeBlobs(puts, keys)
  const blobs = keys.map((key, i): Write => ({ table: env.blobs, key, value: values[i]! }))
  // In the order of the tree: neighbours share pages.
  blobs.sort((a, b) => a.key.compare(b.key))
  const gone = (commit.deletes ?? []).map((key): Write => ({ table: env.blobs, key: textKey(partition, key) }))
  const timers = timerWrites(env, partition, commit.timers ?? [])

  return env.write(() => {
    const ledger = readLedger(env, partition)
    if (checkCommit(ledger, owner, commit) === 'repeat') return { writes: [], result: ledger.outbox }
    const next = { ...afterCommit(ledger, commit), commits: ledger.commits + 1 }
    const writes: Write[] = [
      ...blobs,
      ...gone,
      ...indexExpiry(env, partition, next.commits, puts, keys),
      ...expiryWrites(env, partition, commit, keys),
      ...timers,
      ...memberWrites(env, partition, commit),
      ...nameWrites(env, partition, commit.names ?? []),
      ...outboxWrites(env, partition, commit, next.outbox),
      { table: env.partitions, key: ledgerKey(partition), value: encodeLedger(next) },
    ]
    if (commit.meta)
      writes.push({
        table: env.partitions,
        key: metaKey(partition),
        value: Buffer.from(commit.meta),
      })
    return { writes, result: next.outbox }
  })
}

/** The last of several puts of one key counts. */
function lastPuts(puts: readonly Put[]): Put[] {
  return [...new Map(puts.map((put) => [put.key, put])).values()]
}

function expiryWrites(env: StateEnv, partition: number, commit: Commit, keys: readonly Buffer[]): Write[] {
  if (commit.expiredBefore === undefined) return []
  const renewed = new Set(keys.map((key) => key.toString('latin1')))
  return expired(env, partition, commit.expiredBefore, EXPIRE_MAX, renewed)
}

function timerWrites(env: StateEnv, partition: number, changes: readonly TimerChange[]): Write[] {
  return changes.flatMap(({ key, was, due }) => {
    const text = textBytes(key)
    const writes: Write[] = []
    if (was !== undefined) writes.push({ table: env.due, key: dueKey(partition, was, text) })
    const value = isHashed(text) ? Buffer.from(key) : Buffer.alloc(0)
    if (due !== undefined) writes.push({ table: env.due, key: dueKey(partition, due, text), value })
    return writes
  })
}

interface OpenChunk {
  key: Buffer
  bitmap: number
  bits: Uint8Array
  /** How many bits more than are stored. */
  delta: number
  changed: boolean
}

function memberWrites(env: StateEnv, partition: number, { drops = [], members = [] }: Commit): Write[] {
  const chunks = new Map<string, OpenChunk>()
  for (const bitmap of new Set(drops)) emptyChunks(env, partition, bitmap, chunks)
  for (const { segment, ordinal, member } of members) {
    const place = Math.floor(ordinal / CHUNK_BITS)
    let chunk = chunks.get(`${segment} ${place}`)
    if (!chunk) {
      const key = keyOf(partition, segment, place)
      chunk = {
        key,
        bitmap: segment,
        bits: openChunk(lent(env.members, key)),
        delta: 0,
        changed: false,
      }
      chunks.set(`${segment} ${place}`, chunk)
    }
    if (!setBit(chunk.bits, ordinal % CHUNK_BITS, member)) continue
    chunk.changed = true
    chunk.delta += member ? 1 : -1
  }
  const changed = [...chunks.values()].filter((chunk) => chunk.changed)
  const bitmaps = changed.map(({ key, bits }) => stored(env.members, key, closeChunk(bits)))
  return [...bitmaps, ...countWrites(env, partition, changed)]
}

/** Opens the first chunks of a bitmap as empty ones. */
function emptyChunks(env: StateEnv, partition: number, bitmap: number, chunks: Map<string, OpenChunk>): void {
  const range = {
    start: keyOf(partition, bitmap, 0),
    end: keyOf(partition, bitmap, CHUNK_BITS),
    limit: DROP_CHUNKS_MAX,
  }
  for (const found of env.members.getKeys(range)) {
    const place = found.readUInt32BE(6)
    const key = keyOf(partition, bitmap, place)
    const delta = -countBits(lent(env.members, key)!)
    chunks.set(`${bitmap} ${place}`, {
      key,
      bitmap,
      bits: openChunk(undefined),
      delta,
      changed: true,
    })
  }
}

function countWrites(env: StateEnv, partition: number, chunks: readonly OpenChunk[]): Write[] {
  const deltas = new Map<number, number>()
  for (const { bitmap, delta } of chunks) deltas.set(bitmap, (deltas.get(bitmap) ?? 0) + delta)
  return [...deltas].map(([bitmap, delta]) => {
    const key = keyOf(partition, bitmap)
    const count = (lent(env.counts, key)?.readUInt32BE(0) ?? 0) + delta
    return stored(env.counts, key, count === 0 ? undefined : uint32(count))
  })
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function stored(table: Table, key: Buffer, value: Buffer | undefined): Write {
  return value ? { table, key, value } : { table, key }
}

function nameWrites(env: StateEnv, partition: number, names: readonly Member[]): Write[] {
  const pages = new Map<number, Member[]>()
  for (const name of names) {
    const page = Math.floor(name.ordinal / PAGE_SIZE)
    pages.set(page, [...(pages.get(page) ?? []), name])
  }
  return [...pages].map(([page, members]) => {
    const key = keyOf(partition, page)
    const before = lent(env.names, key)
    const ids = before ? decodeNames(before) : []
    for (const { ordinal, id } of members) ids[ordinal % PAGE_SIZE] = id
    return { table: env.names, key, value: encodeNames(ids) }
  })
}

function outboxWrites(env: StateEnv, partition: number, commit: Commit, number: number): Write[] {
  const range = {
    start: outboxKey(partition, 0),
    end: outboxKey(partition, (commit.acked ?? -1) + 1),
  }
  const writes: Write[] =
    commit.acked === undefined ? [] : [...env.outbox.getKeys(range)].map((key) => ({ table: env.outbox, key }))
  if (commit.outbox)
    writes.push({
      table: env.outbox,
      key: outboxKey(partition, number),
      value: Buffer.from(commit.outbox),
    })
  return writes
}
