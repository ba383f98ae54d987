import { crc32 } from 'node:zlib'
import { DamageError } from '@weir/contracts'

/**
 * A sealed value ends with a u32: the crc32 of the value, then of its key, so that one that turns
 * up under another key is found out as well. Blobs have a checksum of their own, see blob.ts.
 */
const SEAL_BYTES = 4

export function seal(key: Buffer, value: Buffer): Buffer {
  const sealed = Buffer.allocUnsafe(value.length + SEAL_BYTES)
  sealed.set(value)
  sealed.writeUInt32LE(crc32(key, crc32(value)), value.length)
  return sealed
}

/** @returns a view of the value. @throws DamageError @param table for the error's text. */
export function unseal(table: string, key: Buffer, sealed: Buffer): Buffer {
  const end = sealed.length - SEAL_BYTES
  if (end < 0) throw new DamageError(`the state is damaged: an entry of ${table} is cut short`)
  const value = sealed.subarray(0, end)
  if (sealed.readUInt32LE(end) !== crc32(key, crc32(value)))
    throw new DamageError(`the state is damaged: the checksum of an entry of ${table} is wrong`)
  return value
}
