import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { DamageError, keysOf } from '@weir/contracts'
import { BIG, BRANCH, HEADER_BYTES, LEAF, META, nodesOf, OVERFLOW, readPage, TABLE, u64 } from './page.ts'
import type { Node, LmdbPage, PageFile } from './page.ts'

/** A tree as its meta or its entry in the main tree describes it. */
interface Tree {
  depth: number
  branches: number
  leaves: number
  overflows: number
  entries: number
  root: number
}

interface Meta {
  transaction: number
  lastPage: number
  free: Tree
  main: Tree
}

/** Told of every entry. @param value a view that is good until the next entry. */
export type Visit = (table: string, key: Buffer, value: Buffer) => void

const MAGIC = 0xbeefc0de
const VERSION = 2
const NONE = 2 ** 64
const TREE_BYTES = 48
const ADDRESS_BITS_MAX = 2 ** 46

/**
 * Reads an LMDB file without LMDB, which trusts what it reads and takes the process with it: checks
 * both metas, and of the newest one every tree, page by page. What passes can be opened.
 * @throws DamageError with the first thing that is wrong.
 */
export function checkLmdbFile(path: string, visit: Visit): void {
  const fd = openSync(path, 'r')
  try {
    const { size } = fstatSync(fd)
    const head = Buffer.alloc(64)
    readSync(fd, head, 0, head.length, 0)
    const pageSize = head.readUInt32LE(HEADER_BYTES + 24)
    if (size === 0) throw new DamageError('the file is empty')
    if (head.readUInt32LE(HEADER_BYTES) !== MAGIC) throw new DamageError('it does not begin as a file of LMDB')
    if (![4096, 8192, 16384, 32768, 65536].includes(pageSize)) throw new DamageError(`its pages cannot be of ${pageSize} bytes`)
    if (size % pageSize !== 0 || size < 2 * pageSize) throw new DamageError(`the file is cut short: it has ${size} bytes`)
    checkTrees({ fd, pageSize, pages: size / pageSize }, visit)
  } finally {
    closeSync(fd)
  }
}

function checkTrees(file: PageFile, visit: Visit): void {
  const meta = newestMeta(file)
  const seen = new Set<number>([0, 1])
  const walker = { file, meta, seen }
  const free: Node[] = []
  walk(
    walker,
    'the free pages',
    meta.free,
    byNumber,
    (node) => void free.push({ ...node, rest: Buffer.from(valueOf(walker, node)) }),
  )
  const tables: [string, Tree][] = []
  walk(walker, 'the tables', meta.main, byBytes, (node) => {
    if (node.flags !== TABLE || node.rest.length < TREE_BYTES) throw new DamageError('a table is described by something else')
    tables.push([node.key.toString('latin1').replaceAll('\0', ''), treeOf(node.rest, 0)])
  })
  for (const [name, tree] of tables) {
    walk(walker, name, tree, byBytes, (node) => {
      if ((node.flags & ~BIG) !== 0) throw new DamageError(`an entry of ${name} is of an unknown form`)
      visit(name, node.key, valueOf(walker, node))
    })
  }
  checkFree(free, walker)
}

interface Walker {
  file: PageFile
  meta: Meta
  seen: Set<number>
}

type Compare = (a: Buffer, b: Buffer) => number
const byBytes: Compare = (a, b) => a.compare(b)
const byNumber: Compare = (a, b) => u64(a, 0) - u64(b, 0)

function newestMeta(file: PageFile): Meta {
  const metas = [metaOf(file, 0), metaOf(file, 1)] as const
  const [even, odd] = metas
  const apart = Math.abs(even.transaction - odd.transaction)
  // The metas take turns; before the first transaction both are of none.
  const inTurn = apart === 1 && even.transaction % 2 === 0 && odd.transaction % 2 === 1
  if (!inTurn && !(even.transaction === 0 && odd.transaction === 0))
    throw new DamageError(`its two beginnings are of transactions ${even.transaction} and ${odd.transaction}, which cannot be`)
  return even.transaction > odd.transaction ? even : odd
}

function metaOf(file: PageFile, number: number): Meta {
  const { bytes, flags } = readPage(file, number)
  const at = HEADER_BYTES
  const fault = (what: string): never => {
    throw new DamageError(`beginning ${number} ${what}`)
  }
  if (flags !== META || u64(bytes, 0) !== number || u64(bytes, 8) !== 0 || bytes.readUInt32LE(20) !== 0) fault('is no beginning')
  if (bytes.readUInt32LE(at) !== MAGIC || bytes.readUInt32LE(at + 4) !== VERSION) fault('is not of this format')
  if (u64(bytes, at + 8) !== 0) fault('names an address')
  if (bytes.readUInt32LE(at + 24) !== file.pageSize) fault('has another size of pages')
  const mapSize = u64(bytes, at + 16)
  const lastPage = u64(bytes, at + 120)
  if (mapSize > ADDRESS_BITS_MAX || mapSize % file.pageSize !== 0 || (lastPage + 1) * file.pageSize > mapSize)
    fault('has sizes that cannot be')
  if ((bytes.readUInt16LE(at + 28) & 0xff) !== 0x08 || bytes.readUInt16LE(at + 76) !== 0) fault('has flags that cannot be')
  return {
    transaction: u64(bytes, at + 128),
    lastPage,
    free: treeOf(bytes, at + 24),
    main: treeOf(bytes, at + 72),
  }
}

