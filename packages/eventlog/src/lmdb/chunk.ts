import { crc32 } from 'node:zlib'
import type { LogRecord, Origin, ReadLimit } from '../index.ts'

/**
 * A chunk is the value under which the records of one commit to one partition are kept:
 *
 *   version u8 | crc32 u32 (of the body, then the key) | body: record, record, ...
 *   record = key length, key, has origin (0 | 1), [origin partition, offset, n], value length, value
 *
 * Numbers in records are varints; those of an origin are zigzag varints. The key counts into the
 * checksum, so a chunk that turns up under another key is found out as well.
 */
const VERSION = 1
const HEADER_BYTES = 5

export type ChunkRecord = Omit<LogRecord, 'offset'>

interface Cursor {
  bytes: Buffer
  at: number
}

/** Records of one partition, encoded (and so copied) when they were appended. */
export interface Piece {
  count: number
  body: Buffer
}

/** @throws RangeError when an origin is no triple of whole numbers. */
export function encodePiece(records: readonly ChunkRecord[]): Piece {
  let bytesMax = 0
  for (const record of records) bytesMax += record.key.length * 3 + record.value.length + 48
  const to: Cursor = { bytes: Buffer.allocUnsafe(bytesMax), at: 0 }
  for (const record of records) writeRecord(to, record)
  return { count: records.length, body: to.bytes.subarray(0, to.at) }
}

/**
 * A chunk that still lacks its key: all but the last step is done before the write transaction
 * begins.
 */
export interface Unplaced {
  count: number
  chunk: Buffer
  crc: number
}

export function joinPieces(pieces: readonly Piece[]): Unplaced {
  const chunk = Buffer.concat([Buffer.alloc(HEADER_BYTES), ...pieces.map((piece) => piece.body)])
  const count = pieces.reduce((sum, piece) => sum + piece.count, 0)
  return { count, chunk, crc: crc32(chunk.subarray(HEADER_BYTES)) }
}

/** @returns the finished chunk. */
export function placeChunk(key: Buffer, unplaced: Unplaced): Buffer {
  unplaced.chunk[0] = VERSION
  unplaced.chunk.writeUInt32LE(crc32(key, unplaced.crc), 1)
  return unplaced.chunk
}

/**
 * Copies records out of a chunk: those with an offset >= `from`, until a limit is reached.
 * @param chunk may be a volatile buffer, nothing of it is kept. @param first offset of its first
 *   record.
 * @param into receives the records. @param bytes how many bytes `into` holds already. @returns the
 *   bytes afterwards, and whether a limit was reached.
 * @throws Error when the checksum or the version is not right (the caller names the place).
 */
export function decodeChunk(
  key: Buffer,
  chunk: Buffer,
  span: { first: number; count: number; from: number },
  max: ReadLimit,
  into: LogRecord[],
  bytes: number,
): { bytes: number; full: boolean } {
  checkChunk(key, chunk)
  const cursor: Cursor = { bytes: chunk, at: HEADER_BYTES }
  let offset = span.first
  for (; offset < Math.min(span.from, span.first + span.count); offset++) skipRecord(cursor)
  const { at: start } = cursor
  const room = max.records - into.length
  let taken = 0
  let full = false
  while (offset + taken < span.first + span.count && !full) {
    const { at } = cursor
    if (taken < room) skipRecord(cursor)
    const size = cursor.at - at
    full = taken >= room || (bytes + size > max.bytes && into.length + taken > 0)
    if (full) cursor.at = at
    else {
      bytes += size
      taken++
    }
  }
  // One piece of memory for all that is read of a chunk: one for each record would cost more.
  const own: Cursor = { bytes: Buffer.allocUnsafeSlow(cursor.at - start), at: 0 }
  chunk.copy(own.bytes, 0, start, cursor.at)
  for (let i = 0; i < taken; i++) into.push(readRecord(own, offset + i))
  return { bytes, full }
}

/** @throws Error when the checksum or the version is not right. */
export function checkChunk(key: Buffer, chunk: Buffer): void {
  if (chunk.length < HEADER_BYTES) throw new Error('it is cut short')
  if (chunk[0] !== VERSION) throw new Error(`its format is ${chunk[0]}, this program reads ${VERSION}`)
  if (chunk.readUInt32LE(1) !== crc32(key, crc32(chunk.subarray(HEADER_BYTES)))) throw new Error('its checksum is wrong')
}

function writeRecord(to: Cursor, record: ChunkRecord): void {
  writeVarint(to, Buffer.byteLength(record.key))
  to.at += to.bytes.write(record.key, to.at)
  writeVarint(to, record.origin ? 1 : 0)
  if (record.origin) writeOrigin(to, record.origin)
  writeVarint(to, record.value.length)
  to.bytes.set(record.value, to.at)
  to.at += record.value.length
}

function readRecord(from: Cursor, offset: number): LogRecord {
  const keyLength = readVarint(from)
  const key = from.bytes.toString('utf8', from.at, (from.at += keyLength))
  const origin = readVarint(from) === 1 ? readOrigin(from) : undefined
  const valueLength = readVarint(from)
  const value = from.bytes.subarray(from.at, (from.at += valueLength))
  return { offset, key, value, ...(origin ? { origin } : {}) }
}

function skipRecord(from: Cursor): void {
  const keyLength = readVarint(from)
  from.at += keyLength
  if (readVarint(from) === 1) readOrigin(from)
  const valueLength = readVarint(from)
  from.at += valueLength
}

function writeOrigin(to: Cursor, origin: Origin): void {
  writeSigned(to, origin.partition)
  writeSigned(to, origin.offset)
  writeSigned(to, origin.n)
}

function readOrigin(from: Cursor): Origin {
  return { partition: readSigned(from), offset: readSigned(from), n: readSigned(from) }
}

function writeVarint(to: Cursor, value: number): void {
  let rest = value
  // Arithmetic, not shifts: offsets may pass 32 bits.
  while (rest >= 0x80) {
    to.bytes[to.at++] = (rest % 0x80) | 0x80
    rest = Math.floor(rest / 0x80)
  }
  to.bytes[to.at++] = rest
}

function readVarint(from: Cursor): number {
  let value = 0
  for (let scale = 1; ; scale *= 0x80) {
    const byte = from.bytes[from.at++] ?? 0
    value += (byte & 0x7f) * scale
    if (byte < 0x80) return value
  }
}

function writeSigned(to: Cursor, value: number): void {
  if (!Number.isSafeInteger(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER / 2)
    throw new RangeError(`not a number of an origin: ${value}`)
  writeVarint(to, value >= 0 ? value * 2 : -value * 2 - 1)
}

function readSigned(from: Cursor): number {
  const value = readVarint(from)
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2
}
