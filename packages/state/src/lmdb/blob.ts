import { crc32 } from 'node:zlib'
import type { Put } from '../index.ts'

/** A stored blob: format and flags u8 | crc32 u32 of all that follows | [expires double] | value. */
const FORMAT = 0x10
const EXPIRES = 0x01
const HEADER_BYTES = 5

/** Encodes many into one allocation: lmdb looks up the address of each underlying buffer, which is dear. */
export function encodeBlobs(puts: readonly Pick<Put, 'value' | 'expires'>[]): Buffer[] {
  const size = puts.reduce((sum, put) => sum + HEADER_BYTES + (put.expires === undefined ? 0 : 8) + put.value.length, 0)
  const all = Buffer.allocUnsafe(size)
  let at = 0
  return puts.map(({ value, expires }) => {
    const start = at
    all[at] = FORMAT | (expires === undefined ? 0 : EXPIRES)
    at += HEADER_BYTES
    if (expires !== undefined) at = all.writeDoubleLE(expires, at)
    all.set(value, at)
    at += value.length
    all.writeUInt32LE(crc32(all.subarray(start + HEADER_BYTES, at)), start + 1)
    return all.subarray(start, at)
  })
}

/** @returns a copy of the value. @throws Error when it is damaged. @param name for the error's text: never personal data. */
export function decodeBlob(stored: Buffer, name: string): Buffer {
  check(stored, name)
  const start = HEADER_BYTES + (stored[0]! & EXPIRES ? 8 : 0)
  return Buffer.from(stored.subarray(start))
}

/** @returns from when the value is of no use; undefined when it stays. */
export function expiresOf(stored: Buffer): number | undefined {
  return stored[0]! & EXPIRES ? stored.readDoubleLE(HEADER_BYTES) : undefined
}

function check(stored: Buffer, name: string): void {
  if (stored.length < HEADER_BYTES || (stored[0]! & 0xf0) !== FORMAT)
    throw new Error(`the state is damaged: ${name} has an unknown format`)
  if (stored.readUInt32LE(1) !== crc32(stored.subarray(HEADER_BYTES)))
    throw new Error(`the state is damaged: the checksum of ${name} is wrong`)
}