function treeOf(bytes: Buffer, at: number): Tree {
  const [branches, leaves, overflows, entries, root] = [8, 16, 24, 32, 40].map((offset) => u64(bytes, at + offset))
  return {
    depth: bytes.readUInt16LE(at + 6),
    branches: branches!,
    leaves: leaves!,
    overflows: overflows!,
    entries: entries!,
    root: root!,
  }
}

/** Visits every node of a tree in order, and compares what there is with what is said of it. */
function walk(walker: Walker, name: string, tree: Tree, compare: Compare, visit: (node: Node) => void): void {
  const found = { depth: 0, branches: 0, leaves: 0, overflows: 0, entries: 0 }
  let last: Buffer | undefined
  const take = (node: Node): void => {
    if (last && compare(last, node.key) >= 0) throw new DamageError(`the keys of ${name} are out of order`)
    last = Buffer.from(node.key)
    found.entries++
    if (node.flags & BIG) found.overflows += overflowOf(walker, node).pages
    visit(node)
  }
  const descend = (number: number, depth: number, from: Buffer | undefined, to: Buffer | undefined): void => {
    if (depth > tree.depth) throw new DamageError(`${name} is deeper than it says`)
    found.depth = Math.max(found.depth, depth)
    const page = claim(walker, number)
    if (page.flags !== BRANCH && page.flags !== LEAF) throw new DamageError(`page ${number} of ${name} is of an unknown kind`)
    const nodes = nodesOf(page)
    if (nodes.length === 0) throw new DamageError(`page ${number} of ${name} is empty`)
    if (page.flags === LEAF) {
      if (depth !== tree.depth) throw new DamageError(`${name} is not equally deep everywhere`)
      found.leaves++
      const [first, final] = [nodes[0]!.key, nodes.at(-1)!.key]
      if ((from && compare(first, from) < 0) || (to && compare(final, to) >= 0))
        throw new DamageError(`page ${number} of ${name} stands in the wrong place`)
      for (const node of nodes) take(node)
      return
    }
    found.branches++
    nodes.forEach((node, i) => {
      // The first key of a branch is not looked at, and may be anything.
      const lower = i === 0 ? from : Buffer.from(node.key)
      const next = nodes[i + 1]
      descend(node.number, depth + 1, lower, next ? Buffer.from(next.key) : to)
    })
  }
  if (tree.root < NONE / 2) descend(tree.root, 1, undefined, undefined)
  for (const what of keysOf(found))
    if (found[what] !== tree[what]) throw new DamageError(`${name} has ${found[what]} ${what} and says ${tree[what]}`)
}

/** A page of one tree only, not newer than its meta. */
function claim({ file, meta, seen }: Walker, number: number): LmdbPage {
  if (seen.has(number)) throw new DamageError(`page ${number} is used twice`)
  seen.add(number)
  if (number > meta.lastPage) throw new DamageError(`page ${number} lies beyond the last one`)
  const page = readPage(file, number)
  if (page.transaction > meta.transaction) throw new DamageError(`page ${number} is of a transaction that never was`)
  return page
}

function overflowOf({ file }: Walker, { number: size, rest }: Node): { first: number; pages: number } {
  const pages = Math.floor((HEADER_BYTES - 1 + size) / file.pageSize) + 1
  if (u64(rest, 16) !== pages) throw new DamageError('a long value does not fit its pages')
  return { first: u64(rest, 0), pages }
}

function valueOf(walker: Walker, node: Node): Buffer {
  if ((node.flags & BIG) === 0) return node.rest
  const { file, meta, seen } = walker
  const { first, pages } = overflowOf(walker, node)
  const head = claim(walker, first)
  if (head.flags !== OVERFLOW || head.bytes.readUInt32LE(20) !== pages) throw new DamageError(`page ${first} is no long value`)
  for (let page = first + 1; page < first + pages; page++) {
    if (seen.has(page)) throw new DamageError(`page ${page} is used twice`)
    seen.add(page)
  }
  if (first + pages - 1 > meta.lastPage || first + pages > file.pages) throw new DamageError(`a long value ends outside the file`)
  const value = Buffer.allocUnsafe(node.number)
  readSync(file.fd, value, 0, value.length, first * file.pageSize + HEADER_BYTES)
  return value
}

/** Pages that will be written over: none of them may be in use. */
function checkFree(lists: readonly Node[], { meta, seen }: Walker): void {
  for (const { rest } of lists) {
    for (const [first, count] of runsOf(rest)) {
      if (first < 2 || first + count - 1 > meta.lastPage)
        throw new DamageError('a list of free pages names one that is not there')
      for (let page = first; page < first + count; page++) {
        if (seen.has(page)) throw new DamageError(`page ${page} is in use and free`)
        seen.add(page)
      }
    }
  }
  if (seen.size !== meta.lastPage + 1) throw new DamageError(`${meta.lastPage + 1} pages were given out, ${seen.size} are known`)
}

/**
 * How many numbers follow, then these: a page; or a count below zero, and the first of so many
 * pages; or 0, which is a gap.
 */
function* runsOf(list: Buffer): Generator<[first: number, count: number]> {
  const length = u64(list, 0)
  if (list.length < (length + 1) * 8) throw new DamageError('a list of free pages is cut short')
  for (let i = 1; i <= length; i++) {
    const number = Number(list.readBigInt64LE(i * 8))
    if (number > 0) yield [number, 1]
    else if (number < 0 && i < length) yield [Number(list.readBigInt64LE(++i * 8)), -number]
    else if (number < 0) throw new DamageError('a list of free pages ends in the middle')
  }
}
