import type { Member } from '../index.ts'
import { groupBy } from './group.ts'
import { namesKey, pagesKey } from './keys.ts'
import type { RedisCommand } from './pack.ts'
import { commandsOf } from './pack.ts'

/**
 * The ids of 512 ordinals in a row are a hash from the ordinal's place in the page to the id: 'h'
 * and 16 bytes for an id of 32 hex digits, 't' and the text for any other. Redis keeps hashes of up
 * to 512 short values packed.
 */
export const PAGE_SIZE = 512
const HEX_ID = /^[0-9a-f]{32}$/
const HEX = 0x68

/** From this number on, reading a packed page whole is cheaper than searching it for each. */
const WHOLE_FROM = 32

export function nameCommands(tag: string, names: readonly Member[]): RedisCommand[] {
  const byPage = groupBy(names, ({ ordinal }) => namePageOf(ordinal))
  const commands = [...byPage].flatMap(([page, members]) => {
    const fields = members.flatMap(({ ordinal, id }) => [slotOf(ordinal), encodeName(id)])
    return commandsOf(['HSET', namesKey(tag, page)], fields, 2)
  })
  const pages = [...byPage.keys()].flatMap((page) => [`${page}`, `${page}`])
  return [...commands, ...commandsOf(['ZADD', pagesKey(tag)], pages, 2)]
}

/** How to read the names of some ordinals, page by page. */
export interface NameQuery {
  command: RedisCommand
  ordinals: readonly number[]
  whole: boolean
}

/** @param ordinals ascending. */
export function nameQueries(tag: string, ordinals: readonly number[]): NameQuery[] {
  return [...groupBy(ordinals, namePageOf)].map(([page, its]) => {
    const key = namesKey(tag, page)
    const whole = its.length >= WHOLE_FROM
    return { ordinals: its, whole, command: whole ? ['HGETALL', key] : ['HMGET', key, ...its.map(slotOf)] }
  })
}

/** @throws Error when an ordinal has no name. */
export function namedBy({ ordinals, whole }: NameQuery, answer: readonly (Buffer | null)[]): Member[] {
  const names = whole ? new Map(pageEntries(answer)) : new Map(ordinals.map((ordinal, i) => [ordinal % PAGE_SIZE, answer[i]]))
  return ordinals.map((ordinal) => {
    const name = names.get(ordinal % PAGE_SIZE)
    if (!name) throw new Error(`the ordinal ${ordinal} has no name`)
    return { ordinal, id: decodeName(name) }
  })
}

/** Everybody in a page, ascending. */
export function namesIn(page: number, answer: readonly (Buffer | null)[]): Member[] {
  const entries = pageEntries(answer).sort(([a], [b]) => a - b)
  return entries.map(([slot, name]) => ({ ordinal: page * PAGE_SIZE + slot, id: decodeName(name) }))
}

export function namePageOf(ordinal: number): number {
  return Math.floor(ordinal / PAGE_SIZE)
}

function slotOf(ordinal: number): string {
  return String(ordinal % PAGE_SIZE)
}

function pageEntries(answer: readonly (Buffer | null)[]): [slot: number, name: Buffer][] {
  return Array.from({ length: answer.length / 2 }, (_, i) => [Number(answer[i * 2]), answer[i * 2 + 1]!])
}

function encodeName(id: string): Buffer {
  return HEX_ID.test(id) ? Buffer.from(`68${id}`, 'hex') : Buffer.from(`t${id}`)
}

function decodeName(name: Buffer): string {
  return name[0] === HEX ? name.toString('hex', 1) : name.toString('utf8', 1)
}
