import { crc32 } from 'node:zlib'
import { DamageError } from '@weir/contracts'
import type { Put } from '../index.ts'

/**
 * A stored blob: format and flags u8 | crc32 u32 of all that follows, and then of the key where the
 * flags say so | [expires double] | value.
 */
const FORMAT = 0x10
const EXPIRES = 0x01
const KEYED = 0x02
const HEADER_BYTES = 5

/**
 * Encodes many into one allocation: lmdb looks up the address of each underlying buffer, which is
 * dear.
 * @param keys under which they are stored, if those are to be part of the checksum.
 */
export function encodeBlobs(puts: readonly Pick<Put, 'value' | 'expires'>[], keys?: readonly Buffer[]): Buffer[] {
  const size = puts.reduce((sum, put) => sum + HEADER_BYTES + (put.expires === undefined ? 0 : 8) + put.value.length, 0)
  const all = Buffer.allocUnsafe(size)
  let at = 0
  return puts.map(({ value, expires }, i) => {
    const key = keys?.[i]
    const start = at
    all[at] = FORMAT | (expires === undefined ? 0 : EXPIRES) | (key ? KEYED : 0)
    at += HEADER_BYTES
    if (expires !== undefined) at = all.writeDoubleLE(expires, at)
    all.set(value, at)
    at += value.length
    const crc = crc32(all.subarray(start + HEADER_BYTES, at))
    all.writeUInt32LE(key ? crc32(key, crc) : crc, start + 1)
    return all.subarray(start, at)
  })
}

/**
 * @returns a copy of the value.
 * @throws DamageError
 * @param name for the error's text: never personal data.
 * @param key under which it was found.
 */
export function decodeBlob(stored: Buffer, name: string, key?: Buffer): Buffer {
  checkBlob(stored, name, key)
  const start = HEADER_BYTES + (stored[0]! & EXPIRES ? 8 : 0)
  return Buffer.from(stored.subarray(start))
}

/** @returns from when the value is of no use; undefined when it stays. */
export function expiresOf(stored: Buffer): number | undefined {
  return stored[0]! & EXPIRES ? stored.readDoubleLE(HEADER_BYTES) : undefined
}

/** @throws DamageError when it is not what was written. */
export function checkBlob(stored: Buffer, name: string, key?: Buffer): void {
  if (stored.length < HEADER_BYTES || (stored[0]! & 0xf0) !== FORMAT)
    throw new DamageError(`the state is damaged: ${name} has an unknown format`)
  const crc = crc32(stored.subarray(HEADER_BYTES))
  if (stored.readUInt32LE(1) !== (stored[0]! & KEYED && key ? crc32(key, crc) : crc))
    throw new DamageError(`the state is damaged: the checksum of ${name} is wrong`)
}
