import type { Member, OutboxEntry, Timer, View } from '../index.ts'
import { CHUNK_BITS, bitsFrom } from '../lmdb/bitmap.ts'
import { decodeBlob } from '../lmdb/blob.ts'
import { scoreOf } from './commit.ts'
import { blobKey, countsKey, ledgerKey, metaKey, timersKey } from './keys.ts'
import type { RedisConnection } from './connection.ts'
import { buffers } from './connection.ts'
import { nameQueries, namedBy, namesIn, namePageOf } from './names.ts'
import { pack } from './pack.ts'
import { CHUNKS, OUTBOX, PAGES, READ } from './scripts.ts'

/** Keys per MGET: Redis answers no other client meanwhile. */
const LOAD_MAX = 2000
/** Pages of names that are read at once. */
const PAGES_MAX = 64

export function viewOf(link: RedisConnection, tag: string, partition: number): View {
  return {
    async load(keys) {
      const slices = Array.from({ length: Math.ceil(keys.length / LOAD_MAX) }, (_, i) =>
        keys.slice(i * LOAD_MAX, (i + 1) * LOAD_MAX),
      )
      link.check()
      const answers = await Promise.all(
        slices.map((slice) =>
          link.values(
            'mget',
            slice.map((key) => blobKey(tag, key)),
          ),
        ),
      )
      return answers.flat().map((stored) => (stored ? decodeBlob(stored, `a value of partition ${partition}`) : undefined))
    },
    async position() {
      return Number((await link.value('hget', [ledgerKey(tag), 'position'])) ?? -1)
    },
    async meta() {
      return (await link.value('get', [metaKey(tag)])) ?? undefined
    },
    async count(bitmap) {
      const counts = await link.values('hvals', [countsKey(tag, bitmap)])
      return counts.reduce((sum, count) => sum + Number(count), 0)
    },
    async members(bitmap, from, limit) {
      return named(link, tag, await ordinalsOf(link, tag, bitmap, Math.max(0, from), limit))
    },
    async ordinals(from, limit) {
      const found: Member[] = []
      for (let page = namePageOf(Math.max(0, from)); found.length < limit;) {
        const answer = await link.script(PAGES, ledgerKey(tag), [String(page), String(Math.min(limit, PAGES_MAX))])
        if (answer.length === 0) break
        for (let i = 0; i < answer.length; i += 2) {
          page = Number(answer[i])
          found.push(...namesIn(page, buffers(answer[i + 1])).filter(({ ordinal }) => ordinal >= from))
        }
        page++
      }
      return found.slice(0, Math.max(0, limit))
    },
    due: (until, limit) => dueTimers(link, tag, until, limit),
    outbox: (after, limit) => outboxEntries(link, tag, after, limit),
  }
}

async function ordinalsOf(link: RedisConnection, tag: string, bitmap: number, from: number, limit: number): Promise<number[]> {
  const found: number[] = []
  for (let next = from; found.length < limit;) {
    const args = [String(bitmap), String(Math.floor(next / CHUNK_BITS)), String(limit - found.length)]
    const answer = await link.script(CHUNKS, ledgerKey(tag), args)
    if (answer.length === 0) break
    for (let i = 0; i < answer.length; i += 2) {
      const base = Number(answer[i]) * CHUNK_BITS
      const bits = bitsFrom(buffers([answer[i + 1]])[0]!, Math.max(0, next - base), limit - found.length)
      for (const bit of bits) found.push(base + bit)
      next = base + CHUNK_BITS
    }
  }
  return found
}

/** @param ordinals ascending. */
async function named(link: RedisConnection, tag: string, ordinals: readonly number[]): Promise<Member[]> {
  if (ordinals.length === 0) return []
  const queries = nameQueries(tag, ordinals)
  const answers = await link.script(READ, ledgerKey(tag), [pack(queries.map(({ command }) => command))])
  return queries.flatMap((query, i) => namedBy(query, buffers(answers[i])))
}

async function dueTimers(link: RedisConnection, tag: string, until: number, limit: number): Promise<Timer[]> {
  const args = [timersKey(tag), '-inf', scoreOf(until), 'WITHSCORES', 'LIMIT', '0', String(Math.max(0, limit))]
  const flat = await link.values('zrangebyscore', args)
  return Array.from({ length: flat.length / 2 }, (_, i) => ({ key: String(flat[i * 2]), due: Number(flat[i * 2 + 1]) }))
}

async function outboxEntries(link: RedisConnection, tag: string, after: number, limit: number): Promise<OutboxEntry[]> {
  const args = [String(after), String(Math.max(0, limit))]
  const [first, ...values] = buffers(await link.script(OUTBOX, ledgerKey(tag), args))
  return values.map((value, i) => {
    if (!value) throw new Error(`the state is damaged: the outbox entry ${Number(first) + i} is missing`)
    return { number: Number(first) + i, value }
  })
}
