import { createHash } from 'node:crypto'

/**
 * Keys are binary and begin with the partition (u16), so that one table holds all partitions in
 * order. Numbers are big-endian.
 *
 * | table | key after the partition | value |
 * |---|---|---|
 * | partitions | 'l' or 'm' | the ledger; the processor's meta |
 * | blobs | text key | see blob.ts |
 * | expiry | hour u32, commit u48, part u16 | text keys, see expiry.ts |
 * | due | instant (sortable double), text key | nothing, or the text where the key holds its hash |
 * | members | bitmap u32, chunk u32 | bitmap of 65,536 bits without its trailing zero bytes |
 * | counts | bitmap u32 | u32 |
 * | names | page u32 | see names.ts |
 * | outbox | number u48 | the entry |
 *
 * `shared` has text keys without a partition.
 */
export const PARTITIONS_MAX = 0xffff

/** LMDB takes keys up to 1,978 bytes; a longer text is stored under its hash. */
const TEXT_BYTES_MAX = 500
const LONG = 0xff

/**
 * The bytes that stand for a text in a key. No UTF-8 text begins with 0xff, so a hash is never
 * taken for one; '' gets a byte too.
 */
export function textBytes(text: string): Buffer {
  const bytes = Buffer.from(text)
  if (bytes.length === 0) return Buffer.from([LONG])
  if (bytes.length <= TEXT_BYTES_MAX) return bytes
  return Buffer.concat([Buffer.from([LONG]), createHash('sha256').update(bytes).digest()])
}

/** Whether the bytes stand for the text without being it. */
export function isHashed(bytes: Buffer): boolean {
  return bytes[0] === LONG
}

/** Partition, numbers of 4 bytes each, then a text. */
export function keyOf(partition: number, ...numbers: number[]): Buffer {
  const key = Buffer.allocUnsafe(2 + numbers.length * 4)
  key.writeUInt16BE(partition, 0)
  numbers.forEach((number, i) => key.writeUInt32BE(number, 2 + i * 4))
  return key
}

export function textKey(partition: number, text: string): Buffer {
  // The common case, without a detour: a short key of ASCII.
  const length = text.length
  if (length > 0 && length * 3 <= TEXT_BYTES_MAX) {
    const key = Buffer.allocUnsafe(2 + length * 3)
    key.writeUInt16BE(partition, 0)
    return key.subarray(0, 2 + key.write(text, 2))
  }
  return Buffer.concat([keyOf(partition), textBytes(text)])
}

/** The first key that belongs to a later partition. */
export function afterPartition(partition: number): Buffer {
  return keyOf(partition + 1)
}

export function dueKey(partition: number, due: number, text: Buffer): Buffer {
  const key = Buffer.allocUnsafe(10 + text.length)
  key.writeUInt16BE(partition, 0)
  writeSortable(key, due, 2)
  key.set(text, 10)
  return key
}

/** A key above all timers that are due at `until` or before. */
export function dueAfter(partition: number, until: number): Buffer {
  return dueKey(partition, until, Buffer.alloc(64, LONG))
}

export function dueOf(key: Buffer): { due: number; text: Buffer } {
  return { due: readSortable(key, 2), text: key.subarray(10) }
}

export function outboxKey(partition: number, number: number): Buffer {
  const key = Buffer.allocUnsafe(8)
  key.writeUInt16BE(partition, 0)
  key.writeUIntBE(Math.min(Math.max(0, number), 0xffff_ffff_ffff), 2, 6)
  return key
}

export function outboxNumber(key: Buffer): number {
  return key.readUIntBE(2, 6)
}

/**
 * A double whose bytes sort like its value: the sign bit is flipped, and all others too when it is
 * negative.
 */
function writeSortable(to: Buffer, value: number, at: number): void {
  to.writeDoubleBE(value === 0 ? 0 : value, at)
  flip(to, at, to[at]! >= 0x80)
}

function readSortable(from: Buffer, at: number): number {
  const bytes = Buffer.from(from.subarray(at, at + 8))
  flip(bytes, 0, bytes[0]! < 0x80)
  return bytes.readDoubleBE(0)
}

function flip(bytes: Buffer, at: number, all: boolean): void {
  if (!all) bytes[at]! ^= 0x80
  else for (let i = at; i < at + 8; i++) bytes[i]! ^= 0xff
}
