import { readSync } from 'node:fs'
import { DamageError } from '@weir/contracts'

/**
 * Pages of an LMDB file (data version 2, as lmdb-js 3.5 writes it; little-endian, 64 bits): a
 * header of 24 bytes
 *
 *   page number u64 | transaction u64 | pad u16 | flags u16 | lower u16, upper u16 (of an overflow page: pages u32)
 *
 * then the places of the nodes (u16 each, counted from the header's end), and the nodes, from the
 * end of the page downwards.
 */
export const HEADER_BYTES = 24
export const BRANCH = 0x01
export const LEAF = 0x02
export const OVERFLOW = 0x04
export const META = 0x08
const NODE_BYTES = 8

export interface PageFile {
  fd: number
  pageSize: number
  /** Whole pages in the file. */
  pages: number
}

export interface LmdbPage {
  number: number
  transaction: number
  flags: number
  bytes: Buffer
}

export interface Node {
  key: Buffer
  /** Of a leaf. */
  flags: number
  /** Size of the value (leaf), or the page below (branch). */
  number: number
  /** What follows the key in a leaf. */
  rest: Buffer
}

export function readPage(file: PageFile, number: number): LmdbPage {
  if (!Number.isSafeInteger(number) || number < 0 || number >= file.pages)
    throw new DamageError(`page ${number} lies outside the file, which has ${file.pages}`)
  const bytes = Buffer.allocUnsafe(file.pageSize)
  if (readSync(file.fd, bytes, 0, file.pageSize, number * file.pageSize) !== file.pageSize)
    throw new DamageError(`page ${number} cannot be read`)
  const page = { number, transaction: u64(bytes, 8), flags: bytes.readUInt16LE(18), bytes }
  if (u64(bytes, 0) !== number && (page.flags & META) === 0) throw new DamageError(`page ${number} says that it is another one`)
  return page
}

/**
 * The nodes of a branch or leaf.
 * @throws DamageError when they do not fill the page as LMDB fills it.
 */
export function nodesOf({ number, bytes, flags }: LmdbPage): Node[] {
  const [lower, upper] = [bytes.readUInt16LE(20), bytes.readUInt16LE(22)]
  const room = bytes.length - HEADER_BYTES
  const fault = (what: string): never => {
    throw new DamageError(`page ${number} ${what}`)
  }
  if (lower % 2 !== 0 || lower > upper || upper > room) fault('has bounds that cannot be')
  const isLeaf = flags === LEAF
  let used = 0
  const nodes = Array.from({ length: lower / 2 }, (_, i): Node => {
    const at = HEADER_BYTES + bytes.readUInt16LE(HEADER_BYTES + i * 2)
    if (at < HEADER_BYTES + upper || at + NODE_BYTES > bytes.length) fault('has a node outside of it')
    const low = bytes.readUInt16LE(at) + bytes.readUInt16LE(at + 2) * 0x1_0000
    const nodeFlags = bytes.readUInt16LE(at + 4)
    const keyEnd = at + NODE_BYTES + bytes.readUInt16LE(at + 6)
    const size = !isLeaf ? 0 : nodeFlags & BIG ? BIG_BYTES : low
    if (keyEnd + size > bytes.length) fault('has a node that does not end in it')
    used += even(keyEnd + size - at)
    return {
      key: bytes.subarray(at + NODE_BYTES, keyEnd),
      flags: isLeaf ? nodeFlags : 0,
      number: isLeaf ? low : low + nodeFlags * 0x1_0000_0000,
      rest: bytes.subarray(keyEnd, keyEnd + size),
    }
  })
  if (used !== room - upper) fault('has nodes that are longer or shorter than their place')
  return nodes
}

/** Flags of a leaf's node: its value is on overflow pages; it is a named table. */
export const BIG = 0x01
export const TABLE = 0x02
/** In place of a value that is elsewhere: page number u64, transaction u64, pages u64. */
const BIG_BYTES = 24

export function u64(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at))
}

function even(size: number): number {
  return size + (size % 2)
}
